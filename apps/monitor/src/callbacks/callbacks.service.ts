import { Inject, Injectable } from '@nestjs/common';
import { isOutcome } from '@app/contracts';
import { LOGGER, type Logger } from '@app/platform';
import { MonitorCommands } from '../monitors/monitor-commands.js';
import type { MonitorEntity } from '../monitors/monitor.entity.js';
import { MonitorsRepository } from '../monitors/monitors.repository.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
import { SecretStore } from '../secrets/secret-store.js';
import { SecretUnreadable } from '../secrets/secret.errors.js';
import { type Callback, type CallbackProof, verifyCallback } from '../targets/verify-callback.js';
import { CallbackUnknown, CallbackUnverified } from './callback.errors.js';

const TOKEN = /^[A-Za-z0-9_-]{16,64}$/;

/**
 * Takes callbacks in. One is never believed: it only makes us poll at once, so a forged or a repeated one does no harm,
 * and one that is lost costs no more than the wait for the next poll.
 */
@Injectable()
export class CallbacksService {
  constructor(
    private readonly monitors: MonitorsRepository,
    private readonly commands: MonitorCommands,
    private readonly profiles: ProfileLibrary,
    private readonly secrets: SecretStore,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** Polls the job of whoever has this token. Throws CallbackUnknown and CallbackUnverified. */
  async take(token: string, callback: Callback): Promise<void> {
    const monitor = TOKEN.test(token) ? await this.monitors.findByCallback(token) : null;
    if (monitor === null) throw new CallbackUnknown();
    if (!(await this.isVerified(monitor, callback))) throw new CallbackUnverified();
    // Before the start is sent nobody can know the address; after the end there is nothing left to ask.
    if (monitor.state === 'Pending' || isOutcome(monitor.state)) return;
    const outcome = await this.commands.pollNow(monitor.id);
    this.logger.info({ monitorId: monitor.id, outcome }, 'callback.taken');
  }

  private async isVerified({ profile, profileVersion }: MonitorEntity, callback: Callback): Promise<boolean> {
    const version = await this.profiles.version(profile, profileVersion);
    if (version === undefined) return false;
    const verify = version.compiled.profile.callback?.verify;
    return verifyCallback(verify, await this.secretOf(verify), callback);
  }

  private async secretOf(verify: CallbackProof | undefined) {
    if (verify === undefined || verify.scheme === 'url') return undefined;
    try {
      return await this.secrets.find(verify.secret);
    } catch (error) {
      if (error instanceof SecretUnreadable) return undefined;
      throw error;
    }
  }
}
