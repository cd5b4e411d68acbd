import { Injectable } from '@nestjs/common';
import { type Captures, type CompiledProfile, phaseOf, readPoll } from '@app/contracts';
import { ProfileLibrary } from '../profiles/profile-library.js';
import { type CommandOutcome, MonitorCommands } from './monitor-commands.js';
import type { MonitorEntity } from './monitor.entity.js';
import {
  MonitorEnded,
  MonitorNotInDoubt,
  MonitorNotWatching,
  MonitorUnknown,
  ProfileUnknown,
  StatusUnreadable,
} from './monitor.errors.js';
import { resultOf } from './monitor-result.js';
import { newsOf } from './poll-reading.js';
import { StartChecks } from './start-checks.js';

/** How people settle a start of which nobody knows whether it arrived. */
export type Resolution = { kind: 'adopt'; job: Captures } | { kind: 'startAgain' } | { kind: 'giveUp' };

/** What can be asked of a live monitor, one method a use case. Each throws MonitorEnded and MonitorUnknown. */
@Injectable()
export class MonitorRequestsService {
  constructor(
    private readonly commands: MonitorCommands,
    private readonly profiles: ProfileLibrary,
    private readonly checks: StartChecks,
  ) {}

  async suspend(monitor: MonitorEntity, reason: string | null): Promise<void> {
    const crosses = await this.can(monitor, 'pause');
    refuse(monitor, await this.commands.suspend(monitor.id, { reason, crosses }));
  }

  async resume(monitor: MonitorEntity, reason: string | null): Promise<void> {
    const crosses = await this.can(monitor, 'resume');
    refuse(monitor, await this.commands.resume(monitor.id, { reason, crosses }));
  }

  /** Asks the remote job to stop, where its profile can; `detach` ends the watching alone, and at once. */
  async cancel(
    monitor: MonitorEntity,
    reason: string | null,
    { detach = false }: { detach?: boolean | undefined } = {},
  ): Promise<void> {
    const crosses = !detach && (await this.can(monitor, 'cancel'));
    refuse(monitor, await this.commands.cancel(monitor.id, { reason, crosses }));
  }

  /** Polls at once. Answers whether it does: a suspended monitor, or one whose start is in doubt, has nothing to poll. */
  async pollNow(monitor: MonitorEntity): Promise<boolean> {
    const outcome = await this.commands.pollNow(monitor.id);
    refuse(monitor, outcome);
    return outcome === 'applied';
  }

  /** Settles a start in doubt. Throws MonitorNotInDoubt, and StartInvalid for a job that the profile could not poll. */
  async resolve(monitor: MonitorEntity, resolution: Resolution): Promise<void> {
    if (resolution.kind === 'adopt') {
      const compiled = await this.profileOf(monitor);
      await this.checks.checkJob(compiled, monitor, { ...monitor.context.prepared, ...resolution.job }, '/adopt');
    }
    const outcome = await this.commands.resolve(monitor.id, (at) => {
      switch (resolution.kind) {
        case 'adopt':
          return { type: 'JobStarted', at, captured: resolution.job, phase: null, retryAfterMs: null };
        case 'startAgain':
          return { type: 'StartAgainRequested', at };
        case 'giveUp':
          return { type: 'GiveUpRequested', at };
      }
    });
    refuse(monitor, outcome);
    if (outcome === 'ignored') throw new MonitorNotInDoubt(monitor.id);
  }

  /** Takes in a status that the remote side pushed, read as if a poll had brought it. */
  async pushStatus(monitor: MonitorEntity, status: unknown): Promise<void> {
    const compiled = await this.profileOf(monitor);
    const outcome = await this.commands.push(monitor.id, ({ state, context, now }) => {
      const scope = { input: monitor.input, name: monitor.name, key: context.startKey, job: context.job ?? {} };
      const reply = { code: 200, headers: {}, body: status, receivedAt: now };
      const reading = readPoll(compiled, context.phase, reply, scope);
      if (reading.verdict === 'transient') throw new StatusUnreadable(reading.error?.message);
      if (state !== 'Watching') throw new MonitorNotWatching(monitor.instanceId);
      const found = reading.verdict === 'succeeded' ? resultOf(compiled, reply, scope) : { fetch: null, result: null };
      const phase = phaseOf(compiled, context.phase);
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

function refuse(monitor: MonitorEntity, outcome: CommandOutcome): void {
  if (outcome === 'unknown') throw new MonitorUnknown(monitor.instanceId);
  if (outcome === 'ended') throw new MonitorEnded(monitor.instanceId);
}
