import { Injectable } from '@nestjs/common';

/** The route table by URL: which methods does this path take? For the `Allow` header of a 405 (RFC 9110, section 15.5.6). */
@Injectable()
export class AllowedMethods {
  private readonly routes: { pattern: RegExp; method: string }[] = [];

  /** Remembers a route as Fastify registers it; `:name` stands for one segment, `*` for the rest. */
  add(url: string, methods: string | string[]): void {
    const source = url
      .split('/')
      .map((segment) => (segment.startsWith(':') ? '[^/]+' : segment === '*' ? '.*' : escape(segment)))
      .join('/');
    const pattern = new RegExp(`^${source}/?$`);
    for (const method of [methods].flat()) this.routes.push({ pattern, method });
  }

  /** The methods of the routes that match the path of `url`, sorted; empty where there is no such path. */
  of(url: string): string[] {
    const path = url.split(/[?#]/, 1)[0]!;
    const methods = this.routes.filter(({ pattern }) => pattern.test(path)).map(({ method }) => method);
    return [...new Set(methods)].sort();
  }
}

function escape(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
