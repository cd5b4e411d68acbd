import { Body, Controller, HttpCode, Param, Post, Query, Res, UseFilters, applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type ReasonQuery,
  type RestartQuery,
  checkStatusSchema,
  eventDataSchema,
  instanceOutputSchema,
  reasonQuerySchema,
  restartQuerySchema,
} from '@app/contracts';
import { IgnoreBody } from '@app/platform';
import { MonitorRequestsService } from '../../monitors/monitor-requests.service.js';
import { MonitorStartsService } from '../../monitors/monitor-starts.service.js';
import { MonitorsService } from '../../monitors/monitors.service.js';
import { DURABLE_FUNCTIONS_PATH } from '../check-status.js';
import { ApiDurableErrors, bodyErrors, instanceErrors, startedHeaders } from './api-durable-errors.js';
import { refuseEvent, refuseRestart } from './durable-error.view.js';
import { DurableFunctionsFilter } from './durable-functions.filter.js';
import { toRestartId } from './durable-functions.view.js';
import { StartedReply } from './started-reply.js';

const Command = (summary: string, errors: Record<number, string>): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    ApiOperation({ summary }),
    ApiParam({ name: 'instanceId', description: 'Percent-encoded', type: 'string', example: 'monitor-gb4711' }),
    ApiDurableErrors(errors),
  );

/** Commands that are done when they are answered, or a moment later: the answer is empty. */
const Accepted = (summary: string, errors: Record<number, string> = {}): MethodDecorator =>
  applyDecorators(
    Command(summary, { 400: 'A parameter is not valid', 410: 'The instance has ended', ...instanceErrors, ...errors }),
    ApiResponse({ status: 202, description: 'Accepted' }),
  );

/** Commands monitors in the way of the Durable Functions HTTP API. */
@ApiTags('Durable Functions HTTP API')
@UseFilters(DurableFunctionsFilter)
@Controller(`${DURABLE_FUNCTIONS_PATH}/instances/:instanceId`)
export class InstanceCommandsController {
  constructor(
    private readonly monitors: MonitorsService,
    private readonly requests: MonitorRequestsService,
    private readonly starts: MonitorStartsService,
    private readonly started: StartedReply,
  ) {}

  @Post('terminate')
  @IgnoreBody()
  @Accepted('End the watching; the remote job is asked to stop where its profile can, else it goes on')
  async terminateInstance(@Param('instanceId') id: string, @Query({ schema: reasonQuerySchema }) query: ReasonQuery) {
    await this.requests.cancel(await this.monitors.findNewest(id), query.reason);
  }

  @Post('suspend')
  @IgnoreBody()
  @Accepted('Stop polling until it is resumed; the deadline runs on')
  async suspendInstance(@Param('instanceId') id: string, @Query({ schema: reasonQuerySchema }) query: ReasonQuery) {
    await this.requests.suspend(await this.monitors.findNewest(id), query.reason);
  }

  @Post('resume')
  @IgnoreBody()
  @Accepted('Go on after a suspension')
  async resumeInstance(@Param('instanceId') id: string, @Query({ schema: reasonQuerySchema }) query: ReasonQuery) {
    await this.requests.resume(await this.monitors.findNewest(id), query.reason);
  }

  @Post('rewind')
  @IgnoreBody()
  @Accepted('Watch the same job again after a failure, as a new run under the same id', {
    400: 'The instance has not failed',
    409: 'Another monitor of that name has not ended yet',
  })
  async rewindInstance(@Param('instanceId') id: string) {
    await this.starts.rewind(await this.monitors.findNewest(id));
  }

  @Post('restart')
  @IgnoreBody()
  @Command('Start the job of an ended instance again', {
    400: 'There is no such instance, or a parameter is not valid',
    409: 'The instance, or another monitor of that name, has not ended yet',
  })
  @ApiResponse({ status: 200, description: 'It ended within the timeout', standardSchema: instanceOutputSchema })
  @ApiResponse({ status: 202, description: 'Started', standardSchema: checkStatusSchema, headers: startedHeaders })
  async restartInstance(
    @Param('instanceId') id: string,
    @Query({ schema: restartQuerySchema }) query: RestartQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const ended = await this.monitors.findNewest(id).catch(refuseRestart);
    return this.started.answer(reply, await this.starts.restart(ended, toRestartId(id, query)), query);
  }

  @Post('raiseEvent/:eventName')
  @Accepted('Tell an instance something', {
    400: 'There is no such event, or the body is not valid',
    409: 'A status was pushed to an instance that does not watch its job, such as a suspended one',
    ...bodyErrors,
  })
  @ApiParam({
    name: 'eventName',
    description: 'poll-now, or job-status with a status as a poll would bring it',
    type: 'string',
    example: 'job-status',
  })
  @ApiBody({ required: false, schema: {}, examples: { status: { value: { jobStatus: 'InProgress' } } } })
  async raiseEvent(
    @Param('instanceId') id: string,
    @Param('eventName') eventName: string,
    @Body({ schema: eventDataSchema }) data: unknown,
  ) {
    const monitor = await this.monitors.findNewest(id);
    if (eventName === 'poll-now') return void (await this.requests.pollNow(monitor));
    if (eventName === 'job-status' && data !== undefined) return this.requests.pushStatus(monitor, data);
    return refuseEvent(monitor, eventName);
  }
}
