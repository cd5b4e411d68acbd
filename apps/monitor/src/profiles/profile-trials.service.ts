import { Injectable } from '@nestjs/common';
import {
  type Captures,
  type Classification,
  type ClassifyRequest,
  type CompiledProfile,
  type GivenReply,
  compileProfile,
  redactor,
} from '@app/contracts';
import { ProfileFaulty } from '@app/documents';
import { AppError, DatabaseClock } from '@app/platform';
import { ExchangesRepository, type KeptExchange } from './exchanges.repository.js';
import { ProfileLibrary } from './profile-library.js';
import { type Trial, trialFaults, tryReply } from './profile-trial.js';
import { ExchangeUnknown, ProfileNotFound } from './profile.errors.js';
import { toProfileError } from './profiles.view.js';
import { ProfilesService } from './profiles.service.js';

interface Reader {
  name: string;
  version?: number;
  compiled: CompiledProfile;
}

/** Reads replies by profiles without a monitor, and tells why they are read so. */
@Injectable()
export class ProfileTrials {
  constructor(
    private readonly profiles: ProfilesService,
    private readonly library: ProfileLibrary,
    private readonly exchanges: ExchangesRepository,
    private readonly clock: DatabaseClock,
  ) {}

  /** Throws ProfileNotFound, ExchangeUnknown, and AppErrors that name the faults of the request. */
  async classify(name: string, request: ClassifyRequest): Promise<Classification> {
    const kept = await this.exchangeOf(request);
    const { compiled, ...profile } = await this.readerOf(name, request, kept);
    const trial = await this.trialOf(request, compiled, kept);
    const faults = trialFaults(compiled, trial);
    if (faults.length > 0) throw toProfileError(new ProfileFaulty(faults));
    return { profile, ...tryReply(compiled, trial) };
  }

  private async exchangeOf({ monitor, exchange }: ClassifyRequest): Promise<KeptExchange | undefined> {
    if (monitor === undefined) return undefined;
    const kept = await this.exchanges.find(monitor, exchange);
    if (kept === undefined) throw new ExchangeUnknown(monitor, exchange ?? 1);
    return kept;
  }

  /** An exchange is read as its monitor reads it, by the version on which that runs, unless another is asked for. */
  private async readerOf(name: string, request: ClassifyRequest, kept: KeptExchange | undefined): Promise<Reader> {
    const { profile, version = kept?.profile === name ? kept.profileVersion : undefined } = request;
    if (profile !== undefined) {
      try {
        const resolved = await this.profiles.resolve(name, profile);
        return { name, compiled: compileProfile(resolved.profile) };
      } catch (error) {
        throw toProfileError(error, ['profile']);
      }
    }
    const { row } = await this.profiles.read(name, version);
    const known = await this.library.version(row.name, row.version);
    if (known === undefined) throw new ProfileNotFound(name, version);
    return known;
  }

  private async trialOf(
    request: ClassifyRequest,
    { phases }: CompiledProfile,
    kept: KeptExchange | undefined,
  ): Promise<Trial> {
    const { reply, step = 'poll', phase, job, input, name } = request;
    if (kept === undefined) return { step, phase, reply: reply!, job, input, name, at: this.clock.now() };
    const shown = await this.redacted(kept);
    return {
      step: request.step ?? stepOf(kept),
      // Another version of the profile may have other phases.
      phase: phase ?? phases.find((one) => one.name === kept.phase)?.name ?? undefined,
      reply: replyOf(kept),
      job: job ?? shown.job,
      input: input ?? shown.input,
      name: name ?? kept.name,
      at: kept.at.getTime(),
    };
  }

  /** A document can say back whatever it reads, so it is given nothing of a monitor that is not shown elsewhere. */
  private async redacted({ profile, profileVersion, job, input }: KeptExchange): Promise<Pick<Trial, 'job' | 'input'>> {
    const own = await this.library.version(profile, profileVersion);
    if (own === undefined) return {};
    const redact = redactor(own.compiled);
    return { job: redact.body(job) as Captures | null, input: redact.body(input) };
  }
}

function stepOf({ step }: KeptExchange): Trial['step'] {
  if (step === 'start' || step === 'poll') return step;
  throw exchangeFaulty(`is the reply to ${step}; only replies to start and poll can be read again`);
}

/** The engine keeps a body that is too large as the beginning of its text, which is not what the profile would read. */
function replyOf({ reply }: KeptExchange): GivenReply {
  if (reply === null) throw exchangeFaulty('had no reply');
  if (typeof reply.body === 'string' && reply.body.endsWith('…'))
    throw exchangeFaulty('was too large to be kept whole: give the reply itself');
  return reply;
}

function exchangeFaulty(detail: string): AppError {
  return new AppError('body-invalid', 'See errors', [{ pointer: '/exchange', detail }]);
}
