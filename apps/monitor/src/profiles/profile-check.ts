import { readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import {
  type Captures,
  type Classification,
  type ProfileNeeds,
  compileProfile,
  profileNameSchema,
} from '@app/contracts';
import {
  extendedName,
  type FileTrouble,
  ProfileFaulty,
  readShippedFiles,
  readText,
  type ReadText,
  type ResolvedProfile,
  resolveProfile,
  ShippedFilesFaulty,
  troublesOf,
} from '@app/documents';
import { readGivenReply } from './given-reply.js';
import { needsOf } from './profile-needs.js';
import { type NextWait, deadlineText, nextWait, pollsTexts } from './profile-pacing.js';
import { type FirstRequest, trialFaults, tryReply, tryRequest } from './profile-trial.js';

export const STANDARD_INPUT = '-';

/** What is to be checked. Files are paths, or `-` for standard input. */
export interface CheckRequest {
  file: string;
  reply: string | undefined;
  step: 'start' | 'poll';
  phase: string | undefined;
  job: Captures | undefined;
  input: unknown;
  name: string | undefined;
  url: string | undefined;
}

/** Whether it is a profile and, where a reply was given too, how it reads that. */
export interface CheckOutcome {
  file: string;
  troubles: FileTrouble[];
  profile?: {
    name: string;
    needs: ProfileNeeds;
    firstRequest: FirstRequest;
    /** Both in words, with what is so by default. */
    deadline: string;
    polls: string[];
  };
  classification?: Classification;
  wait?: NextWait;
}

/** Checks a file; `at` is when the reply counts as received. Throws where a file can't be read at all. */
export function checkProfile(request: CheckRequest, at: number): CheckOutcome {
  const file = labelOf(request.file);
  const text = readFile(request.file);
  let read: ReadText | undefined;
  let resolved: ResolvedProfile;
  try {
    read = readText(text);
    resolved = resolve(read.value, request.file);
  } catch (error) {
    if (error instanceof ShippedFilesFaulty) return { file, troubles: [{ file, detail: error.message }] };
    return { file, troubles: troublesOf(error, file, read) };
  }
  const { profile } = resolved;
  const { name } = profile;
  const compiled = compileProfile(profile);
  const firstRequest = tryRequest(compiled, request);
  const paced = { deadline: deadlineText(compiled), polls: pollsTexts(compiled) };
  const valid = { file, troubles: [], profile: { name, needs: needsOf(profile), firstRequest, ...paced } };
  if (request.reply === undefined) return valid;
  const [fault] = trialFaults(compiled, request);
  if (fault !== undefined) return { ...valid, troubles: [{ file: '--phase', detail: fault.detail }] };
  try {
    const given = readGivenReply(readFile(request.reply));
    const reply = { ...given, ...(request.url === undefined ? {} : { url: request.url }) };
    const tried = tryReply(compiled, { ...request, reply, at });
    const wait = nextWait(compiled, tried, request.phase ?? compiled.phases[0]!.name);
    const classification = { profile: { name }, ...tried };
    return { ...valid, classification, ...(wait === undefined ? {} : { wait }) };
  } catch (error) {
    return { ...valid, troubles: troublesOf(error, labelOf(request.reply), undefined) };
  }
}

/** What a document extends is looked up among the shipped profiles: there is no server to ask. */
function resolve(document: unknown, file: string): ResolvedProfile {
  const extended = extendedName(document);
  const base = extended === undefined ? undefined : readShippedFiles().get(extended)?.profile;
  if (extended !== undefined && base === undefined) {
    const detail = `names no shipped profile: "${extended}". Only those are looked up here, not what a server holds`;
    throw new ProfileFaulty([{ path: ['extends'], detail }]);
  }
  return resolveProfile(document, { name: nameOf(document, file), base });
}

/** A document may leave its name to the place where it is put; here, to its file. */
function nameOf(document: unknown, file: string): string {
  const { name } = (document ?? {}) as { name?: unknown };
  if (typeof name === 'string') return name;
  const ofFile = profileNameSchema.safeParse(basename(file, extname(file)));
  return ofFile.success ? ofFile.data : 'profile';
}

function readFile(file: string): string {
  return readFileSync(file === STANDARD_INPUT ? 0 : file, 'utf8');
}

function labelOf(file: string): string {
  return file === STANDARD_INPUT ? 'standard input' : file;
}
