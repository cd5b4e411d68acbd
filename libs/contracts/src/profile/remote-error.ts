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
  code: Locator | undefined;
  message: Locator | undefined;
  detail: Locator | undefined;
}

const MAX_CODE_CHARACTERS = 256;
const MAX_MESSAGE_CHARACTERS = 2048;
const MAX_BODY_CHARACTERS = 4096;

export function compileError(document: ErrorDocument | undefined): CompiledError {
  const parse = (text: string | undefined) => (text === undefined ? undefined : parseLocator(text));
  return { code: parse(document?.code), message: parse(document?.message), detail: parse(document?.detail) };
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
  const detail = (error.detail === undefined ? undefined : readLocator(error.detail, scope)) ?? scope.reply?.body;
  if (detail === undefined) return said;
  const body = boundedJson(detail, MAX_BODY_CHARACTERS);
  said.body = body.isCut ? body.text : body.value;
  return said;
}

function textAt(locator: Locator | undefined, scope: Scope, maxCharacters: number): string | undefined {
  if (locator === undefined) return undefined;
  const text = placeText(readLocator(locator, scope));
  return text === undefined || text === '' ? undefined : cutText(text, maxCharacters);
}
