import { All, Controller, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RawBody } from '@app/platform';
import { Namespace } from '../namespaces/namespace.decorator.js';
import { DialectRequests, MAX_BODY_BYTES } from './dialect-requests.js';

/** The most that is taken in of a request's body: what is beyond MAX_BODY_BYTES is refused by the API itself. */
const BODY_LIMIT_BYTES = 4 * MAX_BODY_BYTES;

/** All requests of all dialects, at our own origin and at the other one. */
@ApiExcludeController()
@Controller()
export class DialectRequestsController {
  constructor(private readonly requests: DialectRequests) {}

  @All(['dialects/:name', 'dialects/:name/*'])
  @RawBody(BODY_LIMIT_BYTES)
  play(
    @Namespace() namespace: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.requests.answer({ namespace, name, isForeign: false }, request, reply);
  }

  @All(['foreign/dialects/:name', 'foreign/dialects/:name/*'])
  @RawBody(BODY_LIMIT_BYTES)
  playForeign(
    @Namespace() namespace: string,
    @Param('name') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    return this.requests.answer({ namespace, name, isForeign: true }, request, reply);
  }
}
