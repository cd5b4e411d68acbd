import { ScenarioTooLarge, fillPlaces } from '@app/contracts';
import { AppError } from '@app/platform';
import type { DrawnScenario } from './draw-life.js';
import { SCENARIO_HEADER } from './asked-scenario.js';

/** What of a start its scenario may tell again. */
interface GivenStart {
  input?: unknown;
  startKey?: string | undefined;
  name: string | null;
}

/** The scenario with what it tells of the start filled in. Throws AppError (422) where that is too much to be kept. */
export function filledWith(scenario: DrawnScenario, { input, startKey, name }: GivenStart): DrawnScenario {
  const given = { input, ...(startKey !== undefined && { key: startKey }), ...(name !== null && { name }) };
  const { result, error, logs, progress } = scenario;
  try {
    const told = fillPlaces({ result, error, logs, progress }, given) as Partial<DrawnScenario>;
    const { result: _result, error: _error, logs: _logs, progress: _progress, ...rest } = scenario;
    return { ...rest, ...told };
  } catch (fault) {
    if (!(fault instanceof ScenarioTooLarge)) throw fault;
    const detail = `asks for a scenario that ${fault.message}`;
    throw new AppError('parameter-invalid', 'See errors', [{ parameter: SCENARIO_HEADER, detail }]);
  }
}
