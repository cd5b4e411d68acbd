import { readFileSync, readdirSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { loadConfig } from '@app/platform';
import { emulatorConfigSchema } from '../apps/emulator/src/config.js';
import { configSchema as monitorConfigSchema } from '../apps/monitor/src/config.js';

const emulatorSettings = Object.keys(emulatorConfigSchema.in.shape);
const monitorSettings = Object.keys(monitorConfigSchema.in.shape);
const launcherSettings = readdirSync('launcher')
  .map((file) => readFileSync(`launcher/${file}`, 'utf8'))
  .flatMap((source) => names(source, /process\.env\.([A-Z_]+)|\{([A-Z_, ]+)\} = process\.env/g));

const example = Object.fromEntries(
  [...readFileSync('.env.example', 'utf8').matchAll(/^#([A-Z_]+)=(.*)$/gm)].map((found) => [found[1]!, found[2]!]),
);
const compose = readFileSync('docker-compose.yml', 'utf8');

/** Of Docker Compose itself: the apps see it as a part of DATABASE_URL. */
const POSTGRES_PASSWORD = 'POSTGRES_PASSWORD';

/** The settings that are named where the pattern's groups match. */
function names(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].flatMap(([, ...groups]) => groups.join().match(/[A-Z][A-Z_]+/g) ?? []);
}

function sorted(settings: string[]): string[] {
  return [...new Set(settings)].sort();
}

describe('.env.example', () => {
  it('names every setting of the apps and of the launcher, and no other', () => {
    expect(Object.keys(example).sort()).toEqual(
      sorted([...emulatorSettings, ...monitorSettings, ...launcherSettings, POSTGRES_PASSWORD]),
    );
  });

  it.each([
    ['emulator', emulatorConfigSchema],
    ['monitor', monitorConfigSchema],
  ])('gives the defaults of the %s', (_, schema) => {
    const DATABASE_URL = 'postgres://localhost/longwatch';

    const asInTheExample = loadConfig(schema, { ...example, DATABASE_URL });

    expect(asInTheExample).toEqual(loadConfig(schema, { DATABASE_URL }));
  });

  it('changes nothing when it is copied as it is', () => {
    const active = readFileSync('.env.example', 'utf8').match(/^[^#\n].*$/gm);

    expect(active).toBeNull();
  });
});

describe('docker-compose.yml', () => {
  const common = names(compose.split('services:')[0]!, /^ {2}([A-Z_]+):/gm);
  const service = (name: string): string[] =>
    names(compose.split(`\n  ${name}:\n`)[1]!.split(/\n {2}\w/)[0]!, /^ {6}([A-Z_]+):/gm);

  it.each([
    ['emulator', emulatorSettings],
    ['monitor', monitorSettings],
  ])('knows every setting of the %s', (app, settings) => {
    const ofTheLauncher = ['STOP_WITH_STDIN'];

    expect(sorted([...common, ...service(app), ...ofTheLauncher])).toEqual(sorted(settings));
  });

  it('has the development password that .env.example tells of', () => {
    expect(sorted(compose.match(/\$\{POSTGRES_PASSWORD[^}]*\}/g) ?? [])).toEqual([
      `\${POSTGRES_PASSWORD:-${example[POSTGRES_PASSWORD]}}`,
    ]);
  });
});
