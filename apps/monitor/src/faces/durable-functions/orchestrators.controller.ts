import { Body, Controller, HttpCode, Param, Post, Query, Res, UseFilters, applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type InlineWaitQuery,
  checkStatusSchema,
  inlineWaitQuerySchema,
  instanceIdSchema,
  instanceInputSchema,
  instanceOutputSchema,
} from '@app/contracts';
import { MonitorStartsService } from '../../monitors/monitor-starts.service.js';
import { DURABLE_FUNCTIONS_PATH } from '../check-status.js';
import { ApiDurableErrors, bodyErrors, startedHeaders } from './api-durable-errors.js';
import { DurableFunctionsFilter } from './durable-functions.filter.js';
import { toStartRequest } from './durable-functions.view.js';
import { StartedReply } from './started-reply.js';

/** What both forms of a start have in common. */
const Start = (summary: string): MethodDecorator =>
  applyDecorators(
    HttpCode(200),
    ApiOperation({
      summary,
      description: 'The body is the input: any JSON. The job is named input.jobName, else the id.',
    }),
    ApiParam({
      name: 'functionName',
      description: 'Name of a profile',
      type: 'string',
      example: 'MonitorOrchestrator',
    }),
    ApiBody({ required: false, schema: {}, examples: { job: { value: { jobName: 'gb4711' } } } }),
    ApiResponse({ status: 200, description: 'It ended within the timeout', standardSchema: instanceOutputSchema }),
    ApiResponse({ status: 202, description: 'Started', standardSchema: checkStatusSchema, headers: startedHeaders }),
    ApiDurableErrors({
      400: 'The input, the id or a parameter is not valid',
      404: 'There is no such function',
      409: 'An instance of that id, or a monitor of that name, has not ended yet',
      ...bodyErrors,
    }),
  );

/** Starts monitors in the way of the Durable Functions HTTP API: a function is a profile, an instance a monitor. */
@ApiTags('Durable Functions HTTP API')
@UseFilters(DurableFunctionsFilter)
@Controller(`${DURABLE_FUNCTIONS_PATH}/orchestrators/:functionName`)
export class OrchestratorsController {
  constructor(
    private readonly starts: MonitorStartsService,
    private readonly started: StartedReply,
  ) {}

  @Post()
  @Start('Start an instance')
  async startInstance(
    @Param('functionName') functionName: string,
    @Body({ schema: instanceInputSchema }) input: unknown,
    @Query({ schema: inlineWaitQuerySchema }) query: InlineWaitQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.started.answer(reply, await this.starts.start(toStartRequest(functionName, undefined, input)), query);
  }

  @Post(':instanceId')
  @Start('Start an instance under an id of your own')
  @ApiParam({
    name: 'instanceId',
    description: 'Like a name, percent-encoded',
    type: 'string',
    example: 'nightly-gb4711',
  })
  async startInstanceAs(
    @Param('functionName') functionName: string,
    @Param('instanceId', { schema: instanceIdSchema }) instanceId: string,
    @Body({ schema: instanceInputSchema }) input: unknown,
    @Query({ schema: inlineWaitQuerySchema }) query: InlineWaitQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    return this.started.answer(reply, await this.starts.start(toStartRequest(functionName, instanceId, input)), query);
  }
}
