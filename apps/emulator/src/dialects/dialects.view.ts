import { type DialectDetails, type DialectSummary, compileDialect, compileProfile, dialectGaps } from '@app/contracts';
import { dialectBase } from './dialect-base.js';
import type { KnownDialect } from './dialects.service.js';

/** RFC 9512, and the names that YAML went by before. */
export const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

export function toDialectSummary(
  { name, source, document: { profile } }: KnownDialect,
  root: DialectRoot,
): DialectSummary {
  return {
    name,
    ...(profile.title === undefined ? {} : { title: profile.title }),
    ...(profile.docs === undefined ? {} : { docs: profile.docs }),
    source,
    baseUrl: dialectBase(root.origin, root.namespace, name) + pathOf(profile.baseUrl),
  };
}

export function toDialectDetails(known: KnownDialect, root: DialectRoot): DialectDetails {
  const { profile, supplement } = known.document;
  const gaps = dialectGaps(compileDialect(compileProfile(profile), supplement));
  return { ...toDialectSummary(known, root), profile, supplement, limits: [...(supplement.leavesOut ?? []), ...gaps] };
}

/** Where the dialects of a namespace are. */
export interface DialectRoot {
  origin: string;
  namespace: string;
}

/** The path of the API's own base URL, which a client's base URL has, too. */
function pathOf(baseUrl: string | undefined): string {
  return baseUrl === undefined ? '' : new URL(baseUrl).pathname.replace(/\/+$/, '');
}
