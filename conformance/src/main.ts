// `millrace-conformance`: `list` names the scenarios, `run` judges a client program by them. Exit code 0: all passed; 1: not all; 2: called wrongly.
import { parseArgs } from 'node:util';
import { type Row, runScenarios } from './run-scenarios.ts';
import { scenarios } from './scenarios.ts';

const usage = `millrace-conformance list
millrace-conformance run --client 'COMMAND' [--scenario NAME]... [--parallel N] [--job-stream] [--json]

Starts a scripted gateway and COMMAND for each scenario. COMMAND finds in its environment
  MILLRACE_CONFORMANCE_ADDRESS, ZEEBE_ADDRESS   host:port of the gateway, without TLS
  MILLRACE_CONFORMANCE_SCENARIO                 the scenario's name
  MILLRACE_CONFORMANCE_TYPE, _MAX, _LEASE_MS, _POLL_MS
                                                the job type, jobs at once, lease, wait of a long poll
It works on jobs of that type until SIGTERM, then drains and exits. What a handler does stands in the job's variables:
  {"do":"complete"}  complete with {"done":true}          {"do":"sleep","ms":N}    wait, then complete
  {"do":"fail"}      fail with one retry less, a message  {"do":"echo","value":V}  complete with {"value":V}
  {"do":"error"}     raise the BPMN error REFUSED`;

// Whoever reads our output may stop reading, as `head` does: that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2));

async function main(argv: readonly string[]): Promise<number> {
  const given = read(argv);
  if (typeof given === 'string') return complain(given);
  const { positionals, values } = given;
  if (positionals[0] === 'list') {
    for (const { name, shows } of scenarios) say(`${name.padEnd(30)} ${shows}`);
    return 0;
  }
  const names = values.scenario ?? [];
  const unknown = names.find((name) => !scenarios.some((scenario) => scenario.name === name));
  if (positionals[0] !== 'run' || values.client === undefined) return complain('Expected a command: list, or run with --client');
  if (unknown !== undefined) return complain(`Expected the name of a scenario, but '${unknown}' is none`);
  const parallel = Number(values.parallel ?? 1);
  if (!Number.isInteger(parallel) || parallel < 1)
    return complain(`Expected --parallel to be a whole number from 1, but it was '${values.parallel}'`);
  const rows = await runScenarios(names.length === 0 ? scenarios : scenarios.filter(({ name }) => names.includes(name)), {
    client: { command: values.client },
    parallel,
    jobStream: values['job-stream'] ?? false,
    onRow: (row) => (values.json ? say(JSON.stringify(row)) : print(row)),
  });
  const failed = rows.filter(({ verdict }) => verdict === 'fail').length;
  if (!values.json) say(`\n${rows.length} scenarios, ${failed} failed`);
  return failed === 0 ? 0 : 1;
}

function read(argv: readonly string[]) {
  try {
    return parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        client: { type: 'string' },
        scenario: { type: 'string', multiple: true },
        parallel: { type: 'string' },
        'job-stream': { type: 'boolean' },
        json: { type: 'boolean' },
      },
    });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function print({ verdict, name, figures, faults, words }: Row): void {
  say(`${verdict.padEnd(10)} ${name.padEnd(30)} ${figures}`);
  for (const fault of faults) say(`${' '.repeat(11)}${fault}`);
  if (words.trim() !== '') say(words.trim().replace(/^/gm, `${' '.repeat(11)}| `));
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

function complain(problem: string): number {
  process.stderr.write(`${problem}\n\n${usage}\n`);
  return 2;
}
