import { z } from 'zod';
import { profileSchema } from './profile/profile.contract.js';
import { profileNameSchema } from './profile/vocabulary.contract.js';

/** Wire shapes of `/api/v1/profiles`. */

/** Where a version of a profile comes from: the shipped library, the settings of the seed's job API, or this API. */
export const profileSources = ['library', 'settings', 'api'] as const;
export const profileSourceSchema = z.enum(profileSources).meta({ id: 'ProfileSource' });
export type ProfileSource = z.infer<typeof profileSourceSchema>;

/** What has to be there before a monitor can be started with a profile. */
export const profileNeedsSchema = z
  .object({
    fields: z
      .array(z.object({ pointer: z.string(), detail: z.string() }))
      .describe('Fields that the profile leaves open: extend it by one that says them'),
    secrets: z.array(z.string()).describe('Names of the secrets that it uses'),
  })
  .meta({ id: 'ProfileNeeds' });
export type ProfileNeeds = z.infer<typeof profileNeedsSchema>;

const versionFields = {
  version: z.int().min(1),
  source: profileSourceSchema,
  createdAt: z.iso.datetime(),
};

export const profileSummarySchema = z
  .object({
    name: profileNameSchema,
    title: z.string().optional(),
    docs: z.string().optional().describe("Where the API's own document is"),
    ...versionFields,
    needs: profileNeedsSchema,
  })
  .meta({
    id: 'ProfileSummary',
    examples: [
      {
        name: 'plain-202',
        title: 'Plain 202 with Location',
        docs: 'https://learn.microsoft.com/azure/architecture/patterns/async-request-reply',
        version: 1,
        source: 'library',
        createdAt: '2026-11-21T22:30:00.000Z',
        needs: { fields: [], secrets: [] },
      },
    ],
  });
export type ProfileSummary = z.infer<typeof profileSummarySchema>;

export const profilePageSchema = z
  .object({
    profiles: z.array(profileSummarySchema),
    next: z.string().optional().describe('Send it as `after` to get the next page; absent on the last'),
  })
  .meta({ id: 'ProfilePage' });
export type ProfilePage = z.infer<typeof profilePageSchema>;

export const profileDetailsSchema = profileSummarySchema
  .extend({
    profile: profileSchema.describe('The document, with what it extends put in'),
    versions: z.array(z.object(versionFields)).describe('All that are not deleted, the newest first'),
  })
  .meta({ id: 'ProfileDetails', examples: [] });
export type ProfileDetails = z.infer<typeof profileDetailsSchema>;

const wholeNumber = (least: number, most: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .refine((value) => value >= least && value <= most, `must be from ${least} to ${most}`);

export const MAX_PROFILES_A_PAGE = 100;

const partOfName = z.string().regex(/^[A-Za-z0-9._-]{0,128}$/, 'must be letters, digits, ".", "_" and "-"');

export const profilesQuerySchema = z.object({
  prefix: partOfName.optional().describe('What names begin with'),
  source: profileSourceSchema.optional(),
  limit: wholeNumber(1, MAX_PROFILES_A_PAGE)
    .default(50)
    .meta({ type: 'integer', minimum: 1, maximum: MAX_PROFILES_A_PAGE, default: 50, pattern: undefined }),
  after: partOfName.optional().describe('`next` of the page before'),
});
export type ProfilesQuery = z.output<typeof profilesQuerySchema>;

export const profileQuerySchema = z.object({
  version: wholeNumber(1, 999_999_999)
    .optional()
    .meta({ type: 'integer', minimum: 1, pattern: undefined, description: 'By default the newest' }),
});
export type ProfileQuery = z.output<typeof profileQuerySchema>;
