import { pino, type Logger as PinoLogger } from 'pino';

/** Structured log: an event name, then fields. The same ids stand in every line of one monitor, job or request. */
export type Logger = PinoLogger;

/** A logger that writes JSON lines to standard output; `app` is part of every line. */
export function createLogger(options: { app: string; level: string }): Logger {
  return pino({
    level: options.level,
    base: { app: options.app, pid: process.pid },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: (label) => ({ level: label }) },
  });
}
