/** One command per RPC of the gateway: a person's hands on it, through the same client everybody uses. */
import { type AwaitResultRequest, type CreateInstanceRequest, type Duration, key } from '@millrace/client';
import { jsonObject, pair, wholeNumber } from './arguments.ts';
import type { Given, RpcCommand } from './rpc-command.ts';
import { UsageError } from './usage-error.ts';

const LEASE_DEFAULT = '60s';
const VARIABLES = ['--variables <json>', 'a JSON object'] as const;
const FETCH = ['--fetch <names>', 'names of variables, separated by commas; default: all'] as const;
const JOB_OPTIONS = [
  ['--worker <name>', 'name the lease is written down under'],
  ['--lease <duration>', `how long a job is held; default ${LEASE_DEFAULT}`],
  FETCH,
] as const;
const CREATE_OPTIONS = [
  ['--process-version <n>', 'version of the process; default: the latest'],
  ['--key <key>', 'key of the definition, in place of the id'],
  VARIABLES,
  ['--start-element <ids...>', 'begin at these elements'],
  ['--tag <tags...>', 'mark the instance'],
  ['--business-id <id>', 'your own name for the instance'],
  ['--request-id <id>', 'makes the command safe to repeat'],
] as const;
const RESULT_OPTIONS = [['--request-timeout <duration>', 'how long to wait for the result'], FETCH] as const;

const variables = (given: Given): object | undefined => jsonObject(given.text('variables'), '--variables');
/** Durations are checked by the client. */
const duration = (given: Given, name: string): Duration | undefined => given.text(name) as Duration | undefined;
const fetched = (given: Given): readonly string[] | undefined =>
  given
    .text('fetch')
    ?.split(',')
    .map((name) => name.trim());

function needed<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new UsageError(`Expected ${what}, but it is missing`);
  return value;
}

function creation([processId]: readonly string[], given: Given): CreateInstanceRequest {
  const definition = given.text('key');
  if (definition === undefined) needed(processId, 'the id of a process, or --key');
  return {
    ...(processId === undefined ? {} : { processId }),
    ...(definition === undefined ? {} : { processDefinitionKey: key<'processDefinition'>(definition) }),
    version: wholeNumber(given.text('processVersion'), '--process-version'),
    variables: variables(given),
    startInstructions: given.list('startElement').map((elementId) => ({ elementId })),
    tags: given.list('tag'),
    businessId: given.text('businessId'),
    requestId: given.text('requestId'),
  };
}

function awaited(positional: readonly string[], given: Given): AwaitResultRequest {
  const wait = { requestTimeout: duration(given, 'requestTimeout'), fetchVariables: fetched(given) };
  return { ...creation(positional, given), ...wait, awaitResult: true };
}

const instanceCommands: readonly RpcCommand[] = [
  {
    name: 'create-process-instance',
    alias: 'create',
    description: 'start an instance of a process; --result waits for its end and prints the variables',
    arguments: '[id]',
    options: [...CREATE_OPTIONS, ['--result', 'wait for the end'], ...RESULT_OPTIONS],
    run: (client, positional, given) =>
      given.isSet('result') ? client.createInstance(awaited(positional, given)) : client.createInstance(creation(positional, given)),
  },
  {
    name: 'create-process-instance-with-result',
    description: 'start an instance and wait for its end',
    arguments: '[id]',
    options: [...CREATE_OPTIONS, ...RESULT_OPTIONS],
    run: (client, positional, given) => client.createInstance(awaited(positional, given)),
  },
  {
    name: 'cancel-process-instance',
    alias: 'cancel',
    description: 'end a running instance and everything in it',
    arguments: '<key>',
    run: (client, [instance = '']) => client.cancelInstance({ processInstanceKey: key(instance) }),
  },
  {
    name: 'set-variables',
    description: 'merge variables into a scope of a running instance',
    arguments: '<element-instance-key>',
    options: [VARIABLES, ['--local', 'into this very scope']],
    run: (client, [scope = ''], given) =>
      client.setVariables({
        elementInstanceKey: key<'elementInstance'>(scope),
        variables: needed(variables(given), '--variables'),
        local: given.isSet('local'),
      }),
  },
  {
    name: 'modify-process-instance',
    description: 'activate and terminate elements of a running instance by hand',
    arguments: '<key>',
    options: [
      ['--activate <ids...>', 'elements to activate'],
      ['--terminate <keys...>', 'element instances to terminate'],
    ],
    run: (client, [instance = ''], given) =>
      client.modifyInstance({
        processInstanceKey: key(instance),
        activate: given.list('activate').map((elementId) => ({ elementId })),
        terminate: given.list('terminate').map((element) => ({ elementInstanceKey: key<'elementInstance'>(element) })),
      }),
  },
  {
    name: 'migrate-process-instance',
    description: 'let a running instance go on under another definition',
    arguments: '<key>',
    options: [
      ['--target <key>', 'key of the definition to go on under'],
      ['--mapping <pairs...>', 'source=target, one for each active element'],
    ],
    run: (client, [instance = ''], given) =>
      client.migrateInstance({
        processInstanceKey: key(instance),
        targetProcessDefinitionKey: key(needed(given.text('target'), '--target')),
        mappings: given
          .list('mapping')
          .map((text) => pair(text, '--mapping'))
          .map(([sourceElementId, targetElementId]) => ({ sourceElementId, targetElementId })),
      }),
  },
  {
    name: 'resolve-incident',
    alias: 'resolve',
    description: 'try the failed step again',
    arguments: '<key>',
    run: (client, [incident = '']) => client.resolveIncident({ incidentKey: key(incident) }),
  },
];

const resourceCommands: readonly RpcCommand[] = [
  {
    name: 'deploy-resource',
    alias: 'deploy',
    description: 'put processes, decisions and forms into the cluster, all or none',
    arguments: '<files...>',
    run: (client, files) => client.deploy(files),
  },
  {
    name: 'deploy-process',
    description: 'the older name of deploy-resource',
    arguments: '<files...>',
    run: (client, files) => client.deploy(files),
  },
  {
    name: 'delete-resource',
    description: 'take a process, decision requirements graph or form out of the cluster',
    arguments: '<key>',
    run: (client, [resource = '']) => client.deleteResource({ resourceKey: key(resource) }),
  },
  {
    name: 'evaluate-decision',
    description: 'evaluate a deployed decision',
    arguments: '[id]',
    options: [['--key <key>', 'key of the decision, in place of the id'], VARIABLES],
    run: (client, [decisionId], given) => {
      const decision = given.text('key');
      const decisionKey = decision === undefined ? undefined : key<'decision'>(decision);
      if (decisionKey === undefined) needed(decisionId, 'the id of a decision, or --key');
      return client.evaluateDecision({ decisionId, decisionKey, variables: variables(given) });
    },
  },
  {
    name: 'topology',
    description: 'brokers and partitions as every client sees them',
    run: (client) => client.topology(),
  },
];

const messageCommands: readonly RpcCommand[] = [
  {
    name: 'publish-message',
    alias: 'publish',
    description: 'a message for whoever waits for it',
    arguments: '<name>',
    options: [
      ['--correlation-key <text>', 'compared with the subscriptions'],
      ['--ttl <duration>', 'how long it is kept when nobody waits yet'],
      ['--message-id <text>', 'a second message of the same id is refused while the first is kept'],
      VARIABLES,
    ],
    run: (client, [name = ''], given) =>
      client.publishMessage({
        name,
        correlationKey: given.text('correlationKey'),
        timeToLive: duration(given, 'ttl'),
        messageId: given.text('messageId'),
        variables: variables(given),
      }),
  },
  {
    name: 'broadcast-signal',
    alias: 'broadcast',
    description: 'wake every open catch of a signal',
    arguments: '<name>',
    options: [VARIABLES],
    run: (client, [signalName = ''], given) => client.broadcastSignal({ signalName, variables: variables(given) }),
  },
  {
    name: 'evaluate-conditional',
    description: 'start the processes whose conditional start event holds for these variables',
    options: [VARIABLES, ['--key <key>', 'only this definition']],
    run: (client, _positional, given) => {
      const definition = given.text('key');
      return client.evaluateConditional({
        variables: variables(given),
        processDefinitionKey: definition === undefined ? undefined : key<'processDefinition'>(definition),
      });
    },
  },
];

const jobCommands: readonly RpcCommand[] = [
  {
    name: 'activate-jobs',
    alias: 'activate',
    description: 'take waiting jobs of a type',
    arguments: '<type>',
    options: [...JOB_OPTIONS, ['--max <n>', 'jobs at most; default 1'], ['--request-timeout <duration>', 'how long to wait for the first']],
    run: (client, [type = ''], given) =>
      client.activateJobs({
        type,
        worker: given.text('worker') ?? 'millrace',
        lease: duration(given, 'lease') ?? LEASE_DEFAULT,
        max: wholeNumber(given.text('max'), '--max') ?? 1,
        fetchVariables: fetched(given),
        requestTimeout: duration(given, 'requestTimeout'),
      }),
  },
  {
    name: 'stream-activated-jobs',
    description: 'print jobs of a type as they come, until interrupted',
    arguments: '<type>',
    options: JOB_OPTIONS,
    run: (client, [type = ''], given) =>
      client.streamActivatedJobs({
        type,
        worker: given.text('worker') ?? 'millrace',
        lease: duration(given, 'lease') ?? LEASE_DEFAULT,
        fetchVariables: fetched(given),
      }),
  },
  {
    name: 'complete-job',
    description: 'a job is done',
    arguments: '<key>',
    options: [VARIABLES],
    run: (client, [job = ''], given) => client.completeJob({ jobKey: key(job), variables: variables(given) }),
  },
  {
    name: 'fail-job',
    description: 'a job could not be done',
    arguments: '<key>',
    options: [
      ['--retries <n>', 'tries left; 0 raises an incident'],
      ['--message <text>', 'shown in the incident'],
      ['--backoff <duration>', 'time until the next try'],
      VARIABLES,
    ],
    run: (client, [job = ''], given) =>
      client.failJob({
        jobKey: key(job),
        retries: needed(wholeNumber(given.text('retries'), '--retries'), '--retries'),
        message: given.text('message'),
        backoff: duration(given, 'backoff'),
        variables: variables(given),
      }),
  },
  {
    name: 'throw-error',
    description: 'a job raises a BPMN error',
    arguments: '<key>',
    options: [['--code <text>', 'compared with the catch events'], ['--message <text>', 'for people'], VARIABLES],
    run: (client, [job = ''], given) =>
      client.throwError({
        jobKey: key(job),
        code: needed(given.text('code'), '--code'),
        message: given.text('message'),
        variables: variables(given),
      }),
  },
  {
    name: 'update-job-retries',
    description: 'give a job a new number of tries',
    arguments: '<key>',
    options: [['--retries <n>', 'at least 1']],
    run: (client, [job = ''], given) =>
      client.updateJobRetries({ jobKey: key(job), retries: needed(wholeNumber(given.text('retries'), '--retries'), '--retries') }),
  },
  {
    name: 'update-job-timeout',
    description: 'let the lease of a job end a given time from now',
    arguments: '<key>',
    options: [['--timeout <duration>', 'from now']],
    run: (client, [job = ''], given) =>
      client.updateJobTimeout({ jobKey: key(job), timeout: needed(duration(given, 'timeout'), '--timeout') }),
  },
];

/** Every one of them. */
export const rpcCommands: readonly RpcCommand[] = [...resourceCommands, ...instanceCommands, ...messageCommands, ...jobCommands];
