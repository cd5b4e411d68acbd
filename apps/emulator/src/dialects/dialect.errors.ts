import { AppError } from '@app/platform';

export class DialectUnknown extends AppError {
  constructor(readonly dialect: string) {
    super('dialect-unknown', 'There is no dialect of this name: GET /api/v1/dialects lists them');
  }
}

/** It comes along, so it can't be deleted. */
export class DialectShipped extends AppError {
  constructor(readonly dialect: string) {
    super('dialect-shipped', `Nothing was put under ${JSON.stringify(dialect)}: it comes with Longwatch`);
  }
}
