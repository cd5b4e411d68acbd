import { type Scenario, type ScenarioDetails, type ScenarioList, toProblemErrors } from '@app/contracts';
import { ProfileFaulty, TextMalformed, TextTooLarge, readText } from '@app/documents';
import { AppError, TextBody } from '@app/platform';
import { toScenario } from './scenario-document.js';
import type { KnownScenario } from './scenario-library.js';

/** RFC 9512, and the names that YAML went by before. */
export const YAML_TYPES = ['application/yaml', 'application/x-yaml', 'text/yaml', 'text/x-yaml'];

export function toDetails({ source, scenario }: KnownScenario): ScenarioDetails {
  return { name: scenario.name, source, scenario };
}

export function toList(known: KnownScenario[]): ScenarioList {
  return {
    scenarios: known.map(({ source, scenario }) => ({
      name: scenario.name,
      source,
      ...(scenario.description !== undefined && { description: scenario.description }),
      ...(scenario.for !== undefined && { for: scenario.for }),
    })),
  };
}

/** The scenario of a body, which is JSON or YAML. Throws AppError. */
export function readScenario(body: unknown, name: string): Scenario {
  try {
    return toScenario(body instanceof TextBody ? readText(body.text).value : body, name);
  } catch (error) {
    throw toScenarioError(error);
  }
}

/** What is wrong with a document, said of the body that it came in. */
function toScenarioError(error: unknown): unknown {
  if (error instanceof TextTooLarge) return new AppError('body-too-large', error.message);
  if (error instanceof TextMalformed) {
    const errors = error.path && toProblemErrors([{ path: error.path, detail: error.message }]);
    return new AppError('body-malformed', error.message, errors);
  }
  if (!(error instanceof ProfileFaulty)) return error;
  return new AppError('body-invalid', 'See errors', toProblemErrors(error.faults));
}
