// A worker's surroundings for tests: a gateway in memory, a virtual clock, and a declaration to start from.
import { silentLogger } from '../log.ts';
import type { WorkerOptions } from '../options.ts';
import { worker } from '../worker.ts';
import { createMemoryGateway, type MemoryGatewayOptions } from './memory-gateway.ts';
import { createVirtualTiming } from './virtual-timing.ts';

/** Makes the surroundings. */
export function world(gatewayOptions: MemoryGatewayOptions = {}, options: WorkerOptions = {}) {
  const timing = createVirtualTiming();
  const gateway = createMemoryGateway(timing, gatewayOptions);
  return { timing, gateway, declare: () => worker({ gateway, timing, log: silentLogger, ...options }) };
}

/** Lets the virtual clock run while a drain waits. */
export async function closed<T>(drain: Promise<T>, timing: { advance(milliseconds: number): Promise<void> }): Promise<T> {
  await timing.advance(15_000);
  return drain;
}
