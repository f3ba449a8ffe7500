// The front door of @millrace/worker.
export {
  type InputsOf,
  type JobTypeList,
  type NothingMissing,
  type TypedHandler,
  type TypedJob,
  type TypedWorkerBuilder,
  worker,
} from './typed-worker.ts';
export type { WorkerBuilder } from './worker.ts';
export type { RunningWorker } from './running-worker.ts';
export type { ClusterOptions, SourceChoice, WorkerOptions } from './options.ts';
export type { TaskOptions } from './task.ts';
export type { BatchAnswer, BatchContext, BatchHandler, BatchOptions } from './batch.ts';
export type { Answerable, Handler } from './handler.ts';
export type { Job, Variables } from './job.ts';
export type { ContextLease, JobContext } from './context.ts';
export { BpmnError, LeaseLost, NonRetryable, Retryable, type RetryableOptions } from './errors.ts';
export {
  type CompleteOutcome,
  type ErrorOutcome,
  type FailOptions,
  type FailOutcome,
  type GiveBackOutcome,
  isOutcome,
  type LaterOutcome,
  type Outcome,
  outcome,
} from './outcome.ts';
export {
  type AnyInterceptor,
  type ContextBehind,
  type Interceptor,
  type InterceptorHost,
  type Layer,
  layers,
  placed,
} from './interceptor.ts';
export { type BreakerState, circuitBreaker, type CircuitBreakerOptions } from './interceptors/circuit-breaker.ts';
export { crashBarrier, type CrashBarrierOptions } from './interceptors/crash-barrier.ts';
export { type DeadLetter, deadLetter, type DeadLetterOptions } from './interceptors/dead-letter.ts';
export { type Completion, type CompletionStore, idempotency, type IdempotencyOptions, memoryStore } from './interceptors/idempotency.ts';
export { jobMetrics, type JobRecorder } from './interceptors/job-metrics.ts';
export { type MetricsApi, openTelemetryRecorder } from './interceptors/open-telemetry-recorder.ts';
export { leaseRenewal, type LeaseRenewalOptions } from './interceptors/lease-renewal.ts';
export { jobFields, loggingContext } from './interceptors/logging-context.ts';
export { rateLimit } from './interceptors/rate-limit.ts';
export { type SpanContext, type TraceApi, type TraceSpan, tracing, type TracingOptions } from './interceptors/tracing.ts';
export { timeOut, type TimeOutOptions } from './interceptors/time-out.ts';
export { validation, type ValidationOptions } from './interceptors/validation.ts';
export type { FailurePolicy, Settled, SettledKind } from './report.ts';
export type { JobEnd } from './runner.ts';
export type { DrainReport } from './drain.ts';
export { drainOnSignal, type DrainOnSignalOptions } from './sigterm.ts';
export type { ClusterStatus, SourceStatus, WorkerState, WorkerStatus } from './status.ts';
export type { TypeMetrics, WorkerMetrics } from './metrics.ts';
export { consoleLogger, type LogFields, type Logger, silentLogger } from './log.ts';
export type { Schema, SchemaIssue, SchemaResult } from '@millrace/client';
export type { Rate } from './token-bucket.ts';
export type { Valve } from './valve.ts';
export { type Cancel, realTiming, type Timing } from './timing.ts';
export type { ClusterRole } from './cluster.ts';
export type { HealthState } from './cluster-health.ts';
export type { SourceMode } from './sources/source.ts';
export {
  type Answer,
  type CallLimits,
  GatewayError,
  type JobGateway,
  type PollRequest,
  type PushSink,
  type PushStream,
  type RawJob,
  type Status,
  type Subscription,
  type WorkEvents,
  type WorkStream,
  type WorkStreamSubscription,
} from './gateway.ts';
