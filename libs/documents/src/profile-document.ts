import { createHash } from 'node:crypto';
import { type Fault, type Profile, faultsOf, mergeProfiles, profileNameSchema, profileSchema } from '@app/contracts';

/** A valid profile, with what it extends put in, and the digest by which the same document is known again. */
export interface ResolvedProfile {
  profile: Profile;
  digest: string;
}

/** The document does not make a profile. */
export class ProfileFaulty extends Error {
  constructor(readonly faults: Fault[]) {
    super(faults.map(({ path, detail }) => `${path.join('.')} ${detail}`).join('; '));
  }
}

/** The name of the profile that a document extends. Throws ProfileFaulty where it can't be one. */
export function extendedName(document: unknown): string | undefined {
  const extended = fieldsOf(document).extends;
  if (extended === undefined) return undefined;
  const name = profileNameSchema.safeParse(extended);
  if (!name.success) throw new ProfileFaulty([{ path: ['extends'], detail: 'must be the name of a profile' }]);
  return name.data;
}

/**
 * Makes a profile of a document and of the one that it extends. A document may leave its name to the place where it is
 * put, but not say another. Throws ProfileFaulty with every fault. Pure.
 */
export function resolveProfile(document: unknown, { name, base }: { name: string; base: unknown }): ResolvedProfile {
  const { extends: extended, name: ownName, ...fields } = fieldsOf(document);
  if (ownName !== undefined && ownName !== name)
    throw new ProfileFaulty([{ path: ['name'], detail: `must be ${name}, or absent` }]);
  if (extended !== undefined && base === undefined)
    throw new ProfileFaulty([
      { path: ['extends'], detail: `names a profile that is not there: ${JSON.stringify(extended)}` },
    ]);
  const whole = base === undefined ? { name, ...fields } : mergeProfiles(base, { name, ...fields });
  const parsed = profileSchema.safeParse(whole);
  if (!parsed.success) throw new ProfileFaulty(faultsOf(parsed.error, profileSchema));
  return { profile: parsed.data, digest: digestOf(parsed.data) };
}

function fieldsOf(document: unknown): Record<string, unknown> {
  if (typeof document === 'object' && document !== null && !Array.isArray(document)) return { ...document };
  throw new ProfileFaulty([{ path: [], detail: 'must be an object: the fields of a profile' }]);
}

/** The order of fields says nothing, so it does not count. */
function digestOf(profile: Profile): string {
  return createHash('sha256').update(JSON.stringify(profile, sorted)).digest('hex');
}

function sorted(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
