/** The log of a broker process: pretty on a terminal, one JSON object a line otherwise. */
import { type Logger, pino } from 'pino';
import type { LogLevel } from '../../config.ts';

/** A logger on standard output. */
export async function createLogger(level: LogLevel): Promise<Logger> {
  const options = { level, base: null, formatters: { level: (label: string) => ({ level: label }) } };
  if (process.stdout.isTTY !== true) return pino(options);
  const { PinoPretty } = await import('pino-pretty');
  return pino({ level, base: null }, PinoPretty({ colorize: true, translateTime: 'SYS:HH:MM:ss.l', sync: true }));
}
