import type { ErrorToWrite } from './dialect.js';
import type { ErrorKind } from './error-kinds.js';

/*
 * What errors are called where nobody says otherwise: by what is wrong, else by the code of HTTP (RFC 9110, section 15).
 */

interface Words {
  code: string;
  message: string;
}

const kinds: Record<ErrorKind, Words & { status: number }> = {
  unknown: { status: 404, code: 'not-found', message: 'There is no such job' },
  taken: { status: 409, code: 'conflict', message: 'There is such a job already' },
  ended: { status: 409, code: 'conflict', message: 'The job has ended' },
  unauthorized: { status: 401, code: 'unauthorized', message: 'The credentials are not good' },
  throttled: { status: 429, code: 'too-many-requests', message: 'Too many requests' },
  unavailable: { status: 503, code: 'service-unavailable', message: 'The service is unavailable' },
  failed: { status: 500, code: 'internal-server-error', message: 'Something went wrong inside' },
  other: { status: 400, code: 'bad-request', message: 'The request is not understood' },
};

/** Of the kinds that stand for several codes. */
const statuses: Record<number, Words> = {
  402: { code: 'payment-required', message: 'This is to be paid for' },
  403: { code: 'forbidden', message: 'This is not allowed' },
  404: { code: 'not-found', message: 'There is nothing here' },
  405: { code: 'method-not-allowed', message: 'The method is not allowed here' },
  408: { code: 'request-timeout', message: 'The request took too long' },
  409: { code: 'conflict', message: 'This is in conflict with how things stand' },
  410: { code: 'gone', message: 'This is gone' },
  412: { code: 'precondition-failed', message: 'The condition does not hold' },
  413: { code: 'content-too-large', message: 'The body is too large' },
  415: { code: 'unsupported-media-type', message: 'Bodies of this type are not taken' },
  422: { code: 'unprocessable-content', message: 'What the body says can not be done' },
  425: { code: 'too-early', message: 'It is too early for this' },
  501: { code: 'not-implemented', message: 'This is not implemented' },
  502: { code: 'bad-gateway', message: 'Who was asked in turn answered badly' },
  504: { code: 'gateway-timeout', message: 'Who was asked in turn did not answer in time' },
};

/** Of these kinds the code of HTTP says more than the kind. */
const byStatus: ReadonlySet<ErrorKind> = new Set(['failed', 'other']);

/** All that is told of an error. */
export function errorWords({ kind, status = kinds[kind].status, code, message }: ErrorToWrite): Words & {
  status: number;
} {
  const words = (byStatus.has(kind) ? statuses[status] : undefined) ?? kinds[kind];
  return { status, code: code ?? words.code, message: message ?? words.message };
}

const kindsByStatus: Record<number, ErrorKind> = {
  401: 'unauthorized',
  404: 'unknown',
  429: 'throttled',
  503: 'unavailable',
  // No number of IANA's, but many an API is overloaded by it.
  529: 'unavailable',
};

/** What is wrong where nothing is known but the code of HTTP. */
export function errorKindOf(status: number): ErrorKind {
  return kindsByStatus[status] ?? (status >= 500 ? 'failed' : 'other');
}
