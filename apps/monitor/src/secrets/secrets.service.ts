import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import { type Secret, type SecretKind, type SecretSummary } from '@app/contracts';
import { LOGGER, type Logger } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { KeyRing } from './key-ring.js';
import { readSecretFiles } from './secret-files.js';
import { SecretStore } from './secret-store.js';
import { readSecretText } from './secret-text.js';
import { SecretGivenOutside, SecretNotFound, SecretsKeyMissing } from './secret.errors.js';
import { type SecretRow, SecretsRepository } from './secrets.repository.js';

/** What operators do with secrets. Their values go in and never come out. */
@Injectable()
export class SecretsService implements OnApplicationBootstrap {
  constructor(
    private readonly repository: SecretsRepository,
    private readonly keys: KeyRing,
    private readonly store: SecretStore,
    @Inject(CONFIG) private readonly config: Pick<MonitorConfig, 'secretsFolder' | 'secretVariables'>,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /** After a rotation: what is encrypted under an older key is kept under the first one from now on. */
  async onApplicationBootstrap(): Promise<void> {
    const { currentKeyId } = this.keys;
    if (currentKeyId === undefined) return;
    const old = await this.repository.listSealedOtherwise(currentKeyId);
    for (const { name, ...sealed } of old) {
      const text = this.keys.open(name, sealed);
      if (text === undefined) this.logger.error({ secret: name }, 'secret.unreadable');
      else await this.repository.reseal(name, sealed, this.keys.seal(name, text));
    }
  }

  /** Keeps a secret, encrypted, in place of the one that there was. */
  async put(name: string, secret: Secret): Promise<{ isNew: boolean; summary: SecretSummary }> {
    if (this.keys.isEmpty) throw new SecretsKeyMissing();
    const sealed = this.keys.seal(name, JSON.stringify(secret.values));
    const { isNew, ...row } = await this.repository.put(name, secret.kind as SecretKind, sealed);
    this.store.forget(name);
    this.logger.info({ secret: name, kind: secret.kind, isNew }, 'secret.put');
    return { isNew, summary: toSummary(row) };
  }

  /** Every secret by name, each once: where the store takes it from. */
  async list(): Promise<SecretSummary[]> {
    const found = new Map<string, SecretSummary>();
    const all = [...(await this.repository.list()).map(toSummary), ...(await this.ofFiles()), ...this.ofVariables()];
    for (const summary of all) if (!found.has(summary.name)) found.set(summary.name, summary);
    return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  async read(name: string): Promise<SecretSummary> {
    const row = await this.repository.find(name);
    const summary = row === undefined ? await this.outside(name) : toSummary(row);
    if (summary === undefined) throw new SecretNotFound(name);
    return summary;
  }

  async delete(name: string): Promise<void> {
    if (!(await this.repository.delete(name))) {
      const outside = await this.outside(name);
      if (outside === undefined) throw new SecretNotFound(name);
      throw new SecretGivenOutside(name, outside.source === 'file' ? 'a file' : 'a variable of the environment');
    }
    this.store.forget(name);
    this.logger.info({ secret: name }, 'secret.deleted');
  }

  private async outside(name: string): Promise<SecretSummary | undefined> {
    return [...(await this.ofFiles()), ...this.ofVariables()].find((summary) => summary.name === name);
  }

  private async ofFiles(): Promise<SecretSummary[]> {
    const files = this.config.secretsFolder === undefined ? [] : await readSecretFiles(this.config.secretsFolder);
    return files.flatMap(({ name, text, changedAt }) => {
      const kind = readSecretText(text)?.kind;
      return kind === undefined ? [] : [{ name, kind, source: 'file' as const, updatedAt: changedAt.toISOString() }];
    });
  }

  private ofVariables(): SecretSummary[] {
    return Object.entries(this.config.secretVariables).flatMap(([variable, text]) => {
      const kind = readSecretText(text)?.kind;
      return kind === undefined ? [] : [{ name: variable.toLowerCase(), kind, source: 'environment' as const }];
    });
  }
}

function toSummary({ name, kind, createdAt, updatedAt }: SecretRow): SecretSummary {
  return { name, kind, source: 'api', createdAt: createdAt.toISOString(), updatedAt: updatedAt.toISOString() };
}
