import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { once } from 'node:events';
import { type StubAnswer, StubCheckout } from './launcher.checkout.js';

jest.setTimeout(120_000);

const ready = 'Ctrl-C stops';
let checkout: StubCheckout;

beforeEach(async () => {
  checkout = await StubCheckout.create();
});

afterEach(() => checkout.destroy());

async function startBoth() {
  const launched = checkout.launch();
  await launched.untilSaid(ready);
  return launched;
}

describe('npm start', () => {
  it('ends with the addresses of both Swagger UIs and a line that starts a monitor', async () => {
    const { EMULATOR_PORT, MONITOR_PORT } = checkout.environment;

    const launched = await startBoth();

    expect(launched.output).toContain(`http://localhost:${MONITOR_PORT}/docs`);
    expect(launched.output).toContain(`http://localhost:${EMULATOR_PORT}/docs`);
    expect(launched.output).toContain(`curl http://localhost:${MONITOR_PORT}/api/monitor-job/gb4711`);
  });

  it.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)(
    'leaves no process after %s, and stops the apps before the database',
    async (signal) => {
      const launched = await startBoth();

      const code = await launched.stop(signal);

      expect(code).toBe(0);
      expect(checkout.processes()).toEqual([]);
      expect(checkout.read('.longwatch/logs/monitor.log')).toContain('stopped in order');
      expect(checkout.read('.longwatch/logs/emulator.log')).toContain('stopped in order');
    },
  );

  it('finds its data again', async () => {
    await (await startBoth()).stop();

    const again = await startBoth();

    expect(await again.ask('monitor')).toMatchObject({ starts: 2 });
  });

  it('stops the rest with exit code 1 when an app dies, and says which and why', async () => {
    const launched = await startBoth();

    await launched.ask('monitor', '/crash').catch(() => undefined);

    expect(await launched.ended).toBe(1);
    expect(launched.output).toContain('The monitor stopped unasked (exit code 1).');
    expect(launched.output).toContain('The stub was asked to crash.');
    expect(await checkout.remains()).toEqual([]);
  });

  it('starts nothing embedded when DATABASE_URL is set', async () => {
    const launched = checkout.launch(['start.mjs'], { DATABASE_URL: String(process.env.TEST_POSTGRES_URL) });
    await launched.untilSaid(ready);

    const words = checkout.processes().map((running) => running.words);

    expect(words.filter((line) => line.includes('postgres'))).toEqual([]);
    expect(await launched.ask('monitor')).toMatchObject({ database: process.env.TEST_POSTGRES_URL });
  });

  it('gives the monitor a key for its secrets: the same at every start, for nobody else to read', async () => {
    const launched = await startBoth();
    const [, folder] = /Data +(\S+)/.exec(launched.output)!;
    const { secretsKey } = (await launched.ask('monitor')) as StubAnswer;
    await launched.stop();

    const again = await startBoth();

    expect(secretsKey).toMatch(/^[\da-f]{64}$/);
    expect(statSync(join(folder!, 'secrets-key')).mode & 0o777).toBe(0o600);
    expect(await again.ask('monitor')).toMatchObject({ secretsKey });
  });

  it('lets profiles ask this machine as long as it listens here alone', async () => {
    const launched = await startBoth();
    expect(await launched.ask('monitor')).toMatchObject({ privateRanges: '127.0.0.0/8,::1/128' });
    await launched.stop();

    const open = checkout.launch(['start.mjs'], { LISTEN_HOST: '0.0.0.0' });
    await open.untilSaid(ready);

    expect(await open.ask('monitor')).not.toHaveProperty('privateRanges');
  });

  it('takes settings from a .env file, and the real environment wins', async () => {
    const { EMULATOR_PORT, MONITOR_PORT } = checkout.environment;
    checkout.write('.env', `EMULATOR_PORT=${EMULATOR_PORT}\nMONITOR_PORT=1\n`);
    checkout.environment = { MONITOR_PORT: String(MONITOR_PORT) };

    const launched = await startBoth();

    expect(launched.output).toContain(`http://localhost:${EMULATOR_PORT}/docs`);
  });
});

describe('npm start, refused', () => {
  async function refusal(environment: Record<string, string>) {
    const launched = checkout.launch(['start.mjs'], environment);
    const code = await launched.ended;
    return { code, lines: launched.output.trim().split('\n'), left: await checkout.remains() };
  }

  it('says in one line that a port is in use', async () => {
    const stranger = createServer().listen(Number(checkout.environment.MONITOR_PORT), '127.0.0.1');
    await once(stranger, 'listening');

    const { code, lines, left } = await refusal({}).finally(() => stranger.close());

    const port = checkout.environment.MONITOR_PORT;
    expect(lines).toEqual([`Port ${port} is in use: stop what listens there, or set MONITOR_PORT to another port.`]);
    expect({ code, left }).toEqual({ code: 1, left: [] });
  });

  it.each([
    [
      'a data folder that can not be written',
      { DATA_DIR: 'package.json/data' },
      /^The data folder .*can't be written \(ENOTDIR\)/,
    ],
    ['a port that is none', { MONITOR_PORT: 'abc' }, /^MONITOR_PORT must be a whole number from 1 to 65535, not "abc"/],
  ])('says in one line what is wrong: %s', async (_name, environment, line) => {
    const { code, lines, left } = await refusal(environment);

    expect(lines).toEqual([expect.stringMatching(line)]);
    expect({ code, left }).toEqual({ code: 1, left: [] });
  });

  it('passes on what an app says of a bad setting', async () => {
    const { code, lines, left } = await refusal({ STUB_SETTING: 'bad' });

    expect(lines.at(-1)?.trim()).toBe('STUB_SETTING must be good.');
    expect({ code, left }).toEqual({ code: 1, left: [] });
  });
});

describe('the embedded database', () => {
  it('says why it does not start, and starts as soon as that is mended', async () => {
    await (await startBoth()).stop();
    checkout.write('.longwatch/postgres/cluster/PG_VERSION', '9\n');
    const refused = checkout.launch();
    expect(await refused.ended).toBe(1);
    expect(refused.output).toMatch(/was written by Postgres 9, and Postgres \d+ can't read it/);

    const version = /and Postgres (\d+)/.exec(refused.output)?.[1];
    checkout.write('.longwatch/postgres/cluster/PG_VERSION', `${version}\n`);
    const again = await startBoth();

    expect(await again.ask('monitor')).toMatchObject({ starts: 2 });
  });

  it('gets a new password when the file that keeps it is lost', async () => {
    await (await startBoth()).stop();
    checkout.remove('.longwatch/postgres/password');

    const again = await startBoth();

    expect(await again.ask('monitor')).toMatchObject({ starts: 2 });
  });
});

describe('the next npm start works without help after kill -9', () => {
  it.each([
    ['the supervisor', ['start.mjs']],
    ['the keeper of the database', ['postgres-keeper.mjs']],
    ['Postgres', ['postgres -D']],
    ['the supervisor and the keeper', ['start.mjs', 'postgres-keeper.mjs']],
    ['all but Postgres', ['start.mjs', 'postgres-keeper.mjs', 'main.js']],
    ['all at once', ['/']],
  ])('of %s', async (_name, kinds) => {
    await startBoth();
    checkout.kill(...kinds);

    const again = await startBoth();

    expect(await again.ask('monitor')).toMatchObject({ starts: 2 });
    expect(await again.stop()).toBe(0);
    expect(await checkout.remains()).toEqual([]);
  });

  it('of the supervisor, when the rest has ended by itself, the apps before the database', async () => {
    await startBoth();

    checkout.kill('start.mjs');

    expect(await checkout.remains()).toEqual([]);
    expect(checkout.read('.longwatch/logs/monitor.log')).toContain('stopped in order');
  });

  it('of Postgres, when its pid file names a process that has nothing to do with it', async () => {
    await (await startBoth()).stop();
    checkout.write('.longwatch/postgres/cluster/postmaster.pid', `${process.pid}\n`);

    const again = await startBoth();

    expect(await again.ask('monitor')).toMatchObject({ starts: 2 });
  });
});

describe('several launchers', () => {
  it('share one server, and the last to leave stops it', async () => {
    const first = await startBoth();
    const { port } = await freePort();
    const second = checkout.launch(['start-app.mjs', 'monitor'], { MONITOR_PORT: port });
    await second.untilSaid(ready);
    const { since } = await first.ask('monitor');

    await first.stop();

    expect(await second.ask('monitor')).toMatchObject({ since, starts: 2 });
    expect(await second.stop()).toBe(0);
    expect(checkout.processes()).toEqual([]);
  });

  it('that start at once share one server', async () => {
    const both = [
      checkout.launch(['start-app.mjs', 'emulator']),
      checkout.launch(['start-app.mjs', 'monitor']),
    ] as const;
    await Promise.all(both.map((launched) => launched.untilSaid(ready)));

    const [emulator, monitor] = [await both[0].ask('emulator'), await both[1].ask('monitor')];

    expect(emulator.since).toBe(monitor.since);
  });

  it('do not build underneath a replica that runs', async () => {
    await startBoth();
    checkout.write('apps/monitor/src/main.ts', '// changed');
    const { port } = await freePort();

    const second = checkout.launch(['start-app.mjs', 'monitor'], { MONITOR_PORT: port });
    await second.untilSaid(ready);

    expect(second.output).toContain('Note: the sources have changed since the apps were built');
    expect(second.output).not.toContain('Building');
  });
});

describe('a checkout in a deep folder', () => {
  it('starts, though the path of a socket there would be too long', async () => {
    const deep = await StubCheckout.create('a-long-name/'.repeat(10));

    const launched = deep.launch();
    await launched.untilSaid(ready);

    expect(await launched.stop()).toBe(0);
    expect(await deep.remains()).toEqual([]);
    await deep.destroy();
  });
});

async function freePort() {
  const { findFreePort } = await import('../../launcher/ports.mjs');
  return { port: String(await findFreePort()) };
}
