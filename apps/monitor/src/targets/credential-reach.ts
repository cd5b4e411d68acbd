/** What of `auth` says where its credentials may go. */
export interface Reach {
  origins?: readonly string[] | undefined;
}

/**
 * Whether the credentials of a profile go along with a request. `no`: the origin is not one of those that the profile
 * lists, by default its baseUrl's; the request goes out without them. `needs-https`: it is, but they would travel in the
 * clear: over http they go to this machine alone, or to an origin that the profile itself lists with http. Pure.
 */
export function reachOf(url: URL, auth: Reach, baseUrl: string | undefined): 'yes' | 'no' | 'needs-https' {
  const listed = (auth.origins ?? []).map(originOf);
  const origins = auth.origins === undefined ? [originOf(baseUrl)] : listed;
  if (!origins.includes(url.origin)) return 'no';
  return url.protocol === 'https:' || isThisMachine(url.hostname) || listed.includes(url.origin)
    ? 'yes'
    : 'needs-https';
}

function originOf(url: string | undefined): string | undefined {
  return url !== undefined && URL.canParse(url) ? new URL(url).origin : undefined;
}

function isThisMachine(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127\.\d+\.\d+\.\d+|\[::1\])\.?$/i.test(hostname);
}
