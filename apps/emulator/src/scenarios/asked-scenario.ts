import {
  type Fault,
  type InlineScenario,
  faultsOf,
  inlineScenarioSchema,
  pointerTo,
  toProblemErrors,
} from '@app/contracts';
import { AppError } from '@app/platform';

export const SCENARIO_HEADER = 'Longwatch-Scenario';

/** The scenario that a start asks for: by name, or as it stands there. */
export type AskedScenario = { name: string } | { inline: InlineScenario };

/** Where a start says which one, which is where errors point to. */
export interface Asking {
  header?: string | undefined;
  field?: unknown;
}

/** What a start asks for; undefined where it asks for none. The header goes before the field. Throws AppError. */
export function askedScenario({ header, field }: Asking): AskedScenario | undefined {
  if (header !== undefined && header.trim() !== '') return fromHeader(header.trim());
  if (typeof field === 'string') return { name: field };
  return field === undefined ? undefined : { inline: parse(field, inField) };
}

/** The scenario that was asked for is not there. */
export function scenarioMissing({ header }: Asking, name: string): AppError {
  const detail = `names a scenario that is not there: ${JSON.stringify(name)}`;
  return header === undefined ? inField([{ path: [], detail }]) : inHeader(detail);
}

function fromHeader(text: string): AskedScenario {
  if (!text.startsWith('{')) return { name: text };
  return { inline: parse(parseJson(text), inHeaderAt) };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw inHeader('begins with { and is no JSON');
  }
}

function parse(value: unknown, fault: (faults: Fault[]) => AppError): InlineScenario {
  const parsed = inlineScenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw fault(faultsOf(parsed.error, inlineScenarioSchema));
}

function inHeader(...details: string[]): AppError {
  return new AppError(
    'parameter-invalid',
    'See errors',
    details.map((detail) => ({ parameter: SCENARIO_HEADER, detail })),
  );
}

function inHeaderAt(faults: Fault[]): AppError {
  return inHeader(...faults.map(({ path, detail }) => `${pointerTo(path) || 'it'} ${detail}`));
}

function inField(faults: Fault[]): AppError {
  return new AppError(
    'body-invalid',
    'See errors',
    toProblemErrors(faults.map(({ path, detail }) => ({ path: ['scenario', ...path], detail }))),
  );
}
