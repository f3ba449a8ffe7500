/** Records the table against a live reference broker: one process per expression, whose script task stores the result in a variable. */

import { writeFile } from 'node:fs/promises';
import type { GatewayClient } from '@millrace/proto/gateway';
import { ask, openGateway } from '../runner/gateway.ts';
import { readTable, type Row, type Table, tableUrl } from './outcome.ts';
import { allRows, variablesJson } from './rows.ts';

/** Processes in one deployment. */
const batchRows = 60;

/** How long a process may take before its expression counts as failed, in milliseconds; those that failed are asked again with more patience. */
const resultTimeoutMs = 1_000;
const secondTimeoutMs = 2_500;

/** How often a row is asked again when the call itself is broken off. */
const attemptsMax = 5;

function processXml(id: string, expression: string): string {
  const escaped = expression.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;').replaceAll('\t', '&#9;');
  return `<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" xmlns:zeebe="http://camunda.org/schema/zeebe/1.0" id="d-${id}" targetNamespace="feel">
<bpmn:process id="${id}" isExecutable="true"><bpmn:startEvent id="s"/><bpmn:sequenceFlow id="f1" sourceRef="s" targetRef="t"/>
<bpmn:scriptTask id="t"><bpmn:extensionElements><zeebe:script expression="=${escaped}" resultVariable="outcome"/></bpmn:extensionElements></bpmn:scriptTask>
<bpmn:sequenceFlow id="f2" sourceRef="t" targetRef="e"/><bpmn:endEvent id="e"/></bpmn:process></bpmn:definitions>`;
}

/** Deploys the rows as far as they are accepted, halving a refused batch until the culprit is alone. */
async function deploy(client: GatewayClient, rows: readonly (readonly [string, string])[], refused: Set<string>): Promise<void> {
  const resources = rows.map(([id, expression]) => ({ name: `${id}.bpmn`, content: Buffer.from(processXml(id, expression)) }));
  const outcome = await ask((metadata, options, callback) =>
    client.deployResource({ resources, tenantId: '' }, metadata, options, callback),
  );
  if (outcome.status === 'OK') return;
  if (outcome.status !== 'INVALID_ARGUMENT')
    throw new Error(`Expected the deployment to be answered, but got ${outcome.status}: ${outcome.message}`);
  if (rows.length === 1) {
    for (const [id] of rows) refused.add(id);
    return;
  }
  const half = Math.ceil(rows.length / 2);
  await deploy(client, rows.slice(0, half), refused);
  await deploy(client, rows.slice(half), refused);
}

/** Runs the process of a row and reads its result as it stands in the answer. */
export async function evaluate(client: GatewayClient, id: string, of: string, timeoutMs: number): Promise<Row> {
  const request = {
    request: {
      bpmnProcessId: id,
      processDefinitionKey: 0n,
      version: -1,
      variables: variablesJson,
      startInstructions: [],
      runtimeInstructions: [],
      tenantId: '',
      tags: [],
    },
    requestTimeout: BigInt(timeoutMs),
    fetchVariables: ['outcome'],
  };
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const outcome = await ask<{ readonly variables: string }>((metadata, options, callback) =>
      client.createProcessInstanceWithResult(request, metadata, options, callback),
    );
    if (outcome.answer !== undefined) return { of, is: outcome.answer.variables.slice('{"outcome":'.length, -1) };
    if (outcome.status === 'DEADLINE_EXCEEDED') return { of, not: 'evaluated' };
    // The reference breaks the call that follows a time-out; that says nothing about the expression.
  }
  throw new Error(`Expected an answer for '${of}', but every attempt was broken off`);
}

/** Evaluates the rows on the broker at `address` (host:port), all of them or those that the table lacks, and writes the table. */
export async function record(address: string, which: 'all' | 'missing'): Promise<void> {
  const client = openGateway(address);
  const version = await ask<{ readonly gatewayVersion: string }>((metadata, options, callback) =>
    client.topology({}, metadata, options, callback),
  );
  const recorded = new Map((which === 'all' ? [] : readTable().rows).map((row) => [row.of, row]));
  const all = allRows().map((expression, i): readonly [string, string] => [`row-${i}`, expression]);
  const named = all.filter(([, of]) => !recorded.has(of));
  const refused = new Set<string>();
  for (let i = 0; i < named.length; i += batchRows) await deploy(client, named.slice(i, i + batchRows), refused);
  for (const [id, of] of named) {
    const first: Row = refused.has(id) ? { of, not: 'accepted' } : await evaluate(client, id, of, resultTimeoutMs);
    recorded.set(of, 'not' in first && first.not === 'evaluated' ? await evaluate(client, id, of, secondTimeoutMs) : first);
  }
  client.close();
  const rows = all.flatMap(([, of]) => recorded.get(of) ?? []);
  const table: Table = { recordedWith: `reference gateway ${version.answer?.gatewayVersion ?? 'unknown'}`, variables: variablesJson, rows };
  const lines = rows.map(
    (row) =>
      `    { ${Object.entries(row)
        .map((member) => member.map((text) => JSON.stringify(text)).join(': '))
        .join(', ')} }`,
  );
  await writeFile(
    tableUrl,
    `{\n  "recordedWith": ${JSON.stringify(table.recordedWith)},\n  "variables": ${JSON.stringify(table.variables)},\n  "rows": [\n${lines.join(',\n')}\n  ]\n}\n`,
  );
}
