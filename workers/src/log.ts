// How the worker tells what happens: fixed messages, stable codes, everything else as fields.

/** Fields of a log line. */
export type LogFields = Readonly<Record<string, unknown>>;

/** A logger; pino's and the console's fit after a line of adapting. */
export interface Logger {
  debug(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}

const nothing = () => {};

/** Says nothing. */
export const silentLogger: Logger = { debug: nothing, info: nothing, warn: nothing, error: nothing };

/** Warnings and errors as one JSON line each on standard error; the default. */
export const consoleLogger: Logger = {
  debug: nothing,
  info: nothing,
  warn: (message, fields) => console.warn(line('warn', message, fields)),
  error: (message, fields) => console.error(line('error', message, fields)),
};

function line(level: string, message: string, fields: LogFields = {}): string {
  const plain = (_: string, value: unknown) =>
    typeof value === 'bigint' ? String(value) : value instanceof Error ? { name: value.name, message: value.message } : value;
  try {
    return JSON.stringify({ level, message, ...fields }, plain);
  } catch {
    return JSON.stringify({ level, message });
  }
}

/** The same logger with fields added to each line. */
export function withFields(logger: Logger, added: LogFields): Logger {
  return {
    debug: (message, fields) => logger.debug(message, { ...added, ...fields }),
    info: (message, fields) => logger.info(message, { ...added, ...fields }),
    warn: (message, fields) => logger.warn(message, { ...added, ...fields }),
    error: (message, fields) => logger.error(message, { ...added, ...fields }),
  };
}

/** The same logger, whose own failures cannot hurt the caller. */
export function guarded(logger: Logger): Logger {
  const guard =
    (level: keyof Logger): Logger['info'] =>
    (message, fields) => {
      try {
        logger[level](message, fields);
      } catch {
        // A logger that throws must not cost a job its slot, and there is nowhere left to tell.
      }
    };
  return { debug: guard('debug'), info: guard('info'), warn: guard('warn'), error: guard('error') };
}
