import { Injectable } from '@nestjs/common';
import type { NamespaceClock } from './namespace-clock.js';

/** The clocks of namespaces as this replica knows them: the latest version that any answer brought along. */
@Injectable()
export class Clocks {
  /** The clock of a namespace, which is made where there is none yet. */
  of(namespace: string): Promise<NamespaceClock> {
    throw new Error(`not yet ${namespace}`);
  }

  /** Who is to be told when a clock has changed, here or at another replica. */
  onChange(listener: (clock: NamespaceClock) => void): void {
    throw new Error(`not yet ${String(listener)}`);
  }
}
