import { AppError } from '@app/platform';

export class SecretNotFound extends AppError {
  constructor(name: string) {
    super('secret-unknown', `There is no secret ${JSON.stringify(name)}`);
  }
}

export class SecretGivenOutside extends AppError {
  constructor(name: string, source: string) {
    super('secret-given-outside', `${JSON.stringify(name)} is given by ${source}, so it can not be deleted here`);
  }
}

export class SecretsKeyMissing extends AppError {
  constructor() {
    super(
      'secrets-key-missing',
      'The setting SECRETS_KEY is not set, so no secret can be kept here. Set it, or give the secret by a file or a variable',
    );
  }
}

/** A secret is there, but can't be used as it is. The message is safe to show. */
export class SecretUnreadable extends Error {}
