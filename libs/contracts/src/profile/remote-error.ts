import type { RemoteError } from '../monitor.contract.js';
import { boundedJson } from './bounded-json.js';
import { type Locator, parseLocator } from './locator.js';
import type { ErrorDocument } from './result.contract.js';
import { placeText } from './fill.js';
import { readLocator } from './read-locator.js';
import { cutText } from './scalars.js';
import type { Scope } from './scope.js';

/** Where replies say what went wrong. */
export interface CompiledError {
  code: Locator;
  message: Locator;
  detail: Locator;
}

/** Where most APIs say it: an object of its own (Google, Microsoft, OpenAI), problem details (RFC 9457), or plain fields. */
const USUAL = {
  code: 'body.error.code ?? body.code ?? body.type',
  message: 'body.error.message ?? body.message ?? body.detail ?? body.title ?? body.error',
  detail: 'body',
};

const MAX_CODE_CHARACTERS = 256;
const MAX_MESSAGE_CHARACTERS = 2048;
const MAX_BODY_CHARACTERS = 4096;

export function compileError(document: ErrorDocument | undefined): CompiledError {
  // The usual places come after those of the profile: an API's gateway may speak another way than the API.
  const parse = (own: string | undefined, usual: string): Locator => [
    ...(own === undefined ? [] : parseLocator(own)),
    ...parseLocator(usual),
  ];
  return {
    code: parse(document?.code, USUAL.code),
    message: parse(document?.message, USUAL.message),
    detail: parse(document?.detail, USUAL.detail),
  };
}

/** Why the job, or its start, failed: in the remote's own words where the profile says where they are, and bounded. */
export function jobError(
  error: CompiledError,
  scope: Scope,
  otherwise: { code: string; message: string },
): RemoteError {
  const code = textAt(error.code, scope, MAX_CODE_CHARACTERS) ?? otherwise.code;
  return withBody(error, scope, code, textAt(error.message, scope, MAX_MESSAGE_CHARACTERS) ?? otherwise.message);
}

/** Why a request failed. Its code is always ours, for it says nothing of the job; `message` where we know better. */
export function requestError(error: CompiledError, scope: Scope, message?: string): RemoteError {
  const code = scope.reply?.code ?? 0;
  const said = message ?? textAt(error.message, scope, MAX_MESSAGE_CHARACTERS) ?? `The remote side answered ${code}`;
  return withBody(error, scope, `http-${code}`, said);
}

function withBody(error: CompiledError, scope: Scope, code: string, message: string): RemoteError {
  const said: RemoteError = { code, message };
  const detail = readLocator(error.detail, scope);
  if (detail === undefined) return said;
  const body = boundedJson(detail, MAX_BODY_CHARACTERS);
  said.body = body.isCut ? body.text : body.value;
  return said;
}

function textAt(locator: Locator, scope: Scope, maxCharacters: number): string | undefined {
  const text = placeText(readLocator(locator, scope));
  return text === undefined || text === '' ? undefined : cutText(text, maxCharacters);
}
