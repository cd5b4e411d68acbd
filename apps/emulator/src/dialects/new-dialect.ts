import {
  type Fault,
  type NewDialect,
  type Supplement,
  compileDialect,
  compileProfile,
  faultsOf,
  layOver,
  newDialectSchema,
  supplementSchema,
  toProblemErrors,
} from '@app/contracts';
import { ProfileFaulty, TextMalformed, TextTooLarge, extendedName, readText, resolveProfile } from '@app/documents';
import { AppError } from '@app/platform';
import type { DialectDocument } from './dialects.repository.js';

/** The fields of a dialect, of JSON or of the text of YAML. Throws AppErrors that say what is wrong where. */
export function readNewDialect(body: unknown): NewDialect {
  const parsed = newDialectSchema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw invalid(faultsOf(parsed.error, newDialectSchema));
}

export function parseYaml(text: string): unknown {
  try {
    return readText(text).value;
  } catch (error) {
    if (error instanceof TextTooLarge) throw new AppError('body-too-large', error.message);
    if (!(error instanceof TextMalformed)) throw error;
    throw new AppError('body-malformed', error.message);
  }
}

/** Puts together what a dialect is made of. Throws AppErrors that say what is wrong where. */
export function resolveDialect(
  name: string,
  { profile: given, supplement }: NewDialect,
  shipped: (name: string) => DialectDocument | undefined,
): DialectDocument {
  const document = typeof given === 'string' ? { extends: given } : given;
  try {
    const extended = extendedName(document);
    const base = extended === undefined ? undefined : shipped(extended);
    const { profile } = resolveProfile(document, { name, base: base?.profile });
    const whole = { profile, supplement: supplementOver(base?.supplement, supplement) };
    // What the schema lets through compiles; a mistake of ours shows here and not in a client's request.
    compileDialect(compileProfile(whole.profile), whole.supplement);
    return whole;
  } catch (error) {
    if (!(error instanceof ProfileFaulty)) throw error;
    // Of a name that stands alone there is no document in the request.
    const isAlone = typeof given === 'string';
    throw invalid(error.faults.map(({ path, detail }) => ({ path: ['profile', ...(isAlone ? [] : path)], detail })));
  }
}

/**
 * What is said lies over what is shipped, field by field; a null is said as any other value. Throws AppErrors: what is well
 * alone need not be well together.
 */
function supplementOver(shipped: Supplement = {}, said: Supplement = {}): Supplement {
  const { data, error } = supplementSchema.safeParse(layOver(shipped, said));
  if (data !== undefined) return data;
  throw invalid(
    faultsOf(error, supplementSchema).map(({ path, detail }) => ({ path: ['supplement', ...path], detail })),
  );
}

function invalid(faults: Fault[]): AppError {
  return new AppError('body-invalid', 'See errors', toProblemErrors(faults));
}
