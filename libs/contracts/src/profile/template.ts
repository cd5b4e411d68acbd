import { type Locator, LocatorError, parseLocator } from './locator.js';

/*
 * Templates are text with places: `/v1/{{job.id}}:cancel`. A place holds a locator. How a value is written depends on
 * where the template stands: percent-encoded in a URL, as it is in a header, as JSON where it is all of a JSON string.
 */

/** A parsed template: fixed text and places, alternating as they come. */
export type Template = (string | Locator)[];

export const MAX_TEMPLATE_CHARACTERS = 4096;
const MAX_PLACES = 32;

/** Parses a template. Throws LocatorError on a place that is none. */
export function parseTemplate(text: string): Template {
  if (text.length > MAX_TEMPLATE_CHARACTERS)
    throw new LocatorError(`must not be longer than ${MAX_TEMPLATE_CHARACTERS}`);
  const template: Template = [];
  let at = 0;
  for (;;) {
    const opens = text.indexOf('{{', at);
    if (opens < 0) break;
    const closes = text.indexOf('}}', opens);
    if (closes < 0) throw new LocatorError(`has a place without an end at character ${opens + 1}: {{…}}`);
    if (opens > at) template.push(text.slice(at, opens));
    template.push(parseLocator(text.slice(opens + 2, closes)));
    at = closes + 2;
  }
  if (at < text.length) template.push(text.slice(at));
  if (placesOf(template).length > MAX_PLACES) throw new LocatorError(`must not have more than ${MAX_PLACES} places`);
  return template;
}

/** The places of a template. */
export function placesOf(template: Template): Locator[] {
  return template.filter((part) => typeof part !== 'string');
}
