import { readFileSync, readdirSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Scenario } from '@app/contracts';
import { type ReadText, readText, textOf, troublesOf } from '@app/documents';
import { ConfigError } from '@app/platform';
import { toScenario } from './scenario-document.js';

const EXTENSIONS = ['.yaml', '.yml'];

/**
 * Reads the scenarios of a folder, a file each that has its name. Throws a ConfigError that tells every fault of every
 * file, a line each.
 */
export function readScenarioFiles(folder: string | undefined): Map<string, Scenario> {
  if (folder === undefined) return new Map();
  const troubles: string[] = [];
  const scenarios = new Map<string, Scenario>();
  const files = new Map<string, string>();
  for (const file of filesOf(folder)) {
    const path = join(folder, file);
    const name = basename(file, extname(file));
    const other = files.get(name);
    files.set(name, file);
    if (other !== undefined) troubles.push(`${path} has the name of ${other}, which is there as well`);
    let text: ReadText | undefined;
    try {
      text = readText(readFileSync(path, 'utf8'));
      scenarios.set(name, toScenario(text.value, name));
    } catch (error) {
      troubles.push(
        ...(isOfTheSystem(error) ? [`${path} ${error.message}`] : troublesOf(error, path, text).map(textOf)),
      );
    }
  }
  if (troubles.length > 0) throw new ConfigError(troubles.join('\n'));
  return scenarios;
}

function filesOf(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter((file) => EXTENSIONS.includes(extname(file)))
      .sort();
  } catch (error) {
    throw new ConfigError(`The folder of SCENARIOS_DIR can not be read: ${(error as Error).message}`);
  }
}

function isOfTheSystem(error: unknown): error is Error {
  return error instanceof Error && 'syscall' in error;
}
