/** Where the remote side may call back. */
export function callbackUrl(publicBaseUrl: string, token: string): string {
  return `${publicBaseUrl}/api/v1/callbacks/${token}`;
}
