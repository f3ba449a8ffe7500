// Holds gateway.proto against the contract file a foreign client ships: whatever that client can say, ours says with the same number and type.
import { execFileSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

interface Field {
  readonly name: string;
  readonly number: number;
  readonly type: string;
  readonly typeName?: string;
  readonly label: string;
  readonly proto3Optional?: boolean;
  readonly oneofIndex?: number;
}
interface Enum {
  readonly name: string;
  readonly value: readonly { readonly name: string; readonly number?: number }[];
}
interface Message {
  readonly name: string;
  readonly field?: readonly Field[];
  readonly nestedType?: readonly Message[];
  readonly enumType?: readonly Enum[];
  readonly oneofDecl?: readonly { readonly name: string }[];
}
interface Method {
  readonly name: string;
  readonly inputType: string;
  readonly outputType: string;
  readonly clientStreaming?: boolean;
  readonly serverStreaming?: boolean;
}
interface File {
  readonly package: string;
  readonly messageType: readonly Message[];
  readonly enumType?: readonly Enum[];
  readonly service: readonly { readonly name: string; readonly method: readonly Method[] }[];
}

const here = dirname(fileURLToPath(import.meta.url));
const require = createRequire(import.meta.url);
const buf = join(dirname(require.resolve('@bufbuild/buf/package.json')), 'bin', 'buf');

/** The one file of a package's contract, as a descriptor. */
function describeFile(path: string): File {
  const text = execFileSync(process.execPath, [buf, 'build', path, '-o', '-#format=json'], { encoding: 'utf8', maxBuffer: 32 << 20 });
  const set = JSON.parse(text) as { file: File[] };
  const file = set.file.find((candidate) => candidate.package === 'gateway_protocol');
  if (file === undefined) throw new Error(`no gateway_protocol in ${path}`);
  return file;
}

function fieldText(owner: string, message: Message, field: Field): string {
  const oneof = field.oneofIndex === undefined || field.proto3Optional ? '' : ` oneof ${message.oneofDecl?.[field.oneofIndex]?.name}`;
  const presence = field.proto3Optional ? ' optional' : '';
  return `${owner}.${field.name} = ${field.number} ${field.label}${presence}${oneof} ${field.type} ${field.typeName ?? ''}`.trimEnd();
}

function enumLines(owner: string, types: readonly Enum[]): string[] {
  return types.flatMap((type) => type.value.map((value) => `${owner}${type.name}.${value.name} = ${value.number ?? 0}`));
}

function messageLines(owner: string, message: Message): string[] {
  const path = `${owner}${message.name}`;
  return [
    `message ${path}`,
    ...(message.field ?? []).map((field) => fieldText(path, message, field)),
    ...enumLines(`${path}.`, message.enumType ?? []),
    ...(message.nestedType ?? []).flatMap((nested) => messageLines(`${path}.`, nested)),
  ];
}

/** Every fact of the file that is on the wire or that foreign code names, one line each. */
function facts(file: File): string[] {
  const methods = file.service.flatMap((service) =>
    service.method.map((method) => {
      const streams = `${method.clientStreaming ?? false}/${method.serverStreaming ?? false}`;
      return `rpc ${service.name}.${method.name} ${method.inputType} -> ${method.outputType} streams ${streams}`;
    }),
  );
  return [...methods, ...enumLines('', file.enumType ?? []), ...file.messageType.flatMap((message) => messageLines('', message))];
}

describe('gateway.proto', () => {
  const ours = facts(describeFile(join(here, 'gateway.proto')));

  it.each(['@camunda8/sdk', 'zeebe-node'])('has every service, method, message and field of the file in %s', (name) => {
    const root = dirname(require.resolve(`${name}/package.json`));
    const theirs = facts(describeFile(join(root, name === 'zeebe-node' ? 'proto' : 'dist/proto', 'zeebe.proto')));
    expect(theirs.length).toBeGreaterThan(200);
    const known = new Set(ours);
    expect(theirs.filter((fact) => !known.has(fact))).toEqual([]);
  });

  it('goes beyond 8.6 exactly where 8.7 to 8.9 do', () => {
    const expected = [
      'rpc Gateway.EvaluateConditional .gateway_protocol.EvaluateConditionalRequest -> .gateway_protocol.EvaluateConditionalResponse streams false/false',
      'ActivateJobsRequest.tenantFilter = 8 LABEL_OPTIONAL TYPE_ENUM .gateway_protocol.TenantFilter',
      'StreamActivatedJobsRequest.tenantFilter = 7 LABEL_OPTIONAL TYPE_ENUM .gateway_protocol.TenantFilter',
      'ActivatedJob.kind = 16 LABEL_OPTIONAL TYPE_ENUM .gateway_protocol.ActivatedJob.JobKind',
      'ActivatedJob.listenerEventType = 17 LABEL_OPTIONAL TYPE_ENUM .gateway_protocol.ActivatedJob.ListenerEventType',
      'ActivatedJob.ListenerEventType.UNSPECIFIED = 6',
      'ActivatedJob.tags = 18 LABEL_REPEATED TYPE_STRING',
      'CompleteJobRequest.result = 3 LABEL_OPTIONAL optional TYPE_MESSAGE .gateway_protocol.JobResult',
      'CreateProcessInstanceRequest.businessId = 10 LABEL_OPTIONAL optional TYPE_STRING',
      'EvaluateDecisionResponse.decisionEvaluationKey = 13 LABEL_OPTIONAL TYPE_INT64',
      'ModifyProcessInstanceRequest.moveInstructions = 5 LABEL_REPEATED TYPE_MESSAGE .gateway_protocol.ModifyProcessInstanceRequest.MoveInstruction',
      'ModifyProcessInstanceRequest.TerminateInstruction.elementId = 2 LABEL_OPTIONAL TYPE_STRING',
      'DeleteResourceResponse.resourceKey = 1 LABEL_OPTIONAL TYPE_STRING',
      'TopologyResponse.clusterId = 6 LABEL_OPTIONAL TYPE_STRING',
    ];
    const known = new Set(ours);
    expect(expected.filter((fact) => !known.has(fact))).toEqual([]);
  });
});
