import type { CompiledDialect, RouteMatch } from '@app/contracts';

type Route = CompiledDialect['routes'][number];
type Text = Route['headers'][number][1];
type Json = Extract<NonNullable<Route['body']>, { kind: 'json' }>['json'];

/** Where a route has the key of a start: a parameter, a header, or a place of the body. Undefined where it has it nowhere. */
export function keyPlaceOf({ routes }: CompiledDialect, { route }: Pick<RouteMatch, 'route'>): string | undefined {
  const own = routes.find(({ route: { kind, index } }) => kind === route.kind && index === route.index);
  if (own === undefined) return undefined;
  const { headers, query, urls, body } = own;
  const inBody = body?.kind === 'json' ? placeIn(body.json)?.join('.') : undefined;
  const formFields = body?.kind === 'form' ? body.fields : [];
  // Last the header that is sent wherever else the key stands.
  const fields = [...formFields, ...query, ...urls.flatMap((url) => url.query), ...headers];
  return inBody ?? fields.find(([, text]) => holdsKey(text))?.[0];
}

function holdsKey(text: Text): boolean {
  return text.some((part) => typeof part === 'object' && isKey(part));
}

function isKey(locator: Exclude<Text[number], string>): boolean {
  return locator.some(({ source }) => source.kind === 'word' && source.word === 'key');
}

function placeIn(json: Json): string[] | undefined {
  if (json.kind === 'value') return isKey(json.locator) ? [] : undefined;
  if (json.kind === 'text') return holdsKey(json.template) ? [] : undefined;
  const children: [string, Json][] =
    json.kind === 'object'
      ? json.fields
      : json.kind === 'list'
        ? json.items.map((item, index) => [String(index), item])
        : [];
  for (const [name, child] of children) {
    const place = placeIn(child);
    if (place !== undefined) return [name, ...place];
  }
  return undefined;
}
