import { documentSchema } from './document.contract.js';
import { checkProfile } from './profile-faults.js';

/** How one asynchronous HTTP API is spoken: data, never code. */
export const profileSchema = documentSchema.superRefine(checkProfile).meta({ id: 'Profile' });
