import type { Profile } from './document.contract.js';
import { phasesOf } from './places.js';

/** What a profile leaves open: one that extends it has to say so before it can be used. By JSON pointer into the profile. */
export interface ProfileGap {
  pointer: string;
  detail: string;
}

/** What a profile leaves open. Shipped profiles do where everybody has a host, or a tenant, of their own. */
export function profileGaps(profile: Profile): ProfileGap[] {
  const { auth, baseUrl } = profile;
  const gaps: ProfileGap[] = [];
  if (baseUrl === undefined && urlsOf(profile).some(isRelative)) {
    gaps.push({ pointer: '/baseUrl', detail: 'must be given: the profile has relative URLs' });
  } else if (auth !== undefined && baseUrl === undefined && auth.origins === undefined) {
    gaps.push({
      pointer: '/auth/origins',
      detail: 'must be given: without baseUrl nothing says where credentials may go',
    });
  }
  if (auth?.scheme === 'oauth2' && auth.tokenUrl === undefined) {
    gaps.push({ pointer: '/auth/tokenUrl', detail: 'must be given: nothing else says where tokens are got' });
  }
  return gaps;
}

function urlsOf(profile: Profile): string[] {
  const { before = [], start, result, cancel, pause, resume, purge } = profile;
  const requests = [
    ...before,
    start,
    start.find,
    ...phasesOf(profile).map(({ phase }) => phase),
    result,
    ...[cancel, pause, resume, purge].flat(),
  ];
  return requests.flatMap((part) => part?.request?.url ?? []);
}

/** A place that stands first may bring an absolute URL along. */
function isRelative(url: string): boolean {
  return !/^(https?:\/\/|\{\{)/i.test(url);
}
