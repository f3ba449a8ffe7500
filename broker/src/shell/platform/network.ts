/** Connections between brokers as the cluster sees them; the real one and the simulated one live beside it. */

/** Makes and accepts ordered byte-message connections. Messages are whole: framing is the implementation's task. */
export interface Network {
  /** Listens on an address; `0` as port takes a free one. Rejects with an Error with `code` when the address cannot be had. */
  listen(address: NetworkAddress, accept: (connection: Connection) => void): Promise<Listener>;
  /** Opens a connection. It may fail later only: then `onClose` of the connection says why. */
  connect(address: NetworkAddress): Connection;
}

export interface NetworkAddress {
  readonly host: string;
  readonly port: number;
}

/** An open door; `address` holds the port that was really taken. */
export interface Listener {
  readonly address: NetworkAddress;
  close(): Promise<void>;
}

/** Both ends hold one of these. */
export interface Connection {
  /** Queues one message; false when the send buffer is beyond its bound and the message was dropped. */
  send(message: Uint8Array): boolean;
  onMessage(listener: (message: Uint8Array) => void): void;
  onClose(listener: (reason: string) => void): void;
  close(): void;
}
