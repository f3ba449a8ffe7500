// What zeebe-node and the Camunda SDK have in common, as the tests use it: the SDK grew out of zeebe-node and kept its names.

/** A job as both hand it to a handler. */
export interface NodeJob {
  readonly key: string;
  readonly type: string;
  readonly retries: number;
  readonly elementId: string;
  readonly bpmnProcessId: string;
  readonly processInstanceKey: string;
  readonly variables: Readonly<Record<string, unknown>>;
  readonly customHeaders: Readonly<Record<string, unknown>>;
  complete(variables?: Readonly<Record<string, unknown>>): Promise<string>;
  fail(options: { readonly errorMessage: string; readonly retries?: number; readonly retryBackOff?: number }): Promise<string>;
  error(options: { readonly errorCode: string; readonly errorMessage?: string; readonly variables?: object }): Promise<string>;
}

/** A worker's settings. */
export interface NodeWorkerConfig {
  readonly taskType: string;
  taskHandler(job: NodeJob): Promise<string>;
}

/** An instance that was started. */
export interface NodeInstance {
  readonly processInstanceKey: string;
  readonly processDefinitionKey: string;
  readonly bpmnProcessId: string;
  readonly version: number;
}

type Variables = Readonly<Record<string, unknown>>;

/** The client. Every method rejects with an error whose message begins with number and name of the gRPC status. */
export interface NodeClient {
  topology(): Promise<{
    readonly gatewayVersion: string;
    readonly brokers: readonly { readonly partitions: readonly { readonly partitionId: number; readonly role: string }[] }[];
  }>;
  deployResource(
    resource:
      | { readonly name: string; readonly process: Buffer }
      | { readonly name: string; readonly decision: Buffer }
      | { readonly name: string; readonly form: Buffer },
  ): Promise<{ readonly deployments: readonly Record<string, Record<string, unknown>>[] }>;
  createProcessInstance(request: { readonly bpmnProcessId: string; readonly variables: Variables }): Promise<NodeInstance>;
  createProcessInstanceWithResult(request: {
    readonly bpmnProcessId: string;
    readonly variables: Variables;
    readonly requestTimeout?: number;
    readonly fetchVariables?: readonly string[];
  }): Promise<NodeInstance & { readonly variables: Variables }>;
  createWorker(config: NodeWorkerConfig): { close(): Promise<unknown> };
  activateJobs(request: {
    readonly type: string;
    readonly worker: string;
    readonly timeout: number;
    readonly maxJobsToActivate: number;
    readonly requestTimeout: number;
  }): Promise<readonly Omit<NodeJob, 'complete' | 'fail' | 'error'>[]>;
  completeJob(request: { readonly jobKey: string; readonly variables: Variables }): Promise<unknown>;
  failJob(request: {
    readonly jobKey: string;
    readonly retries: number;
    readonly errorMessage: string;
    readonly retryBackOff: number;
  }): Promise<unknown>;
  throwError(request: { readonly jobKey: string; readonly errorCode: string; readonly errorMessage: string }): Promise<unknown>;
  updateJobRetries(request: { readonly jobKey: string; readonly retries: number }): Promise<unknown>;
  publishMessage(request: {
    readonly name: string;
    readonly correlationKey: string;
    readonly messageId?: string;
    readonly timeToLive: number;
    readonly variables: Variables;
  }): Promise<{ readonly key: string }>;
  broadcastSignal(request: { readonly signalName: string; readonly variables: Variables }): Promise<{ readonly key: string }>;
  setVariables(request: { readonly elementInstanceKey: string; readonly variables: Variables; readonly local: boolean }): Promise<unknown>;
  resolveIncident(request: { readonly incidentKey: string }): Promise<unknown>;
  evaluateDecision(request: { readonly decisionId: string; readonly variables: Variables }): Promise<{
    readonly decisionId: string;
    readonly decisionName: string;
    readonly decisionOutput: string;
    readonly failureMessage: string;
  }>;
  modifyProcessInstance(request: {
    readonly processInstanceKey: string;
    readonly activateInstructions: readonly {
      readonly elementId: string;
      readonly ancestorElementInstanceKey: string;
      readonly variableInstructions: readonly { readonly scopeId: string; readonly variables: Variables }[];
    }[];
    readonly terminateInstructions?: readonly { readonly elementInstanceKey: string }[];
  }): Promise<unknown>;
  cancelProcessInstance(processInstanceKey: string): Promise<unknown>;
  close(): Promise<unknown>;
}
