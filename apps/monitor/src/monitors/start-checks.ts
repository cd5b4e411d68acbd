import { Inject, Injectable } from '@nestjs/common';
import {
  type Captures,
  type CompiledProfile,
  MissingPlace,
  type ProblemError,
  RequestFault,
  type Scope,
  beforeRequest,
  canPoll,
  inputFaults,
  pollRequest,
  startRequest,
} from '@app/contracts';
import { AppError } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { needsOf } from '../profiles/profile-needs.js';
import { SecretStore } from '../secrets/secret-store.js';
import { SecretUnreadable } from '../secrets/secret.errors.js';
import { TargetGuard } from '../targets/target-guard.js';
import { callbackUrl } from './callback-url.js';
import type { NewMonitor } from './monitors.repository.js';

/** What was asked for can't be started with this profile, as can be told before anything is sent. */
export class StartInvalid extends AppError {
  constructor(errors: ProblemError[]) {
    super('body-invalid', 'See errors', errors);
  }
}

/** Refuses at once what would be refused later. Pointers are those of the native API's bodies. */
@Injectable()
export class StartChecks {
  constructor(
    private readonly guard: TargetGuard,
    private readonly secrets: SecretStore,
    @Inject(CONFIG) private readonly config: Pick<MonitorConfig, 'publicBaseUrl'>,
  ) {}

  /** Whether the profile can start this job: its input, its URLs, its secrets. Throws StartInvalid. */
  async checkStart(profile: CompiledProfile, monitor: NewMonitor): Promise<void> {
    const scope = this.scopeOf(monitor);
    const ofInput = inputFaults(profile, scope).map(({ pointer, detail }) => ({ pointer: `/input${pointer}`, detail }));
    const faults = [...(await this.profileFaults(profile)), ...ofInput];
    if (faults.length === 0) faults.push(...this.firstRequestFaults(profile, scope));
    if (faults.length > 0) throw new StartInvalid(faults);
  }

  /** Whether the profile can poll a job of which this much is known; `at` is where in the body that stood. Throws StartInvalid. */
  async checkJob(
    profile: CompiledProfile,
    monitor: Pick<NewMonitor, 'input' | 'name' | 'context' | 'callbackToken'>,
    job: Captures,
    at: string,
  ): Promise<void> {
    const { statusUrl } = job;
    const checked = typeof statusUrl === 'string' ? this.guard.check(statusUrl) : undefined;
    if (checked !== undefined && 'refusal' in checked) {
      throw new StartInvalid([{ pointer: `${at}/statusUrl`, detail: checked.refusal }]);
    }
    const faults = await this.profileFaults(profile);
    const detail = this.pollFault(profile, this.scopeOf(monitor), job);
    if (detail !== undefined) faults.push({ pointer: at, detail });
    if (faults.length > 0) throw new StartInvalid(faults);
  }

  private pollFault(profile: CompiledProfile, scope: Scope, job: Captures): string | undefined {
    try {
      const checked = this.guard.check(pollRequest(profile, null, { ...scope, job }).url);
      return 'refusal' in checked ? checked.refusal : undefined;
    } catch (error) {
      if (error instanceof MissingPlace) {
        return whatIsNeeded(profile, (known) => canPoll(profile, null, { ...scope, job: known }));
      }
      if (error instanceof RequestFault) return error.message;
      throw error;
    }
  }

  /** What has to be there whatever the input is. */
  private async profileFaults({ profile }: CompiledProfile): Promise<ProblemError[]> {
    const { fields, secrets } = needsOf(profile);
    const faults: ProblemError[] = [];
    const say = (detail: string): void => void faults.push({ pointer: '/profile', detail });
    for (const { pointer, detail } of fields)
      say(`leaves ${pointer} open, which ${detail}: put a profile that extends it`);
    for (const name of secrets) {
      const state = await this.stateOf(name);
      if (state !== undefined) say(`needs the secret ${JSON.stringify(name)}, which ${state}`);
    }
    return faults;
  }

  private async stateOf(secret: string): Promise<string | undefined> {
    try {
      return (await this.secrets.find(secret)) === undefined ? 'does not exist' : undefined;
    } catch (error) {
      if (error instanceof SecretUnreadable) return 'can not be used';
      throw error;
    }
  }

  private firstRequestFaults(profile: CompiledProfile, scope: Scope): ProblemError[] {
    const [before] = profile.profile.before ?? [];
    const isOfInput = (before ?? profile.profile.start).request.url.startsWith('{{');
    try {
      const { url } = before === undefined ? startRequest(profile, scope) : beforeRequest(profile, 0, scope);
      const checked = this.guard.check(url);
      return 'refusal' in checked ? [{ pointer: isOfInput ? '/input' : '/profile', detail: checked.refusal }] : [];
    } catch (error) {
      if (error instanceof RequestFault) return [{ pointer: '/input', detail: error.message }];
      throw error;
    }
  }

  private scopeOf(monitor: Pick<NewMonitor, 'input' | 'name' | 'context' | 'callbackToken'>): Scope {
    const { input, name, context, callbackToken } = monitor;
    return {
      input,
      name,
      key: context.startKey,
      callbackUrl: callbackUrl(this.config.publicBaseUrl, callbackToken, undefined),
    };
  }
}

function whatIsNeeded(profile: CompiledProfile, suffices: (known: Captures) => boolean): string {
  const name = JSON.stringify(profile.name);
  if (suffices({ id: '1' })) return `must have jobId: that is what the polls of ${name} need`;
  if (suffices({ statusUrl: 'https://host.invalid/1' })) {
    return `must have statusUrl: that is what the polls of ${name} need`;
  }
  return `does not suffice: the polls of ${name} need more than a jobId or a statusUrl, of the input or of a start reply`;
}
