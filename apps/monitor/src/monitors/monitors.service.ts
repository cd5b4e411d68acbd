import { Injectable } from '@nestjs/common';
import { type MonitorState, storableJsonSchema } from '@app/contracts';
import { isUuid } from '@app/platform';
import type { MonitorEventEntity } from '../events/monitor-event.entity.js';
import { EventsRepository } from '../events/events.repository.js';
import { EndedMonitorsRepository } from './ended-monitors.repository.js';
import { type ExchangeRow, MonitorExchangesRepository } from './monitor-exchanges.repository.js';
import { type MonitorFilter, MonitorListRepository, type MonitorRow } from './monitor-list.repository.js';
import type { MonitorEntity } from './monitor.entity.js';
import { MonitorLive, MonitorUnknown } from './monitor.errors.js';
import { type ListFilter, MonitorsRepository } from './monitors.repository.js';

/** How monitors are read and forgotten. Every face maps onto these. */
@Injectable()
export class MonitorsService {
  constructor(
    private readonly repository: MonitorsRepository,
    private readonly lists: MonitorListRepository,
    private readonly ended: EndedMonitorsRepository,
    private readonly events: EventsRepository,
    private readonly kept: MonitorExchangesRepository,
  ) {}

  /** The monitor of an id; MonitorUnknown for a malformed one too. */
  async find(id: string): Promise<MonitorEntity> {
    const monitor = isUuid(id) ? await this.repository.findById(id) : null;
    if (monitor === null) throw new MonitorUnknown(id);
    return monitor;
  }

  /** The newest monitor of an instance id; MonitorUnknown too for an id that Postgres can't hold. */
  async findNewest(instanceId: string): Promise<MonitorEntity> {
    const isStorable = storableJsonSchema.safeParse(instanceId).success;
    const monitor = isStorable ? await this.repository.findNewest(instanceId) : null;
    if (monitor === null) throw new MonitorUnknown(instanceId);
    return monitor;
  }

  /** The newest monitor of each instance id, oldest first. */
  list(filter: ListFilter): Promise<MonitorEntity[]> {
    return this.repository.list(filter);
  }

  /** All monitors that match, the newest first. */
  search(filter: MonitorFilter): Promise<MonitorRow[]> {
    return this.lists.list(filter);
  }

  /** Entries of a monitor's history behind the one numbered `after`. */
  eventsOf({ id }: Pick<MonitorEntity, 'id'>, after: number, limit: number): Promise<MonitorEventEntity[]> {
    return this.events.page(id, after, limit);
  }

  /** The last requests and replies of a monitor, the newest first. */
  exchangesOf({ id }: Pick<MonitorEntity, 'id'>): Promise<ExchangeRow[]> {
    return this.kept.list(id);
  }

  history(id: string): Promise<MonitorEventEntity[]> {
    return this.events.history(id);
  }

  /** Deletes all ended monitors of an instance id; a live one is refused. */
  async purge(instanceId: string): Promise<number> {
    const newest = await this.findNewest(instanceId);
    if (newest.finishedAt === null) throw new MonitorLive(instanceId);
    return this.ended.deleteEnded([instanceId]);
  }

  /** Deletes the ended monitors of all instance ids whose newest monitor the filter finds and has ended. */
  async purgeWhere(filter: {
    states?: MonitorState[] | undefined;
    createdFrom: Date;
    createdTo?: Date | undefined;
  }): Promise<number> {
    const PAGE = 1000;
    let purged = 0;
    let afterId: string | undefined;
    for (;;) {
      const page = await this.repository.list({ ...filter, afterId, limit: PAGE });
      const ended = page.filter((monitor) => monitor.finishedAt !== null).map((monitor) => monitor.instanceId);
      const live = page.filter((monitor) => monitor.finishedAt === null);
      purged += await this.ended.deleteEnded(ended);
      if (page.length < PAGE) return purged;
      afterId = live.at(-1)?.id ?? afterId;
    }
  }
}
