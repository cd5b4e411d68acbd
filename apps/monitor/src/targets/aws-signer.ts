import { AwsV4Signer } from 'aws4fetch';
import type { AwsKeys } from './secret-values.js';
import type { TargetRequest } from './target-answer.js';

/** Signing keys hold for a day, a region and a service. */
const MAX_KEYS = 1000;
const signingKeys = new Map<string, ArrayBuffer>();

/** The request, signed by AWS Signature Version 4 for `at` (by default now). */
export async function signForAws(
  request: TargetRequest,
  scope: { service: string; region: string },
  keys: AwsKeys,
  at = new Date(),
): Promise<TargetRequest> {
  if (signingKeys.size >= MAX_KEYS) signingKeys.clear();
  const { method, url, headers, body } = request;
  const signer = new AwsV4Signer({
    method,
    url,
    headers,
    ...(body === undefined ? {} : { body }),
    ...scope,
    ...keys,
    cache: signingKeys,
    datetime: at.toISOString().replace(/[:-]|\.\d{3}/g, ''),
  });
  const signed = await signer.sign();
  return { ...request, headers: Object.fromEntries(signed.headers) };
}
