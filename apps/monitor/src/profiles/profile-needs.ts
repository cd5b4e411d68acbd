import { type Profile, type ProfileNeeds, profileGaps } from '@app/contracts';

/** What has to be there before a monitor can be started with a profile. Pure. */
export function needsOf(profile: Profile): ProfileNeeds {
  const { auth, callback } = profile;
  const verify = callback?.verify;
  const secrets = [auth?.secret, verify !== undefined && 'secret' in verify ? verify.secret : undefined];
  return { fields: profileGaps(profile), secrets: [...new Set(secrets.filter((secret) => secret !== undefined))] };
}
