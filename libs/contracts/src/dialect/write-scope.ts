import type { Captures, Scope } from '../profile/scope.js';
import type { Asked, CompiledDialect, JobFacts, Manner } from './dialect.js';
import { isUrlName, renderReference } from './references.js';
import type { Pen } from './write-locator.js';

/** All of an answer: what is asked, of which job, and how it is to be said. */
export interface Answer {
  dialect: CompiledDialect;
  asked: Asked;
  facts: JobFacts | null;
  manner: Manner;
}

/** What the API calls the job, by all of its names; URLs are absolute. */
export function namesOf(dialect: CompiledDialect, facts: JobFacts, { base }: Manner): Captures {
  const names: Captures = {};
  for (const name of Object.keys(dialect.names)) {
    const rendered = renderReference(dialect, name, facts);
    names[name] = isUrlName(dialect, name) ? `${base}${rendered}` : rendered;
  }
  return names;
}

/** What the client knows when it reads the answer. */
export function penOf({ dialect, asked, facts, manner }: Answer): Pen {
  const { base } = manner;
  const bound = facts?.bound ?? asked.bound;
  const names = facts === null ? asked.bound.job : namesOf(dialect, facts, manner);
  const scope: Scope = {
    reply: { code: 0, headers: {}, body: undefined, url: askedUrl(asked, base), receivedAt: 0 },
    input: bound.input ?? asked.bound.input,
    job: Object.fromEntries(Object.entries(names).filter(([name]) => !name.includes('.'))),
    key: bound.key,
    name: bound.name ?? facts?.name ?? undefined,
    callbackUrl: bound.callbackUrl,
    now: facts?.now ?? 0,
  };
  return { scope, base };
}

/** What the templates of a supplement read. */
export function templateScope({ dialect, asked, facts, manner }: Answer, more: Captures = {}): Scope {
  const { incoming } = asked;
  const bound = facts?.bound ?? asked.bound;
  return {
    reply: {
      code: 0,
      headers: incoming.headers,
      body: incoming.body,
      text: incoming.text,
      url: askedUrl(asked, manner.base),
      receivedAt: facts?.now ?? 0,
    },
    input: bound.input ?? asked.bound.input,
    key: bound.key,
    name: bound.name ?? facts?.name ?? undefined,
    callbackUrl: bound.callbackUrl,
    job: {
      ...asked.bound.job,
      ...(facts === null ? {} : jobWords(dialect, facts, manner)),
      base: manner.base,
      ...more,
    },
    now: facts?.now ?? 0,
  };
}

/** What there is to tell of a job, by the names that templates know. */
function jobWords(dialect: CompiledDialect, facts: JobFacts, manner: Manner): Captures {
  const { progress, request, standing, phase, status, result, error, logs } = facts;
  const { createdAt, startedAt, endedAt, now } = facts;
  return {
    ...namesOf(dialect, facts, manner),
    uuid: facts.id,
    number: facts.number,
    name: facts.name,
    state: standing,
    phase,
    status,
    percent: progress?.percent,
    done: progress?.done,
    total: progress?.total,
    message: progress?.message,
    result: result ?? null,
    error,
    logs,
    log: logs.join('\n'),
    request: request === null ? null : { body: request.body, text: request.text, headers: request.headers },
    ...instants({ created: createdAt, started: startedAt, ended: endedAt, now }),
    ...span(startedAt === null ? null : (endedAt ?? now) - startedAt),
  };
}

function instants(of: Record<string, number | null>): Captures {
  const words: Captures = {};
  for (const [name, ms] of Object.entries(of)) {
    const at = name === 'now' ? name : `${name}At`;
    words[at] = ms === null ? null : new Date(ms).toISOString();
    words[`${name}Ms`] = ms;
    words[`${name}Sec`] = ms === null ? null : Math.floor(ms / 1000);
  }
  return words;
}

/** How long the job has been running. */
function span(ms: number | null): Captures {
  return { tookMs: ms, tookSec: ms === null ? null : ms / 1000 };
}

/** The absolute URL that was asked. */
export function askedUrl({ incoming }: Asked, base: string): string {
  const query = incoming.query.map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${base}${incoming.path}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
