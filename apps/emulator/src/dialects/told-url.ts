import type { LocationForm } from '@app/contracts';

/** What a told URL is made of. */
export interface ToldUrl {
  form: LocationForm | undefined;
  /** The dialect's base at our own origin and at the other one. */
  base: string;
  foreignBase: string;
  /** How often was asked so far: it tells one rotating place from the next. */
  turn: number;
}

/** Turns an absolute URL of the dialect into the form in which a scenario tells it. */
export function tellUrl(url: string, { form = 'fixed', base, foreignBase, turn }: ToldUrl): string {
  if (!url.startsWith(base)) return url;
  switch (form) {
    case 'fixed':
      return url;
    case 'rotating':
      return `${url}${url.includes('?') ? '&' : '?'}turn=${turn}`;
    case 'relative':
      return url.replace(/^https?:\/\/[^/]+/i, '');
    case 'downgraded':
      return url.replace(/^https:/i, 'http:');
    case 'foreign':
      return foreignBase + url.slice(base.length);
  }
}
