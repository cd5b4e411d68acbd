import { z } from 'zod';
import { secretNameSchema } from './vocabulary.contract.js';

const originSchema = z
  .string()
  .regex(/^https?:\/\/[^/?#@\s]+$/i, { error: 'must be an origin such as https://api.example.com', abort: true })
  .refine((origin) => URL.canParse(origin), 'must be an origin such as https://api.example.com')
  .meta({ id: 'Origin', examples: ['https://api.example.com'] });

const authCommon = {
  secret: secretNameSchema.describe('Name of the secret that has the values'),
  origins: z
    .array(originSchema)
    .max(16)
    .optional()
    .describe("Where the credentials may be sent; by default baseUrl's origin. Nowhere else, ever"),
};

export const authSchema = z
  .discriminatedUnion('scheme', [
    z.strictObject({
      scheme: z.literal('api-key'),
      in: z.enum(['header', 'query']),
      name: z
        .string()
        .regex(/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/, 'must be the name of a header or a query parameter'),
      prefix: z.string().max(64).optional().describe('Stands before the key: "Token "'),
      ...authCommon,
    }),
    z.strictObject({ scheme: z.literal('basic'), ...authCommon }),
    z.strictObject({ scheme: z.literal('bearer'), ...authCommon }),
    z.strictObject({
      scheme: z.literal('oauth2').describe('Client credentials (RFC 6749, section 4.4)'),
      tokenUrl: z
        .string()
        .max(2048)
        .regex(/^https?:\/\//i, 'must be an http or https URL')
        .optional()
        .describe('Where tokens are got; a profile without it must be extended by one that says so'),
      scope: z.string().max(1024).optional(),
      audience: z.string().max(1024).optional(),
      ...authCommon,
    }),
    z.strictObject({
      scheme: z.literal('sigv4').describe('AWS Signature Version 4'),
      service: z.string().min(1).max(64),
      region: z.string().min(1).max(64),
      ...authCommon,
    }),
  ])
  .meta({ id: 'ProfileAuth' });

export const callbackSchema = z
  .strictObject({
    verify: z
      .discriminatedUnion('scheme', [
        z.strictObject({ scheme: z.literal('url').describe('Whoever knows the unguessable URL') }),
        z.strictObject({ scheme: z.literal('standard-webhooks'), secret: secretNameSchema }),
        z.strictObject({
          scheme: z.literal('hmac'),
          secret: secretNameSchema,
          header: z.string().min(1).max(128),
          algorithm: z.enum(['sha1', 'sha256', 'sha512']),
          encoding: z.enum(['hex', 'base64']),
          prefix: z.string().max(64).optional(),
        }),
        z.strictObject({ scheme: z.literal('token'), secret: secretNameSchema, header: z.string().min(1).max(128) }),
      ])
      .optional()
      .describe('How a callback proves where it comes from, beside the URL; by default url alone'),
  })
  .meta({
    id: 'ProfileCallback',
    description: 'The API calls back at {{callback.url}}, and each callback polls at once',
  });

export type ProfileAuth = z.infer<typeof authSchema>;
