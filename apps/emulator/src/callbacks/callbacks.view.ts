import type { CallbackList } from '@app/contracts';
import { messageId } from './message-id.js';

interface Kept {
  jobId: string;
  reference: string;
  message: number;
  event: 'running' | 'progress' | 'end';
  url: string;
  at: Date;
  dueAt: Date;
  isForged: boolean;
  attempts: number;
  outcome: CallbackList['callbacks'][number]['outcome'];
  answer: string | null;
}

export function toCallbackList(kept: readonly Kept[]): CallbackList {
  return {
    callbacks: kept.map(
      ({ jobId, reference, message, event, url, at, dueAt, isForged, attempts, outcome, answer }) => ({
        job: { id: jobId, reference },
        event,
        message: messageId({ jobId, message }),
        url,
        at: at.toISOString(),
        dueAt: dueAt.toISOString(),
        forged: isForged,
        attempts,
        outcome,
        answer,
      }),
    ),
  };
}
