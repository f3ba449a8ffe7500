// The fluent form and the settings for several calls, over the wire of a stub gateway; and what the compiler says to both.
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from 'vitest';
import { fault, startStubGateway, type StubGateway } from '../test/stub-gateway.ts';
import { createClient, type Client } from './client.ts';
import type { CommandName } from './command-builder.ts';
import type { CompletedInstance, CreatedInstance } from './instance-commands.ts';
import type { CallOptions } from './options.ts';
import { key } from './keys.ts';
import type { Schema } from './standard-schema.ts';

const created = {
  processDefinitionKey: 1n,
  bpmnProcessId: 'order',
  version: 1,
  processInstanceKey: 9007199254740993n,
  tenantId: '<default>',
  tags: [],
};
const seen: { readonly method: string; readonly request: unknown; readonly trace: unknown }[] = [];
let stub: StubGateway;
let client: Client;

beforeAll(async () => {
  const note = (method: string, answer: object) => (request: never, metadata: { get(name: string): unknown[] }) => {
    seen.push({ method, request, trace: metadata.get('traceparent')[0] });
    return answer;
  };
  stub = await startStubGateway({
    unary: {
      createProcessInstance: note('create', created),
      createProcessInstanceWithResult: note('result', { ...created, variables: '{"total":"12"}' }),
      cancelProcessInstance: () => {
        throw fault('UNAVAILABLE');
      },
      failJob: () => new Promise(() => {}),
    },
  });
  client = createClient({ address: stub.address, env: {}, retry: { backoffMin: 1, backoffMax: 2, attemptsMax: 3 } });
});
afterAll(async () => {
  await client.close();
  stub.stop();
});

describe('the fluent form', () => {
  it('sends what its steps say, each step a command of its own', async () => {
    const order = client.command('createInstance').processId('order');
    const answer = await order.variables({ total: 12 }).headers({ traceparent: 'abc' }).send();
    expectTypeOf(answer).toEqualTypeOf<CreatedInstance>();
    expect(answer.processInstanceKey).toBe('9007199254740993');
    await order.version(3).send();
    expect(seen.slice(-2)).toMatchObject([
      { request: { bpmnProcessId: 'order', variables: '{"total":12}', version: -1 }, trace: 'abc' },
      { request: { bpmnProcessId: 'order', variables: '', version: 3 }, trace: undefined },
    ]);
  });

  it('waits for a result', async () => {
    const answer = await client.command('createInstance').processId('order').awaitResult().requestTimeout('3s').send();
    expectTypeOf(answer).toEqualTypeOf<CompletedInstance>();
    expect(answer.variables).toEqual({ total: '12' });
    expect(seen.at(-1)).toMatchObject({ method: 'result', request: { requestTimeout: 3_000n } });
  });

  it('takes deadline, retry and signal', async () => {
    const before = stub.calls.get('cancelProcessInstance') ?? 0;
    const cancel = client.command('cancelInstance').processInstanceKey(key('7'));
    await expect(cancel.retry(false).send()).rejects.toMatchObject({ code: 'UNAVAILABLE', details: {} });
    expect(stub.calls.get('cancelProcessInstance')).toBe(before + 1);
    await expect(cancel.retry({ attemptsMax: 2, backoffMin: 1 }).send()).rejects.toMatchObject({ details: { attempts: 2 } });
    const fail = client.command('failJob').jobKey(key('7')).retries(1).retry(false);
    await expect(fail.deadline(50).send()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED' });
    await expect(fail.signal(AbortSignal.abort()).send()).rejects.toMatchObject({ code: 'CANCELLED' });
  });

  it('is no promise, and knows its methods and fields', async () => {
    const command = client.command('cancelInstance');
    expect(await Promise.resolve(command)).toBe(command);
    expectTypeOf<'publishMessage' | 'completeJob' | 'migrateInstance' | 'createInstance'>().toExtend<CommandName>();
    // @ts-expect-error a stream of jobs is no command
    expect(() => client.command('activateJobs')).not.toThrow();
    // @ts-expect-error no such field
    expect(() => client.command('publishMessage').nickname('x')).not.toThrow();
    // A field of this name would hide a setting.
    type Fields = {
      [Name in CommandName]: Client[Name] extends (request: infer R, ...rest: never[]) => unknown ? keyof NonNullable<R> : never;
    };
    expectTypeOf<Extract<Fields[CommandName], keyof CallOptions | 'send'>>().toEqualTypeOf<never>();
  });
});

describe('settings for several calls', () => {
  it('hold where a call names none of its own, on the same connection', async () => {
    const hasty = client.with({ retry: false, headers: { traceparent: 'outer' } });
    const before = stub.calls.get('cancelProcessInstance') ?? 0;
    await expect(hasty.cancelInstance({ processInstanceKey: key('7') })).rejects.toMatchObject({
      code: 'UNAVAILABLE',
    });
    expect(stub.calls.get('cancelProcessInstance')).toBe(before + 1);
    await hasty.createInstance({ processId: 'order' });
    await hasty.createInstance({ processId: 'order' }, { headers: { traceparent: 'own' } });
    await hasty.with({ deadline: '1s' }).command('createInstance').processId('order').send();
    expect(seen.slice(-3).map(({ trace }) => trace)).toEqual(['outer', 'own', 'outer']);
    await expect(hasty.with({ deadline: 50 }).failJob({ jobKey: key('7'), retries: 1 })).rejects.toMatchObject({
      code: 'DEADLINE_EXCEEDED',
    });
  });
});

describe('variables by schema', () => {
  const totals: Schema<unknown, { readonly total: number }> = {
    '~standard': {
      version: 1,
      vendor: 'test',
      validate: async (value) => {
        const total = Number((value as { readonly total: unknown }).total);
        return total > 11 ? { value: { total } } : { issues: [{ message: 'is too small', path: ['total'] }] };
      },
    },
  };

  it('gives the result its type, or refuses it', async () => {
    const { variables } = await client.createInstance({ processId: 'order', awaitResult: true, resultSchema: totals });
    expectTypeOf(variables).toEqualTypeOf<{ readonly total: number }>();
    expect(variables).toEqual({ total: 12 });
    const small: typeof totals = {
      '~standard': { ...totals['~standard'], validate: () => ({ issues: [{ message: 'no', path: ['total'] }] }) },
    };
    await expect(client.createInstance({ processId: 'order', awaitResult: true, resultSchema: small })).rejects.toMatchObject({
      code: 'MALFORMED_ANSWER',
      message: 'Expected variables that fit the schema, but total: no',
    });
  });
});
