/** A checkout of its own for a test of the launcher: the real launcher and packages, and stubs in place of the built apps. */
import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { get } from 'node:http';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { findFreePort } from '../../launcher/ports.mjs';
import { waitUntil } from '../../launcher/wait-until.mjs';

const repository = process.cwd();
const limit = { limitMs: 60_000 };

export type AppName = 'emulator' | 'monitor';
/** What a stub app tells of itself. */
export type StubAnswer = {
  pid: number;
  database: string;
  starts: number;
  since: string;
  secretsKey?: string;
  privateRanges?: string;
};

export class StubCheckout {
  readonly folder: string;
  environment: Record<string, string> = {};

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(subfolder = ''): Promise<StubCheckout> {
    const parent = mkdtempSync(join(tmpdir(), 'longwatch-launcher-'));
    chmodSync(parent, 0o755);
    const checkout = new StubCheckout(join(parent, subfolder));
    checkout.environment = { EMULATOR_PORT: String(await findFreePort()), MONITOR_PORT: String(await findFreePort()) };
    mkdirSync(checkout.folder, { recursive: true });
    cpSync(join(repository, 'launcher'), join(checkout.folder, 'launcher'), { recursive: true });
    for (const file of ['package.json', 'package-lock.json']) cpSync(file, join(checkout.folder, file));
    symlinkSync(join(repository, 'node_modules'), join(checkout.folder, 'node_modules'));
    for (const app of ['emulator', 'monitor']) checkout.write(`dist/apps/${app}/apps/${app}/src/main.js`, stubApp);
    checkout.markAsBuilt();
    return checkout;
  }

  write(path: string, content: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), content);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  private markAsBuilt(): void {
    const script = "import('./launcher/build.mjs').then((build) => build.stampBuild())";
    execFileSync(process.execPath, ['-e', script], { cwd: this.folder });
  }

  /** Starts a script of the launcher, as npm would. */
  launch(words: string[] = ['start.mjs'], environment: Record<string, string> = {}): Launched {
    return new Launched(this, words, { ...this.environment, ...environment });
  }

  /** What still runs of this checkout, by what it was started as. */
  processes(): { pid: number; words: string }[] {
    const lines = execFileSync('ps', ['-ww', '-eo', 'pid=,stat=,args='], { encoding: 'utf8' }).split('\n');
    return lines.flatMap((line) => {
      const [, pid, state = '', words = ''] = /^\s*(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
      return words.includes(this.folder) && !state.startsWith('Z') ? [{ pid: Number(pid), words }] : [];
    });
  }

  kill(...kinds: string[]): void {
    const chosen = this.processes().filter(({ words }) => kinds.some((kind) => words.includes(kind)));
    for (const { pid } of chosen) process.kill(pid, 'SIGKILL');
  }

  /** Waits for the last process to end; what is left at the time limit is the answer. */
  async remains(): Promise<string[]> {
    await waitUntil(() => this.processes().length === 0, limit);
    return this.processes().map(({ words }) => words);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path));
  }

  async destroy(): Promise<void> {
    this.kill(this.folder);
    await this.remains();
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

export class Launched {
  output = '';
  readonly pid: number;
  /** Its exit code. */
  readonly ended: Promise<number | null>;
  private hasEnded = false;

  constructor(checkout: StubCheckout, [script = '', ...words]: string[], environment: Record<string, string>) {
    const child = spawn(process.execPath, [join(checkout.folder, 'launcher', script), ...words], {
      cwd: checkout.folder,
      env: { ...inherited(), ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (this.output += String(chunk)));
    this.pid = child.pid ?? 0;
    this.environment = environment;
    this.ended = new Promise((resolve) => {
      child.once('close', (code) => {
        this.hasEnded = true;
        resolve(code);
      });
    });
  }

  private readonly environment: Record<string, string>;

  async untilSaid(text: string): Promise<void> {
    const said = await waitUntil(() => this.output.includes(text) || this.hasEnded, limit);
    if (!said || !this.output.includes(text)) throw new Error(`It never said "${text}", but:\n${this.output}`);
  }

  /** Asks it to stop, and gives its exit code. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | null> {
    process.kill(this.pid, signal);
    return this.ended;
  }

  ask(app: AppName, path = '/'): Promise<StubAnswer> {
    const port = this.environment[app === 'emulator' ? 'EMULATOR_PORT' : 'MONITOR_PORT'];
    return new Promise((resolve, reject) => {
      const request = get(`http://127.0.0.1:${port}${path}`, (response) => {
        void text(response).then((body) => resolve(JSON.parse(body) as StubAnswer), reject);
      });
      request.once('error', reject);
    });
  }
}

const stubApp = readFileSync(join(repository, 'test', 'e2e', 'launcher.stub-app.mjs'), 'utf8');

/** Our environment without the settings and without npm, of which each test says itself what it wants. */
function inherited(): NodeJS.ProcessEnv {
  const own = /^(npm_lifecycle_event|DATABASE_URL|DATA_DIR|LISTEN_HOST|EMULATOR_PORT|MONITOR_PORT)$/;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !own.test(name)));
}
