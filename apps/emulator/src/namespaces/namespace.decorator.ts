import { type ExecutionContext, applyDecorators, createParamDecorator } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { namespaceSchema } from '@app/contracts';
import { AppError } from '@app/platform';
import { DEFAULT_NAMESPACE, NAMESPACE_HEADER } from './namespace-url.js';

/** The namespace that a request is in: by its path `/ns/{namespace}/…`, else by its header, else the default one. */
export function namespaceOf({ headers }: Pick<FastifyRequest, 'headers'>): string {
  const given = headers[NAMESPACE_HEADER];
  if (given === undefined) return DEFAULT_NAMESPACE;
  const { data, error } = namespaceSchema.safeParse(given);
  if (error === undefined) return data;
  throw new AppError('parameter-invalid', 'See errors', [
    { parameter: 'Longwatch-Namespace', detail: error.issues[0]!.message },
  ]);
}

/** `@Namespace() namespace: string` */
export const Namespace = createParamDecorator((_: undefined, context: ExecutionContext) =>
  namespaceOf(context.switchToHttp().getRequest<FastifyRequest>()),
);

/** Documents the header of a route that is about one namespace. */
export const InNamespace = (): MethodDecorator & ClassDecorator =>
  applyDecorators(
    ApiHeader({
      name: 'Longwatch-Namespace',
      required: false,
      description:
        'Jobs, names, keys and clocks of one namespace do not meet those of another; or begin the path with /ns/{namespace}',
      schema: { type: 'string', default: DEFAULT_NAMESPACE },
    }),
  );
