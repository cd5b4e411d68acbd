import { createHash } from 'node:crypto';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import {
  type CompiledDialect,
  type NewDialect,
  compileDialect,
  compileProfile,
  profileNameSchema,
} from '@app/contracts';
import { Clocks } from '../clock/clocks.js';
import { Resets } from '../namespaces/resets.js';
import { DialectShipped, DialectUnknown } from './dialect.errors.js';
import { type DialectDocument, DialectsRepository } from './dialects.repository.js';
import { resolveDialect } from './new-dialect.js';
import { readShippedDialect, shippedDialectNames } from './shipped-dialects.js';

/** A dialect with what it is made of. */
export interface KnownDialect {
  name: string;
  source: 'library' | 'api';
  document: DialectDocument;
}

/** So many compiled dialects that were put are kept in mind. */
const MAX_COMPILED = 256;

/** Which dialects there are: the shipped ones everywhere, and in each namespace what was put there, which goes first. */
@Injectable()
export class DialectsService implements OnModuleInit {
  private readonly shipped = new Map<string, { document: DialectDocument; dialect: CompiledDialect } | undefined>();
  private readonly compiled = new Map<string, { digest: string; dialect: CompiledDialect }>();

  constructor(
    private readonly repository: DialectsRepository,
    private readonly resets: Resets,
    private readonly clocks: Clocks,
  ) {}

  onModuleInit(): void {
    this.resets.add(async (executor, namespace, isAll) => {
      if (isAll) await this.repository.deleteAll(namespace, executor);
    });
  }

  /** The dialect as it is played. Throws DialectUnknown. */
  async open(namespace: string, name: string): Promise<CompiledDialect> {
    const key = JSON.stringify([namespace, name]);
    const known = this.compiled.get(key);
    if (!isName(name)) throw new DialectUnknown(name);
    const row = await this.repository.find(namespace, name, known?.digest ?? null);
    if (row === null) {
      this.compiled.delete(key);
      const dialect = this.openShipped(name)?.dialect;
      if (dialect === undefined) throw new DialectUnknown(name);
      return dialect;
    }
    if (row.document === null) return known!.dialect;
    const dialect = compiledOf(row.document);
    if (this.compiled.size >= MAX_COMPILED) this.compiled.clear();
    this.compiled.set(key, { digest: row.digest, dialect });
    return dialect;
  }

  async list(namespace: string): Promise<KnownDialect[]> {
    const put = (await this.repository.list(namespace)).map((row) => ({ ...row, source: 'api' as const }));
    const names = new Set(put.map(({ name }) => name));
    const shipped = shippedDialectNames()
      .filter((name) => !names.has(name))
      .map((name) => ({ name, source: 'library' as const, document: this.openShipped(name)!.document }));
    return [...put, ...shipped].sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  /** Throws DialectUnknown. */
  async read(namespace: string, name: string): Promise<KnownDialect> {
    if (!isName(name)) throw new DialectUnknown(name);
    const document = (await this.repository.find(namespace, name, null))?.document;
    if (document != null) return { name, source: 'api', document };
    const shipped = this.openShipped(name)?.document;
    if (shipped === undefined) throw new DialectUnknown(name);
    return { name, source: 'library', document: shipped };
  }

  /** Answers whether it is the first of its name in the namespace. */
  async put(namespace: string, name: string, given: NewDialect): Promise<boolean> {
    const document = resolveDialect(name, given, (extended) => this.openShipped(extended)?.document);
    const digest = createHash('sha256').update(JSON.stringify(document)).digest('hex');
    // So that there is a namespace to be forgotten when nobody uses it any more.
    await this.clocks.refresh(namespace);
    return this.repository.put(namespace, name, document, digest);
  }

  /** What is shipped under the name is played again. Throws DialectUnknown and DialectShipped. */
  async delete(namespace: string, name: string): Promise<void> {
    if (!isName(name)) throw new DialectUnknown(name);
    if (await this.repository.delete(namespace, name)) return;
    throw this.openShipped(name) === undefined ? new DialectUnknown(name) : new DialectShipped(name);
  }

  /** Read once a process: the files of a release do not change. */
  private openShipped(name: string) {
    if (this.shipped.has(name)) return this.shipped.get(name);
    if (!shippedDialectNames().includes(name)) return undefined;
    const document = readShippedDialect(name)!;
    const opened = { document, dialect: compiledOf(document) };
    this.shipped.set(name, opened);
    return opened;
  }
}

/** Nothing can be put under any other text, and there are texts that Postgres can't take. */
function isName(text: string): boolean {
  return profileNameSchema.safeParse(text).success;
}

function compiledOf({ profile, supplement }: DialectDocument): CompiledDialect {
  return compileDialect(compileProfile(profile), supplement);
}
