import { HttpException } from '@nestjs/common';
import { describe, expect, it } from '@jest/globals';
import { problemSchema } from '@app/contracts';
import { AppError } from './app-error.js';
import { problemOf } from './problem-of.js';

const REQUEST_ID = '019aa7c2-5f0e-7c3b-9d52-1f4a8f2b6c11';

describe('problemOf', () => {
  it.each([
    ['an error of ours', new AppError('job-unknown', 'There is no job with this id'), 404, 'job-unknown'],
    ['a body that is too large', { code: 'FST_ERR_CTP_BODY_TOO_LARGE' }, 413, 'body-too-large'],
    ['an unknown route', new HttpException('Cannot GET /x', 404), 404, 'route-unknown'],
    ['a database that is starting', { code: '57P03', message: 'starting up' }, 503, 'database-unavailable'],
    ['a database that refuses', { driverError: { code: 'ECONNREFUSED', message: '' } }, 503, 'database-unavailable'],
    ['a mistake of ours', new TypeError('x is not a function'), 500, 'internal'],
    ['a thrown nothing', {}, 500, 'internal'],
  ])('%s', (_, error, status, code) => {
    const problem = problemOf(error, REQUEST_ID);

    expect(problem).toMatchObject({ status, code, type: `/problems/${code}`, instance: `urn:uuid:${REQUEST_ID}` });
    expect(problemSchema.safeParse(problem).success).toBe(true);
  });

  it('tells nothing of our insides', () => {
    const problem = problemOf(new Error('password authentication failed for user "postgres"'), REQUEST_ID);

    expect(JSON.stringify(problem)).not.toContain('postgres');
  });
});
