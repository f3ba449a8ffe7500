// Where each kind of event may stand, found by giving the model's reader one small file per place: nothing here is kept by hand.
import { readBpmn } from '../../../broker/src/core/model/bpmn-model.ts';
import { EVENT_DEFINITIONS } from '../../../broker/src/core/model/bpmn/vocabulary.ts';
import { between, extended, file, flow, tag } from '../../../broker/src/core/model/testing/bpmn-xml.ts';

/** Places of events, in the order of the table's columns. */
export const eventPlaces = ['start', 'event sub-process', 'catch', 'boundary', 'throw', 'end'] as const;
/** One of the columns. */
export type EventPlace = (typeof eventPlaces)[number];

const timed = (kind: string, text: string) => [tag(`bpmn:${kind}`, { 'xsi:type': 'bpmn:tFormalExpression' }, text)];
const beside = [
  tag('bpmn:message', { id: 'm', name: 'm' }, extended(tag('zeebe:subscription', { correlationKey: '=k' }))),
  tag('bpmn:signal', { id: 's', name: 's' }),
  tag('bpmn:error', { id: 'e', name: 'e', errorCode: 'e' }),
  tag('bpmn:escalation', { id: 'x', name: 'x', escalationCode: 'x' }),
];

/** What each kind of event refers to or holds, so that it is complete. */
const definitions: Readonly<Record<string, (place: EventPlace) => string>> = {
  none: () => '',
  messageEventDefinition: (place) => {
    const job = place === 'throw' || place === 'end' ? [extended(tag('zeebe:taskDefinition', { type: 'send' }))] : [];
    return job.join('') + tag('bpmn:messageEventDefinition', { messageRef: 'm' });
  },
  timerEventDefinition: () => tag('bpmn:timerEventDefinition', {}, ...timed('timeDuration', 'PT1S')),
  errorEventDefinition: () => tag('bpmn:errorEventDefinition', { errorRef: 'e' }),
  signalEventDefinition: () => tag('bpmn:signalEventDefinition', { signalRef: 's' }),
  escalationEventDefinition: () => tag('bpmn:escalationEventDefinition', { escalationRef: 'x' }),
  linkEventDefinition: () => tag('bpmn:linkEventDefinition', { name: 'l' }),
  terminateEventDefinition: () => tag('bpmn:terminateEventDefinition'),
  compensateEventDefinition: () => tag('bpmn:compensateEventDefinition'),
  conditionalEventDefinition: () => tag('bpmn:conditionalEventDefinition', {}, ...timed('condition', '=x &gt; 1')),
  cancelEventDefinition: () => tag('bpmn:cancelEventDefinition'),
};

const start = (id = 'start', content = '') => tag('bpmn:startEvent', { id }, content);
const end = (id = 'end', content = '') => tag('bpmn:endEvent', { id }, content);
const link = (name: 'intermediateThrowEvent' | 'intermediateCatchEvent', id: string) =>
  tag(`bpmn:${name}`, { id }, tag('bpmn:linkEventDefinition', { name: 'l' }));

/** A link needs its other side, a compensation a handler. */
function content(place: EventPlace, kind: string): readonly string[] {
  const inside = definitions[kind]?.(place) ?? '';
  const isLink = kind === 'linkEventDefinition';
  switch (place) {
    case 'start':
      return [start('start', inside), end(), flow('start', 'end')];
    case 'event sub-process':
      return [
        ...between('task', tag('bpmn:task', { id: 'task' })),
        tag('bpmn:subProcess', { id: 'inner', triggeredByEvent: 'true' }, start('begin', inside), end('over'), flow('begin', 'over')),
      ];
    case 'catch': {
      const event = tag('bpmn:intermediateCatchEvent', { id: 'event' }, inside);
      if (!isLink) return between('event', event);
      return [start(), link('intermediateThrowEvent', 'jump'), flow('start', 'jump'), event, end(), flow('event', 'end')];
    }
    case 'throw': {
      const event = tag('bpmn:intermediateThrowEvent', { id: 'event' }, inside);
      if (!isLink) return between('event', event);
      return [start(), event, flow('start', 'event'), link('intermediateCatchEvent', 'landing'), end(), flow('landing', 'end')];
    }
    case 'end':
      return [start(), end('end', inside), flow('start', 'end')];
    case 'boundary':
      return onBoundary(inside, kind === 'compensateEventDefinition');
  }
}

function onBoundary(inside: string, isCompensation: boolean): readonly string[] {
  const host = tag('bpmn:subProcess', { id: 'host' }, start('begin'), end('over'), flow('begin', 'over'));
  const event = tag('bpmn:boundaryEvent', { id: 'event', attachedToRef: 'host' }, inside);
  const behind = isCompensation
    ? [
        tag('bpmn:task', { id: 'undo', isForCompensation: 'true' }),
        tag('bpmn:association', { id: 'a', associationDirection: 'One', sourceRef: 'event', targetRef: 'undo' }),
      ]
    : [end('late'), flow('event', 'late')];
  return [...between('host', host), event, ...behind];
}

/** The places where a kind of event is accepted at deployment; by kind, 'none' first. */
export function acceptedPlaces(): ReadonlyMap<string, ReadonlySet<EventPlace>> {
  const kinds = ['none', ...EVENT_DEFINITIONS.keys()];
  const accepted = (kind: string, place: EventPlace) => 'processes' in readBpmn(file(content(place, kind), ...beside));
  return new Map(kinds.map((kind) => [kind, new Set(eventPlaces.filter((place) => accepted(kind, place)))]));
}
