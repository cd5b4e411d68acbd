import { Injectable } from '@nestjs/common';
import type { Executor } from '@app/platform';

/** Something that a reset of a namespace empties, too. `isAll`: also what was put by hand, such as scenarios. */
export type ResetPart = (executor: Executor, namespace: string, isAll: boolean) => Promise<void>;

/** Who has rows of a namespace. A reset runs all of them in one transaction, before the jobs go. */
@Injectable()
export class Resets {
  private readonly parts: ResetPart[] = [];
  private readonly listeners: ((namespace: string) => void)[] = [];

  add(part: ResetPart): void {
    this.parts.push(part);
  }

  /** Who is to be told, at this replica, when a namespace was reset. */
  onReset(listener: (namespace: string) => void): void {
    this.listeners.push(listener);
  }

  async run(executor: Executor, namespace: string, isAll: boolean): Promise<void> {
    for (const part of this.parts) await part(executor, namespace, isAll);
  }

  done(namespace: string): void {
    for (const listener of this.listeners) listener(namespace);
  }
}
