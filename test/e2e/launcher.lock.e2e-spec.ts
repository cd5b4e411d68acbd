import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Lock } from '../../launcher/lock.mjs';

const lockModule = pathToFileURL(join(process.cwd(), 'launcher', 'lock.mjs')).href;
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'longwatch-lock-'));
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that does something with the lock of this test. */
function runElsewhere(script: string) {
  const prelude = `import { Lock } from '${lockModule}'; const path = '${join(folder, 'test')}';`;
  return spawn(process.execPath, ['--input-type=module', '-e', prelude + script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
}

describe('Lock', () => {
  it('has one holder at a time', () => {
    const path = join(folder, 'test');
    const lock = Lock.tryAcquire(path);

    expect(Lock.tryAcquire(path)).toBeUndefined();

    lock?.release();
    expect(Lock.tryAcquire(path)).toBeInstanceOf(Lock);
  });

  it('is free again when its holder is killed', async () => {
    const holder = runElsewhere(`Lock.tryAcquire(path); console.log('held'); setInterval(() => {}, 1000);`);
    await once(holder.stdout, 'data');
    expect(Lock.tryAcquire(join(folder, 'test'))).toBeUndefined();

    holder.kill('SIGKILL');
    await once(holder, 'exit');

    expect(Lock.tryAcquire(join(folder, 'test'))).toBeInstanceOf(Lock);
  });

  it('stays held while a child that it is shared with lives, though its holder is killed', async () => {
    const child = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    const holder = runElsewhere(
      `Lock.tryAcquire(path).shareWith(${child.pid}); console.log('held'); setInterval(() => {}, 1000);`,
    );
    await once(holder.stdout, 'data');
    holder.kill('SIGKILL');
    await once(holder, 'exit');

    expect(Lock.tryAcquire(join(folder, 'test'))).toBeUndefined();

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(Lock.tryAcquire(join(folder, 'test'))).toBeInstanceOf(Lock);
  });

  it('never has two holders when many race for it and some die with it', async () => {
    const racers = Array.from({ length: 6 }, (_, number) =>
      runElsewhere(`
        import { appendFileSync } from 'node:fs';
        for (let turn = 0; turn < 20; turn += 1) {
          const lock = await Lock.acquire(path, { limitMs: 20000, everyMs: 1 });
          appendFileSync(path + '.log', 'in ${number}\\n');
          appendFileSync(path + '.log', 'out ${number}\\n');
          if (${number} === 0 && turn === 10) process.kill(process.pid, 'SIGKILL');
          lock.release();
        }`),
    );

    await Promise.all(racers.map((racer) => once(racer, 'exit')));

    const lines = readFileSync(join(folder, 'test.log'), 'utf8').trim().split('\n');
    const pairs = lines.filter((_, index) => index % 2 === 0).map((line, index) => [line, lines[index * 2 + 1]]);
    expect(pairs).toHaveLength(5 * 20 + 11);
    expect(pairs.filter(([entry, exit]) => entry?.slice(3) !== exit?.slice(4))).toEqual([]);
    expect(readdirSync(folder).filter((name) => name.includes('.lock.'))).toHaveLength(1);
  });
});
