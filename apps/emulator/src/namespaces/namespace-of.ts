import { namespaceSchema } from '@app/contracts';
import { AppError } from '@app/platform';
import { namespaceInUrl } from './namespace-url.js';

/** Names the namespace of a request, where its path does not. */
const HEADER = 'Longwatch-Namespace';

/** What the path calls it: `/ns/{namespace}/…`. */
const IN_PATH = 'namespace';

export const DEFAULT_NAMESPACE = 'default';

interface Asked {
  /** As it was sent, with the namespace in front. */
  originalUrl: string;
  headers: Record<string, string | string[] | undefined>;
}

/**
 * The namespace that a request is in: by its path or by its header, else the default one. Throws a problem where it is not
 * valid, and where the two name different ones: whichever was taken, somebody would look for his jobs in the other.
 */
export function namespaceOf({ originalUrl, headers }: Asked): string {
  const inPath = namespaceInUrl(originalUrl);
  const inHeader = headers[HEADER.toLowerCase()];
  if (inHeader === undefined) return inPath === undefined ? DEFAULT_NAMESPACE : checked(inPath, IN_PATH);
  if (inPath === undefined) return checked(inHeader, HEADER);
  const namespace = checked(inPath, IN_PATH);
  if (inHeader === namespace) return namespace;
  throw invalid(HEADER, `must be left out, or be ${namespace} as in the path`);
}

function checked(given: string | string[], parameter: string): string {
  const { data, error } = namespaceSchema.safeParse(given);
  if (error === undefined) return data;
  throw invalid(parameter, error.issues[0]!.message);
}

function invalid(parameter: string, detail: string): AppError {
  return new AppError('parameter-invalid', 'See errors', [{ parameter, detail }]);
}
