// The fast writer against the stock one: the same bytes for everything.
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeMessage } from './fast-writer.ts';
import { ActivateJobsResponse, DeployResourceRequest } from './gen/gateway/gateway.ts';
import type { ActivatedJob } from './gen/gateway/gateway.ts';
import { WorkRequest } from './gen/millrace/v1/job_stream.ts';

const int64 = fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n });
const int32 = fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 });
const text = fc.oneof(
  fc.string({ maxLength: 60 }),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.constantFrom('', 'é', '𝄞'.repeat(70), '\ud800', 'x'.repeat(47), 'x'.repeat(48), 'x'.repeat(49), 'y'.repeat(127), 'z'.repeat(20_000)),
);
const texts = fc.array(text, { maxLength: 4 });
const userTask = fc.record(
  {
    action: text,
    assignee: text,
    candidateGroups: texts,
    candidateUsers: texts,
    changedAttributes: texts,
    dueDate: text,
    followUpDate: text,
    formKey: int64,
    priority: int32,
    userTaskKey: int64,
  },
  { requiredKeys: ['candidateGroups', 'candidateUsers', 'changedAttributes'] },
);
const job: fc.Arbitrary<ActivatedJob> = fc.record({
  key: int64,
  type: text,
  processInstanceKey: int64,
  bpmnProcessId: text,
  processDefinitionVersion: int32,
  processDefinitionKey: int64,
  elementId: text,
  elementInstanceKey: int64,
  customHeaders: text,
  worker: text,
  retries: int32,
  deadline: int64,
  variables: text,
  tenantId: text,
  userTask: fc.option(userTask, { nil: undefined }),
  kind: fc.constantFrom(0, 1, 2, 3) as fc.Arbitrary<ActivatedJob['kind']>,
  listenerEventType: fc.constantFrom(0, 6, 7) as fc.Arbitrary<ActivatedJob['listenerEventType']>,
  tags: texts,
});

describe('fast writer', () => {
  it('writes the bytes the stock writer writes', () => {
    fc.assert(
      fc.property(fc.array(job, { maxLength: 4 }), (jobs) => {
        expect(encodeMessage(ActivateJobsResponse, { jobs }).equals(ActivateJobsResponse.encode({ jobs }).finish())).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  it('writes outcomes, nested and with absent fields', () => {
    const outcome = fc.record(
      {
        jobKey: int64,
        complete: fc.record({
          variables: text,
          result: fc.option(
            fc.record({
              denied: fc.boolean(),
              activateElements: fc.array(fc.record({ elementId: text, variables: text }), { maxLength: 3 }),
              corrections: fc.record({ candidateUsers: fc.record({ values: texts }), priority: int32 }),
            }),
            { nil: undefined },
          ),
        }),
        fail: fc.record({ retries: int32, backoffMs: int64, message: text, variables: text }),
        operationReference: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      },
      { requiredKeys: ['jobKey'] },
    );
    fc.assert(
      fc.property(fc.array(outcome, { maxLength: 5 }), fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), (outcomes, batch) => {
        const frame: WorkRequest = { outcomes: { batch, outcomes } };
        expect(encodeMessage(WorkRequest, frame).equals(WorkRequest.encode(frame).finish())).toBe(true);
      }),
    );
  });

  it.each([0, 1, 127, 128, 16_383, 16_384, 65_530, 2_097_151, 2_097_152, 9_000_000])(
    'writes %d bytes of content, and small ones again',
    (length) => {
      const message = { resources: [{ name: 'a.bpmn', content: Buffer.alloc(length, 7) }], tenantId: 't' };
      expect(encodeMessage(DeployResourceRequest, message).equals(DeployResourceRequest.encode(message).finish())).toBe(true);
      expect(encodeMessage(DeployResourceRequest, { resources: [], tenantId: 't' })).toEqual(Buffer.from([18, 1, 116]));
    },
  );

  it('gives each message its own bytes, also after one that could not be written', () => {
    const first = encodeMessage(DeployResourceRequest, { resources: [], tenantId: 'a' });
    const broken = { jobs: [{ key: 2n ** 70n } as ActivatedJob] };
    expect(() => encodeMessage(ActivateJobsResponse, broken)).toThrow(/int64/);
    encodeMessage(DeployResourceRequest, { resources: [], tenantId: 'b' });
    expect(first).toEqual(Buffer.from([18, 1, 97]));
  });

  it('has every method the generated code calls', () => {
    const folder = join(import.meta.dirname, 'gen');
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
    const called = new Set(
      sources.flatMap((name) =>
        [...readFileSync(join(folder, name), 'utf8').matchAll(/writer\.uint32\(\d+\)\.(\w+)\(/g)].map((match) => match[1]),
      ),
    );
    expect([...called].sort()).toEqual(['bool', 'bytes', 'fork', 'int32', 'int64', 'string', 'uint32', 'uint64']);
  });
});
