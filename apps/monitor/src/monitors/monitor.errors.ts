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
