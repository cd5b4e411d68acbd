import { type Scenario, faultsOf, scenarioSchema } from '@app/contracts';
import { ProfileFaulty } from '@app/documents';

/**
 * The scenario that a document makes under a name, which it may leave to the place where it stands, but not say another.
 * Throws ProfileFaulty with every fault.
 */
export function toScenario(document: unknown, name: string): Scenario {
  if (typeof document !== 'object' || document === null || Array.isArray(document))
    throw new ProfileFaulty([{ path: [], detail: 'must be an object: the fields of a scenario' }]);
  const { name: own = name } = document as { name?: unknown };
  if (own !== name) throw new ProfileFaulty([{ path: ['name'], detail: `must be ${name}, or absent` }]);
  const parsed = scenarioSchema.safeParse({ ...document, name });
  if (!parsed.success) throw new ProfileFaulty(faultsOf(parsed.error, scenarioSchema));
  return parsed.data;
}
