import { readFile, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { secretNameSchema } from '@app/contracts';

const MAX_BYTES = 65_536;

export interface SecretFile {
  name: string;
  text: string;
  changedAt: Date;
}

/** The text of the file of this name, which is a secret's name; undefined where there is none. */
export async function readSecretFile(folder: string, name: string): Promise<SecretFile | undefined> {
  const path = join(folder, name);
  try {
    const { mtime, size } = await stat(path);
    if (size > MAX_BYTES) return undefined;
    return { name, text: await readFile(path, 'utf8'), changedAt: mtime };
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') return undefined;
    throw error;
  }
}

/** Every file of the folder that has a secret's name. */
export async function readSecretFiles(folder: string): Promise<SecretFile[]> {
  const names = await readdir(folder).catch(() => []);
  const files = await Promise.all(
    names
      .filter((name) => secretNameSchema.safeParse(name).success)
      .map((name) => readSecretFile(folder, name).catch(() => undefined)),
  );
  return files.filter((file) => file !== undefined);
}
