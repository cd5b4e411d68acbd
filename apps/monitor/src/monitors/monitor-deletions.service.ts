import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, LOGGER, type Logger } from '@app/platform';
import { type CompiledProfile, operationRequest, readOperation } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
import { RemoteCalls, built } from '../watching/remote-calls.js';
import type { MonitorEntity } from './monitor.entity.js';
import { MonitorLive, MonitorUnknown, OperationUnsupported, RemotePurgeFailed } from './monitor.errors.js';
import { EndedMonitorsRepository } from './ended-monitors.repository.js';

/** A person waits for the answer. */
const LONGEST_PURGE_MS = 10_000;

/** Deletes ended monitors, and their jobs at the remote side where that is asked for. */
@Injectable()
export class MonitorDeletionsService {
  constructor(
    private readonly repository: EndedMonitorsRepository,
    private readonly profiles: ProfileLibrary,
    private readonly calls: RemoteCalls,
    private readonly clock: DatabaseClock,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Deletes an ended monitor with its history. With `isRemote` the job goes first: where the remote side does not take
   * that, the monitor stays. Throws MonitorLive, MonitorUnknown, OperationUnsupported and RemotePurgeFailed.
   */
  async delete(monitor: MonitorEntity, { isRemote }: { isRemote: boolean }): Promise<void> {
    if (monitor.finishedAt === null) throw new MonitorLive(monitor.id);
    if (isRemote) await this.purge(monitor);
    if (!(await this.repository.deleteOne(monitor.id))) throw new MonitorUnknown(monitor.id);
    this.logger.info({ monitorId: monitor.id, isRemote }, 'monitor.deleted');
  }

  private async purge(monitor: MonitorEntity): Promise<void> {
    const version = await this.profiles.version(monitor.profile, monitor.profileVersion);
    const compiled = version?.compiled;
    if (compiled?.operations.purge === undefined) throw new OperationUnsupported(monitor.profile, 'purge');
    const called = await this.call(monitor, compiled);
    if (called.kind !== 'read') throw new RemotePurgeFailed(called.error.message);
    const { verdict, error } = called.reading;
    const isGone = verdict === 'accepted' || verdict === 'done' || verdict === 'gone';
    if (!isGone) throw new RemotePurgeFailed(error?.message ?? `the reply was taken as ${verdict}`);
  }

  private call(monitor: MonitorEntity, compiled: CompiledProfile) {
    const { input, name, context } = monitor;
    const scope = { input, name, key: context.startKey, job: context.job, now: this.clock.now() };
    const request = built(() => operationRequest(compiled, 'purge', scope));
    if ('error' in request) throw new RemotePurgeFailed(request.error.message);
    return this.calls.call({
      profile: compiled,
      step: 'purge',
      phase: context.phase,
      request,
      read: (reply) => readOperation(compiled, 'purge', reply, scope),
      timeoutMs: Math.min(this.config.requestTimeoutMs, LONGEST_PURGE_MS),
    });
  }
}
