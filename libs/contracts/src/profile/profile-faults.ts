import type { z } from 'zod';
import { checkStorable } from '../json.contract.js';
import { jsonText } from './bounded-json.js';
import type { Profile } from './document.contract.js';
import { phaseFaults } from './phase-faults.js';
import { placeFaults } from './place-faults.js';
import { placesOfProfile } from './places.js';

/** What is wrong with a profile as a whole, and where. */
export interface ProfileFault {
  path: PropertyKey[];
  message: string;
}

export const MAX_PROFILE_CHARACTERS = 65_536;
const MAX_PLACES = 256;

/** Adds what is wrong with a profile as a whole: its size and depth, and what its parts ask of each other. */
export function checkProfile(profile: Profile, context: z.RefinementCtx): void {
  const before = context.issues.length;
  checkStorable(profile, context);
  if (context.issues.length > before) return;
  if ((jsonText(profile)?.length ?? Infinity) > MAX_PROFILE_CHARACTERS) {
    context.addIssue({ code: 'custom', message: `must not be larger than ${MAX_PROFILE_CHARACTERS} characters` });
    return;
  }
  for (const { path, message } of profileFaults(profile)) context.addIssue({ code: 'custom', message, path });
}

/** What the parts of a profile ask of each other, and do not get. */
export function profileFaults(profile: Profile): ProfileFault[] {
  const places = placesOfProfile(profile).length;
  if (places > MAX_PLACES) {
    return [{ path: [], message: `must not have more than ${MAX_PLACES} locators: it has ${places}` }];
  }
  return [...phaseFaults(profile), ...placeFaults(profile), ...otherFaults(profile)];
}

function* otherFaults({ onDeadline, cancel, result }: Profile): Iterable<ProfileFault> {
  if (onDeadline === 'cancel' && cancel === undefined) {
    yield { path: ['onDeadline'], message: 'must be abandon where the profile has no cancel' };
  }
  if (result?.next !== undefined && !result.next.includes('{{')) {
    yield { path: ['result', 'next'], message: 'must have a place: {{body.next}}, or a URL with {{body.<token>}}' };
  }
}
