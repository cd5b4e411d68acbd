import type { ProblemCode, ProblemError } from '@app/contracts';

/**
 * Something that the caller can see and understand. The code decides the HTTP status (`problem-catalogue`); the message
 * is the problem's `detail`, so it must be safe to show.
 */
export class AppError extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly errors?: ProblemError[],
  ) {
    super(message);
    this.name = new.target.name;
  }
}
