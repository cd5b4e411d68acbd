import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

const MAIN = fileURLToPath(new URL('../../dist/apps/emulator/apps/emulator/src/main.js', import.meta.url));

/** The built emulator as a process of its own. */
export class EmulatorProcess {
  private readonly lines: string[] = [];
  private errors = '';
  private readonly exit: Promise<number | string>;
  port = 0;

  private constructor(private readonly child: ChildProcess) {
    let rest = '';
    child.stdout!.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      this.lines.push(...lines);
    });
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.errors += text));
    this.exit = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  }

  /** Runs it without waiting for anything. */
  static run(settings: Record<string, string>): EmulatorProcess {
    const { PATH } = process.env;
    return new EmulatorProcess(
      spawn(process.execPath, ['--enable-source-maps', MAIN], {
        env: { PATH, EMULATOR_PORT: '0', ...settings },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );
  }

  /** Runs it and waits until it listens. */
  static async start(settings: Record<string, string>): Promise<EmulatorProcess> {
    const emulator = EmulatorProcess.run(settings);
    emulator.port = await eventually('the emulator listens', () => emulator.listeningPort(), 20_000);
    return emulator;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** The log so far, parsed. */
  get log(): Record<string, unknown>[] {
    return this.lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** What it wrote to standard error so far. */
  get complaint(): string {
    return this.errors;
  }

  /** Resolves with the exit code, or with the name of the signal that ended it. */
  ended(): Promise<number | string> {
    return this.exit;
  }

  /** Ends it and waits for that. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.child.kill(signal);
    return this.exit;
  }

  private listeningPort(): number | undefined {
    if (this.child.exitCode !== null) throw new Error(`The emulator ended: ${this.errors}`);
    return this.log.find(({ msg }) => msg === 'app.listening')?.port as number | undefined;
  }
}
