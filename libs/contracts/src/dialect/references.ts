import { fillTemplate, Budget } from '../profile/fill.js';
import { readLocator } from '../profile/read-locator.js';
import { MissingPlace, RequestFault } from '../profile/request-fault.js';
import { isFound, textOf } from '../profile/scalars.js';
import type { Scope } from '../profile/scope.js';
import type { Template } from '../profile/template.js';
import { fillUrl } from '../profile/url-template.js';
import type { Bound, CompiledDialect, JobFacts, JobName } from './dialect.js';
import { readPattern } from './match-pattern.js';

/*
 * References are what an API calls a job: its id first, and whatever else of its replies finds the job again, such as a
 * status URL or the id of an output file. Here they are made of what is known of a job, and taken apart again.
 */

/** The name under which the reference itself goes. */
const ID = 'id';

/** What the API's names for a job are made of; without `reference` where that is to be made first. */
export type NamedJob = Pick<JobFacts, 'id' | 'number' | 'bound'> & Partial<Pick<JobFacts, 'reference' | 'name'>>;

/** Whether the API says this name as a URL. */
export function isUrlName({ names }: CompiledDialect, name: string): boolean {
  return names[name]?.kind === 'url';
}

/**
 * What the API calls a job by this name. That of a URL is its path behind the dialect's base, percent-encoded. A number
 * is said as one. Where what it is made of is not known it is the reference, and without that the job's own id.
 */
export function renderReference(dialect: CompiledDialect, name: string, facts: NamedJob): string | number {
  const named = dialect.names[name];
  const otherwise = facts.reference ?? facts.id;
  if (named === undefined) return otherwise;
  const scope = scopeOf(facts);
  if (named.kind === 'url') return renderUrl(named, scope) ?? `${dialect.basePath}/${encodeURIComponent(otherwise)}`;
  const rendered = renderText(named.template, scope);
  if (name !== ID || facts.reference === undefined) return rendered ?? otherwise;
  // The client may have chosen it, or it was made when the dialect was another.
  return String(rendered) === facts.reference ? rendered! : facts.reference;
}

/**
 * The job's reference by what the API calls it: the inverse of `renderReference`. Where the text tells our own id of the job
 * and not its reference it is that id. Undefined where it tells neither.
 */
export function readReference(dialect: CompiledDialect, name: string, text: string): string | undefined {
  const named = dialect.names[name];
  if (text === '') return undefined;
  if (named === undefined || (name === ID && named.kind === 'text')) return text;
  const { job } = readPattern(named.pattern, text) ?? {};
  if (job === undefined) return undefined;
  const id = dialect.names[ID];
  const made = id?.kind === 'text' ? renderText(id.template, { job }) : undefined;
  return textOf(job['id']) ?? textOf(made) ?? textOf(job['uuid']);
}

/** The reference that what a client sent makes by itself, where the API lets clients choose it. */
export function chosenReference(dialect: CompiledDialect, { input, key, name }: Bound): string | undefined {
  const id = dialect.names[ID];
  return id?.kind === 'text' ? textOf(renderText(id.template, { input, key, name })) : undefined;
}

function scopeOf({ reference, id, number, name, bound }: NamedJob): Scope {
  return {
    input: bound.input,
    key: bound.key,
    name: name ?? bound.name,
    job: { ...(reference === undefined ? {} : { id: reference }), uuid: id, number },
  };
}

/** A template of one place alone keeps a number a number. */
function renderText(template: Template, scope: Scope): string | number | undefined {
  const [only] = template;
  if (template.length === 1 && typeof only === 'object') {
    const value = readLocator(only, scope);
    return typeof value === 'number' ? value : isFound(value) ? nonEmpty(textOf(value)) : undefined;
  }
  return nonEmpty(fillTemplate(template, scope, new Budget()));
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}

function renderUrl({ template }: JobName & { kind: 'url' }, scope: Scope): string | undefined {
  try {
    const { pathname, search } = new URL(fillUrl(template, scope));
    return pathname + search;
  } catch (error) {
    if (error instanceof MissingPlace || error instanceof RequestFault) return undefined;
    throw error;
  }
}
