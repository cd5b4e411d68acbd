import { describe, expect, it } from '@jest/globals';
import type { ArgumentsHost } from '@nestjs/common';
import type { AllowedMethods } from '../http/allowed-methods.js';
import type { Logger } from '../logging/logger.js';
import { AppError } from './app-error.js';
import { ProblemFilter } from './problem.filter.js';

/** What is logged of an error that a request met. */
function logOf(error: unknown): { level: string; facts: object; message: string } | undefined {
  let logged: ReturnType<typeof logOf>;
  const log = (level: string) => (facts: object, message: string) => void (logged = { level, facts, message });
  const logger = { info: log('info'), error: log('error') } as unknown as Logger;
  const reply = { header: () => reply, code: () => reply, send: () => reply };
  const http = {
    getRequest: () => ({ id: '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11', url: '/x?key=1' }),
    getResponse: () => reply,
  };
  const host = { switchToHttp: () => http } as unknown as ArgumentsHost;
  new ProblemFilter(logger, { of: () => [] } as unknown as AllowedMethods).catch(error, host);
  return logged;
}

describe('The log', () => {
  it.each([
    ['a mistake of ours', new TypeError('x is not a function'), 'error', 'request.failed'],
    ['a database that is away', { code: '57P03', message: 'starting up' }, 'error', 'request.failed'],
    ['a refusal', new AppError('monitor-unknown', 'There is none'), 'info', 'request.refused'],
    ['what a profile can not do', new AppError('operation-unsupported', 'It has no purge'), 'info', 'request.refused'],
  ])('takes %s for what it is', (_, error, level, message) => {
    expect(logOf(error)).toMatchObject({ level, message });
  });

  it('has no stack of a refusal, and never the query', () => {
    const { facts } = logOf(new AppError('operation-unsupported', 'It has no purge'))!;

    expect(facts).toEqual({ requestId: expect.any(String), status: 501, path: '/x', code: 'operation-unsupported' });
  });
});
