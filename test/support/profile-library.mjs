/**
 * The tables of docs/profile-library.md, out of the profiles and their exchanges alone. The profiles' spec compares;
 * `node test/support/profile-library.mjs` writes.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { parse } from 'yaml';

/**
 * @typedef {{ verdict?: string, captured?: unknown, progress?: unknown, ended?: Reading, error?: { code?: string, message?: string } }} Reading
 * @typedef {{ request: { url: string } }} Step
 * @typedef {{ scheme: keyof typeof credentials, secret: string, tokenUrl?: string, region?: string }} Auth
 * @typedef {{
 *   title: string, docs: string, example?: unknown, baseUrl?: string, auth?: Auth, before?: Step[],
 *   start: Step & { find?: unknown }, progress?: unknown, cancel?: unknown, pause?: unknown,
 *   callback?: { verify?: { secret?: string } },
 * }} Profile
 * @typedef {{ step: string, reading: Reading }} Exchange
 * @typedef {{ name: string, profile: Profile, exchanges: Exchange[], notApplicable: Record<string, string>, leftOut: Record<string, string> }} Api
 * @typedef {{ readings: Reading[], has: (step: string, verdicts: string[]) => boolean }} Shown
 */

export const PAGE = 'docs/profile-library.md';

/** The page as it must be. */
export function profileLibrary() {
  const apis = readdirSync('profiles')
    .filter((file) => file.endsWith('.yaml'))
    .map((file) => apiOf(file.slice(0, -'.yaml'.length)));
  const byTitle = apis.toSorted((one, other) => one.profile.title.localeCompare(other.profile.title, 'en'));
  return `# The profile library

Made by \`node test/support/profile-library.mjs\` from \`profiles/\` and \`test/profiles/\`; a test fails where it is out of date.
Each profile is a few lines of data in [profiles/](../profiles), tested against exchanges in the shape of its API's document:
start, running, every end that it can tell, errors, cancel. We made them up after the documents; no live account was used.

## What each can do

yes: the profile says how, and its exchanges show it. no: the API can, the profile does not. n/a: the API has no such thing, or
none for one job. Why is said [below](#what-is-not-there-and-why). Error: the remote's own words are shown.

| API | profile | start | poll | progress | result | error | cancel | pause, resume | find | callback |
| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |
${byTitle.map(rowOf).join('\n')}

## What each needs

Put a profile of your own that extends the shipped one and says what is to be set, and give the secret of that name:

\`\`\`yaml
extends: databricks
baseUrl: https://dbc-1.cloud.databricks.com
\`\`\`

| profile | to be set | secret | fields of the input |
| --- | --- | --- | --- |
${apis.map(needsOf).join('\n')}

## What is not there, and why

${apis.flatMap(reasonsOf).join('\n')}
`;
}

/** @param {string} name @returns {Api} */
function apiOf(name) {
  const {
    exchanges,
    notApplicable = {},
    leftOut = {},
  } = parse(readFileSync(`test/profiles/${name}.exchanges.yaml`, 'utf8'));
  return { name, profile: /** @type {Profile} */ (resolved(name)), exchanges, notApplicable, leftOut };
}

/** @param {string} name @returns {unknown} */
function resolved(name) {
  const { extends: extended, ...document } = parse(readFileSync(`profiles/${name}.yaml`, 'utf8'));
  return extended === undefined ? document : merged(resolved(extended), document);
}

/**
 * Objects are merged, null removes, all else replaces.
 * @param {unknown} base @param {unknown} patch @returns {unknown}
 */
function merged(base, patch) {
  if (!isObject(base) || !isObject(patch)) return patch;
  const keys = [...new Set([...Object.keys(base), ...Object.keys(patch)])].filter((key) => patch[key] !== null);
  return Object.fromEntries(keys.map((key) => [key, key in patch ? merged(base[key], patch[key]) : base[key]]));
}

/** @param {unknown} value @returns {value is Record<string, unknown>} */
function isObject(value) {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @type {Record<string, (profile: Profile, shown: Shown) => boolean>} */
const columns = {
  start: (_, { has }) => has('start', ['started']),
  poll: (_, { has }) => has('poll', ['succeeded']),
  progress: ({ progress }, { readings }) => progress !== undefined && readings.some((reading) => 'progress' in reading),
  result: (_, { readings }) => readings.some((reading) => 'result' in reading),
  error: (_, { readings }) => readings.some(({ error }) => error !== undefined),
  cancel: ({ cancel }, { has }) => cancel !== undefined && has('cancel', ['accepted', 'done']),
  pauseResume: ({ pause }, { has }) =>
    pause !== undefined && has('pause', ['accepted', 'done']) && has('resume', ['accepted', 'done']),
  find: ({ start }) => start.find !== undefined,
  callback: ({ callback }) => callback !== undefined,
};

/** @param {Api} api */
function rowOf({ name, profile, exchanges, notApplicable }) {
  const shown = {
    readings: exchanges.flatMap(({ reading }) => [reading, ...(reading.ended === undefined ? [] : [reading.ended])]),
    /** @param {string} kind @param {string[]} verdicts */
    has: (kind, verdicts) =>
      exchanges.some(({ step, reading }) => step.split(':')[0] === kind && verdicts.includes(reading.verdict ?? '')),
  };
  const cells = Object.entries(columns).map(([feature, isShown]) =>
    isShown(profile, shown) ? 'yes' : feature in notApplicable ? 'n/a' : 'no',
  );
  return `| [${profile.title}](${profile.docs}) | ${name} | ${cells.join(' | ')} |`;
}

const credentials = {
  'api-key': 'key',
  basic: 'user and password',
  bearer: 'token',
  oauth2: 'client id and secret',
  sigv4: 'access key',
};

/** @param {Api} api */
function needsOf({ name, profile }) {
  const { auth, baseUrl, example, callback } = profile;
  const set = [
    ...(baseUrl === undefined && usesBase(profile) ? ['`baseUrl`'] : []),
    ...(auth?.scheme === 'oauth2' && auth.tokenUrl === undefined ? ['`auth.tokenUrl`'] : []),
    ...(auth?.scheme === 'sigv4' ? [`\`baseUrl\` and \`auth.region\` outside of ${auth.region}`] : []),
  ];
  const ofCallbacks = callback?.verify?.secret;
  const secrets = [
    ...(auth === undefined ? [] : [`\`${auth.secret}\`: ${credentials[auth.scheme]}`]),
    ...(ofCallbacks === undefined ? [] : [`\`${ofCallbacks}\`: of its callbacks`]),
  ];
  const input = isObject(example) ? Object.keys(example).map((field) => `\`${field}\``) : [];
  return `| ${name} | ${orNothing(set)} | ${orNothing(secrets)} | ${orNothing(input)} |`;
}

/** A place that stands first may give the whole URL. @param {Profile} profile */
function usesBase({ start, before = [] }) {
  return [...before, start].some(({ request }) => !/^(https?:|\{\{)/i.test(request.url));
}

/** @param {string[]} parts */
function orNothing(parts) {
  return parts.length === 0 ? '–' : parts.join(', ');
}

/** @param {Api} api */
function reasonsOf({ name, notApplicable, leftOut }) {
  const reasons = Object.keys(columns)
    .map((feature) => [feature, notApplicable[feature] ?? leftOut[feature]])
    .filter(([, reason]) => reason !== undefined)
    .map(([feature, reason]) => `${feature === 'pauseResume' ? 'pause, resume' : feature}: ${reason}`);
  return reasons.length === 0 ? [] : [`- **${name}**: ${reasons.join(' · ')}`];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(PAGE, profileLibrary());
