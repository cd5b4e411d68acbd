import { Inject, Injectable } from '@nestjs/common';
import type {
  EventPage,
  EventsQuery,
  Exchanges,
  MonitorPage,
  MonitorRepresentation,
  MonitorsQuery,
} from '@app/contracts';
import { isUuid } from '@app/platform';
import type { FastifyReply } from 'fastify';
import { CONFIG, type MonitorConfig } from '../config.js';
import { ProfileLibrary } from '../profiles/profile-library.js';
import { monitorUrl } from './monitor-links.js';
import { toEventPage, toExchanges, toFilter, toPage } from './monitor-lists.view.js';
import { MonitorWaits } from './monitor-waits.js';
import type { MonitorEntity } from './monitor.entity.js';
import { MonitorUnknown } from './monitor.errors.js';
import { redactorOf, toMonitor } from './monitor.view.js';
import { MonitorsService } from './monitors.service.js';
import { entityTag, isKnown, preferredWait } from './preferences.js';

/** What a client asks of a reading beside the monitor itself. */
export interface ReadHeaders {
  prefer?: string;
  'if-none-match'?: string;
}

/** Answers of the native API: monitors as they are shown, with what their profiles hide hidden. */
@Injectable()
export class MonitorReply {
  constructor(
    private readonly monitors: MonitorsService,
    private readonly waits: MonitorWaits,
    private readonly profiles: ProfileLibrary,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  /** A monitor that something was asked of, as it stands now. */
  async accepted(reply: FastifyReply, id: string): Promise<MonitorRepresentation> {
    const monitor = await this.monitors.find(id);
    void reply.headers({
      location: monitorUrl(this.config.publicBaseUrl, monitor.id),
      etag: entityTag(monitor.version),
    });
    return this.shown(monitor);
  }

  /** A monitor at once, at its next change or after the time that the client would wait; 304 where it knows that version. */
  async read(reply: FastifyReply, id: string, headers: ReadHeaders): Promise<MonitorRepresentation | undefined> {
    const waitSec = preferredWait(headers.prefer);
    const monitor = await (waitSec === undefined ? this.monitors.find(id) : this.awaited(reply, id, waitSec, headers));
    void reply.headers({ etag: entityTag(monitor.version), 'cache-control': 'no-cache', vary: 'prefer' });
    if (waitSec !== undefined) void reply.header('preference-applied', `wait=${waitSec}`);
    if (!isKnown(headers['if-none-match'], monitor.version)) return this.shown(monitor);
    void reply.code(304);
    return undefined;
  }

  async page(query: MonitorsQuery): Promise<MonitorPage> {
    const rows = await this.monitors.search(toFilter(query));
    await this.profiles.load(rows);
    return toPage(this.config.publicBaseUrl, rows, query.limit, ({ profile, profileVersion }) =>
      redactorOf(this.profiles.loaded(profile, profileVersion)?.compiled),
    );
  }

  async events(id: string, { after, limit }: EventsQuery): Promise<EventPage> {
    const monitor = await this.monitors.find(id);
    const entries = await this.monitors.eventsOf(monitor, after, limit + 1);
    return toEventPage(entries, limit, await this.redactor(monitor));
  }

  async exchanges(id: string): Promise<Exchanges> {
    const monitor = await this.monitors.find(id);
    return toExchanges(await this.monitors.exchangesOf(monitor), monitor.callbackToken);
  }

  private awaited(reply: FastifyReply, id: string, waitSec: number, headers: ReadHeaders): Promise<MonitorEntity> {
    if (!isUuid(id)) throw new MonitorUnknown(id);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const known = headers['if-none-match'];
    const isClientsOwn = known === undefined ? undefined : (version: number) => isKnown(known, version);
    const wait = { isKnown: isClientsOwn, limitMs: waitSec * 1000, signal: gone.signal };
    return this.waits.forChange(id.toLowerCase(), wait);
  }

  private async shown(monitor: MonitorEntity): Promise<MonitorRepresentation> {
    return toMonitor(this.config.publicBaseUrl, monitor, await this.redactor(monitor));
  }

  private async redactor({ profile, profileVersion }: MonitorEntity) {
    return redactorOf((await this.profiles.version(profile, profileVersion))?.compiled);
  }
}
