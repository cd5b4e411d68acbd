import type { TargetRequest } from './target-answer.js';

/** The request with a header, in place of any of that name. */
export function withHeader(request: TargetRequest, name: string, value: string): TargetRequest {
  const lower = name.toLowerCase();
  const others = Object.entries(request.headers).filter(([other]) => other.toLowerCase() !== lower);
  return { ...request, headers: { ...Object.fromEntries(others), [lower]: value } };
}

/** The request with a query parameter, in place of any of that name; the others keep their spelling. */
export function withParameter(request: TargetRequest, name: string, value: string): TargetRequest {
  const [withoutFragment = ''] = request.url.split('#', 1);
  const queryAt = withoutFragment.indexOf('?');
  const path = queryAt < 0 ? withoutFragment : withoutFragment.slice(0, queryAt);
  const query = queryAt < 0 ? '' : withoutFragment.slice(queryAt + 1);
  const others = query.split('&').filter((part) => part !== '' && !new URLSearchParams(part).has(name));
  const parts = [...others, `${encodeURIComponent(name)}=${encodeURIComponent(value)}`];
  return { ...request, url: `${path}?${parts.join('&')}` };
}
