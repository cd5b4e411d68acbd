import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { DynamicModule, Type } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { PROBLEM_JSON, ProblemFilter } from '../errors/problem.filter.js';
import { problem } from '../errors/problem-catalogue.js';
import { problemOf } from '../errors/problem-of.js';
import { SchemaPipe } from '../errors/schema.pipe.js';
import { LOGGER } from '../logging/logging.module.js';
import { NestLogger } from '../logging/nest-logger.js';
import { AllowedMethods } from './allowed-methods.js';
import { registerBodyParsers } from './body-parsers.js';
import { applyBodyLimit } from './raw-body.js';
import { RequestDurations } from './request-durations.js';

export const BODY_LIMIT_BYTES = 262_144;

/** What Node takes for a request's head (`--max-http-header-size`), so that the router never cuts a name short of its own check. */
const MAX_PARAMETER_LENGTH = 16_384;

/** How long a client may take to send its request. */
const REQUEST_TIMEOUT_MS = 30_000;

export interface HttpOptions {
  /** Puts a raw URL into the form that the routes expect, before routing. */
  rewriteUrl?: (url: string, method: string) => string;
}

/** Makes the app with the HTTP manners that both apps share: problem documents, 405, JSON alone, request ids. */
export async function createApp(
  module: Type | DynamicModule,
  options: HttpOptions = {},
): Promise<NestFastifyApplication> {
  const { rewriteUrl } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    exposeHeadRoutes: false,
    genReqId: () => randomUUID(),
    routerOptions: { ignoreTrailingSlash: true, maxParamLength: MAX_PARAMETER_LENGTH },
    frameworkErrors: answerFrameworkError,
    clientErrorHandler: answerBrokenRequest,
    ...(rewriteUrl === undefined
      ? {}
      : {
          rewriteUrl: ({ url, method }: IncomingMessage) => rewriteUrl(url ?? '/', method ?? 'GET'),
        }),
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, adapter, {
    bodyParser: false,
    bufferLogs: true,
    // Nest would tell with a stack what it throws as well.
    autoFlushLogs: false,
    abortOnError: false,
  });
  app.useLogger(new NestLogger(app.get(LOGGER)));
  app.flushLogs();
  const allowedMethods = app.get(AllowedMethods);
  const instance = adapter.getInstance() as unknown as FastifyInstance;
  instance.addHook('onRoute', (route) => allowedMethods.add(route.url, route.method));
  instance.addHook('onRoute', applyBodyLimit);
  instance.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
  });
  app.get(RequestDurations).observe(instance);
  registerBodyParsers(instance);
  app.useGlobalFilters(app.get(ProblemFilter));
  app.useGlobalPipes(new SchemaPipe());
  return app;
}

/** Errors that the router meets before any handler: a malformed URL, a parameter that is too long. */
function answerFrameworkError(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const answer = problemOf(error, request.id);
  const headers = { 'content-type': PROBLEM_JSON, 'x-request-id': request.id, 'x-content-type-options': 'nosniff' };
  void reply.code(answer.status).headers(headers).send(answer);
}

const rawProblems: Record<string, { status: number; title: string }> = {
  HPE_HEADER_OVERFLOW: { status: 431, title: 'Request Header Fields Too Large' },
  ERR_HTTP_REQUEST_TIMEOUT: { status: 408, title: 'Request Timeout' },
};

/** What is not HTTP at all never reaches a request object: the answer is written to the socket. */
function answerBrokenRequest(error: Error & { code?: string }, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const known = rawProblems[error.code ?? ''] ?? { status: 400, title: 'Bad Request' };
  const body = JSON.stringify({
    ...problem('url-malformed', randomUUID()),
    ...known,
    type: 'about:blank',
    code: undefined,
  });
  socket.end(
    `HTTP/1.1 ${known.status} ${known.title}\r\ncontent-type: ${PROBLEM_JSON}\r\n` +
      `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
