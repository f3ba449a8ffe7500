/** A simulated network: machines by name, links with delays that lose, double, reorder and fall silent, in one direction if need be. */
import type { Connection, Listener, Network, NetworkAddress } from '../network.ts';
import type { Random } from '../random.ts';
import type { SimScheduler } from './sim-scheduler.ts';

/** First port given out for port 0. */
const FIRST_FREE_PORT = 20_000;
/** Bytes under way on one connection beyond which a send is refused. */
const IN_FLIGHT_BYTES_MAX = 4 * 1024 * 1024;
/** Virtual milliseconds after which a connection over a silent link is given up. */
export const SIM_CONNECT_TIMEOUT_MS = 2000;

/** How links behave; may be changed while the world runs. */
export interface SimNetworkFaults {
  /** Milliseconds one message takes; drawn per message. */
  delayMs: () => number;
  /** Share of messages that never arrive, 0..1; harsher than TCP, which would break the connection. */
  lossShare: number;
  /** Share of messages that arrive twice, 0..1. */
  duplicateShare: number;
  /** Messages overtake each other when their delays say so; off: the order of a connection is kept, as TCP keeps it. */
  reorder: boolean;
}

/** All links of a simulated world. */
export interface SimNetwork {
  readonly faults: SimNetworkFaults;
  /** The network as seen by the machine of this name, which is also its host name. */
  machine(host: string): Network;
  /** From now on nothing gets from one machine to another; the other direction is not touched. Connections stay open and silent. */
  cut(from: string, to: string): void;
  /** All links work again. */
  heal(): void;
  /** The machine is gone: its doors close, and the other ends of its connections hear of it. */
  kill(host: string): void;
}

interface Door {
  readonly address: NetworkAddress;
  readonly accept: (connection: Connection) => void;
}

interface End {
  readonly host: string;
  readonly message: Set<(message: Uint8Array) => void>;
  readonly closed: Set<(reason: string) => void>;
  isOpen: boolean;
  peer: End | null;
}

/** A network in the world of a scheduler, without faults at first and with 1 ms delay. */
export function createSimNetwork(scheduler: SimScheduler, random: Random): SimNetwork {
  const faults: SimNetworkFaults = { delayMs: () => 1, lossShare: 0, duplicateShare: 0, reorder: false };
  const doors = new Map<string, Door>();
  const ends = new Set<End>();
  const cuts = new Set<string>();
  let freePort = FIRST_FREE_PORT;

  const isCut = (from: string, to: string): boolean => cuts.has(`${from}>${to}`);
  function after(delayMs: number, run: () => void): void {
    scheduler.at(scheduler.elapsedMs() + delayMs, run);
  }
  function closeEnd(end: End, reason: string): void {
    if (!end.isOpen) return;
    end.isOpen = false;
    ends.delete(end);
    for (const listener of [...end.closed]) listener(reason);
  }
  function open(host: string, peer: End | null): End {
    const end: End = { host, message: new Set(), closed: new Set(), isOpen: true, peer };
    if (peer) peer.peer = end;
    ends.add(end);
    return end;
  }
  function connectionOf(near: End, far: End): Connection {
    let inFlightBytes = 0;
    let lastArrivalMs = 0;
    function deliver(message: Uint8Array, dueMs: number): void {
      inFlightBytes += message.length;
      scheduler.at(dueMs, () => {
        inFlightBytes -= message.length;
        if (!far.isOpen || isCut(near.host, far.host)) return;
        for (const listener of [...far.message]) listener(message);
      });
    }
    return {
      send(message) {
        if (!near.isOpen || inFlightBytes + message.length > IN_FLIGHT_BYTES_MAX) return false;
        if (random.fraction() < faults.lossShare) return true;
        const copies = random.fraction() < faults.duplicateShare ? 2 : 1;
        for (let copy = 0; copy < copies; copy++) {
          const dueMs = scheduler.elapsedMs() + faults.delayMs();
          // A little later than the one before: calls due at the same instant run in any order.
          lastArrivalMs = faults.reorder ? dueMs : Math.max(dueMs, lastArrivalMs + 1e-6);
          deliver(new Uint8Array(message), lastArrivalMs);
        }
        return true;
      },
      onMessage: (listener) => void near.message.add(listener),
      onClose: (listener) => void near.closed.add(listener),
      close() {
        closeEnd(near, 'closed');
        if (!isCut(near.host, far.host))
          after(Math.max(faults.delayMs(), lastArrivalMs - scheduler.elapsedMs() + 1e-6), () => closeEnd(far, 'closed by the other end'));
      },
    };
  }
  function connect(host: string, address: NetworkAddress): Connection {
    const near = open(host, null);
    const far = open(address.host, near);
    const silent = isCut(host, address.host) || isCut(address.host, host);
    after(silent ? SIM_CONNECT_TIMEOUT_MS : faults.delayMs(), () => {
      const door = doors.get(nameOf(address));
      if (silent || !door) return closeEnd(near, silent ? 'timed out' : `nobody listens on ${nameOf(address)}`);
      return door.accept(connectionOf(far, near));
    });
    return connectionOf(near, far);
  }
  async function listen(address: NetworkAddress, accept: Door['accept']): Promise<Listener> {
    const taken = { host: address.host, port: address.port === 0 ? freePort++ : address.port };
    if (doors.has(nameOf(taken))) throw Object.assign(new Error(`${nameOf(taken)} is in use`), { code: 'EADDRINUSE' });
    doors.set(nameOf(taken), { address: taken, accept });
    return { address: taken, close: async () => void doors.delete(nameOf(taken)) };
  }
  return {
    faults,
    machine: (host) => ({
      listen: (address, accept) => listen({ ...address, host }, accept),
      connect: (address) => connect(host, address),
    }),
    cut: (from, to) => void cuts.add(`${from}>${to}`),
    heal: () => cuts.clear(),
    kill(host) {
      for (const [name, door] of doors) if (door.address.host === host) doors.delete(name);
      for (const end of [...ends]) {
        if (end.host !== host) continue;
        // The dead process hears nothing; the other side's system does, unless the line is silent.
        end.isOpen = false;
        ends.delete(end);
        const { peer } = end;
        if (peer && !isCut(host, peer.host)) after(faults.delayMs(), () => closeEnd(peer, 'connection reset'));
      }
    },
  };
}

function nameOf({ host, port }: NetworkAddress): string {
  return `${host}:${port}`;
}
