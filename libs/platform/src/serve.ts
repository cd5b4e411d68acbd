import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { ConfigError } from './config/load-config.js';
import { DatabaseUnreachable } from './database/migrate.js';
import { LOGGER } from './logging/logging.module.js';
import type { Logger } from './logging/logger.js';
import { Ticks } from './scheduling/ticks.js';

export interface ServeOptions {
  port: number;
  host: string;
  shutdownTimeoutMs: number;
  stopWithStdin: boolean;
  /** Runs once the port is bound and before the first tick. */
  onListening?: (app: NestFastifyApplication, port: number) => void | Promise<void>;
}

/**
 * Listens, starts the ticks, and stops gracefully at SIGTERM, SIGINT or, where asked to, at the end of standard input
 * (a supervisor that was killed closes it). A stop that takes too long ends with exit code 1.
 */
export async function serve(app: NestFastifyApplication, options: ServeOptions): Promise<void> {
  await app.listen(options.port, options.host);
  const address = app.getHttpServer().address() as { port: number };
  await options.onListening?.(app, address.port);
  const logger = app.get<Logger>(LOGGER);
  logger.info({ host: options.host, port: address.port }, 'app.listening');
  app.get(Ticks).start();

  let stopping = false;
  const stop = (reason: string): void => {
    if (stopping) return;
    stopping = true;
    logger.info({ reason }, 'app.stopping');
    setTimeout(() => {
      logger.error('app.stopped-too-slowly');
      process.exit(1);
    }, options.shutdownTimeoutMs).unref();
    app.close().then(
      () => {
        logger.info('app.stopped');
        process.exit(0);
      },
      (error: unknown) => {
        logger.error({ err: error }, 'app.stop-failed');
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', () => stop('SIGTERM'));
  process.once('SIGINT', () => stop('SIGINT'));
  if (options.stopWithStdin)
    process.stdin
      .resume()
      .once('end', () => stop('end of standard input'))
      .once('error', () => stop('standard input'));
}

/** Runs an app's main function; what keeps it from starting is told in a line a cause, with exit code 1. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    process.stderr.write(`${explain(error)}\n`);
    process.exit(1);
  }
}

function explain(error: unknown): string {
  if (error instanceof ConfigError || error instanceof DatabaseUnreachable) return error.message;
  const { code, port, address, stack } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} of ${address} is in use; stop what listens there or choose another port`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be used by this user`;
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND')
    return `LISTEN_HOST ${address ?? ''} is not an address of this machine`;
  return stack ?? String(error);
}
