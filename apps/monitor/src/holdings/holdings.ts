import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DatabaseClock, LOGGER, type Logger } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { HoldingsRepository, type Replica } from './holdings.repository.js';
import { type ReplicaPlace, placeOf, shareOut } from './share-out.js';

/** A lease counts as lost this long before it runs out, for what was checked must still reach the socket. */
const LEASE_MARGIN_MS = 500;

/** Told of what is gained and lost; the watcher listens. */
export interface HoldingsListener {
  /** Before a group is given back: nothing more is sent for it, and what is known is written. */
  drain(groupIds: number[]): Promise<void>;
  /** A group is held by somebody else, or by nobody: what is in memory of it is void. */
  forget(groupIds: number[]): void;
}

/**
 * Which groups of monitors this replica holds, under which epoch, and until when it may act on that. The lease counts
 * on the monotonic clock from before its renewal was sent, so it ends here before it ends in the database.
 */
@Injectable()
export class Holdings {
  private replica: Replica | undefined;
  private readonly epochs = new Map<number, string>();
  private leaseEndsAt = -Infinity;
  private listener: HoldingsListener | undefined;
  private hasEntered = false;
  private livePlace: ReplicaPlace = { rank: 0, count: 1 };
  private liveReplicas = 0;

  constructor(
    private readonly repository: HoldingsRepository,
    private readonly clock: DatabaseClock,
    @Inject(CONFIG) private readonly config: MonitorConfig,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  listen(listener: HoldingsListener): void {
    this.listener = listener;
  }

  /** Gives the replica its id, host name and port, once the port is bound: no two live processes can have the same. */
  identify(id: string): void {
    this.replica = { id, incarnation: randomUUID() };
  }

  get replicaId(): string {
    if (this.replica === undefined) throw new Error('The replica has no id before its port is bound');
    return this.replica.id;
  }

  /** Whether no other replica lived at the last tick. */
  get isAlone(): boolean {
    return this.liveReplicas === 1;
  }

  /** Which of the replicas that lived at the last tick this one is. */
  get place(): ReplicaPlace {
    return this.livePlace;
  }

  /** The epoch under which the group may be acted on: undefined where it isn't held, or the lease has run out. */
  epochOf(groupId: number): string | undefined {
    return this.leaseRuns() ? this.epochs.get(groupId) : undefined;
  }

  /** Whether the group is ours under this epoch as far as we know, though the lease may have to be renewed first. */
  isUnder(groupId: number, epoch: string): boolean {
    return this.epochs.get(groupId) === epoch;
  }

  /** The groups held, with their epochs; none where the lease has run out. */
  held(): { id: number; epoch: string }[] {
    return this.leaseRuns() ? [...this.epochs].map(([id, epoch]) => ({ id, epoch })) : [];
  }

  /** One tick: renew, see who lives and who holds what, give back and take over. Answers the groups newly taken. */
  async runOnce(): Promise<number[]> {
    const leaseEndsAt = await this.renew();
    const [groups, replicas] = [await this.repository.findGroups(), await this.repository.findLiveReplicas()];
    this.livePlace = placeOf(this.replicaId, replicas);
    this.liveReplicas = replicas.length;
    this.dropLost(
      new Map(groups.filter((group) => group.holder === this.replicaId).map((group) => [group.id, group.epoch])),
    );
    // Not before: until here the old epochs may be somebody else's.
    this.leaseEndsAt = leaseEndsAt;
    // Held by an earlier process of this id, or by this one before a write was refused: taken anew, under a higher epoch.
    const own = groups
      .filter((group) => group.holder === this.replicaId && !this.epochs.has(group.id))
      .map((group) => group.id);
    const { take, release } = shareOut(groups, replicas, this.replicaId);
    await this.giveBack(release.filter((id) => this.epochs.has(id)));
    return this.takeOver([...take, ...own]);
  }

  /** The database refused a write under this epoch: the group is somebody else's. */
  loseUnder(groupId: number, epoch: string): void {
    if (this.isUnder(groupId, epoch)) this.lose([groupId]);
  }

  /** What is known of these groups is void. */
  lose(groupIds: number[]): void {
    const lost = groupIds.filter((id) => this.epochs.delete(id));
    if (lost.length === 0) return;
    this.logger.warn({ groups: lost }, 'groups.lost');
    this.listener?.forget(lost);
  }

  /** The graceful end: everything is drained and given back, and the replica leaves the list. */
  async leave(): Promise<void> {
    if (this.replica === undefined) return;
    await this.giveBack([...this.epochs.keys()]);
    await this.repository.removeReplica(this.replica);
  }

  /** A clock that jumped (sleep, a clock that was set) ends the lease, and every instant in memory with it. */
  private leaseRuns(): boolean {
    if (this.clock.hasJumped()) {
      this.leaseEndsAt = -Infinity;
      this.lose([...this.epochs.keys()]);
    }
    return performance.now() < this.leaseEndsAt;
  }

  /** Renews the lease and answers until when it runs. */
  private async renew(): Promise<number> {
    const sentAt = performance.now();
    if (!this.hasEntered) await this.enter();
    const now = await this.repository.renewLease(this.replica!, this.config.leaseMs);
    if (now === undefined) await this.explainLoss();
    else this.clock.learn(now, sentAt);
    return sentAt + this.config.leaseMs - LEASE_MARGIN_MS;
  }

  private async enter(): Promise<void> {
    await this.repository.removeDeadReplicas();
    await this.repository.enterReplica(this.replica!, this.config.leaseMs);
    this.hasEntered = true;
  }

  /** The row of this replica is gone, as after a restore: it enters anew. Or another process has its id: it must end. */
  private async explainLoss(): Promise<void> {
    this.leaseEndsAt = -Infinity;
    this.lose([...this.epochs.keys()]);
    const known = await this.repository.findIncarnation(this.replicaId);
    if (known !== undefined) throw new Error(`Another process has entered under this replica's id, ${this.replicaId}`);
    await this.enter();
  }

  private dropLost(stored: Map<number, string>): void {
    this.lose([...this.epochs].filter(([id, epoch]) => stored.get(id) !== epoch).map(([id]) => id));
  }

  private async giveBack(groupIds: number[]): Promise<void> {
    if (groupIds.length === 0) return;
    await this.listener?.drain(groupIds);
    const groups = groupIds.flatMap((id) => (this.epochs.has(id) ? [{ id, epoch: this.epochs.get(id)! }] : []));
    for (const id of groupIds) this.epochs.delete(id);
    this.listener?.forget(groupIds);
    await this.repository.releaseGroups(this.replicaId, groups);
    this.logger.info({ groups: groupIds.length }, 'groups.released');
  }

  private async takeOver(groupIds: number[]): Promise<number[]> {
    if (groupIds.length === 0) return [];
    const taken = await this.repository.takeGroups(this.replicaId, groupIds);
    for (const { id, epoch } of taken) this.epochs.set(id, epoch);
    this.logger.info({ groups: taken.length, held: this.epochs.size }, 'groups.taken');
    return taken.map((group) => group.id);
  }
}
