/** The part of rocksdb-native 3.18.1 that the store uses; the package brings no types. */
declare module 'rocksdb-native' {
  /** One column family (`default`) of one database folder. All calls that wait reject with an Error when RocksDB fails. */
  export default class RocksDB {
    constructor(path: string, options?: RocksDBOptions);
    ready(): Promise<void>;
    write(options?: { capacity?: number; autoDestroy?: boolean }): WriteBatch;
    read(options?: { capacity?: number; autoDestroy?: boolean }): ReadBatch;
    iterator(range: { gte: Uint8Array; lt: Uint8Array }, options?: { capacity?: number }): AsyncIterable<{ key: Buffer; value: Buffer }>;
    /** Writes the memtable to a synced file. */
    flush(): Promise<void>;
    close(options?: { force?: boolean }): Promise<void>;
  }

  export interface RocksDBOptions {
    /** Bytes of the memtable; RocksDB keeps up to two. */
    writeBufferSize?: number;
    maxBackgroundJobs?: number;
  }

  /** Applied as a whole by `flush`. */
  export interface WriteBatch {
    tryPut(key: Uint8Array, value: Uint8Array): void;
    tryDelete(key: Uint8Array): void;
    flush(): Promise<void>;
    destroy(): void;
  }

  export interface ReadBatch {
    get(key: Uint8Array): Promise<Buffer | null>;
    flush(): Promise<void>;
  }
}
