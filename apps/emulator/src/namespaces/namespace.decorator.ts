import { type ExecutionContext, applyDecorators, createParamDecorator } from '@nestjs/common';
import { ApiHeader } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { DEFAULT_NAMESPACE, namespaceOf } from './namespace-of.js';

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
