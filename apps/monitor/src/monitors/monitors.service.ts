import { Inject, Injectable } from '@nestjs/common';
import { randomBytes } from 'node:crypto';
import {
  type Captures,
  type CompiledProfile,
  type MonitorInput,
  type MonitorState,
  type ProfilePace,
  readPoll,
  storableJsonSchema,
} from '@app/contracts';
import { LOGGER, type Logger, brokenUniqueConstraint, isUuid, uuidV7 } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import type { MonitorEventEntity } from '../events/monitor-event.entity.js';
import { EventsRepository } from '../events/events.repository.js';
import { WakeSignals } from '../holdings/wake-signals.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
import { resultOf } from './monitor-result.js';
import { newsOf } from './poll-reading.js';
import { type CommandOutcome, MonitorCommands } from './monitor-commands.js';
import { groupOf } from './monitor-groups.js';
import type { MonitorEntity } from './monitor.entity.js';
import {
  MonitorEnded,
  MonitorLive,
  MonitorNameTaken,
  MonitorNotFailed,
  MonitorNotWatching,
  MonitorUnknown,
  ProfileUnknown,
  StatusUnreadable,
} from './monitor.errors.js';
import { begin } from './monitor.machine.js';
import { type ListFilter, MonitorsRepository } from './monitors.repository.js';

/** What to start. Without `name` the job has the monitor's id for a name. */
export interface StartRequest {
  profile: string;
  input: unknown;
  name?: string | undefined;
  instanceId?: ((name: string) => string) | undefined;
  /** Watch a job that runs already instead of starting one: what is known of it. */
  job?: Captures | undefined;
  /** Over the profile's. */
  pace?: ProfilePace | undefined;
  deadlineMs?: number | undefined;
  labels?: Record<string, string> | undefined;
}

/** What can be done with monitors, one method a use case. Every face maps onto these. */
@Injectable()
export class MonitorsService {
  constructor(
    private readonly repository: MonitorsRepository,
    private readonly events: EventsRepository,
    private readonly commands: MonitorCommands,
    private readonly profiles: ProfileLibrary,
    private readonly signals: WakeSignals,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Enters a monitor and answers its id; its job is started by the group's holder, right after. Throws
   * MonitorNameTaken while a monitor of that name or instance id lives, and ProfileUnknown.
   */
  async start(request: StartRequest): Promise<{ id: string; instanceId: string }> {
    const profile = await this.profiles.newest(request.profile);
    if (profile === undefined) throw new ProfileUnknown(request.profile);
    const { compiled, version } = profile;
    const id = uuidV7();
    const name = request.name ?? id;
    const instanceId = request.instanceId?.(name) ?? id;
    const asked = inputSettings(request.input);
    const groupId = groupOf(id);
    try {
      await this.repository.insert({
        ...begin({ startKey: id, job: request.job ?? null }),
        id,
        groupId,
        instanceId,
        name,
        profile: profile.name,
        profileVersion: version,
        input: request.input,
        pace: request.pace ?? asked.pace,
        labels: request.labels ?? {},
        callbackToken: compiled.profile.callback === undefined ? null : randomBytes(24).toString('base64url'),
        pollIntervalMs: this.config.pollIntervalMs,
        deadlineMs: request.deadlineMs ?? asked.deadlineMs ?? compiled.deadlineMs ?? this.config.deadlineMs,
      });
    } catch (error) {
      if (brokenUniqueConstraint(error) === undefined) throw error;
      throw new MonitorNameTaken(name);
    }
    this.logger.info({ monitorId: id, name, profile: profile.name, version }, 'monitor.created');
    this.signals.changed(groupId);
    return { id, instanceId };
  }

  /** The monitor of an id; MonitorUnknown for a malformed one too. */
  async find(id: string): Promise<MonitorEntity> {
    const monitor = isUuid(id) ? await this.repository.findById(id) : null;
    if (monitor === null) throw new MonitorUnknown(id);
    return monitor;
  }

  /** The newest monitor of an instance id; MonitorUnknown too for an id that Postgres can't hold. */
  async findNewest(instanceId: string): Promise<MonitorEntity> {
    const isStorable = storableJsonSchema.safeParse(instanceId).success;
    const monitor = isStorable ? await this.repository.findNewest(instanceId) : null;
    if (monitor === null) throw new MonitorUnknown(instanceId);
    return monitor;
  }

  list(filter: ListFilter): Promise<MonitorEntity[]> {
    return this.repository.list(filter);
  }

  history(id: string): Promise<MonitorEventEntity[]> {
    return this.events.history(id);
  }

  async suspend(monitor: MonitorEntity, reason: string | null): Promise<void> {
    const crosses = await this.can(monitor, 'pause');
    refuse(monitor, await this.commands.suspend(monitor.id, { reason, crosses }));
  }

  async resume(monitor: MonitorEntity, reason: string | null): Promise<void> {
    const crosses = await this.can(monitor, 'resume');
    refuse(monitor, await this.commands.resume(monitor.id, { reason, crosses }));
  }

  /** Asks the remote job to stop, where its profile can; `detach` ends the watching alone, and at once. */
  async cancel(monitor: MonitorEntity, reason: string | null, { detach = false } = {}): Promise<void> {
    const crosses = !detach && (await this.can(monitor, 'cancel'));
    refuse(monitor, await this.commands.cancel(monitor.id, { reason, crosses }));
  }

  async pollNow(monitor: MonitorEntity): Promise<void> {
    refuse(monitor, await this.commands.pollNow(monitor.id));
  }

  /** Takes in a status that the remote side pushed, read as if a poll had brought it. */
  async pushStatus(monitor: MonitorEntity, status: unknown): Promise<void> {
    const compiled = await this.profileOf(monitor);
    const outcome = await this.commands.push(monitor.id, ({ state, context, now }) => {
      if (state !== 'Watching') throw new MonitorNotWatching(monitor.instanceId);
      const scope = { input: monitor.input, name: monitor.name, key: context.startKey, job: context.job ?? {} };
      const reply = { code: 200, headers: {}, body: status, receivedAt: now };
      const reading = readPoll(compiled, context.phase, reply, scope);
      if (reading.verdict === 'transient') throw new StatusUnreadable(reading.error?.message);
      const found = reading.verdict === 'succeeded' ? resultOf(compiled, reply, scope) : { fetch: null, result: null };
      const phase = compiled.phases.find(({ name }) => name === context.phase) ?? compiled.phases[0]!;
      return newsOf(context, {
        reading,
        at: now,
        polls: context.polls,
        failures: 0,
        missingInARow: 0,
        phase,
        ...found,
      });
    });
    refuse(monitor, outcome);
  }

  /** Starts an ended monitor's job again, as a new monitor of the same name and input, by default under its own id. */
  async restart(
    monitor: MonitorEntity,
    instanceId?: StartRequest['instanceId'],
  ): Promise<{ id: string; instanceId: string }> {
    if (monitor.finishedAt === null) throw new MonitorLive(monitor.instanceId);
    const { profile, input, name } = monitor;
    return this.start({ profile, input, name, instanceId });
  }

  /** Watches the same job again after a monitor that did not succeed, as a new monitor. */
  async rewind(monitor: MonitorEntity): Promise<void> {
    const { profile, input, name, context } = monitor;
    if (monitor.state === 'Succeeded' || monitor.state === 'Canceled') throw new MonitorEnded(monitor.instanceId);
    if (monitor.finishedAt === null) throw new MonitorNotFailed(monitor.instanceId);
    await this.start({ profile, input, name, instanceId: () => monitor.instanceId, job: context.job ?? undefined });
  }

  /** Deletes all ended monitors of an instance id; a live one is refused. */
  async purge(instanceId: string): Promise<number> {
    const newest = await this.findNewest(instanceId);
    if (newest.finishedAt === null) throw new MonitorLive(instanceId);
    return this.repository.deleteEnded([instanceId]);
  }

  /** Deletes the ended monitors of all instance ids whose newest monitor the filter finds and has ended. */
  async purgeWhere(filter: {
    states?: MonitorState[] | undefined;
    createdFrom: Date;
    createdTo?: Date | undefined;
  }): Promise<number> {
    const PAGE = 1000;
    let purged = 0;
    let afterId: string | undefined;
    for (;;) {
      const page = await this.repository.list({ ...filter, afterId, limit: PAGE });
      const ended = page.filter((monitor) => monitor.finishedAt !== null).map((monitor) => monitor.instanceId);
      const live = page.filter((monitor) => monitor.finishedAt === null);
      purged += await this.repository.deleteEnded(ended);
      if (page.length < PAGE) return purged;
      afterId = live.at(-1)?.id ?? afterId;
    }
  }

  /** Whether the profile of the monitor can ask this of the remote job. */
  private async can(monitor: MonitorEntity, kind: 'cancel' | 'pause' | 'resume'): Promise<boolean> {
    return (await this.profileOf(monitor)).operations[kind] !== undefined;
  }

  private async profileOf({ profile, profileVersion }: MonitorEntity): Promise<CompiledProfile> {
    const version = await this.profiles.version(profile, profileVersion);
    if (version === undefined) throw new ProfileUnknown(profile);
    return version.compiled;
  }
}

/** The pace and the deadline that an input may hold, beside what it says of the job. */
function inputSettings(input: unknown): { pace: ProfilePace | null; deadlineMs: number | undefined } {
  const { pollingIntervalSec, durationMin } = (typeof input === 'object' ? (input ?? {}) : {}) as MonitorInput;
  return {
    pace: pollingIntervalSec === undefined ? null : { every: `${Math.round(pollingIntervalSec * 1000)}ms` },
    deadlineMs: durationMin === undefined ? undefined : durationMin * 60_000,
  };
}

function refuse(monitor: MonitorEntity, outcome: CommandOutcome): void {
  if (outcome === 'unknown') throw new MonitorUnknown(monitor.instanceId);
  if (outcome === 'ended') throw new MonitorEnded(monitor.instanceId);
}
