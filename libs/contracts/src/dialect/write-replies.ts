import type {
  Asked,
  CompiledDialect,
  DraftReply,
  ErrorToWrite,
  JobFacts,
  Manner,
  OperationOutcome,
} from './dialect.js';
import type { OperationKind } from '../profile/operation-kinds.js';

/*
 * Signatures first; each gets a file of its own.
 */
type Writer = (dialect: CompiledDialect, asked: Asked, facts: JobFacts, manner: Manner) => DraftReply;

/** The reply to a request before the start; facts are null where no job is there yet. */
export const writeBefore: (
  dialect: CompiledDialect,
  asked: Asked,
  facts: JobFacts | null,
  manner: Manner,
) => DraftReply = notYet;
/** The reply to the start. */
export const writeStart: Writer = notYet;
/** The reply to a start under a key or name that is taken, where the API does not simply tell the first job again. */
export const writeRepeated: (
  dialect: CompiledDialect,
  asked: Asked,
  facts: JobFacts,
  manner: Manner,
) => DraftReply | undefined = notYet;
export const writePoll: Writer = notYet;
export const writeResult: Writer = notYet;
/** The list, or the one job, that is looked for. */
export const writeFind: (dialect: CompiledDialect, asked: Asked, jobs: JobFacts[], manner: Manner) => DraftReply =
  notYet;
/** `facts` say how the job stands after it. */
export const writeOperation: (
  dialect: CompiledDialect,
  asked: Asked & { route: { kind: OperationKind } },
  facts: JobFacts,
  manner: Manner,
  outcome: OperationOutcome,
) => DraftReply = notYet;
/** A route of the supplement. */
export const writeOther: (
  dialect: CompiledDialect,
  asked: Asked,
  facts: JobFacts | null,
  manner: Manner,
) => DraftReply = notYet;
/** An error, at the locators where the profile reads one; `asked` is absent where the request is none of the API's. */
export const writeError: (
  dialect: CompiledDialect,
  asked: Asked | undefined,
  incoming: Asked['incoming'],
  error: ErrorToWrite,
  manner: Manner,
) => DraftReply = notYet;
/** What can't be told, a sentence each. */
export const dialectGaps: (dialect: CompiledDialect) => string[] = notYet;

function notYet(): never {
  throw new Error('not yet');
}
