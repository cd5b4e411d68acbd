import type { Secret } from '@app/contracts';

/** The one value of a secret that is one: a key, a token, a shared secret, or a text by itself. */
export function singleValue({ values }: Secret): string | undefined {
  return values.key ?? values.token ?? values.secret ?? values.text;
}

/** A user name and a password; also from the text `name:password`. */
export function nameAndPassword({ values }: Secret): { username: string; password: string } | undefined {
  const { username, password, text } = values;
  if (username !== undefined && password !== undefined) return { username, password };
  const colonAt = text?.indexOf(':') ?? -1;
  return colonAt < 0 ? undefined : { username: text!.slice(0, colonAt), password: text!.slice(colonAt + 1) };
}

export interface ClientCredentials {
  clientId: string;
  clientSecret: string;
}

export function clientCredentials({ values }: Secret): ClientCredentials | undefined {
  const { clientId, clientSecret } = values;
  return clientId === undefined || clientSecret === undefined ? undefined : { clientId, clientSecret };
}

export interface AwsKeys {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

export function awsKeys({ values }: Secret): AwsKeys | undefined {
  const { accessKeyId, secretAccessKey, sessionToken } = values;
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}
