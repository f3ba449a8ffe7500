// Models that foreign clients deploy, made around a name that is unique to one test, so that tests share a broker without meeting each other.

const header = [
  '<?xml version="1.0" encoding="UTF-8"?>',
  '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0"',
  ' id="model" targetNamespace="https://millrace.example/clients">',
].join('\n');

/** A service task of type `type` (default: the id) with header `region`; an error NO_STOCK of its job leads to the end `refused` with variable `reason`. */
export function taskProcess(id: string, { type = id, retries = 3 }: { readonly type?: string; readonly retries?: number } = {}): string {
  return bpmn(
    id,
    `<startEvent id="start"><outgoing>a</outgoing></startEvent>
    <serviceTask id="task"><extensionElements><zeebe:taskDefinition type="${type}" retries="${retries}"/>
      <zeebe:taskHeaders><zeebe:header key="region" value="north"/></zeebe:taskHeaders></extensionElements>
      <incoming>a</incoming><outgoing>b</outgoing></serviceTask>
    <boundaryEvent id="no-stock" attachedToRef="task"><extensionElements><zeebe:ioMapping>
      <zeebe:output source="=reason" target="reason"/></zeebe:ioMapping></extensionElements>
      <outgoing>c</outgoing><errorEventDefinition errorRef="error"/></boundaryEvent>
    <endEvent id="done"><incoming>b</incoming></endEvent>
    <endEvent id="refused"><incoming>c</incoming></endEvent>
    ${flow('a', 'start', 'task')}${flow('b', 'task', 'done')}${flow('c', 'no-stock', 'refused')}`,
    '<error id="error" name="no stock" errorCode="NO_STOCK"/>',
  );
}

/** Two service tasks, `first` and `second`, whose types are the id with the task's name behind it. */
export function twoTaskProcess(id: string): string {
  const task = (name: string, incoming: string, outgoing: string): string =>
    `<serviceTask id="${name}"><extensionElements><zeebe:taskDefinition type="${id}-${name}"/></extensionElements>
    <incoming>${incoming}</incoming><outgoing>${outgoing}</outgoing></serviceTask>`;
  return bpmn(
    id,
    `<startEvent id="start"><outgoing>a</outgoing></startEvent>${task('first', 'a', 'b')}${task('second', 'b', 'c')}
    <endEvent id="done"><incoming>c</incoming></endEvent>
    ${flow('a', 'start', 'first')}${flow('b', 'first', 'second')}${flow('c', 'second', 'done')}`,
  );
}

/** Waits for the message named like the process, with the variable `order` as correlation key. */
export function messageProcess(id: string): string {
  return bpmn(
    id,
    catching('<messageEventDefinition messageRef="message"/>'),
    `<message id="message" name="${id}"><extensionElements><zeebe:subscription correlationKey="=order"/></extensionElements></message>`,
  );
}

/** Waits for the signal named like the process. */
export function signalProcess(id: string): string {
  return bpmn(id, catching('<signalEventDefinition signalRef="signal"/>'), `<signal id="signal" name="${id}"/>`);
}

/** A decision that gives `ID-small` below 100 and `ID-large` from 100 on, by the input `total`. */
export function decision(id: string): string {
  const rule = (name: string, test: string): string =>
    `<rule id="${name}"><inputEntry id="${name}-in"><text>${test}</text></inputEntry>
      <outputEntry id="${name}-out"><text>"${id}-${name}"</text></outputEntry></rule>`;
  return `<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" id="${id}-graph" name="${id} graph" namespace="https://millrace.example/clients">
  <decision id="${id}" name="size of ${id}">
    <decisionTable id="table" hitPolicy="UNIQUE">
      <input id="input" label="total"><inputExpression id="expression"><text>total</text></inputExpression></input>
      <output id="output" label="size" name="size"/>
      ${rule('small', '&lt; 100')}${rule('large', '&gt;= 100')}
    </decisionTable>
  </decision>
</definitions>`;
}

function catching(definition: string): string {
  return `<startEvent id="start"><outgoing>a</outgoing></startEvent>
    <intermediateCatchEvent id="catch"><incoming>a</incoming><outgoing>b</outgoing>${definition}</intermediateCatchEvent>
    <endEvent id="done"><incoming>b</incoming></endEvent>
    ${flow('a', 'start', 'catch')}${flow('b', 'catch', 'done')}`;
}

function flow(id: string, source: string, target: string): string {
  return `<sequenceFlow id="${id}" sourceRef="${source}" targetRef="${target}"/>`;
}

function bpmn(id: string, elements: string, definitions = ''): string {
  return `${header}\n${definitions}<process id="${id}" isExecutable="true">${elements}</process>\n</definitions>\n`;
}
