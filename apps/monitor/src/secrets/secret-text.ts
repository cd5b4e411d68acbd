import { type Secret, secretSchema } from '@app/contracts';

/** What stands in a file or a variable: the fields of a secret as JSON, or its only value. Undefined where it is neither. */
export function readSecretText(text: string): Secret | undefined {
  const trimmed = text.trim();
  if (trimmed === '') return undefined;
  if (!trimmed.startsWith('{')) return { kind: 'text', values: { text: trimmed } };
  return secretSchema.safeParse(parseJson(trimmed)).data;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
