import { Client } from 'pg';
import type { Logger } from '../logging/logger.js';

const RECONNECT_MS = 1000;

export interface NotificationListenerOptions {
  url: string;
  logger: Logger;
  /** Who takes in the payloads of each channel. */
  channels: Record<string, (payload: string) => void>;
}

/**
 * Listens on channels of Postgres over a connection of its own, and connects again when it breaks. Notifications
 * that come meanwhile are lost: nothing may rest on them alone (behind pgbouncer none may come at all).
 */
export class NotificationListener {
  private client: Client | undefined;
  private isStopped = false;
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly options: NotificationListenerOptions) {}

  async start(): Promise<void> {
    if (this.isStopped) return;
    const client = new Client({ connectionString: this.options.url, keepAlive: true, connectionTimeoutMillis: 5000 });
    this.client = client;
    client.on('notification', ({ channel, payload }) => this.options.channels[channel]?.(payload ?? ''));
    client.on('error', () => this.reconnect(client));
    client.on('end', () => this.reconnect(client));
    try {
      await client.connect();
      for (const channel of Object.keys(this.options.channels)) {
        await client.query(`LISTEN ${client.escapeIdentifier(channel)}`);
      }
    } catch (error) {
      this.options.logger.warn({ err: error }, 'notifications.not-listening');
      this.reconnect(client);
    }
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.timer);
    await this.client?.end().catch(() => undefined);
  }

  private reconnect(broken: Client): void {
    if (this.isStopped || this.client !== broken) return;
    this.client = undefined;
    void broken.end().catch(() => undefined);
    this.timer = setTimeout(() => void this.start(), RECONNECT_MS);
  }
}
