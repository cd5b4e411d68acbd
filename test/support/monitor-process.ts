import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { eventually } from './eventually.js';

const MAIN = fileURLToPath(new URL('../../dist/apps/monitor/apps/monitor/src/main.js', import.meta.url));

/** The built monitor as a process of its own. Its port is chosen first, for its links begin with its own address. */
export class MonitorProcess {
  private output = '';
  private readonly exit: Promise<number | string>;

  private constructor(
    private readonly child: ChildProcess,
    readonly port: number,
  ) {
    child.stdout!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (this.output += text));
    this.exit = once(child, 'close').then(([code, signal]) => (code ?? signal) as number | string);
  }

  /** Runs it and waits until it is ready. */
  static async start(settings: Record<string, string>): Promise<MonitorProcess> {
    const port = Number(settings.MONITOR_PORT ?? (await freePort()));
    const { PATH } = process.env;
    const child = spawn(process.execPath, ['--enable-source-maps', MAIN], {
      env: { PATH, MONITOR_PORT: String(port), ALLOW_PRIVATE_CIDRS: '127.0.0.0/8,::1', ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const monitor = new MonitorProcess(child, port);
    await eventually('the monitor is ready', () => monitor.isReady(), 60_000);
    return monitor;
  }

  get url(): string {
    return `http://localhost:${this.port}`;
  }

  /** The log so far. */
  get log(): string {
    return this.output;
  }

  /** Ends it and resolves with its exit code, or with the name of the signal that ended it. */
  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<number | string> {
    this.child.kill(signal);
    return this.exit;
  }

  private async isReady(): Promise<boolean> {
    if (this.child.exitCode !== null) throw new Error(`The monitor ended: ${this.output}`);
    const answer = await fetch(`http://127.0.0.1:${this.port}/health/ready`).catch(() => undefined);
    return answer?.status === 200;
  }
}

export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
