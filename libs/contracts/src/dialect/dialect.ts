import type { CompiledProfile } from '../profile/compiled.js';
import type { CompiledBody } from '../profile/compiled-request.js';
import type { Locator } from '../profile/locator.js';
import type { OperationKind } from '../profile/operation-kinds.js';
import type { Captures } from '../profile/scope.js';
import type { Template } from '../profile/template.js';
import type { UrlTemplate } from '../profile/url-template.js';
import type { ErrorKind } from './error-kinds.js';
import type { PatternPart } from './match-parts.js';
import type { Supplement } from './supplement.contract.js';

/*
 * A dialect is a profile read backwards: where the monitor builds a request, the emulator takes it apart; where the
 * monitor reads a reply, the emulator writes one, at the same locators, and reads it back to be sure. A supplement says
 * what a profile has no reason to say.
 */

/** A request as it came in. `path` begins with "/" and is percent-encoded, as it stands behind the dialect's base. */
export interface IncomingRequest {
  method: string;
  path: string;
  /** Decoded, in order. */
  query: [string, string][];
  /** By names in lower case. */
  headers: Record<string, string | undefined>;
  /** Its JSON, or the fields of its form; undefined where it is neither. */
  body: unknown;
  text: string | undefined;
}

/** What a request asks for. */
export type RouteKind = 'before' | 'start' | 'find' | 'poll' | 'result' | OperationKind | 'other';

export interface Route {
  kind: RouteKind;
  /**
   * Which request before the start, which phase of the poll, which way of an operation, which other route: from 0. Of the
   * result 1 is a later page.
   */
  index: number;
}

/** What the places of a request's templates were filled with. */
export interface Bound {
  input?: unknown;
  /** By the names that the profile captures. */
  job: Captures;
  key?: string;
  name?: string;
  callbackUrl?: string;
}

export interface RouteMatch {
  route: Route;
  bound: Bound;
  /** The job that the request means, as the API names it; absent in a start that lets the API choose, and in lists. */
  reference?: string;
  /** Other routes that the same request may mean: how the job stands tells which. The likeliest first. */
  also: Route[];
}

/** How a job stands, in the words that writing needs. */
export type Standing = 'open' | 'queued' | 'running' | 'paused' | 'canceling' | 'succeeded' | 'failed' | 'canceled';

/** What there is to tell of a job. Instants are milliseconds since the epoch, on the emulator's clock. */
export interface JobFacts {
  /** The job's id as the API shows it. */
  reference: string;
  /** Our own id of the job, and its number: both unique. */
  id: string;
  number: number;
  name: string | null;
  /** What the start request was, and what its places were filled with. */
  request: IncomingRequest | null;
  bound: Bound;
  standing: Standing;
  /** The phase of the scenario, from 0; those of the poll are gone through in the same order. */
  phase: number;
  /** How many phases the scenario has; by default one. */
  phases?: number;
  /** The API's own word of status, where the scenario says one. */
  status?: string;
  /** Null where nothing is to be told. */
  progress: { percent: number; done: number; total: number; message: string | null } | null;
  result: unknown;
  error: { code: string; message: string; body?: unknown } | null;
  logs: string[];
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  now: number;
}

/**
 * A hint that a reply is to give. In milliseconds it stands where the profile reads it first, or in that header
 * (`retry-after-ms` has milliseconds, any other seconds); a text stands in Retry-After as it is.
 */
export type HintToWrite = { ms: number; header?: string } | { text: string };

/** How a reply is to be written, where a scenario has a word in it. */
export interface Manner {
  /** The dialect's absolute base, without a slash at its end. */
  base: string;
  /** Turns an absolute URL of the dialect into the form in which it is told. By default it stays. */
  tell?: (url: string) => string;
  /** It is said whatever the profile makes of it; 301, 302, 303, 307 and 308 lead to the result. */
  code?: number;
  hint?: HintToWrite;
}

/** The request that is answered, and what it was found to be. */
export interface Asked {
  route: Route;
  bound: Bound;
  incoming: IncomingRequest;
}

/** What becomes of a cancel, pause, resume or purge. */
export type OperationOutcome = 'accepted' | 'gone' | 'refused';

/** An error that is told: by default with the status and in the words of its kind. */
export interface ErrorToWrite {
  kind: ErrorKind;
  status?: number;
  code?: string;
  message?: string;
}

/** A reply as it goes out: JSON in `body`, or any text in `text`. Header names are in lower case. */
export interface DraftReply {
  code: number;
  headers: Record<string, string>;
  body?: unknown;
  text?: string;
}

export interface CompiledDialect {
  compiled: CompiledProfile;
  supplement: Supplement;
  /** The path of baseUrl, which stands in front of the API's own paths: "" or "/v1". */
  basePath: string;
  /** What the API's names for a job look like: by the names that the profile captures, or by the place in a reply. */
  names: Record<string, JobName>;
  /** In the order in which they are preferred where a request fits several as well. */
  routes: CompiledRoute[];
}

/** What one of the API's names for a job looks like. */
export type JobName =
  | { kind: 'text'; template: Template; pattern: TextPattern }
  | { kind: 'url'; template: UrlTemplate; pattern: UrlPattern };

/** A template in reverse: in each group stands what the place at the same index was filled with. */
export interface TextPattern {
  parts: PatternPart[];
  places: Locator[];
}

/** The template of a URL in reverse. The parts are those of the whole path. */
export interface UrlPattern extends TextPattern {
  query: [string, Template][];
  /** How many characters are fixed: the more, the more the pattern says. */
  fixed: number;
}

/** A request that a dialect takes. */
export interface CompiledRoute {
  route: Route;
  method: string;
  /** One for each form that the URL may have. */
  urls: RouteUrl[];
  headers: [string, Template][];
  /** Besides that of the URL. */
  query: [string, Template][];
  body: CompiledBody | undefined;
  /** What is the same in each of its requests. */
  fixed: FixedValue[];
}

/** One form of a route's URL. Where it begins with another URL, the first group is the path of that. */
export interface RouteUrl extends UrlPattern {
  beginsWithUrl: boolean;
}

/** A value that is the same in each request of a route: of a parameter, a header, or at a place of the body. */
export interface FixedValue {
  in: 'query' | 'header' | 'body';
  path: string[];
  value: string | number | boolean | null;
}
