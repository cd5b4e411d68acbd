import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import type { FaultEffects } from '../faults/fault-effects.js';
import { faultsAt } from '../faults/faults-at.js';
import type { Life } from '../jobs/life.js';
import { askedScenario, scenarioMissing } from './asked-scenario.js';
import { chooseScenario } from './choose-scenario.js';
import { type DefaultLife, type DrawnScenario, drawLife } from './draw-life.js';
import { filledWith } from './fill-scenario.js';
import { SCENARIO } from './scenario.js';
import { ScenarioLibrary } from './scenario-library.js';
import { StartCountsRepository } from './start-counts.repository.js';

/** What a start tells that matters to the choice of its scenario. */
export interface StartAsked {
  namespace: string;
  /** Name of the dialect; `seed` for the routes of /api, `native` for those of /api/v1. */
  dialect: string;
  /** Path of the request, behind the name of the dialect. */
  route: string;
  /** The job's name, where the client gave it one: it is what the life is drawn by. */
  name: string | null;
  startKey?: string | undefined;
  /** What the job is asked to work on. */
  input?: unknown;
  /** The text of Longwatch-Scenario: a name, or a scenario in JSON. */
  header?: string | undefined;
  /** The field `scenario` of a native start: a name, or a scenario. */
  field?: unknown;
  /** Fingerprint of the credential (`credentialOf`). */
  credential?: string | null;
}

/** What a start is given. */
export interface GivenLife {
  /** Name of the scenario, where it has one. */
  scenario?: string;
  /** Draws the life: by the job's name, and where it has none by this key, the ordinal of the start in its namespace. */
  lifeOf: (ordinal: number | string) => Life;
  /** What goes wrong with this very request. */
  effects: FaultEffects;
}

/** Gives each start the life that its scenario has for it. */
@Injectable()
export class ScenariosService {
  constructor(
    private readonly library: ScenarioLibrary,
    private readonly counts: StartCountsRepository,
    @Inject(SCENARIO) private readonly defaults: DefaultLife,
  ) {}

  /** The life for a start. Throws AppError (422) where it asks for a scenario that is not there, or not valid. */
  async lifeFor(start: StartAsked): Promise<GivenLife> {
    const chosen = await this.choose(start);
    if (chosen === undefined) return { lifeOf: () => this.lifeBySettings(), effects: {} };
    const scenario = filledWith(chosen, start);
    return {
      ...(scenario.name !== undefined && { scenario: scenario.name }),
      lifeOf: (ordinal) => drawLife(scenario, this.defaults, start.name ?? String(ordinal)),
      effects: await this.effectsOf(chosen, start),
    };
  }

  private async choose(start: StartAsked): Promise<DrawnScenario | undefined> {
    const asked = askedScenario(start);
    if (asked === undefined) {
      const known = await this.library.listKnown(start.namespace);
      return chooseScenario(
        known.map(({ scenario }) => scenario),
        start,
      );
    }
    if ('inline' in asked) return asked.inline;
    const known = await this.library.find(start.namespace, asked.name);
    if (known === undefined) throw scenarioMissing(start, asked.name);
    return known.scenario;
  }

  private lifeBySettings(): Life {
    const { queuedMs, inProgressMs } = this.defaults;
    return { queuedMs, inProgressMs, outcome: 'Completed' };
  }

  /** Starts are counted where it matters alone: under a key each by itself, without one all together. */
  private async effectsOf(scenario: DrawnScenario, start: StartAsked): Promise<FaultEffects> {
    const { faults = [], seed, name } = scenario;
    if (!faults.some(({ on }) => on === 'start' || on === 'any')) return {};
    const { namespace, dialect, credential = null } = start;
    // Any text can be a key or a name there, of any length.
    const startKey = digestOf([start.startKey ?? start.name]);
    const counted = { namespace, dialect, scenario: name ?? digestOf(scenario), startKey };
    const { starts, ordinal, credential: startCredential } = await this.counts.count(counted, credential);
    // A key that the client made up is another one each time, so that nothing could be drawn by it twice.
    const life = { faults, seed: String(seed ?? name ?? ''), drawKey: start.name ?? `start ${ordinal}` };
    return faultsAt(life, { on: 'start', number: starts, ageMs: 0, credential, startCredential });
  }
}

function digestOf(value: object): string {
  return createHash('sha256').update(JSON.stringify(value)).digest('base64url');
}
