import { RouteConfig } from '@nestjs/platform-fastify';

/** Marks a route that reads no body: whatever is sent, of whatever type, is dropped unread. */
export const IgnoreBody = (): MethodDecorator => RouteConfig({ ignoreBody: true }) as MethodDecorator;
