import { AppError } from '@app/platform';

/** A job of that name has not ended yet. */
export class JobNameTaken extends AppError {
  constructor(readonly jobName: string) {
    super('job-name-taken', `A job named ${JSON.stringify(jobName)} has not ended yet`);
  }
}

/** The dialect has a job under the reference that a client chose. */
export class ReferenceTaken extends AppError {
  constructor(readonly reference: string) {
    super('job-name-taken', `There is a job ${JSON.stringify(reference)}`);
  }
}

export class JobNameInvalid extends AppError {
  constructor(fault: string) {
    super('job-name-invalid', `The job name ${fault}`, [{ parameter: 'jobName', detail: fault }]);
  }
}

export class JobUnknown extends AppError {
  constructor(readonly jobId: string) {
    super('job-unknown', 'There is no job with this id');
  }
}

export class StartKeyInvalid extends AppError {
  constructor(readonly fault: string) {
    super('start-key-invalid', `The Idempotency-Key ${fault}`, [{ parameter: 'Idempotency-Key', detail: fault }]);
  }
}

/** The key was sent before with another name: not a repeat, but a mistake of the caller. */
export class StartKeyReused extends AppError {
  constructor(readonly startKey: string) {
    super('start-key-reused', 'This Idempotency-Key started a job of another name');
  }
}
