import { Inject, Injectable } from '@nestjs/common';
import { type MonitorInput, type MonitorState, classifyPoll, storableJsonSchema } from '@app/contracts';
import { LOGGER, type Logger, brokenUniqueConstraint, isUuid, uuidV7 } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import type { MonitorEventEntity } from '../events/monitor-event.entity.js';
import { EventsRepository } from '../events/events.repository.js';
import { WakeSignals } from '../holdings/wake-signals.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
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
  /** Watch a job that runs already instead of starting one. */
  jobId?: string | undefined;
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
    if (this.profiles.find(request.profile) === undefined) throw new ProfileUnknown(request.profile);
    const id = uuidV7();
    const name = request.name ?? id;
    const instanceId = request.instanceId?.(name) ?? id;
    const pace = (typeof request.input === 'object' ? request.input : null) as MonitorInput | null;
    const groupId = groupOf(id);
    try {
      await this.repository.insert({
        ...begin({ startKey: id, jobId: request.jobId ?? null }),
        id,
        groupId,
        instanceId,
        name,
        profile: request.profile,
        input: request.input,
        pollIntervalMs:
          pace?.pollingIntervalSec === undefined ? this.config.pollIntervalMs : pace.pollingIntervalSec * 1000,
        deadlineMs: pace?.durationMin === undefined ? this.config.deadlineMs : pace.durationMin * 60_000,
      });
    } catch (error) {
      if (brokenUniqueConstraint(error) === undefined) throw error;
      throw new MonitorNameTaken(name);
    }
    this.logger.info({ monitorId: id, name, profile: request.profile }, 'monitor.created');
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
    refuse(monitor, await this.commands.suspend(monitor.id, reason));
  }

  async resume(monitor: MonitorEntity, reason: string | null): Promise<void> {
    refuse(monitor, await this.commands.resume(monitor.id, reason));
  }

  async cancel(monitor: MonitorEntity, reason: string | null): Promise<void> {
    refuse(monitor, await this.commands.cancel(monitor.id, reason));
  }

  async pollNow(monitor: MonitorEntity): Promise<void> {
    refuse(monitor, await this.commands.pollNow(monitor.id));
  }

  /** Takes in a status that the remote side pushed, read as if a poll had brought it. */
  async pushStatus(monitor: MonitorEntity, status: unknown): Promise<void> {
    const profile = this.profiles.find(monitor.profile);
    if (profile === undefined) throw new ProfileUnknown(monitor.profile);
    const verdict = classifyPoll(profile, { code: 200, headers: {}, body: status, receivedAt: 0 });
    if (verdict.verdict === 'transient') throw new StatusUnreadable(profile.poll.status);
    const outcome = await this.commands.push(monitor.id, ({ state, context, now }) => {
      if (state !== 'Watching') throw new MonitorNotWatching(monitor.instanceId);
      const reading = { verdict, at: now, polls: context.polls, failures: 0, notFoundInARow: 0, notFoundLimit: 1 };
      return newsOf(context, reading);
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
    await this.start({ profile, input, name, instanceId: () => monitor.instanceId, jobId: context.jobId ?? undefined });
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
}

function refuse(monitor: MonitorEntity, outcome: CommandOutcome): void {
  if (outcome === 'unknown') throw new MonitorUnknown(monitor.instanceId);
  if (outcome === 'ended') throw new MonitorEnded(monitor.instanceId);
}
