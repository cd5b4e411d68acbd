import { Injectable } from '@nestjs/common';

/** Sends callbacks when they are due on the clock of their namespace. */
@Injectable()
export class CallbackSender {
  /** Callbacks may have been stored, or a clock was moved: looks at once instead of at the next tick. */
  wake(): void {}
}
