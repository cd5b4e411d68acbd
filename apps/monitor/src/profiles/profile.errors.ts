import { AppError } from '@app/platform';

export class ProfileNotFound extends AppError {
  constructor(name: string, version?: number) {
    const which = version === undefined ? '' : ` of version ${version}`;
    super('profile-unknown', `There is no profile ${JSON.stringify(name)}${which}`);
  }
}

export class ProfileInUse extends AppError {
  constructor(name: string) {
    super('profile-in-use', `Monitors that have not ended run on ${JSON.stringify(name)}`);
  }
}

export class ProfileShipped extends AppError {
  constructor(name: string) {
    super('profile-shipped', `${JSON.stringify(name)} was not put through this API, so it can not be deleted here`);
  }
}

export class ProfileNotAsExpected extends AppError {
  constructor(name: string, version: number | undefined) {
    const state = version === undefined ? 'is not there' : `is there in version ${version}`;
    super('precondition-failed', `${JSON.stringify(name)} ${state}`);
  }
}

export class ExchangeUnknown extends AppError {
  constructor(monitorId: string, exchange: number) {
    super('exchange-unknown', `The monitor ${monitorId} keeps no exchange ${exchange}`);
  }
}
