/**
 * A fingerprint of the credentials of a request, by which they are known again without being kept; null where there are
 * none. Headers have names in lower case.
 */
export function credentialOf(_headers: Record<string, string | undefined>): string | null {
  return null;
}
