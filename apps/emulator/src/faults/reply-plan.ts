import type { ConnectionFault } from '@app/contracts';

/** A reply, byte for byte, and the way it goes out. */
export interface ReplyPlan {
  delayMs: number;
  /** Instead of a reply. */
  connection?: ConnectionFault;
  code: number;
  headers: Record<string, string>;
  body: string;
  /** `truncated`: half of what its length says, then a close; `slow`: byte by byte; `huge`: 10 MB, the body with it. */
  manner: 'whole' | 'truncated' | 'slow' | 'huge';
}

/** How it went out. `left`: the client was gone before the end. */
export type Sent = 'whole' | 'cut' | 'reset' | 'closed' | 'left';
