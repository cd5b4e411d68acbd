import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods } from '../http/allowed-methods.js';
import { LOGGER } from '../logging/logging.module.js';
import type { Logger } from '../logging/logger.js';
import { AppError } from './app-error.js';
import { problemOf } from './problem-of.js';

export const PROBLEM_JSON = 'application/problem+json; charset=utf-8';

/** Answers every error as a problem document. A route that exists for other methods is a 405 with `Allow`, not a 404. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly allowedMethods: AllowedMethods,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const answer = this.answerTo(error, request, reply);
    // Without its query, where callers put keys.
    const facts = { requestId: request.id, status: answer.status, path: request.url.split('?', 1)[0] };
    // What we can't do at all is no failure, but an answer like any other refusal.
    const isFailure = answer.status >= 500 && answer.status !== 501;
    if (isFailure) this.logger.error({ ...facts, err: error }, 'request.failed');
    else this.logger.info({ ...facts, code: answer.code }, 'request.refused');
    if (answer.status === 503) void reply.header('retry-after', '5');
    void reply.code(answer.status).header('content-type', PROBLEM_JSON).send(answer);
  }

  private answerTo(error: unknown, request: FastifyRequest, reply: FastifyReply): ReturnType<typeof problemOf> {
    const answer = problemOf(error, request.id);
    if (answer.code !== 'route-unknown') return answer;
    const allowed = this.allowedMethods.of(request.url);
    if (allowed.length === 0 || allowed.includes(request.method)) return answer;
    void reply.header('allow', allowed.join(', '));
    return problemOf(new AppError('method-not-allowed', `This route takes ${allowed.join(', ')}`), request.id);
  }
}
