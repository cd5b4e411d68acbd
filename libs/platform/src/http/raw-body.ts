import { RouteConfig } from '@nestjs/platform-fastify';

/** Marks a route that takes a body of any type, of this size at most, as the bytes that came. */
export const RawBody = (limitBytes: number): MethodDecorator =>
  RouteConfig({ rawBody: true, bodyLimit: limitBytes }) as MethodDecorator;

/** Whether the route takes bodies as they came. */
export function takesRawBody(config: unknown): boolean {
  return (config as { rawBody?: boolean }).rawBody === true;
}

/** A route's own limit, where it has one. Fastify looks for it beside the route's config. */
export function applyBodyLimit(route: { config?: unknown; bodyLimit?: number }): void {
  const { bodyLimit } = (route.config ?? {}) as { bodyLimit?: number };
  if (bodyLimit !== undefined) route.bodyLimit = bodyLimit;
}
