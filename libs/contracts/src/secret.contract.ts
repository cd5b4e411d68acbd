import { z } from 'zod';
import { secretNameSchema } from './profile/vocabulary.contract.js';

/** Wire shapes of `/api/v1/secrets`. What a secret is shows in its fields: each kind has fields of its own. */

const MAX_CHARACTERS = 16_384;

const text = z.string().max(MAX_CHARACTERS, `must not be longer than ${MAX_CHARACTERS} characters`);
/** What goes into a header or a form. */
const line = text.regex(/^[^\u0000-\u001f\u007f]*$/, 'must not hold line breaks or other control characters');
const value = line.min(1, 'must not be empty');

const kinds = {
  'api-key': z.strictObject({ key: value }),
  basic: z.strictObject({ username: value.regex(/^[^:]*$/, 'must not hold a colon'), password: line }),
  bearer: z.strictObject({ token: value }),
  oauth2: z.strictObject({ clientId: value, clientSecret: value }),
  sigv4: z.strictObject({ accessKeyId: value, secretAccessKey: value, sessionToken: value.optional() }),
  shared: z.strictObject({ secret: text.min(1, 'must not be empty') }),
};

export const secretKinds = ['api-key', 'basic', 'bearer', 'oauth2', 'sigv4', 'shared'] as const;
export type SecretKind = (typeof secretKinds)[number];

/** A secret as it is used. `text` is one value by itself, from a file or a variable. */
export interface Secret {
  kind: SecretKind | 'text';
  values: Record<string, string>;
}

const ALLOWED =
  'must have the fields of one kind: key; username and password; token; clientId and clientSecret; ' +
  'accessKeyId, secretAccessKey and, where there is one, sessionToken; secret';

/** The fields of a secret, read as the kind that they show. No message repeats what was given. */
export const secretSchema = z
  .record(z.string(), z.unknown(), ALLOWED)
  .superRefine((fields, context) => {
    const kind = kindOf(fields);
    if (kind === undefined) return context.addIssue({ code: 'custom', message: ALLOWED });
    for (const issue of kinds[kind].safeParse(fields).error?.issues ?? []) {
      const message = issue.code === 'unrecognized_keys' ? ALLOWED : wording(issue);
      context.addIssue({ code: 'custom', path: issue.path, message });
    }
  })
  .transform((fields): Secret => ({ kind: kindOf(fields)!, values: fields as Record<string, string> }))
  .meta({
    id: 'Secret',
    description: 'The fields of one kind of secret. They are never shown again',
    anyOf: Object.values(kinds).map((kind) => ({
      required: Object.keys(kind.shape).filter((name) => name !== 'sessionToken'),
    })),
    examples: [{ token: 'the-token' }],
  });

export const secretSources = ['api', 'file', 'environment'] as const;

/** What may be known of a secret. */
export const secretSummarySchema = z
  .object({
    name: secretNameSchema,
    kind: z.enum([...secretKinds, 'text']).describe('Which fields it has; text is one value by itself'),
    source: z.enum(secretSources).describe('Where it comes from: of several places the API goes first, then files'),
    createdAt: z.iso.datetime().optional(),
    updatedAt: z.iso.datetime().optional(),
  })
  .meta({
    id: 'SecretSummary',
    examples: [
      {
        name: 'openai',
        kind: 'bearer',
        source: 'api',
        createdAt: '2026-11-21T22:30:00.000Z',
        updatedAt: '2026-11-21T22:30:00.000Z',
      },
    ],
  });
export type SecretSummary = z.infer<typeof secretSummarySchema>;

export const secretListSchema = z.object({ secrets: z.array(secretSummarySchema) }).meta({ id: 'SecretList' });
export type SecretList = z.infer<typeof secretListSchema>;

function kindOf(fields: Record<string, unknown>): SecretKind | undefined {
  return secretKinds.find((kind) => Object.keys(kinds[kind].shape).some((name) => Object.hasOwn(fields, name)));
}

function wording(issue: { code?: string; message: string }): string {
  return issue.code === 'invalid_type' ? 'must be there, and be a text' : issue.message;
}
