import {
  type Profile,
  type ProfileDetails,
  type ProfilePage,
  type ProfileSummary,
  toProblemErrors,
} from '@app/contracts';
import { ProfileFaulty, readText, TextMalformed, TextTooLarge } from '@app/documents';
import { AppError } from '@app/platform';
import { needsOf } from './profile-needs.js';
import type { ProfileRow } from './profiles.repository.js';
import type { Expectation, ReadProfile } from './profiles.service.js';

/** RFC 9512, and the names that YAML went by before. */
export const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

export function toSummary(row: ProfileRow): ProfileSummary {
  const profile = row.document as Profile;
  return {
    name: row.name,
    ...(profile.title === undefined ? {} : { title: profile.title }),
    ...(profile.docs === undefined ? {} : { docs: profile.docs }),
    version: row.version,
    source: row.source,
    createdAt: row.createdAt.toISOString(),
    needs: needsOf(profile),
  };
}

export function toDetails({ row, versions }: ReadProfile): ProfileDetails {
  return {
    ...toSummary(row),
    profile: row.document as Profile,
    versions: versions.map(({ version, source, createdAt }) => ({
      version,
      source,
      createdAt: createdAt.toISOString(),
    })),
  };
}

/** A page was asked for with one row more than it holds, which tells whether there is a next. */
export function toPage(rows: ProfileRow[], limit: number): ProfilePage {
  const profiles = rows.slice(0, limit).map(toSummary);
  return rows.length <= limit ? { profiles } : { profiles, next: profiles.at(-1)!.name };
}

/** The version is all that a later change has to know of what it was made from. */
export function toEntityTag(version: number): string {
  return `"${version}"`;
}

/** What If-Match and If-None-Match ask for (RFC 9110, section 13.1); without them any state will do. */
export function toExpectation(headers: { 'if-match'?: string; 'if-none-match'?: string }): Expectation {
  const { 'if-match': match, 'if-none-match': noneMatch } = headers;
  return (newest) =>
    (match === undefined || names(match, newest)) && (noneMatch === undefined || !names(noneMatch, newest));
}

function names(condition: string, version: number | undefined): boolean {
  if (version === undefined) return false;
  const tags = condition.split(',').map((tag) => tag.trim());
  // A number cannot be mistaken for anything else, so its quotes may be left out.
  return tags.includes('*') || tags.includes(toEntityTag(version)) || tags.includes(String(version));
}

/** Whether YAML is what a client wants most: it stands in Accept, and JSON does not stand above it (RFC 9110, section 12.5.1). */
export function prefersYaml(accept = ''): boolean {
  const ranges = accept.split(',').map((range) => {
    const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
    const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2);
    return { type, weight: weight === undefined ? 1 : Number(weight) || 0 };
  });
  const weightOf = (types: string[]): number =>
    Math.max(0, ...ranges.filter(({ type }) => types.includes(type)).map(({ weight }) => weight));
  return weightOf(YAML_TYPES) > weightOf(['application/json']);
}

/** The document in a body of YAML. Throws TextMalformed and TextTooLarge. */
export function toDocument(text: string): unknown {
  return readText(text).value;
}

/** What is wrong with a document, said of the body that it came in; `at` is where in the body it stood. */
export function toProfileError(error: unknown, at: string[] = []): unknown {
  if (error instanceof TextTooLarge) return new AppError('body-too-large', error.message);
  if (error instanceof TextMalformed) {
    const errors = error.path && toProblemErrors([{ path: error.path, detail: error.message }]);
    return new AppError('body-malformed', error.message, errors);
  }
  if (!(error instanceof ProfileFaulty)) return error;
  const faults = error.faults.map(({ path, detail }) => ({ path: [...at, ...path], detail }));
  return new AppError('body-invalid', 'See errors', toProblemErrors(faults));
}
