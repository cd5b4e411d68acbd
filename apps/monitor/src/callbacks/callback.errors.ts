import { AppError } from '@app/platform';

export class CallbackUnknown extends AppError {
  constructor() {
    super('callback-unknown', 'No monitor has this address');
  }
}

export class CallbackUnverified extends AppError {
  constructor() {
    super('callback-unverified', 'The profile asks for a proof that this request does not give');
  }
}
