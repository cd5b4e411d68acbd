/**
 * Where the remote side of a profile may call back: a URL that nobody can guess. Undefined where there is none to give
 * out: the monitor takes no callbacks, or is known by a loopback address alone and the remote side is elsewhere. Pure.
 */
export function callbackUrl(
  publicBaseUrl: string,
  token: string | null,
  targetBaseUrl: string | undefined,
): string | undefined {
  if (token === null) return undefined;
  if (isLoopback(publicBaseUrl) && targetBaseUrl !== undefined && !isLoopback(targetBaseUrl)) return undefined;
  return `${publicBaseUrl}/api/v1/callbacks/${token}`;
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
