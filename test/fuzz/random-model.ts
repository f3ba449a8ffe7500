// Random models that can be deployed: blocks that are put in line and into one another, so that every path leads to an end. It draws only from its stream.
import type { Random } from '../../broker/src/shell/platform/random.ts';
import { chance, pick, weighted } from './choice.ts';
import {
  attribute,
  emptyScope,
  errorCodes,
  escalationCodes,
  idsOf,
  type ModelNode,
  type ModelScope,
  messageNames,
  modelXml,
  signalNames,
  thrownSignal,
} from './model-xml.ts';

/** A model and what commands need to know of it. */
export interface RandomModel {
  readonly xml: string;
  /** The first one is created; the others are called. */
  readonly processIds: readonly string[];
  readonly elementIds: readonly string[];
  /** What may be activated in each ad-hoc sub-process. */
  readonly adHocs: ReadonlyMap<string, readonly string[]>;
}

/** What a model may hold, and what its names begin with. */
export interface ModelTraits {
  /** Only what Zeebe 8.6 has and does rightly: the same model can be played on both. */
  readonly isShared: boolean;
  /** Before ids of processes, names of messages and signals, and types of jobs. */
  readonly prefix: string;
}

/** Everything that ours has. */
const everything: ModelTraits = { isShared: false, prefix: '' };

const depthMax = 3;
/** Conditions look at `x`, a number that models never write (what it starts could write it again, for ever), and `again`, which makes loops go round. */
const conditions = ['=x > 1', '=x < 3', '=again = true', '=x = 2', '=true', '=false'];
const collections = ['=[1,2]', '=items', '=[]', '=[1,2,3]'];
const durations = ['PT1S', 'PT10S', 'PT1H'];
/** Due exactly when time has gone on by 10 s once or twice. */
const sharedDurations = ['PT10S', 'PT20S'];

/** Draws a model of about `size` elements. */
export function randomModel(random: Random, size: number, traits: ModelTraits = everything): RandomModel {
  const calls = random.integer(3);
  const { prefix } = traits;
  const processes = Array.from({ length: calls + 1 }, (_, index) => {
    const callable = Array.from({ length: calls - index }, (_one, below) => `${prefix}p${index + 1 + below}`);
    const drawing = new Drawing(random, Math.max(3, Math.floor(size / (index + 1))), callable, `p${index}`, traits);
    return { id: `${prefix}p${index}`, scope: drawing.scope('none', 0) };
  });
  return {
    xml: modelXml(processes, prefix),
    processIds: processes.map(({ id }) => id),
    elementIds: processes.flatMap(({ scope }) => idsOf(scope)),
    adHocs: new Map(processes.flatMap(({ scope }) => adHocsOf(scope))),
  };
}

const catches = ['timer', 'message', 'signal', 'conditional'] as const;
const sharedCatches = ['timer', 'message', 'signal'] as const;
/** Only what may contain a throw event can catch an escalation. */
const taskEvents = ['timer', 'message', 'signal', 'error', 'conditional'] as const;
const scopeEvents = [...taskEvents, 'escalation'] as const;
const sharedTaskEvents = ['timer', 'message', 'signal', 'error'] as const;
const sharedScopeEvents = [...sharedTaskEvents, 'escalation'] as const;

type EventKind = 'timer' | 'message' | 'signal' | 'error' | 'escalation' | 'conditional';

function adHocsOf(scope: ModelScope): (readonly [id: string, children: readonly string[]])[] {
  return scope.nodes.flatMap(({ tag, id, children }) => {
    if (children === undefined) return [];
    const own = tag === 'adHocSubProcess' ? [[id, children.nodes.map((node) => node.id)] as const] : [];
    return [...own, ...adHocsOf(children)];
  });
}

function thrownSignalXml(id: string): string {
  return `<bpmn:signalEventDefinition id="${id}" signalRef="signal_${thrownSignal}" />`;
}

class Drawing {
  readonly #random: Random;
  readonly #callable: readonly string[];
  readonly #prefix: string;
  readonly #isShared: boolean;
  readonly #work: string;
  readonly #taskEvents: readonly EventKind[];
  readonly #scopeEvents: readonly EventKind[];
  #budget: number;
  #count = 0;

  constructor(random: Random, budget: number, callable: readonly string[], prefix: string, traits: ModelTraits) {
    this.#random = random;
    this.#budget = budget;
    this.#callable = callable;
    this.#prefix = prefix;
    this.#isShared = traits.isShared;
    this.#work = `${traits.prefix}work`;
    this.#taskEvents = traits.isShared ? sharedTaskEvents : taskEvents;
    this.#scopeEvents = traits.isShared ? sharedScopeEvents : scopeEvents;
  }

  /** What stands inside a process (or sub-process): a start, blocks, ends, event sub-processes. `start` is XML of the start event. */
  scope(start: string, depth: number, startAttributes = '', mayCatch = true): ModelScope {
    const scope = emptyScope();
    const first = this.#add(scope, 'startEvent', { inside: start === 'none' ? '' : start, attributes: startAttributes });
    this.#finish(scope, this.#chain(scope, first, depth), depth);
    if (depth < depthMax && mayCatch) while (chance(this.#random, 0.2) && this.#budget > 0) this.#eventSubProcess(scope, depth);
    return scope;
  }

  #chain(scope: ModelScope, from: string, depth: number): string {
    let last = from;
    for (let left = 1 + this.#random.integer(3); left > 0; left -= 1) last = this.#block(scope, last, depth);
    return last;
  }

  #block(scope: ModelScope, from: string, depth: number): string {
    const isSmall = this.#budget <= 0 || depth >= depthMax;
    const block = weighted<(scope: ModelScope, from: string, depth: number) => string>(this.#random, [
      [6, (...rest) => this.#task(...rest)],
      [2, () => this.#catch(scope, from)],
      [2, () => this.#throw(scope, from)],
      [isSmall ? 0 : 2, (...rest) => this.#fork('exclusiveGateway', ...rest)],
      [isSmall ? 0 : 2, (...rest) => this.#fork('parallelGateway', ...rest)],
      [isSmall ? 0 : 1, (...rest) => this.#fork('inclusiveGateway', ...rest)],
      [isSmall ? 0 : 1, (...rest) => this.#eventGateway(...rest)],
      [isSmall ? 0 : 2, (...rest) => this.#loop(...rest)],
      [isSmall ? 0 : 3, (...rest) => this.#subProcess(...rest)],
      [isSmall || this.#isShared ? 0 : 1, (...rest) => this.#adHoc(...rest)],
      [this.#callable.length === 0 ? 0 : 2, (...rest) => this.#call(...rest)],
    ]);
    return block(scope, from, depth);
  }

  #task(scope: ModelScope, from: string, depth: number): string {
    const [tag, extension, attributes] = weighted<readonly [tag: string, extension: string, attributes: string]>(this.#random, [
      [6, ['serviceTask', `<zeebe:taskDefinition type="${this.#work}" />`, '']],
      [1, ['sendTask', `<zeebe:taskDefinition type="${this.#work}" retries="1" />`, '']],
      [1, ['userTask', '<zeebe:userTask />', '']],
      [1, ['userTask', '', '']],
      [1, ['scriptTask', '<zeebe:script expression="=1 + x" resultVariable="y" />', '']],
      [1, ['task', '', '']],
      [1, ['receiveTask', '', `messageRef="message_${pick(this.#random, messageNames)}"`]],
    ]);
    const id = this.#add(scope, tag, {
      extension: extension + this.#mappings() + this.#listeners(tag),
      attributes,
      inside: this.#loopXml(),
    });
    this.#connect(scope, from, id);
    this.#boundaries(scope, id, depth);
    if (chance(this.#random, 0.15)) this.#compensated(scope, id);
    return id;
  }

  #subProcess(scope: ModelScope, from: string, depth: number): string {
    const children = this.scope('none', depth + 1);
    const id = this.#add(scope, 'subProcess', { extension: this.#mappings(), inside: this.#loopXml(), children });
    this.#connect(scope, from, id);
    this.#boundaries(scope, id, depth, this.#scopeEvents);
    return id;
  }

  #adHoc(scope: ModelScope, from: string, depth: number): string {
    const children = emptyScope();
    const ids = Array.from({ length: 1 + this.#random.integer(2) }, () => this.#task(children, '', depth + 1));
    const chosen = ids.filter(() => chance(this.#random, 0.7)).map((id) => `&quot;${id}&quot;`);
    const inside = chance(this.#random, 0.5)
      ? ''
      : `<bpmn:completionCondition>${attribute(pick(this.#random, conditions))}</bpmn:completionCondition>`;
    const extension = `<zeebe:adHoc activeElementsCollection="=[${chosen.join(',')}]" />`;
    const attributes = inside === '' ? '' : `cancelRemainingInstances="${chance(this.#random, 0.5)}"`;
    const id = this.#add(scope, 'adHocSubProcess', { extension, attributes, inside: this.#loopXml(), children, last: inside });
    this.#connect(scope, from, id);
    this.#boundaries(scope, id, depth, this.#scopeEvents);
    return id;
  }

  #call(scope: ModelScope, from: string, depth: number): string {
    const called = `<zeebe:calledElement processId="${pick(this.#random, this.#callable)}" propagateAllChildVariables="true" />`;
    const id = this.#add(scope, 'callActivity', { extension: called + this.#mappings(), inside: this.#loopXml() });
    this.#connect(scope, from, id);
    this.#boundaries(scope, id, depth, this.#scopeEvents);
    return id;
  }

  #catch(scope: ModelScope, from: string): string {
    const inside = this.#eventXml(pick(this.#random, this.#isShared ? sharedCatches : catches));
    const id = this.#add(scope, 'intermediateCatchEvent', { inside });
    this.#connect(scope, from, id);
    return id;
  }

  #throw(scope: ModelScope, from: string): string {
    const [inside, extension] = pick(this.#random, [
      ['', ''],
      [this.#eventXml('escalation'), ''],
      [thrownSignalXml(this.#id('def')), ''],
      [`<bpmn:compensateEventDefinition id="${this.#id('def')}" />`, ''],
      [this.#eventXml('message'), `<zeebe:taskDefinition type="${this.#work}" />`],
    ] as const);
    const id = this.#add(scope, 'intermediateThrowEvent', { inside, extension });
    this.#connect(scope, from, id);
    return id;
  }

  #fork(tag: string, scope: ModelScope, from: string, depth: number): string {
    const fork = this.#id('fork');
    const isParallel = tag === 'parallelGateway';
    const branches = 2 + this.#random.integer(2);
    const join = this.#add(scope, tag, {});
    let fallback = '';
    for (let branch = 0; branch < branches; branch += 1) {
      const first = this.#add(scope, 'intermediateThrowEvent', {});
      const isLast = branch === branches - 1;
      const flow = this.#connect(scope, fork, first, isParallel || isLast ? '' : pick(this.#random, conditions));
      if (isLast && !isParallel) fallback = `default="${flow}"`;
      const last = this.#chain(scope, first, depth + 1);
      // A branch of its own end: the join is not for every path.
      if (!isParallel && branch > 0 && chance(this.#random, 0.2)) this.#finish(scope, last, depth);
      else this.#connect(scope, last, join);
    }
    this.#add(scope, tag, { id: fork, attributes: fallback });
    this.#connect(scope, from, fork);
    return join;
  }

  #eventGateway(scope: ModelScope, from: string, depth: number): string {
    const gateway = this.#add(scope, 'eventBasedGateway', {});
    this.#connect(scope, from, gateway);
    const join = this.#add(scope, 'exclusiveGateway', {});
    for (const kind of ['timer', 'message', 'signal'] as const) {
      const id = this.#add(scope, 'intermediateCatchEvent', { inside: this.#eventXml(kind) });
      this.#connect(scope, gateway, id);
      this.#connect(scope, chance(this.#random, 0.3) ? this.#chain(scope, id, depth + 1) : id, join);
    }
    return join;
  }

  /** Goes round while `again` is true, with a job in each round. */
  #loop(scope: ModelScope, from: string, depth: number): string {
    const merge = this.#add(scope, 'exclusiveGateway', {});
    this.#connect(scope, from, merge);
    const task = this.#add(scope, 'serviceTask', { extension: `<zeebe:taskDefinition type="${this.#work}" />` });
    this.#connect(scope, merge, task);
    this.#boundaries(scope, task, depth);
    const last = chance(this.#random, 0.5) ? this.#chain(scope, task, depth + 1) : task;
    const fork = this.#id('fork');
    const out = this.#add(scope, 'intermediateThrowEvent', {});
    this.#connect(scope, last, fork);
    this.#connect(scope, fork, merge, '=again = true');
    const fallback = this.#connect(scope, fork, out);
    this.#add(scope, 'exclusiveGateway', { id: fork, attributes: `default="${fallback}"` });
    return out;
  }

  #boundaries(scope: ModelScope, attachedTo: string, depth: number, kinds: readonly EventKind[] = this.#taskEvents): void {
    while (chance(this.#random, 0.25) && depth < depthMax) {
      const kind = pick(this.#random, kinds);
      const interrupting = kind === 'error' || chance(this.#random, 0.5);
      const attributes = `attachedToRef="${attachedTo}"${interrupting ? '' : ' cancelActivity="false"'}`;
      const id = this.#add(scope, 'boundaryEvent', { attributes, inside: this.#eventXml(kind, !interrupting) });
      this.#finish(scope, chance(this.#random, 0.5) ? this.#chain(scope, id, depth + 1) : id, depth);
    }
  }

  #compensated(scope: ModelScope, attachedTo: string): void {
    const inside = `<bpmn:compensateEventDefinition id="${this.#id('def')}" />`;
    const from = this.#add(scope, 'boundaryEvent', { attributes: `attachedToRef="${attachedTo}"`, inside });
    const extension = `<zeebe:taskDefinition type="${this.#work}" />`;
    scope.associations.push({ from, to: this.#add(scope, 'serviceTask', { attributes: 'isForCompensation="true"', extension }) });
  }

  #eventSubProcess(scope: ModelScope, depth: number): void {
    const kind = pick(this.#random, this.#scopeEvents);
    // On 8.6 one that throws what it catches itself never rests.
    const interrupting = kind === 'error' || (this.#isShared && kind === 'escalation') || chance(this.#random, 0.5);
    const start = this.#eventXml(kind, !interrupting);
    // On 8.6 one directly inside another gets stuck.
    const children = this.scope(start, depth + 1, interrupting ? '' : 'isInterrupting="false"', !this.#isShared);
    this.#add(scope, 'subProcess', { attributes: 'triggeredByEvent="true"', children });
  }

  #finish(scope: ModelScope, from: string, depth: number): void {
    const [inside, extension] = weighted<readonly [inside: string, extension: string]>(this.#random, [
      [8, ['', '']],
      [1, [`<bpmn:terminateEventDefinition id="${this.#id('def')}" />`, '']],
      [depth === 0 ? 0.3 : 1, [this.#eventXml('error'), '']],
      [1, [this.#eventXml('escalation'), '']],
      [1, [thrownSignalXml(this.#id('def')), '']],
      [1, [`<bpmn:compensateEventDefinition id="${this.#id('def')}" />`, '']],
      [0.5, [this.#eventXml('message'), `<zeebe:taskDefinition type="${this.#work}" />`]],
    ]);
    this.#connect(scope, from, this.#add(scope, 'endEvent', { inside, extension }));
  }

  #eventXml(kind: EventKind, mayRepeat = false): string {
    const id = this.#id('def');
    if (kind === 'message') return `<bpmn:messageEventDefinition id="${id}" messageRef="message_${pick(this.#random, messageNames)}" />`;
    if (kind === 'signal') {
      // What goes on beside its handler must not throw what the handler catches: such a model never rests, on any broker.
      const name = pick(this.#random, mayRepeat ? signalNames : [...signalNames, thrownSignal]);
      return `<bpmn:signalEventDefinition id="${id}" signalRef="signal_${name}" />`;
    }
    if (kind === 'error') return `<bpmn:errorEventDefinition id="${id}" errorRef="error_${pick(this.#random, errorCodes)}" />`;
    if (kind === 'escalation') {
      return `<bpmn:escalationEventDefinition id="${id}" escalationRef="escalation_${pick(this.#random, escalationCodes)}" />`;
    }
    const expression = 'xsi:type="bpmn:tFormalExpression"';
    if (kind === 'conditional') {
      return `<bpmn:conditionalEventDefinition id="${id}"><bpmn:condition ${expression}>${attribute('=x > 5')}</bpmn:condition></bpmn:conditionalEventDefinition>`;
    }
    const duration = pick(this.#random, this.#isShared ? sharedDurations : durations);
    const [tag, text] = mayRepeat && chance(this.#random, 0.5) ? ['timeCycle', `R2/${duration}`] : ['timeDuration', duration];
    return `<bpmn:timerEventDefinition id="${id}"><bpmn:${tag} ${expression}>${text}</bpmn:${tag}></bpmn:timerEventDefinition>`;
  }

  #loopXml(): string {
    if (!chance(this.#random, 0.15)) return '';
    const sequential = chance(this.#random, 0.5) ? ' isSequential="true"' : '';
    const output = chance(this.#random, 0.5) ? ' outputCollection="results" outputElement="=item"' : '';
    const condition = chance(this.#random, 0.3)
      ? `<bpmn:completionCondition xsi:type="bpmn:tFormalExpression">${pick(this.#random, conditions).replace('>', '&gt;').replace('<', '&lt;')}</bpmn:completionCondition>`
      : '';
    const characteristics = `<zeebe:loopCharacteristics inputCollection="${pick(this.#random, collections)}" inputElement="item"${output} />`;
    return (
      `<bpmn:multiInstanceLoopCharacteristics${sequential}><bpmn:extensionElements>${characteristics}</bpmn:extensionElements>` +
      `${condition}</bpmn:multiInstanceLoopCharacteristics>`
    );
  }

  #mappings(): string {
    if (!chance(this.#random, 0.2)) return '';
    const input = chance(this.#random, 0.5) ? '<zeebe:input source="=x" target="local" />' : '';
    const output = chance(this.#random, 0.5) ? '<zeebe:output source="=x + 1" target="y" />' : '';
    return input + output === '' ? '' : `<zeebe:ioMapping>${input}${output}</zeebe:ioMapping>`;
  }

  #listeners(tag: string): string {
    if (tag === 'task' || !chance(this.#random, 0.1)) return '';
    const eventType = pick(this.#random, ['start', 'end']);
    return `<zeebe:executionListeners><zeebe:executionListener eventType="${eventType}" type="listen" /></zeebe:executionListeners>`;
  }

  #add(scope: ModelScope, tag: string, node: Partial<ModelNode>): string {
    const id = node.id ?? this.#id(tag);
    this.#budget -= 1;
    scope.nodes.push({ attributes: '', extension: '', inside: '', ...node, tag, id });
    return id;
  }

  #connect(scope: ModelScope, from: string, to: string, condition = ''): string {
    if (from === '') return '';
    const id = this.#id('flow');
    scope.flows.push({ id, from, to, condition });
    return id;
  }

  #id(word: string): string {
    this.#count += 1;
    return `${this.#prefix}-${word}${this.#count}`;
  }
}
