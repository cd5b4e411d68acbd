import { RouteConfig } from '@nestjs/platform-fastify';

/** A body that came as text of one of the types that its route takes beside JSON. */
export class TextBody {
  constructor(readonly text: string) {}
}

/** Marks a route that takes bodies of these types, too; they arrive as a TextBody. */
export const AcceptText = (...types: string[]): MethodDecorator => RouteConfig({ textTypes: types }) as MethodDecorator;

/** Whether the route takes text of this Content-Type (its parameters do not matter). */
export function takesText(config: unknown, contentType: string | undefined): boolean {
  const { textTypes = [] } = config as { textTypes?: string[] };
  return textTypes.includes((contentType ?? '').split(';', 1)[0]!.trim().toLowerCase());
}

/** The types of bodies that the route takes, in words. */
export function takenTypes(config: unknown): string {
  const { textTypes = [] } = config as { textTypes?: string[] };
  return ['application/json', ...textTypes].join(', ').replace(/, ([^,]+)$/, ' or $1');
}
