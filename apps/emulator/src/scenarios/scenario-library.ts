import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { type Scenario, type ScenarioSource, profileNameSchema } from '@app/contracts';
import { Clocks } from '../clock/clocks.js';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { Resets } from '../namespaces/resets.js';
import { ShortMemory } from '../namespaces/short-memory.js';
import { ScenarioFromFile, ScenarioUnknown } from './scenario.errors.js';
import { readScenarioFiles } from './scenario-files.js';
import { ScenariosRepository } from './scenarios.repository.js';
import { StartCountsRepository } from './start-counts.repository.js';

export interface KnownScenario {
  source: ScenarioSource;
  scenario: Scenario;
}

/** Which scenarios there are: those of the files everywhere, and in each namespace what was put there, which goes first. */
@Injectable()
export class ScenarioLibrary implements OnModuleInit {
  private readonly files: Map<string, Scenario>;
  private readonly known = new ShortMemory((namespace) => this.list(namespace));

  constructor(
    @Inject(CONFIG) config: Pick<EmulatorConfig, 'SCENARIOS_DIR'>,
    private readonly repository: ScenariosRepository,
    private readonly counts: StartCountsRepository,
    private readonly resets: Resets,
    private readonly clocks: Clocks,
  ) {
    this.files = readScenarioFiles(config.SCENARIOS_DIR);
  }

  onModuleInit(): void {
    this.resets.add(async (executor, namespace, isAll) => {
      await this.counts.deleteAll(executor, namespace);
      if (isAll) await this.repository.deleteAll(executor, namespace);
    });
    this.resets.onReset((namespace) => this.known.forget(namespace));
  }

  /** By name. */
  async list(namespace: string): Promise<KnownScenario[]> {
    const put = await this.repository.list(namespace);
    const known = new Map<string, KnownScenario>();
    for (const [name, scenario] of this.files) known.set(name, { source: 'file', scenario });
    for (const scenario of put) known.set(scenario.name, { source: 'api', scenario });
    return [...known.values()].sort((one, other) => (one.scenario.name < other.scenario.name ? -1 : 1));
  }

  /** The same for a start, which asks for no certain one; it may miss what another replica was told a moment ago. */
  async listKnown(namespace: string): Promise<KnownScenario[]> {
    return this.known.of(namespace);
  }

  async find(namespace: string, name: string): Promise<KnownScenario | undefined> {
    if (!profileNameSchema.safeParse(name).success) return undefined;
    const put = await this.repository.find(namespace, name);
    if (put !== null) return { source: 'api', scenario: put };
    const file = this.files.get(name);
    return file && { source: 'file', scenario: file };
  }

  /** Throws ScenarioUnknown. */
  async read(namespace: string, name: string): Promise<KnownScenario> {
    const known = await this.find(namespace, name);
    if (known === undefined) throw new ScenarioUnknown(name);
    return known;
  }

  /** Answers whether it is the first of its name in the namespace. */
  async put(namespace: string, scenario: Scenario): Promise<boolean> {
    // So that there is a namespace to be forgotten when nobody uses it any more.
    await this.clocks.refresh(namespace);
    const isNew = await this.repository.put(namespace, scenario);
    this.known.forget(namespace);
    return isNew;
  }

  /** What a file says under the name holds again. Throws ScenarioUnknown and ScenarioFromFile. */
  async delete(namespace: string, name: string): Promise<void> {
    const isName = profileNameSchema.safeParse(name).success;
    const isDeleted = isName && (await this.repository.delete(namespace, name));
    this.known.forget(namespace);
    if (isDeleted) return;
    throw this.files.has(name) ? new ScenarioFromFile(name) : new ScenarioUnknown(name);
  }
}
