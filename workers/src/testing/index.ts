// The front door of @millrace/worker/testing.
export { runHandler, type RunHandlerOptions, testJob } from './run-handler.ts';
export { createMemoryGateway, type MemoryGateway, type MemoryGatewayOptions } from './memory-gateway.ts';
export { createVirtualTiming, type VirtualTiming } from './virtual-timing.ts';
export { type RecordedGateway, recordedGateway } from './fault-gateway/recorded-gateway.ts';
export type { Behaviour, Phase, Rpc, Script, ScriptJobs } from './fault-gateway/script.ts';
export type { WireCall, WireLog } from './fault-gateway/wire-log.ts';
