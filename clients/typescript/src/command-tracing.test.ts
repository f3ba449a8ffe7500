// Spans of commands, and where the trace goes on: in the call's metadata, and in the variables of what it begins.
import * as openTelemetry from '@opentelemetry/api';
import { afterEach, expect, it } from 'vitest';
import { fault, startStubGateway, type StubGateway } from '../test/stub-gateway.ts';
import { createClient, type Client } from './client.ts';
import { commandTracing } from './command-tracing.ts';

let stub: StubGateway;
let client: Client | undefined;
afterEach(async () => {
  await client?.close();
  stub.stop();
});

const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** An API that writes down what is done with it. */
function recording() {
  const seen: string[] = [];
  const span = {
    setStatus: ({ code, message }: { code: number; message?: string }) => seen.push(`status ${code} ${String(message)}`),
    recordException: (error: Error) => void seen.push(error.name),
    end: () => void seen.push('end'),
  };
  const api = {
    trace: { getTracer: () => ({ startSpan: (name: string) => (seen.push(name), span) }), setSpan: (context: string) => `${context}+span` },
    context: { active: () => 'root', with: <T>(_context: string, run: () => T) => run() },
    propagation: {
      inject: (context: string, carrier: Record<string, string>) =>
        void (context === 'root+span' && (carrier['traceparent'] = traceparent)),
    },
  };
  return { seen, api };
}

it('spans each command once, and sends the trace along and into what begins', async () => {
  const { seen, api } = recording();
  const created = { processDefinitionKey: 1n, bpmnProcessId: 'p', version: 1, processInstanceKey: 2n, tenantId: '', tags: [] };
  const requests: { readonly variables: unknown; readonly header: unknown }[] = [];
  const note = (pick: (request: never) => unknown, answer: object) => (request: never, metadata: { get(name: string): unknown[] }) => {
    requests.push({ variables: pick(request), header: metadata.get('traceparent')[0] });
    return answer;
  };
  stub = await startStubGateway({
    unary: {
      createProcessInstance: note(({ variables }: { variables: string }) => variables, created),
      createProcessInstanceWithResult: note(({ request }: { request: { variables: string } }) => request.variables, {
        ...created,
        variables: '{}',
      }),
      publishMessage: note(({ variables }: { variables: string }) => variables, { key: 1n, tenantId: '' }),
      setVariables: note(({ variables }: { variables: string }) => variables, { key: 1n }),
      cancelProcessInstance: () => {
        throw fault('NOT_FOUND');
      },
    },
  });
  client = createClient({ address: stub.address, env: {}, interceptors: [commandTracing({ api })] });
  await client.createInstance({ processId: 'p', variables: { id: 12345678901234567890n } });
  await client.createInstance({ processId: 'p', awaitResult: true });
  await client.publishMessage({ name: 'm', variables: { _trace: 'mine' } });
  await client.setVariables({ elementInstanceKey: '7' as never, variables: { a: 1 } });
  const trace = `"_trace":{"traceparent":"${traceparent}"}`;
  expect(requests).toEqual([
    { variables: `{"id":12345678901234567890,${trace}}`, header: traceparent },
    { variables: `{${trace}}`, header: traceparent },
    { variables: '{"_trace":"mine"}', header: traceparent },
    { variables: '{"a":1}', header: traceparent },
  ]);
  seen.length = 0;
  await expect(client.cancelInstance({ processInstanceKey: '7' as never })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(seen).toEqual(['gateway_protocol.Gateway/CancelProcessInstance', 'status 2 NOT_FOUND', 'MillraceError', 'end']);
});

it('takes the real API as it is, and leaves variables alone when told to', async () => {
  const variables: unknown[] = [];
  const answer = { processDefinitionKey: 1n, bpmnProcessId: 'p', version: 1, processInstanceKey: 2n, tenantId: '', tags: [] };
  stub = await startStubGateway({
    unary: {
      createProcessInstance(request: { variables: string }) {
        variables.push(request.variables);
        return answer;
      },
    },
  });
  client = createClient({ address: stub.address, env: {}, interceptors: [commandTracing({ api: openTelemetry })] });
  await client.createInstance({ processId: 'p' });
  await client.close();
  client = createClient({ address: stub.address, env: {}, interceptors: [commandTracing({ api: recording().api, variable: false })] });
  await client.createInstance({ processId: 'p' });
  expect(variables).toEqual(['', '']);
});
