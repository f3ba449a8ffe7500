// The front door of @millrace/client: everything a program may import.
export type { AuthOptions } from './auth.ts';
export { commandTracing } from './command-tracing.ts';
export type { CommandSpan, CommandTraceApi, CommandTracingOptions } from './command-tracing.ts';
export { createClient } from './client.ts';
export type { AwaitStep, Command, CommandName, CommandOf, CommandSettings } from './command-builder.ts';
export type { Client } from './client.ts';
export type {
  ClockState,
  ClusterCommands,
  ClusterState,
  FollowRecordsRequest,
  LogRecord,
  Replica,
  Topology,
} from './cluster-commands.ts';
export { parseDuration } from './duration.ts';
export type { Duration } from './duration.ts';
export { MillraceError } from './errors.ts';
export type { ErrorCode, ErrorDetails } from './errors.ts';
export type {
  AwaitResultRequest,
  CompletedInstance,
  CreatedInstance,
  CreateInstanceRequest,
  InstanceCommands,
  MigrateInstanceRequest,
  ModifyInstanceRequest,
  ModifyVariables,
  SetVariablesRequest,
} from './instance-commands.ts';
export type { Call, Interceptor } from './interceptor.ts';
export type { Batches } from './iterate-stream.ts';
export type { Job, JobKind, JobUserTask, ListenerEvent } from './job.ts';
export type {
  CompleteJobRequest,
  FailJobRequest,
  JobCommands,
  JobResult,
  ThrowErrorRequest,
  UpdateJobRequest,
  UpdateJobRetriesRequest,
  UpdateJobTimeoutRequest,
  UserTaskChanges,
} from './job-commands.ts';
export type { ActivateJobsRequest, JobRequest, JobSources } from './job-sources.ts';
export type {
  JobOutcome,
  JobStream,
  JobStreamOptions,
  JobSubscription,
  OutcomeReceipt,
  RevokeReason,
  SubscribeRequest,
} from './job-stream-types.ts';
export { parseJson, stringifyJson } from './json.ts';
export type { JsonValue } from './json.ts';
export { key } from './keys.ts';
export type {
  ElementInstanceKey,
  IncidentKey,
  JobKey,
  Key,
  KeyKind,
  ProcessDefinitionKey,
  ProcessInstanceKey,
  UserTaskKey,
} from './keys.ts';
export type {
  BroadcastSignalRequest,
  CorrelateMessageRequest,
  EvaluateConditionalRequest,
  MessageCommands,
  PublishMessageRequest,
} from './message-commands.ts';
export type { OAuthOptions } from './oauth.ts';
export type { CallOptions, ClientOptions, Headers, RetryOptions } from './options.ts';
export type { PositionToken, Written } from './position-token.ts';
export type {
  DecisionResult,
  Deployable,
  Deployed,
  DeployedDecision,
  DeployedDecisionRequirements,
  DeployedForm,
  DeployedProcess,
  EvaluateDecisionRequest,
  EvaluatedDecision,
  ResourceCommands,
} from './resource-commands.ts';
export { describeIssues } from './standard-schema.ts';
export type { Schema, SchemaIssue, SchemaResult } from './standard-schema.ts';
export type { TlsOptions } from './tls.ts';
export type { UserTaskCommands } from './user-task-commands.ts';
export type { Variables } from './variables.ts';
