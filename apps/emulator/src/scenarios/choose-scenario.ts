import { type Scenario, matchesGlob, parseGlob } from '@app/contracts';

/** What a scenario's `for` is compared with. */
export interface ChoiceOf {
  dialect: string;
  route: string;
  name: string | null;
}

/** The scenario that fits a start and says the most of it; of several that say as much the first by name. */
export function chooseScenario(scenarios: readonly Scenario[], start: ChoiceOf): Scenario | undefined {
  return scenarios
    .filter((scenario) => fits(scenario, start))
    .sort((one, other) => saidBy(other) - saidBy(one) || (one.name < other.name ? -1 : 1))[0];
}

/** One that says nothing of whom it is for is for those that ask for it. */
function fits({ for: wanted }: Scenario, start: ChoiceOf): boolean {
  if (wanted === undefined) return false;
  return isLike(wanted.dialect, start.dialect) && isLike(wanted.route, start.route) && isLike(wanted.name, start.name);
}

function isLike(pattern: string | undefined, text: string | null): boolean {
  if (pattern === undefined) return true;
  return text !== null && matchesGlob(parseGlob(pattern), text);
}

/** How many characters are no stars. */
function saidBy({ for: wanted = {} }: Scenario): number {
  return [wanted.dialect, wanted.route, wanted.name].join('').replaceAll('*', '').length;
}
