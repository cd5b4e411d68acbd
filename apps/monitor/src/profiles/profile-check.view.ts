import type { Classification, Progress } from '@app/contracts';
import { textOf } from '@app/documents';
import type { CheckOutcome } from './profile-check.js';
import type { FirstRequest } from './profile-trial.js';

/** The outcome of a check for a terminal: what came out first, then why. Pure. */
export function toText({ file, troubles, profile, classification, wait }: CheckOutcome): string {
  const lines = [
    ...(profile === undefined ? [] : [`${file}: valid, profile ${profile.name}`, ...about(profile)]),
    ...troubles.map(textOf),
    ...(classification === undefined ? [] : ['', ...reading(classification, wait)]),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

/** What a remote side wrote must not move the cursor or colour the terminal. */
function printable(line: string): string {
  return line.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
}

/** The same as JSON. */
export function toJson({ troubles, ...rest }: CheckOutcome): object {
  return { valid: troubles.length === 0, ...rest, ...(troubles.length === 0 ? {} : { errors: troubles }) };
}

function about({
  needs: { fields, secrets },
  firstRequest,
  deadline,
  polls,
}: NonNullable<CheckOutcome['profile']>): string[] {
  return [
    ...fields.map(({ pointer, detail }) => `  needs ${pointer}: ${detail}`),
    ...secrets.map((secret) => `  needs the secret ${secret}`),
    ...(fields.length > 0 ? [] : [`  first request: ${requestText(firstRequest)}`]),
    ...polls.map((text) => `  polls: ${text}`),
    `  deadline: ${deadline}`,
  ];
}

function reading(read: Classification, wait: CheckOutcome['wait']): string[] {
  const about = read.step === 'start' ? 'start' : read.phase === null ? 'poll' : `poll, then phase ${read.phase}`;
  return [
    `${read.verdict}  (${about})`,
    `  ${read.because}`,
    ...read.rules.flatMap(rule),
    ...fact('status word', read.statusWord),
    ...fact('progress', read.progress && progress(read.progress)),
    ...read.captures.map(
      ({ name, locator, found }) => `  job.${name} = ${found === null ? 'nothing' : json(found)}  from ${locator}`,
    ),
    ...fact('ended', read.ended?.verdict),
    ...fact('error', read.error && `${read.error.code}: ${read.error.message}`),
    ...fact('result', read.result),
    ...(wait === undefined ? fact('wait', hint(read.hintMs)) : fact('wait', `${wait.span}, ${wait.because}`)),
    ...next(read.next),
  ];
}

function hint(ms: number | undefined): string | undefined {
  return ms === undefined ? undefined : `${ms / 1000}s, as the reply asks`;
}

function rule({ index, when, then, decided }: Classification['rules'][number]): string[] {
  return [
    `  rule ${index + 1} ${decided ? 'holds' : 'does not hold'}: ${typeof then === 'string' ? then : json(then)}`,
    ...when.map(
      ({ locator, expected, found, holds }) =>
        `    ${holds ? 'yes' : 'no '} ${locator} is ${found === null ? 'nothing' : json(found)}, wanted ${json(expected)}`,
    ),
  ];
}

function next(request: Classification['next']): string[] {
  return request === undefined ? [] : [`  next ${request.what}: ${requestText(request)}`];
}

function requestText(request: FirstRequest): string {
  return 'trouble' in request ? `can not be made. ${request.trouble}` : `${request.method} ${request.url}`;
}

function progress({ percent, done, total, message }: Progress): string {
  const parts = [
    percent === undefined ? undefined : `${percent} %`,
    done === undefined ? undefined : `${done} of ${total ?? 'an unknown number'}`,
    message,
  ];
  return parts.filter((part) => part !== undefined).join(', ');
}

function fact(name: string, value: unknown): string[] {
  if (value === undefined || value === null) return [];
  return [`  ${name}: ${typeof value === 'string' ? value : json(value)}`];
}

function json(value: unknown): string {
  return JSON.stringify(value);
}
