// Models that never stop, or are very wide or deep, must not keep an engine to themselves: every step is bounded, and cancelling works at any time.
import { expect, test } from 'vitest';
import type { AnyCommand, AnyRecord } from '../protocol/record.ts';
import { valueTypes } from '../protocol/value-types.ts';
import { Engine } from './engine.ts';

const config = {
  partitionId: 1,
  partition: 1,
  partitionCount: 1,
  deploymentPartition: 1,
  followUpsMax: 99,
  zone: 'UTC',
  messageBytesMax: 4 * 1024 * 1024,
  callDepthMax: 20_000,
};
/** What one follow-up may lead to, generously. */
const recordsPerCommandMax = 40;

/** An engine with its log: follow-ups wait behind what came before them. */
class Log {
  readonly engine = new Engine(config);
  readonly #waiting: AnyCommand[] = [];
  #next = 0;
  #position = 0;
  steps = 0;
  largestStep = 0;
  bytes = 0;
  readonly counts = new Map<string, number>();

  append(command: Omit<AnyCommand, 'operationReference'>): void {
    this.#waiting.push(command as AnyCommand);
  }

  /** Key of the oldest running process instance. */
  get firstInstance(): number {
    return Math.min(...[...this.engine.state.elements.table.entries()].flatMap(([key, row]) => (row.flowScopeKey < 0 ? [key] : [])));
  }

  get isQuiet(): boolean {
    return this.#next === this.#waiting.length;
  }

  /** Processes at most `steps` commands of the log; returns the last answer. */
  run(steps: number): AnyRecord | undefined {
    let answer: AnyRecord | undefined;
    for (let left = steps; left > 0 && !this.isQuiet; left--) {
      const command = this.#waiting[this.#next++];
      if (command === undefined) return answer;
      const step = this.engine.process({
        operationReference: -1,
        ...command,
        position: ++this.#position,
        sourcePosition: -1,
        timestampMs: 1_000,
        recordType: 'COMMAND',
        rejectionType: 'NULL_VAL',
        rejectionReason: '',
        requestId: 1,
      });
      this.#look(step.records);
      for (const followUp of step.followUps) this.#waiting.push(followUp);
      answer = step.answers[0]?.record ?? answer;
    }
    return answer;
  }

  deploy(id: string, body: string): void {
    const xml = `<?xml version="1.0"?><definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d" targetNamespace="t"><process id="${id}" isExecutable="true">${body}</process></definitions>`;
    const resource = new TextEncoder().encode(xml);
    this.append({
      valueType: 'DEPLOYMENT',
      intent: 'CREATE',
      key: -1,
      value: valueTypes.DEPLOYMENT.codec.complete({ resources: [{ resourceName: `${id}.bpmn`, resource }] }),
    });
    expect(this.run(1)?.rejectionReason).toBe('');
  }

  create(bpmnProcessId: string, variables = '{}'): void {
    const value = valueTypes.PROCESS_INSTANCE_CREATION.codec.complete({ bpmnProcessId, variables });
    this.append({ valueType: 'PROCESS_INSTANCE_CREATION', intent: 'CREATE', key: -1, value });
  }

  cancel(key: number): void {
    this.append({ valueType: 'PROCESS_INSTANCE', intent: 'CANCEL', key, value: valueTypes.PROCESS_INSTANCE.codec.complete({}) });
  }

  count(what: string): number {
    return this.counts.get(what) ?? 0;
  }

  /** Rows of all tables but the definitions', which outlive their instances. */
  get left(): readonly string[] {
    const lasting = new Set(['processes', 'process-versions', 'counters']);
    return [...this.engine.state.tables.values()].flatMap(({ name, size }) => (size > 0 && !lasting.has(name) ? [`${name}: ${size}`] : []));
  }

  #look(records: readonly AnyRecord[]): void {
    this.steps++;
    this.largestStep = Math.max(this.largestStep, records.length);
    for (const record of records) {
      if (record.recordType !== 'EVENT') continue;
      const what = `${record.valueType === 'PROCESS_INSTANCE' ? record.value.bpmnElementType : record.valueType} ${record.intent}`;
      this.counts.set(what, (this.counts.get(what) ?? 0) + 1);
      if (record.valueType === 'VARIABLE') this.bytes += record.value.value.length;
    }
  }
}

const flow = (id: string, from: string, to: string, condition = ''): string =>
  `<sequenceFlow id="${id}" sourceRef="${from}" targetRef="${to}">${condition && `<conditionExpression>${condition}</conditionExpression>`}</sequenceFlow>`;
const script = `<scriptTask id="count"><extensionElements><zeebe:script expression="=n + 1" resultVariable="n"/></extensionElements></scriptTask>`;
const task = (loop = ''): string =>
  `<serviceTask id="task"><extensionElements><zeebe:taskDefinition type="work"/></extensionElements>${loop}</serviceTask>`;

function loopOf(condition: string): string {
  return `<startEvent id="start"/><exclusiveGateway id="again"/>${script}<exclusiveGateway id="choice" default="out"/><endEvent id="end"/>
    ${flow('a', 'start', 'again')}${flow('b', 'again', 'count')}${flow('c', 'count', 'choice')}
    ${flow('back', 'choice', 'again', condition)}${flow('out', 'choice', 'end')}`;
}

const simple = `<startEvent id="start"/>${task()}<endEvent id="end"/>${flow('a', 'start', 'task')}${flow('b', 'task', 'end')}`;

test('a loop without end leaves room for others, and can be cancelled', () => {
  const log = new Log();
  log.deploy('endless', loopOf('=n &gt; 0'));
  log.deploy('simple', simple);
  log.create('endless', '{"n":1}');
  log.run(20);
  log.create('simple');
  log.run(5);
  expect(log.count('JOB CREATED')).toBe(1);
  expect(log.isQuiet).toBe(false);
  log.cancel(log.firstInstance);
  log.run(50);
  expect(log.isQuiet).toBe(true);
  expect(log.count('PROCESS ELEMENT_TERMINATED')).toBe(1);
  expect(log.largestStep).toBeLessThan(config.followUpsMax * recordsPerCommandMax);
});

test('a loop of 100,000 rounds ends and leaves nothing', () => {
  const log = new Log();
  log.deploy('long', loopOf('=n &lt; 100000'));
  log.create('long', '{"n":0}');
  log.run(1_000_000);
  expect(log.count('SCRIPT_TASK ELEMENT_COMPLETED')).toBe(100_000);
  expect(log.count('PROCESS ELEMENT_COMPLETED')).toBe(1);
  expect(log.left).toEqual([]);
}, 180_000);

const items = `{"items":[${Array.from({ length: 10_000 }, (_, index) => index).join(',')}]}`;
const collects = `<multiInstanceLoopCharacteristics><extensionElements><zeebe:loopCharacteristics inputCollection="=items" inputElement="item" outputCollection="results" outputElement="=item * 2"/></extensionElements></multiInstanceLoopCharacteristics>`;

test('10,000 children at once: made, collected and ended within bounds', () => {
  const log = new Log();
  log.deploy(
    'wide',
    `<startEvent id="start"/>${script.replace('</scriptTask>', `${collects}</scriptTask>`)}<endEvent id="end"/>${flow('a', 'start', 'count')}${flow('b', 'count', 'end')}`,
  );
  log.create('wide', items.replace('{', '{"n":1,'));
  log.run(1_000_000);
  expect(log.count('SCRIPT_TASK ELEMENT_COMPLETED')).toBe(10_000);
  expect(log.count('PROCESS ELEMENT_COMPLETED')).toBe(1);
  expect(log.largestStep).toBeLessThan(config.followUpsMax * recordsPerCommandMax);
  // The collected list is about 50 KB; written with every child it would be 500 MB.
  expect(log.bytes).toBeLessThan(10_000_000);
  expect(log.left).toEqual([]);
}, 60_000);

test('10,000 children at once: cancelled while some are still to be made', () => {
  const log = new Log();
  log.deploy(
    'wide',
    `<startEvent id="start"/>${task(collects)}<endEvent id="end"/>${flow('a', 'start', 'task')}${flow('b', 'task', 'end')}`,
  );
  log.create('wide', items);
  log.run(10);
  expect(log.isQuiet).toBe(false);
  log.cancel(log.firstInstance);
  log.run(1_000_000);
  expect(log.count('PROCESS ELEMENT_TERMINATED')).toBe(1);
  expect(log.count('JOB CREATED')).toBe(log.count('JOB CANCELED'));
  expect(log.largestStep).toBeLessThan(config.followUpsMax * recordsPerCommandMax);
  expect(log.left).toEqual([]);
}, 60_000);

test('10,000 calls inside each other, an incident at the bottom, cancelled from the top', () => {
  const log = new Log();
  log.deploy(
    'deep',
    `<startEvent id="start"/><exclusiveGateway id="choice"/>
    <callActivity id="call"><extensionElements><zeebe:calledElement processId="=&quot;deep&quot;" propagateAllChildVariables="false" /><zeebe:ioMapping><zeebe:input source="=n + 1" target="n"/></zeebe:ioMapping></extensionElements></callActivity>
    <endEvent id="end"/>${flow('a', 'start', 'choice')}${flow('b', 'choice', 'call', '=n &lt; 10000')}${flow('c', 'call', 'end')}`,
  );
  log.create('deep', '{"n":0}');
  log.run(1_000_000);
  expect(log.count('CALL_ACTIVITY ELEMENT_ACTIVATED')).toBe(10_000);
  expect(log.count('INCIDENT CREATED')).toBe(1);
  log.cancel(log.firstInstance);
  log.run(1_000_000);
  expect(log.count('PROCESS ELEMENT_TERMINATED')).toBe(10_001);
  expect(log.largestStep).toBeLessThan(config.followUpsMax * recordsPerCommandMax);
  expect(log.left).toEqual([]);
}, 60_000);
