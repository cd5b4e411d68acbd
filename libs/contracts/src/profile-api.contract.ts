import { z } from 'zod';

/** Where a version of a profile comes from: the shipped library, the settings of the seed's job API, or the API. */
export const profileSources = ['library', 'settings', 'api'] as const;
export const profileSourceSchema = z.enum(profileSources).meta({ id: 'ProfileSource' });
export type ProfileSource = z.infer<typeof profileSourceSchema>;
