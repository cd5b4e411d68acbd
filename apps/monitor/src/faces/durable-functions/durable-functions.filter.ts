import { type ArgumentsHost, Catch, type ExceptionFilter, Inject } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AllowedMethods, LOGGER, type Logger, problemOf } from '@app/platform';
import { durableFunctionsUrl } from './durable-functions-url.js';
import { toDurableError } from './durable-error.view.js';

/**
 * Answers errors in the form of the Durable Functions HTTP API. Where an id that ends in a command's name is unknown,
 * the command was meant, and asked for by the wrong method.
 */
@Catch()
export class DurableFunctionsFilter implements ExceptionFilter {
  constructor(
    @Inject(LOGGER) private readonly logger: Logger,
    private readonly allowedMethods: AllowedMethods,
  ) {}

  catch(error: unknown, host: ArgumentsHost): void {
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    const problem = problemOf(error, request.id);
    if (problem.status >= 500)
      this.logger.error({ err: error, requestId: request.id, url: request.url }, 'request.failed');
    if (problem.status === 503) void reply.header('retry-after', '5');
    const allowed = problem.code === 'monitor-unknown' ? this.methodsOfCommand(request) : [];
    if (allowed.length > 0) void reply.header('allow', allowed.join(', '));
    const { status, body } = toDurableError(problem, allowed);
    void reply.code(status).send(body);
  }

  private methodsOfCommand({ originalUrl, method }: FastifyRequest): string[] {
    const allowed = this.allowedMethods.of(durableFunctionsUrl(originalUrl, 'POST'));
    return allowed.includes(method) ? [] : allowed;
  }
}
