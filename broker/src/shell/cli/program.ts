/** The command line of `millrace`: which commands there are. What they need is loaded when they run, so that a start is fast. */
import { Command, CommanderError, Option } from 'commander';
import { configOptions, environmentName } from '../../config.ts';
import { brokerVersion } from '../../version.ts';
import { EXIT } from './exit.ts';
import type { Given, RpcCommand } from './rpc-command.ts';
import { UsageError } from './usage-error.ts';

type Options = Readonly<Record<string, string | string[] | boolean | undefined>>;

/** Runs one command line (without the program's own name); answers the exit code. */
export async function run(argv: readonly string[]): Promise<number> {
  const outcome = { code: EXIT.done as number };
  const program = new Command('millrace')
    .description('Millrace: a BPMN broker that speaks the Zeebe protocol, and the hands on it')
    .version(brokerVersion)
    .showSuggestionAfterError()
    .configureHelp({ showGlobalOptions: true });
  addBroker(program, outcome);
  addLog(program, outcome);
  addTypes(program, outcome);
  const { rpcCommands } = await loadFor(argv);
  addClients(program, outcome, rpcCommands);
  for (const command of [program, ...program.commands, ...program.commands.flatMap(({ commands }) => commands)]) command.exitOverride();
  try {
    await program.parseAsync([...argv], { from: 'user' });
    return outcome.code;
  } catch (error) {
    return exitCodeOf(error);
  }
}

/** The commands that speak to a gateway bring the client with them: not for those that do not. */
async function loadFor(argv: readonly string[]): Promise<{ readonly rpcCommands: readonly RpcCommand[] }> {
  return ['broker', 'log', 'types'].includes(argv[0] ?? '') ? { rpcCommands: [] } : import('./rpc-commands.ts');
}

function exitCodeOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.calledWrongly;
  process.stderr.write(`${(error instanceof Error ? error.message : String(error)).trim()}\n`);
  return error instanceof UsageError ? EXIT.calledWrongly : EXIT.failed;
}

function addBroker(program: Command, outcome: { code: number }): void {
  const broker = program.command('broker').description('run one broker until it is told to stop');
  broker.option('--config <file>', 'YAML file; its keys are these options without dashes in front', process.env['MILLRACE_CONFIG']);
  for (const { flag, argument, meaning, fallback, repeatable } of Object.values(configOptions)) {
    const shown = fallback === undefined || (Array.isArray(fallback) && fallback.length === 0) ? '' : ` (default: ${String(fallback)})`;
    const option = new Option(`--${flag} <${argument.toLowerCase()}>`, `${meaning}${shown} [${environmentName(flag)}]`);
    if (repeatable === true) option.argParser((value: string, before: string[] | undefined) => [...(before ?? []), value]);
    broker.addOption(option);
  }
  broker.action(async ({ config, ...flags }: Record<string, string | string[] | undefined>) => {
    const { runBroker } = await import('./broker-command.ts');
    outcome.code = await runBroker(flags, typeof config === 'string' ? config : undefined);
  });
  program
    .command('gateway')
    .description('run a gateway alone, joined to a cluster (comes with the cluster)')
    .allowUnknownOption()
    .allowExcessArguments()
    .action(() => {
      throw new UsageError('Expected to run a gateway alone, but this version has no cluster to join: a broker brings its own gateway');
    });
}

function addLog(program: Command, outcome: { code: number }): void {
  const log = program.command('log').description('look into a data folder while no broker runs');
  log
    .command('print <dir>')
    .description('print the records of a data folder')
    .option('--partition <n>', 'only this partition')
    .option('--from <position>', 'first position')
    .option('--to <position>', 'last position')
    .option('--instance <key>', 'only records of this process instance')
    .option('--value-type <name>', 'only this value type')
    .option('--json', 'one JSON object a line, as exporters write it')
    .action(async (dir: string, options: Options) => {
      const [{ printLog }, { wholeNumber }] = await Promise.all([import('./log-command.ts'), import('./arguments.ts')]);
      const number = (name: string): number | undefined => wholeNumber(textOf(options, name), `--${name}`);
      const instance = textOf(options, 'instance');
      if (instance !== undefined && !/^\d+$/.test(instance))
        throw new UsageError(`Expected --instance to be a key, but it was '${instance}'`);
      const selection = {
        partition: number('partition'),
        from: number('from'),
        to: number('to'),
        instance: instance === undefined ? undefined : BigInt(instance),
        valueType: textOf(options, 'valueType'),
      };
      outcome.code = printLog(dir, selection, options['json'] === true) ? EXIT.done : EXIT.failed;
    });
  log
    .command('verify <dir>')
    .description('check every segment, batch, link and meta slot of a data folder')
    .option('--partition <n>', 'only this partition')
    .option('--json', 'one JSON object a partition')
    .action(async (dir: string, options: Options) => {
      const [{ printVerification }, { wholeNumber }] = await Promise.all([import('./log-command.ts'), import('./arguments.ts')]);
      const partition = wholeNumber(textOf(options, 'partition'), '--partition');
      outcome.code = printVerification(dir, partition, options['json'] === true) ? EXIT.done : EXIT.failed;
    });
}

function addTypes(program: Command, outcome: { code: number }): void {
  program
    .command('types')
    .description('write the job types, headers, input names and messages of BPMN files as TypeScript')
    .argument('<files...>', 'BPMN files')
    .option('--out <file>', 'where to; default standard output')
    .action(async (files: string[], options: Options) => {
      const { writeTypes } = await import('./types-command.ts');
      outcome.code = writeTypes(files, textOf(options, 'out')) ? EXIT.done : EXIT.failed;
    });
}

function addClients(program: Command, outcome: { code: number }, rpcCommands: readonly RpcCommand[]): void {
  const connected = (name: string, description: string): Command =>
    program
      .command(name)
      .description(description)
      .option('--address <list>', 'gateways, host:port separated by commas (default: MILLRACE_ADDRESS, else 127.0.0.1:26500)')
      .option('--json', 'one line of JSON');
  connected('status', 'brokers, partitions, roles, positions and health').action(async (options: Options) => {
    const [{ withClient }, { printStatus }] = await Promise.all([import('./with-client.ts'), import('./status-command.ts')]);
    const healthy = await withClient(textOf(options, 'address'), (client) => printStatus(client, options['json'] === true));
    outcome.code = healthy ? EXIT.done : EXIT.failed;
  });
  connected('worker', 'run a shell command per job: variables on its standard input, variables back on its standard output')
    .argument('<type>', 'job type')
    .requiredOption('--handler <command>', 'exit code 0 completes the job, any other fails it')
    .option('--max <n>', 'jobs at a time; default 1')
    .option('--lease <duration>', 'how long a job is held; default 60s')
    .action(async (type: string, options: Options) => {
      const { startWorker } = await import('./with-client.ts');
      await startWorker(type, options);
    });
  for (const command of rpcCommands) addRpc(connected(command.name, command.description), command);
}

function addRpc(commander: Command, command: RpcCommand): void {
  if (command.alias !== undefined) commander.alias(command.alias);
  if (command.arguments !== undefined) commander.arguments(command.arguments);
  for (const [flags, meaning] of command.options ?? []) commander.option(flags, meaning);
  commander.action(async () => {
    const { runRpc } = await import('./with-client.ts');
    const options: Options = commander.opts();
    await runRpc(command, commander.args, givenOf(options), textOf(options, 'address'), options['json'] === true);
  });
}

function givenOf(options: Options): Given {
  return {
    text: (name) => textOf(options, name),
    list: (name) => {
      const value = options[name];
      return Array.isArray(value) ? value : [];
    },
    isSet: (name) => options[name] === true,
  };
}

function textOf(options: Options, name: string): string | undefined {
  const value = options[name];
  return typeof value === 'string' ? value : undefined;
}
