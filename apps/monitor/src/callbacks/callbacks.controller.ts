import { Controller, Get, HttpCode, Param, Post, Put, Req, Res, applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ApiProblems, RawBody } from '@app/platform';
import { CallbackUnverified } from './callback.errors.js';
import { CallbacksService } from './callbacks.service.js';

/** Some senders put the whole result into their callback. */
const LARGEST_CALLBACK_BYTES = 1_048_576;

/** What all methods have in common. */
const Callback = (): MethodDecorator =>
  applyDecorators(
    HttpCode(204),
    ApiOperation({
      summary: 'Tell a monitor that its job has news',
      description:
        'The address is given to the remote side by profiles that say {{callback.url}}. A callback polls at once; what it ' +
        'says is not taken as the status. Repeats, and callbacks after the end, are answered alike, so that senders stop. ' +
        'Where the profile asks for a proof, such as a signature, it is checked on the body as it came.',
    }),
    ApiParam({ name: 'token', description: 'Known to the remote side alone', type: 'string' }),
    ApiResponse({ status: 204, description: 'Taken' }),
    ApiProblems('callback-unknown', 'callback-unverified'),
  );

/** Where remote sides call back. */
@ApiTags('callbacks')
@Controller('api/v1/callbacks/:token')
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksService) {}

  @Post()
  @RawBody(LARGEST_CALLBACK_BYTES)
  @Callback()
  @ApiBody({ required: false, schema: {} })
  @ApiProblems('body-too-large')
  callBackByPost(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.take(token, request, reply);
  }

  @Put()
  @RawBody(LARGEST_CALLBACK_BYTES)
  @Callback()
  @ApiBody({ required: false, schema: {} })
  @ApiProblems('body-too-large')
  callBackByPut(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.take(token, request, reply);
  }

  @Get()
  @Callback()
  callBackByGet(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<void> {
    return this.take(token, request, reply);
  }

  private async take(token: string, { headers, body }: FastifyRequest, reply: FastifyReply): Promise<void> {
    const rawBody = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
    await this.callbacks.take(token, { headers, rawBody }).catch((error: unknown) => {
      if (error instanceof CallbackUnverified) void reply.header('www-authenticate', 'Callback');
      throw error;
    });
  }
}
