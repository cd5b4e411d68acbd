import type { Profile, ProfileNeeds, RequestDocument } from '@app/contracts';

/** What has to be there before a monitor can be started with a profile. Pure. */
export function needsOf(profile: Profile): ProfileNeeds {
  const { auth, callback } = profile;
  const verify = callback?.verify;
  const secrets = [auth?.secret, verify !== undefined && 'secret' in verify ? verify.secret : undefined];
  return {
    baseUrl: profile.baseUrl === undefined && requestsOf(profile).some(({ url }) => isRelative(url)),
    secrets: [...new Set(secrets.filter((secret) => secret !== undefined))],
  };
}

/** A place that stands first may give the whole URL. */
function isRelative(url: string): boolean {
  return !/^(https?:|\{\{)/i.test(url);
}

function requestsOf(profile: Profile): RequestDocument[] {
  const { before = [], start, poll = [], result, cancel, pause, resume, purge } = profile;
  const steps = [...before, start, start.find, ...[poll].flat(), result, cancel, pause, resume, purge];
  return steps.map((step) => step?.request).filter((request) => request !== undefined);
}
