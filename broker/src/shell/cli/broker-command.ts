/** `millrace broker`: one broker until it is told to stop. */
import type { Broker } from '../../broker.ts';
import { ConfigError, resolveConfig } from '../../config.ts';
import { EXIT } from './exit.ts';

/** Runs until SIGTERM or SIGINT; a second signal ends the process at once. Answers the exit code. */
export async function runBroker(flags: Record<string, string | string[] | undefined>, file: string | undefined): Promise<number> {
  let config: ReturnType<typeof resolveConfig>;
  try {
    config = resolveConfig({ flags, environment: process.env, file });
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.calledWrongly;
  }
  const [{ StartError, startBroker }, { createLogger }] = await Promise.all([import('../../broker.ts'), import('./logger.ts')]);
  const log = await createLogger(config.logLevel);
  let broker: Broker;
  try {
    broker = await startBroker(config, { log });
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    return EXIT.failed;
  }
  // Said whatever the level: scripts and people wait for this line.
  const facts = { gateway: broker.gatewayAddress, management: broker.managementAddress, data: config.dataDir };
  log.child({}, { level: 'info' }).info(facts, 'millrace broker ready');
  const signal = await nextSignal();
  log.info({ signal }, 'stopping');
  void nextSignal().then(() => process.exit(EXIT.failed));
  await broker.stop();
  log.info({}, 'stopped');
  return EXIT.done;
}

function nextSignal(): Promise<NodeJS.Signals> {
  return new Promise((resolve) => {
    const heard = (signal: NodeJS.Signals): void => {
      for (const name of ['SIGTERM', 'SIGINT'] as const) process.off(name, heard);
      resolve(signal);
    };
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.on(name, heard);
  });
}
