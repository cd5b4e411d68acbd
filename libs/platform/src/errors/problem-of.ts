import { HttpException } from '@nestjs/common';
import type { Problem, ProblemCode } from '@app/contracts';
import { isDatabaseUnavailable } from '../database/database-errors.js';
import { AppError } from './app-error.js';
import { problem } from './problem-catalogue.js';

/** What Fastify's own errors mean: https://fastify.dev/docs/latest/Reference/Errors/ */
const fastifyErrors: Record<string, ProblemCode> = {
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'content-type-unsupported',
  FST_ERR_CTP_BODY_TOO_LARGE: 'body-too-large',
  FST_ERR_CTP_INVALID_CONTENT_LENGTH: 'body-malformed',
  FST_ERR_CTP_EMPTY_JSON_BODY: 'body-malformed',
  FST_ERR_CTP_INVALID_JSON_BODY: 'body-malformed',
  FST_ERR_BAD_URL: 'url-malformed',
  FST_ERR_MAX_PARAM_LENGTH: 'url-too-long',
};

const statusCodes: Record<number, ProblemCode> = {
  400: 'body-malformed',
  404: 'route-unknown',
  405: 'method-not-allowed',
  413: 'body-too-large',
  414: 'url-too-long',
  415: 'content-type-unsupported',
  503: 'shutting-down',
};

/** Turns whatever was thrown into a problem. What nobody foresaw becomes a 500 that tells nothing of our insides. */
export function problemOf(error: unknown, requestId: string): Problem {
  if (error instanceof AppError) return problem(error.code, requestId, error.message, error.errors);
  if (isDatabaseUnavailable(error)) return problem('database-unavailable', requestId);
  const { code, statusCode, message } = error as { code?: string; statusCode?: number; message?: string };
  const fastifyCode = code === undefined ? undefined : fastifyErrors[code];
  if (fastifyCode !== undefined) return problem(fastifyCode, requestId, message);
  const status = error instanceof HttpException ? error.getStatus() : statusCode;
  const known = status === undefined ? undefined : statusCodes[status];
  return known === undefined ? problem('internal', requestId) : problem(known, requestId, message);
}
