import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors/app-error.js';
import { TextBody, takenTypes, takesText } from './accept-text.js';
import { jsonFault } from './json-fault.js';
import { takesRawBody } from './raw-body.js';

/** With these gone, Fastify takes a request for one without a body; Node drops what was sent. */
const BODY_HEADERS = ['content-type', 'content-length', 'transfer-encoding'];

function forgetBody(request: FastifyRequest): void {
  for (const name of BODY_HEADERS) delete request.raw.headers[name];
}

/**
 * JSON is the only body that we read, but for routes that take text of some type, too, or bytes of any. An empty one is no body, whatever
 * its content type says (the official Durable Functions client sends such); `__proto__` and `constructor` keys are
 * refused; UTF-8 is required (RFC 8259, section 8.1).
 */
export function registerBodyParsers(instance: FastifyInstance): void {
  instance.addHook('onRequest', async (request) => {
    if ((request.routeOptions.config as { ignoreBody?: boolean }).ignoreBody === true) forgetBody(request);
  });
  instance.removeAllContentTypeParsers();
  const parseJson = instance.getDefaultJsonParser('error', 'error');
  instance.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (takesRawBody(request.routeOptions.config)) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    const text = decodeUtf8(body as Buffer);
    if (text === undefined) return done(new AppError('body-malformed', 'The body is not valid UTF-8'));
    void parseJson(request, text, (error, value) =>
      error
        ? done(new AppError('body-malformed', `The body is not valid JSON: ${jsonFault(text)}`))
        : done(null, value),
    );
  });
  instance.addContentTypeParser('*', { parseAs: 'buffer' }, (request, body, done) => {
    if (takesRawBody(request.routeOptions.config)) return done(null, body);
    if (body.length === 0) return done(null, undefined);
    const type = request.headers['content-type'];
    const { config } = request.routeOptions;
    if (!takesText(config, type))
      return done(new AppError('content-type-unsupported', `Send ${takenTypes(config)}, not ${type}`));
    const text = decodeUtf8(body as Buffer);
    if (text === undefined) done(new AppError('body-malformed', 'The body is not valid UTF-8'));
    else done(null, new TextBody(text));
  });
}

function decodeUtf8(body: Buffer): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return undefined;
  }
}
