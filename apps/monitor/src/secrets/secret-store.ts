import { isDeepStrictEqual } from 'node:util';
import { Inject, Injectable } from '@nestjs/common';
import { type Secret, secretSchema } from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../config.js';
import { KeyRing } from './key-ring.js';
import { readSecretFile } from './secret-files.js';
import { readSecretText } from './secret-text.js';
import { SecretUnreadable } from './secret.errors.js';
import { SecretsRepository } from './secrets.repository.js';

/** So long a secret counts as it was read: after that a change is seen on every replica. */
const FRESH_MS = 2000;
/** And so long it is still used while it can't be read, as when the database is away. */
const USABLE_MS = 300_000;
/** Names come from profiles; nobody has so many. */
const MAX_CACHED = 10_000;

interface Cached {
  secret: Secret | undefined;
  readAt: number;
}

/** Finds secrets by name: first those put through the API, then files, then variables of the environment. */
@Injectable()
export class SecretStore {
  private readonly cache = new Map<string, Cached>();
  private readonly readings = new Map<string, Promise<Secret | undefined>>();

  constructor(
    private readonly repository: SecretsRepository,
    private readonly keys: KeyRing,
    @Inject(CONFIG) private readonly config: Pick<MonitorConfig, 'secretsFolder' | 'secretVariables'>,
  ) {}

  /** The secret of this name, at most a few seconds old. Throws SecretUnreadable where there is one that can't be used. */
  async find(name: string): Promise<Secret | undefined> {
    const cached = this.cache.get(name);
    if (cached !== undefined && performance.now() - cached.readAt < FRESH_MS) return cached.secret;
    try {
      return await this.read(name);
    } catch (error) {
      const isUsable = cached?.secret !== undefined && performance.now() - cached.readAt < USABLE_MS;
      if (error instanceof SecretUnreadable || !isUsable) throw error;
      return cached.secret;
    }
  }

  /** Reads a secret that a remote side has refused, whatever is known of it. True where it has changed since. */
  async renew(name: string): Promise<boolean> {
    const known = this.cache.get(name);
    const secret = await this.read(name);
    return known !== undefined && !isDeepStrictEqual(known.secret, secret);
  }

  /** What is known of the secret is old: the next to ask reads it. */
  forget(name: string): void {
    this.cache.delete(name);
    this.readings.delete(name);
  }

  /** Whoever asks while it is being read waits for the same reading. */
  private read(name: string): Promise<Secret | undefined> {
    let reading = this.readings.get(name);
    if (reading === undefined) {
      reading = this.search(name)
        .then((secret) => {
          if (this.readings.get(name) === reading) this.keep(name, secret);
          return secret;
        })
        .finally(() => {
          if (this.readings.get(name) === reading) this.readings.delete(name);
        });
      this.readings.set(name, reading);
    }
    return reading;
  }

  private keep(name: string, secret: Secret | undefined): void {
    if (this.cache.size >= MAX_CACHED) this.cache.clear();
    this.cache.set(name, { secret, readAt: performance.now() });
  }

  private async search(name: string): Promise<Secret | undefined> {
    return (await this.fromApi(name)) ?? (await this.fromFile(name)) ?? this.fromVariable(name);
  }

  private async fromApi(name: string): Promise<Secret | undefined> {
    const sealed = await this.repository.findSealed(name);
    if (sealed === undefined) return undefined;
    const text = this.keys.open(name, sealed);
    if (text !== undefined) return secretSchema.parse(JSON.parse(text));
    throw new SecretUnreadable(`The secret ${JSON.stringify(name)} can not be decrypted by the keys of SECRETS_KEY`);
  }

  private async fromFile(name: string): Promise<Secret | undefined> {
    if (this.config.secretsFolder === undefined) return undefined;
    const file = await readSecretFile(this.config.secretsFolder, name);
    return file === undefined ? undefined : usable(file.text, `The file of the secret ${JSON.stringify(name)}`);
  }

  private fromVariable(name: string): Secret | undefined {
    const text = this.config.secretVariables[variableOf(name)];
    return text === undefined ? undefined : usable(text, `The variable of the secret ${JSON.stringify(name)}`);
  }
}

/** The variable that gives a secret, without LONGWATCH_SECRET_. */
export function variableOf(name: string): string {
  return name.toUpperCase().replaceAll(/[.-]/g, '_');
}

function usable(text: string, what: string): Secret {
  const secret = readSecretText(text);
  if (secret !== undefined) return secret;
  throw new SecretUnreadable(`${what} holds neither a value nor the fields of one kind of secret`);
}
