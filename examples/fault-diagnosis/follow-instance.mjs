// Prints the way of one instance step by step, from the record stream that the management server offers.

/** What a person wants to see of an instance's way. */
const shown = {
  PROCESS_INSTANCE: ['ELEMENT_ACTIVATED', 'ELEMENT_COMPLETED', 'SEQUENCE_FLOW_TAKEN'],
  JOB: ['CREATED', 'COMPLETED'],
  VARIABLE: ['CREATED', 'UPDATED'],
};

/** Reads the records of an instance and prints what happened and when, in milliseconds since its creation. */
export async function followInstance(management, processInstanceKey) {
  const answer = await fetch(`http://${management}/records?partition=1`);
  const steps = parse(await answer.text()).filter((record) => record.instance === processInstanceKey);
  const start = steps[0]?.timestamp ?? 0;
  for (const { timestamp, valueType, intent, what } of steps) {
    console.log(`  +${String(timestamp - start).padStart(4)} ms  ${valueType.padEnd(17)} ${intent.padEnd(20)} ${what}`);
  }
}

/** Keys exceed what a JSON number holds in JavaScript: they are read as text. */
function parse(lines) {
  return lines
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line.replace(/("\w*[kK]ey"):(-?\d+)/g, '$1:"$2"')))
    .filter((record) => record.recordType === 'EVENT' && shown[record.valueType]?.includes(record.intent))
    .map((record) => ({ ...record, instance: record.value.processInstanceKey, what: record.value.elementId ?? record.value.name }));
}
