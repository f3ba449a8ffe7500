// The front door of @millrace/worker/testing.
export { runHandler, type RunHandlerOptions, testJob } from './run-handler.ts';
export { createMemoryGateway, type MemoryGateway, type MemoryGatewayOptions } from './memory-gateway.ts';
export { createVirtualTiming, type VirtualTiming } from './virtual-timing.ts';
export { type RecordedGateway, recordedGateway } from './fault-gateway/recorded-gateway.ts';
export type { Behaviour, Phase, Rpc, Script, ScriptJobs } from './fault-gateway/script.ts';
export type { WireCall, WireLog } from './fault-gateway/wire-log.ts';
export { createTestBroker, type IdleOptions, type TestBroker, type TestBrokerOptions } from './broker/test-broker.ts';
export type { InstanceExpectation, InstanceView } from './broker/expect-instance.ts';
export type { IncidentPattern } from './broker/instance-checks.ts';
export type { ElementLife, IncidentLife, InstanceHistory, MessageLife } from './broker/instance-history.ts';
export type { CoveredElement, ProcessCoverage } from './broker/coverage.ts';
export type { TestRecord } from './broker/record.ts';
export type { Span } from './broker/span.ts';
