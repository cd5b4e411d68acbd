import { parseArgs } from 'node:util';
import { type CheckOutcome, type CheckRequest, STANDARD_INPUT, checkProfile } from './profile-check.js';
import { toJson, toText } from './profile-check.view.js';

const USAGE = `Usage: longwatch emulator [options]    starts the emulator; --help says its options
       longwatch monitor [options]     starts the monitor; --help says its options
       longwatch profile check FILE [options]

Says whether FILE (YAML or JSON; - is standard input) is a valid profile and, given a reply, how the profile reads it:
verdict, captures, and why, rule by rule.

  --reply FILE   the reply: {code, headers, body or text, url} as JSON or YAML, or what curl -i shows; - is standard input
  --step STEP    what it answers: start, or poll (default)
  --phase NAME   the phase in which it was polled; by default the first
  --job JSON     what was captured before, such as '{"id":"1"}'
  --input JSON   what the monitor was started with; by default the profile's own example
  --name NAME    the job's name
  --url URL      the URL that answered; by default that of the request which the profile makes
  --json         the answer as JSON
  --help

What FILE extends is looked up among the shipped profiles.

Exit codes: 0 valid, 1 invalid, 2 wrong usage or a file that can't be read.
`;

const options = {
  reply: { type: 'string' },
  step: { type: 'string' },
  phase: { type: 'string' },
  job: { type: 'string' },
  input: { type: 'string' },
  name: { type: 'string' },
  url: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean' },
} as const;

/** The words can't be understood; the message says why. */
class UsageError extends Error {}

/** A file can't be read; the message says which. */
class FileUnreadable extends Error {}

/** Where the command says what it has to say. */
export interface Streams {
  out: (text: string) => void;
  err: (text: string) => void;
}

const standard: Streams = {
  out: (text) => void process.stdout.write(text),
  err: (text) => void process.stderr.write(text),
};

/** Runs the words of a command line and answers the exit code. */
export function runCommand(words: string[], { out, err }: Streams = standard): number {
  try {
    const { values, request } = readWords(words);
    if (request === undefined) {
      out(USAGE);
      return 0;
    }
    const outcome = check(request);
    out(values.json === true ? `${JSON.stringify(toJson(outcome), null, 2)}\n` : toText(outcome));
    return outcome.troubles.length === 0 ? 0 : 1;
  } catch (error) {
    if (error instanceof FileUnreadable) err(`${error.message}\n`);
    else if (error instanceof UsageError) err(`${error.message}\n\n${USAGE}`);
    else throw error;
    return 2;
  }
}

function readWords(words: string[]) {
  const { values, positionals } = parse(words);
  if (values.help === true) return { values, request: undefined };
  const [topic, verb, file, ...more] = positionals;
  if (topic !== 'profile' || verb !== 'check')
    throw new UsageError('The commands are profile check, emulator and monitor');
  if (file === undefined || more.length > 0) throw new UsageError('Name one FILE');
  const { step = 'poll', reply, phase, name, url } = values;
  if (step !== 'poll' && step !== 'start') throw new UsageError(`--step must be start or poll, not ${step}`);
  if (file === STANDARD_INPUT && reply === STANDARD_INPUT) throw new UsageError('Only one file can be standard input');
  const input = values.input === undefined ? undefined : readJson('--input', values.input);
  const job = values.job === undefined ? undefined : readJson('--job', values.job);
  if (job !== undefined && !isObject(job)) throw new UsageError('--job must be a JSON object');
  return { values, request: { file, reply, step, phase, job, input, name, url } satisfies CheckRequest };
}

function parse(words: string[]) {
  try {
    return parseArgs({ args: words, options, allowPositionals: true });
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

function readJson(option: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${option} must be JSON`);
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function check(request: CheckRequest): CheckOutcome {
  try {
    return checkProfile(request, Date.now());
  } catch (error) {
    const { code, message, path } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new FileUnreadable(path === undefined ? message : `${path} can't be read: ${code}`);
  }
}
