import type { ProblemError } from '@app/contracts';
import { AppError } from '@app/platform';

export class MonitorNameTaken extends AppError {
  constructor(name: string) {
    super('monitor-name-taken', `The monitor ${JSON.stringify(name)} has not ended yet`);
  }
}

export class MonitorUnknown extends AppError {
  constructor(id: string) {
    super('monitor-unknown', `There is no monitor ${JSON.stringify(id)}`);
  }
}

export class MonitorEnded extends AppError {
  constructor(id: string) {
    super('monitor-ended', `The monitor ${JSON.stringify(id)} has ended`);
  }
}

export class MonitorLive extends AppError {
  constructor(id: string) {
    super('monitor-live', `The monitor ${JSON.stringify(id)} has not ended yet`);
  }
}

export class MonitorNotFailed extends AppError {
  constructor(id: string) {
    super('monitor-not-failed', `The monitor ${JSON.stringify(id)} has not failed, so there is nothing to rewind`);
  }
}

export class ProfileUnknown extends AppError {
  constructor(name: string) {
    super('profile-unknown', `There is no profile ${JSON.stringify(name)}`);
  }
}

/** Settling a start asks for one of which nobody knows whether it arrived. */
export class MonitorNotInDoubt extends AppError {
  constructor(id: string) {
    super('monitor-not-in-doubt', `The start of the monitor ${JSON.stringify(id)} is not in doubt`);
  }
}

export class StartInFlight extends AppError {
  constructor(key: string) {
    super('start-in-flight', `The first request with the Idempotency-Key ${key} has no answer yet: ask again`);
  }
}

export class StartKeyReused extends AppError {
  constructor(key: string) {
    super('start-key-reused', `The Idempotency-Key ${key} was used with another body`);
  }
}

/** A monitor that attached to its job, say, may hold too little to start it. */
export class StartUnfit extends AppError {
  constructor(errors: ProblemError[] = []) {
    super('start-unfit', errors.map(({ pointer, detail }) => `${pointer ?? ''} ${detail}`).join('; '));
  }
}

export class OperationUnsupported extends AppError {
  constructor(profile: string, operation: string) {
    super('operation-unsupported', `The profile ${JSON.stringify(profile)} has no ${operation}`);
  }
}

export class RemotePurgeFailed extends AppError {
  constructor(why: string) {
    super('remote-purge-failed', `The monitor stays, for its job could not be deleted: ${why}`);
  }
}

/** A status was pushed that the monitor can't take in as it stands, such as while it is suspended. */
export class MonitorNotWatching extends AppError {
  constructor(id: string) {
    super('monitor-not-watching', `The monitor ${JSON.stringify(id)} does not watch its job at the moment`);
  }
}

/** What was pushed as a job's status holds no status word where the profile looks for it. */
export class StatusUnreadable extends AppError {
  constructor(why = 'it says nothing') {
    super('body-invalid', `The profile can't read this status: ${why}`);
  }
}
