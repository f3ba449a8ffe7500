// Faults of gateways and what callers see of them: repetition, deadlines, signals, several gateways, close.
import { createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { fault, never, startStubGateway, wireJob } from '../test/stub-gateway.ts';
import type { StubGateway } from '../test/stub-gateway.ts';
import { createClient } from './client.ts';
import type { Client } from './client.ts';
import { MillraceError } from './errors.ts';
import type { Interceptor } from './interceptor.ts';
import { key } from './keys.ts';

const clients: Client[] = [];
const stubs: StubGateway[] = [];
const quick = { backoffMin: 1, backoffMax: 2 } as const;
const created = { processDefinitionKey: 1n, bpmnProcessId: 'p', version: 1, processInstanceKey: 2n, tenantId: '', tags: [] };
const topology = { brokers: [], clusterSize: 1, partitionsCount: 1, replicationFactor: 1, gatewayVersion: '8.6.0', clusterId: '' };

async function stub(...settings: Parameters<typeof startStubGateway>): Promise<StubGateway> {
  const started = await startStubGateway(...settings);
  stubs.push(started);
  return started;
}

function client(options: NonNullable<Parameters<typeof createClient>[0]>): Client {
  const made = createClient({ env: {}, retry: quick, ...options });
  clients.push(made);
  return made;
}

/** Fails `times` times, then answers. */
function failing(times: number, error: Error, answer: object): () => Promise<object> {
  let left = times;
  return () => {
    left -= 1;
    return left >= 0 ? Promise.reject(error) : Promise.resolve(answer);
  };
}

/** A port nobody listens on. */
async function deadAddress(): Promise<string> {
  const gone = await startStubGateway();
  gone.stop();
  return gone.address;
}

afterEach(async () => {
  for (const each of clients.splice(0)) await each.close();
  for (const each of stubs.splice(0)) each.stop();
});

describe('repetition', () => {
  it('repeats a command that is safe to repeat after UNAVAILABLE', async () => {
    const gateway = await stub({ unary: { completeJob: failing(2, fault('UNAVAILABLE'), {}) } });
    await client({ address: gateway.address }).completeJob({ jobKey: key('1') });
    expect(gateway.calls.get('completeJob')).toBe(3);
  });

  it('repeats many calls at once, of one signal, without a warning of leaks', async () => {
    const warnings: Error[] = [];
    const note = (warning: Error): void => {
      warnings.push(warning);
    };
    process.on('warning', note);
    const gateway = await stub({ unary: { completeJob: failing(60, fault('RESOURCE_EXHAUSTED'), {}) } });
    const one = client({ address: gateway.address, retry: { attemptsMax: 20, backoffMin: 1, backoffMax: 20 } });
    const { signal } = new AbortController();
    const jobs = Array.from({ length: 40 }, (_, index) => key<'job'>(String(index + 1)));
    await Promise.all(jobs.map((jobKey, index) => one.completeJob({ jobKey }, index % 2 === 0 ? { signal } : {})));
    // Warnings are told in the turn after the one that caused them.
    await new Promise((resolve) => setImmediate(resolve));
    process.off('warning', note);
    expect(warnings).toEqual([]);
    expect(gateway.calls.get('completeJob')).toBe(100);
  });

  it('never starts an instance twice after an unknown outcome', async () => {
    const gateway = await stub({ unary: { createProcessInstance: failing(2, fault('UNAVAILABLE'), created) } });
    const call = client({ address: gateway.address }).createInstance({ processId: 'p' });
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: false });
    expect(gateway.calls.get('createProcessInstance')).toBe(1);
  });

  it('repeats everything after RESOURCE_EXHAUSTED, since nothing was written', async () => {
    const gateway = await stub({ unary: { createProcessInstance: failing(2, fault('RESOURCE_EXHAUSTED'), created) } });
    await expect(client({ address: gateway.address }).createInstance({ processId: 'p' })).resolves.toMatchObject({
      processInstanceKey: '2',
    });
    expect(gateway.calls.get('createProcessInstance')).toBe(3);
  });

  it('does not repeat what is refused for its size, though the status is that of back pressure', async () => {
    const error = fault('RESOURCE_EXHAUSTED', 'gRPC message exceeds maximum size 4194304: 5000000');
    const gateway = await stub({ unary: { completeJob: () => Promise.reject(error) } });
    const call = client({ address: gateway.address }).completeJob({ jobKey: key('1') });
    await expect(call).rejects.toMatchObject({ code: 'RESOURCE_EXHAUSTED', retryable: false });
    expect(gateway.calls.get('completeJob')).toBe(1);
  });

  it('gives up after attemptsMax and says how often it tried', async () => {
    const gateway = await stub({ unary: { topology: () => Promise.reject(fault('UNAVAILABLE')) } });
    const call = client({ address: gateway.address, retry: { ...quick, attemptsMax: 3 } }).topology();
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true, details: { attempts: 3, method: 'Topology' } });
    expect(gateway.calls.get('topology')).toBe(3);
  });

  it('marks a NOT_FOUND that may be the trace of its own success', async () => {
    let calls = 0;
    const completeJob = () => Promise.reject(fault((calls += 1) === 1 ? 'UNAVAILABLE' : 'NOT_FOUND'));
    const gateway = await stub({ unary: { completeJob } });
    const call = client({ address: gateway.address }).completeJob({ jobKey: key('1') });
    await expect(call).rejects.toMatchObject({ code: 'NOT_FOUND', details: { maybeWritten: true, attempts: 2 } });
  });

  it('repeats a message only when its id protects it', async () => {
    const gateway = await stub({ unary: { publishMessage: () => Promise.reject(fault('UNAVAILABLE')) } });
    const { publishMessage } = client({ address: gateway.address, retry: { ...quick, attemptsMax: 2 } });
    await publishMessage({ name: 'paid' }).catch(() => {});
    expect(gateway.calls.get('publishMessage')).toBe(1);
    await publishMessage({ name: 'paid', messageId: 'm', timeToLive: '1m' }).catch(() => {});
    expect(gateway.calls.get('publishMessage')).toBe(3);
  });

  it('does not repeat when told not to, by client or call', async () => {
    const gateway = await stub({ unary: { topology: () => Promise.reject(fault('UNAVAILABLE')) } });
    await expect(client({ address: gateway.address, retry: false }).topology()).rejects.toBeInstanceOf(MillraceError);
    await expect(client({ address: gateway.address }).topology({ retry: false })).rejects.toBeInstanceOf(MillraceError);
    expect(gateway.calls.get('topology')).toBe(2);
  });
});

describe('deadlines and signals', () => {
  it('ends a call that is never answered', async () => {
    const gateway = await stub({ unary: { completeJob: never } });
    const call = client({ address: gateway.address, retry: false, deadline: '50ms' }).completeJob({ jobKey: key('1') });
    await expect(call).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', retryable: true });
  });

  it('ends a poll that is never answered', async () => {
    const gateway = await stub({ unary: { topology: () => topology }, streams: { activateJobs: () => {} } });
    const { activateJobs, topology: connect } = client({ address: gateway.address });
    await connect();
    const poll = activateJobs({ type: 'a', lease: '1s', max: 1 }, { deadline: '50ms' }).batches();
    await expect(poll.next()).rejects.toMatchObject({ code: 'DEADLINE_EXCEEDED', details: { address: gateway.address } });
  });

  it('ends a command by its signal, also between attempts', async () => {
    const gateway = await stub({ unary: { completeJob: never, topology: () => Promise.reject(fault('UNAVAILABLE')) } });
    const made = client({ address: gateway.address, retry: { backoffMin: '1h', backoffMax: '1h' } });
    const early = new AbortController();
    const asked = made.completeJob({ jobKey: key('1') }, { signal: early.signal });
    const waiting = made.topology({ signal: early.signal });
    await vi.waitFor(() => expect(gateway.calls.get('topology')).toBe(1));
    early.abort();
    await expect(asked).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' });
    await expect(made.topology({ signal: early.signal })).rejects.toMatchObject({ code: 'CANCELLED' });
    expect(gateway.calls.get('topology')).toBe(1);
  });

  it('ends an iteration by its signal without an error, and cancels the call at the gateway', async () => {
    let cancelled = false;
    const gateway = await stub({
      streams: {
        streamActivatedJobs(call) {
          call.on('cancelled', () => (cancelled = true));
          call.write(wireJob());
        },
      },
    });
    const stop = new AbortController();
    const seen: string[] = [];
    for await (const job of client({ address: gateway.address }).streamActivatedJobs({ type: 'a', lease: '1s' }, { signal: stop.signal })) {
      seen.push(job.type);
      stop.abort();
    }
    expect(seen).toEqual(['charge']);
    await vi.waitFor(() => expect(cancelled).toBe(true));
  });

  it('cancels the call at the gateway when the loop is left', async () => {
    let cancelled = false;
    const gateway = await stub({
      streams: {
        streamActivatedJobs(call) {
          call.on('cancelled', () => (cancelled = true));
          call.write(wireJob());
        },
      },
    });
    for await (const job of client({ address: gateway.address }).streamActivatedJobs({ type: 'a', lease: '1s' })) {
      expect(job.type).toBe('charge');
      break;
    }
    await vi.waitFor(() => expect(cancelled).toBe(true));
  });

  it('tells when a stream breaks, and ends quietly when it ends with OK', async () => {
    let calls = 0;
    const gateway = await stub({
      streams: {
        streamActivatedJobs(call) {
          calls += 1;
          if (calls === 1) call.end();
          else call.emit('error', fault('UNAVAILABLE'));
        },
      },
    });
    const { streamActivatedJobs } = client({ address: gateway.address });
    const request = { type: 'a', lease: '1s' } as const;
    await expect(streamActivatedJobs(request).batches().next()).resolves.toEqual({ done: true, value: undefined });
    await expect(streamActivatedJobs(request).batches().next()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  });

  it('leaves no listener on a signal that many calls share', async () => {
    const gateway = await stub({
      unary: { topology: failing(3, fault('UNAVAILABLE'), topology) },
      streams: { activateJobs: (call) => call.end() },
    });
    const made = client({ address: gateway.address });
    const shared = new AbortController();
    const listeners = new Set<unknown>();
    let added = 0;
    const add = shared.signal.addEventListener.bind(shared.signal);
    const remove = shared.signal.removeEventListener.bind(shared.signal);
    shared.signal.addEventListener = (...given: Parameters<typeof add>) => {
      added += 1;
      listeners.add(given[1]);
      add(...given);
    };
    shared.signal.removeEventListener = (...given: Parameters<typeof remove>) => {
      listeners.delete(given[1]);
      remove(...given);
    };
    for (let round = 0; round < 3; round += 1) {
      await made.topology({ signal: shared.signal });
      for await (const _job of made.activateJobs({ type: 'a', lease: 1, max: 1 }, { signal: shared.signal }));
    }
    expect(added).toBeGreaterThan(5);
    expect(listeners.size).toBe(0);
  });
});

describe('several gateways', () => {
  it('goes to the ones that stand, in turn, and survives dead ones', async () => {
    const one = await stub({ unary: { topology: () => topology } });
    const two = await stub({ unary: { topology: () => topology } });
    const { topology: ask } = client({ addresses: [await deadAddress(), one.address, two.address] });
    for (let round = 0; round < 8; round += 1) await ask();
    expect((one.calls.get('topology') ?? 0) + (two.calls.get('topology') ?? 0)).toBe(8);
  });

  it('starts an instance elsewhere when a gateway was never reached', async () => {
    const alive = await stub({ unary: { createProcessInstance: () => created } });
    const made = client({ addresses: [await deadAddress(), alive.address], retry: false });
    for (let round = 0; round < 4; round += 1) await made.createInstance({ processId: 'p' });
    expect(alive.calls.get('createProcessInstance')).toBe(4);
  });

  it('says that nothing was written when no gateway is there, and why it was not reached', async () => {
    const made = client({ address: await deadAddress(), retry: { ...quick, attemptsMax: 2 } });
    const call = made.createInstance({ processId: 'p' });
    await expect(call).rejects.toMatchObject({ code: 'UNAVAILABLE', retryable: true, details: { notWritten: true } });
    await expect(call).rejects.toThrow(/ECONNREFUSED/);
  });

  it('finds a gateway that comes back', async () => {
    const first = await stub({ unary: { topology: () => topology } });
    const { topology: ask } = client({ address: first.address, retry: { backoffMin: '20ms', backoffMax: '200ms', attemptsMax: 50 } });
    await ask();
    first.stop();
    const asked = ask();
    await stub({ unary: { topology: () => topology } }, first.port);
    await expect(asked).resolves.toMatchObject({ clusterSize: 1 });
  });
});

describe('interceptors and headers', () => {
  it('wraps commands in the order given, once a command', async () => {
    const trail: string[] = [];
    const named =
      (name: string): Interceptor =>
      async (call, next) => {
        trail.push(`${name} ${call.service}/${call.method}`);
        const answer = await next({ ...call, headers: { ...call.headers, [`x-${name}`]: name } });
        trail.push(`${name} done`);
        return answer;
      };
    const headers: unknown[] = [];
    let failures = 1;
    const gateway = await stub({
      unary: {
        topology(_request, metadata) {
          headers.push(metadata.getMap());
          failures -= 1;
          if (failures === 0) throw fault('UNAVAILABLE');
          return topology;
        },
      },
    });
    await client({ address: gateway.address, interceptors: [named('a'), named('b')], headers: { 'x-fixed': '1' } }).topology();
    expect(trail).toEqual(['a gateway_protocol.Gateway/Topology', 'b gateway_protocol.Gateway/Topology', 'b done', 'a done']);
    expect(headers).toHaveLength(2);
    expect(headers[1]).toMatchObject({ 'x-a': 'a', 'x-b': 'b', 'x-fixed': '1' });
  });

  it('lets an interceptor answer by itself or change the error', async () => {
    const gateway = await stub();
    const refuse: Interceptor = () => Promise.reject(new Error('not on Sundays'));
    const call = client({ address: gateway.address, interceptors: [refuse] }).topology();
    await expect(call).rejects.toMatchObject({
      name: 'MillraceError',
      code: 'UNKNOWN',
      details: { reason: 'not on Sundays', method: 'Topology' },
    });
  });

  it('asks for headers before each call, streams too, and survives one that throws', async () => {
    const seen: string[] = [];
    const gateway = await stub({
      unary: { topology: (_request, metadata) => (seen.push(String(metadata.get('x-turn'))), topology) },
      streams: { activateJobs: (call) => (seen.push(String(call.metadata.get('x-turn'))), call.end()) },
    });
    let turn = 0;
    const made = client({
      address: gateway.address,
      headers: async () => {
        turn += 1;
        if (turn === 3) throw new Error('no header');
        return { 'x-turn': String(turn) };
      },
    });
    await made.topology();
    for await (const _job of made.activateJobs({ type: 'a', lease: 1, max: 1 }));
    await expect(made.topology()).rejects.toMatchObject({ code: 'UNKNOWN', details: { reason: 'no header' } });
    expect(seen).toEqual(['1', '2']);
  });
});

describe('close', () => {
  it('returns although nothing is answered, ends what is open, and refuses what comes later', async () => {
    const gateway = await stub({ unary: { completeJob: never }, streams: { streamActivatedJobs: () => {}, activateJobs: () => {} } });
    const made = client({ address: gateway.address });
    const command = made.completeJob({ jobKey: key('1') });
    const stream = made.streamActivatedJobs({ type: 'a', lease: 1 }).batches().next();
    const poll = made.activateJobs({ type: 'a', lease: 1, max: 1 }).batches().next();
    const ends = Promise.allSettled([command, stream, poll]);
    await vi.waitFor(() => expect(gateway.calls.size).toBe(3));
    await made.close({ grace: '20ms' });
    await made.close();
    const [ended, ...sources] = await ends;
    expect(ended).toMatchObject({ status: 'rejected', reason: { code: 'CLOSED' } });
    expect(sources).toMatchObject([{ reason: { code: 'CANCELLED' } }, { reason: { code: 'CANCELLED' } }]);
    await expect(made.topology()).rejects.toMatchObject({ code: 'CLOSED' });
    await expect(made.streamActivatedJobs({ type: 'a', lease: 1 }).batches().next()).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('lets commands end within the grace', async () => {
    const gateway = await stub({ unary: { topology: () => new Promise((resolve) => setTimeout(() => resolve(topology), 30)) } });
    const made = client({ address: gateway.address });
    const command = made.topology();
    await vi.waitFor(() => expect(gateway.calls.get('topology')).toBe(1));
    await made.close({ grace: '10s' });
    await expect(command).resolves.toMatchObject({ clusterSize: 1 });
  });

  it('ends calls that wait for a connection nobody completes', async () => {
    const silent = createServer();
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
    const accepted = new Promise<Socket>((resolve) => silent.once('connection', resolve));
    const made = client({ address: `127.0.0.1:${(silent.address() as AddressInfo).port}`, deadline: '1h', connectTimeout: '1h' });
    const ends = Promise.allSettled([
      made.topology(),
      made.activateJobs({ type: 'a', lease: 1, max: 1 }, { deadline: '1h' }).batches().next(),
    ]);
    const socket = await accepted;
    await made.close();
    expect(await ends).toMatchObject([{ reason: { code: 'CLOSED' } }, { reason: { code: 'CLOSED' } }]);
    socket.destroy();
    silent.close();
  });

  it('ends a command that waits between attempts', async () => {
    const gateway = await stub({ unary: { topology: () => Promise.reject(fault('UNAVAILABLE')) } });
    const waiting = client({ address: gateway.address, retry: { backoffMin: '1h', backoffMax: '1h' } });
    const ended = Promise.allSettled([waiting.topology()]);
    await vi.waitFor(() => expect(gateway.calls.get('topology')).toBe(1));
    await waiting.close();
    expect(await ended).toMatchObject([{ reason: { code: 'CLOSED' } }]);
  });
});
