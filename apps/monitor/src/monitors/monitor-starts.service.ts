import { Inject, Injectable } from '@nestjs/common';
import { profileNameSchema } from '@app/contracts';
import { LOGGER, type Logger, brokenUniqueConstraint } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { WakeSignals } from '../holdings/wake-signals.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
import type { MonitorEntity } from './monitor.entity.js';
import {
  MonitorEnded,
  MonitorLive,
  MonitorNameTaken,
  MonitorNotFailed,
  ProfileUnknown,
  StartInFlight,
  StartKeyReused,
  StartUnfit,
} from './monitor.errors.js';
import { MonitorsRepository, type NewMonitor } from './monitors.repository.js';
import { newMonitor } from './new-monitor.js';
import { StartChecks, StartInvalid } from './start-checks.js';
import { type StartKey, StartKeysRepository } from './start-keys.repository.js';
import type { StartRequest, StartedMonitor } from './start-request.js';

/** How monitors come to be. Every face maps onto these. */
@Injectable()
export class MonitorStartsService {
  constructor(
    private readonly repository: MonitorsRepository,
    private readonly keys: StartKeysRepository,
    private readonly checks: StartChecks,
    private readonly profiles: ProfileLibrary,
    private readonly signals: WakeSignals,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Enters a monitor and answers its id; its job is started by the group's holder, right after. A start repeated under its
   * key gets the first monitor. Throws ProfileUnknown, StartInvalid, StartInFlight, StartKeyReused, and MonitorNameTaken
   * while a monitor of that name or instance id lives.
   */
  async start(request: StartRequest): Promise<StartedMonitor> {
    const { key, job } = request;
    const first = key && (await this.repeated(key));
    if (first !== undefined) return first;
    // What is no name of a profile may not even be something that the database can be asked for.
    const isName = profileNameSchema.safeParse(request.profile).success;
    const profile = isName ? await this.profiles.newest(request.profile) : undefined;
    if (profile === undefined) throw new ProfileUnknown(request.profile);
    const monitor = newMonitor(request, profile, this.config);
    if (job === undefined) await this.checks.checkStart(profile.compiled, monitor);
    else await this.checks.checkJob(profile.compiled, monitor, job, '/attach');
    return key === undefined ? this.enter(monitor) : this.enterOnce(monitor, key);
  }

  /** Starts an ended monitor's job again, as a new monitor of the same name and input, by default under its own id. */
  async restart(monitor: MonitorEntity, instanceId?: StartRequest['instanceId']): Promise<StartedMonitor> {
    if (monitor.finishedAt === null) throw new MonitorLive(monitor.instanceId);
    try {
      return await this.start({ ...sameAgain(monitor), instanceId });
    } catch (error) {
      throw error instanceof StartInvalid ? new StartUnfit(error.errors) : error;
    }
  }

  /** Watches the same job again after a monitor that did not succeed, as a new monitor. */
  async rewind(monitor: MonitorEntity): Promise<void> {
    if (monitor.state === 'Succeeded' || monitor.state === 'Canceled') throw new MonitorEnded(monitor.instanceId);
    if (monitor.finishedAt === null) throw new MonitorNotFailed(monitor.instanceId);
    const { job, phase } = monitor.context;
    await this.start({ ...sameAgain(monitor), instanceId: () => monitor.instanceId, job: job ?? undefined, phase });
  }

  /** The monitor that an earlier request under this key has started. */
  private async repeated(key: StartKey, executor?: Parameters<StartKeysRepository['find']>[1]) {
    const known = await this.keys.find(key, executor);
    if (known === undefined) return undefined;
    if (known.digest !== key.digest) throw new StartKeyReused(key.key);
    return { id: known.monitorId, instanceId: known.monitorId };
  }

  private async enter(monitor: NewMonitor): Promise<StartedMonitor> {
    await this.repository.insert(monitor).catch(explainTaken(monitor));
    return this.tell(monitor);
  }

  /** Whoever has the key enters the monitor and keeps the key with it, in one transaction; no other is in it meanwhile. */
  private async enterOnce(monitor: NewMonitor, key: StartKey): Promise<StartedMonitor> {
    const first = await this.repository
      .transaction(async (manager) => {
        if (!(await this.keys.take(manager, key))) throw new StartInFlight(key.key);
        const known = await this.repeated(key, manager);
        if (known !== undefined) return known;
        await this.repository.insert(monitor, manager);
        await this.keys.keep(manager, key, monitor.id);
        return undefined;
      })
      .catch(explainTaken(monitor));
    return first ?? this.tell(monitor);
  }

  private tell({ id, instanceId, name, profile, profileVersion: version, groupId }: NewMonitor): StartedMonitor {
    this.logger.info({ monitorId: id, name, profile, version }, 'monitor.created');
    this.signals.changed(groupId);
    return { id, instanceId };
  }
}

/** What an earlier monitor was asked for. Its deadline counts anew. */
function sameAgain({ profile, input, name, pace, labels, askedDeadlineMs }: MonitorEntity): StartRequest {
  return { profile, input, name, pace: pace ?? undefined, labels, deadlineMs: askedDeadlineMs ?? undefined };
}

function explainTaken({ name }: NewMonitor): (error: unknown) => never {
  return (error) => {
    throw brokenUniqueConstraint(error) === undefined ? error : new MonitorNameTaken(name);
  };
}
