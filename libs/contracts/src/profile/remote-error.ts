import type { RemoteError } from '../monitor.contract.js';
import { boundedJson } from './bounded-json.js';
import { type Locator, parseLocator } from './locator.js';
import type { ErrorDocument } from './result.contract.js';
import { placeText } from './fill.js';
import { readLocator, readTerm } from './read-locator.js';
import { cutText, textOf } from './scalars.js';
import type { Scope } from './scope.js';

/** Where replies say what went wrong. */
export interface CompiledError {
  code: Locator | undefined;
  message: Locator | undefined;
  detail: Locator | undefined;
}

/**
 * Where most APIs say it: in an object of its own (Google, Microsoft, OpenAI), in problem details (RFC 9457), or in plain
 * fields. Only texts and numbers count there. They are read after what the profile says: an API's gateway may speak
 * another way than the API.
 */
const USUAL_CODE = parseLocator('body.error.code ?? body.code ?? body.error_code ?? body.errorCode ?? body.type');
const USUAL_MESSAGE = parseLocator(
  'body.error.message ?? body.message ?? body.detail ?? body.title ?? body.error_description ?? body.errorMessage ?? body.error',
);

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
  return withBody(error, scope, codeOf(error, scope) ?? otherwise.code, messageOf(error, scope) ?? otherwise.message);
}

/** Why a request failed. Its code is always ours, for it says nothing of the job; `message` where we know better. */
export function requestError(error: CompiledError, scope: Scope, message?: string): RemoteError {
  const code = scope.reply?.code ?? 0;
  const said = message ?? messageOf(error, scope) ?? `The remote side answered ${code}`;
  return withBody(error, scope, `http-${code}`, said);
}

function withBody(error: CompiledError, scope: Scope, code: string, message: string): RemoteError {
  const said: RemoteError = { code, message };
  const detail = (error.detail && readLocator(error.detail, scope)) ?? scope.reply?.body;
  if (detail === undefined) return said;
  const body = boundedJson(detail, MAX_BODY_CHARACTERS);
  said.body = body.isCut ? body.text : body.value;
  return said;
}

function codeOf({ code }: CompiledError, scope: Scope): string | undefined {
  return cut(said(code, scope) ?? firstText(USUAL_CODE, scope), MAX_CODE_CHARACTERS);
}

function messageOf({ message }: CompiledError, scope: Scope): string | undefined {
  return cut(said(message, scope) ?? firstText(USUAL_MESSAGE, scope), MAX_MESSAGE_CHARACTERS);
}

/** What is found where the profile says; an object as JSON. */
function said(locator: Locator | undefined, scope: Scope): string | undefined {
  const text = locator === undefined ? undefined : placeText(readLocator(locator, scope));
  return text === '' ? undefined : text;
}

function firstText(locator: Locator, scope: Scope): string | undefined {
  for (const term of locator) {
    const text = textOf(readTerm(term, scope));
    if (text !== undefined && text !== '') return text;
  }
  return undefined;
}

function cut(text: string | undefined, maxCharacters: number): string | undefined {
  return text === undefined ? undefined : cutText(text, maxCharacters);
}
