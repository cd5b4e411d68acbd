import { Body, Controller, HttpCode, Param, Post, Res, applyDecorators } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type CancelMonitor,
  type MonitorRepresentation,
  type ProblemCode,
  type Reasoned,
  type ResolveStart,
  cancelMonitorSchema,
  monitorSchema,
  reasonedSchema,
  resolveStartSchema,
} from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { MonitorNotWatching } from './monitor.errors.js';
import { acceptedHeaders, idParameter } from './monitors.api.js';
import { MonitorReply } from './monitor-reply.js';
import { MonitorRequestsService } from './monitor-requests.service.js';
import { toResolution } from './monitor-requests.view.js';
import { MonitorStartsService } from './monitor-starts.service.js';
import { MonitorsService } from './monitors.service.js';

/** What every request to a monitor has in common. */
const Request = (summary: string, description: string, ...problems: ProblemCode[]): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    idParameter,
    ApiOperation({ summary, description }),
    ApiResponse({
      status: 202,
      description: 'The monitor, as it stands',
      standardSchema: monitorSchema,
      headers: acceptedHeaders,
    }),
    ApiProblems('monitor-unknown', ...problems),
  );

const bodyProblems = ['body-malformed', 'body-too-large', 'content-type-unsupported', 'body-invalid'] as const;

/** The native API: what can be asked of a monitor. Whoever asks twice for what is so already is not refused. */
@ApiTags('monitors')
@Controller('api/v1/monitors/:id')
export class MonitorRequestsController {
  constructor(
    private readonly monitors: MonitorsService,
    private readonly requests: MonitorRequestsService,
    private readonly starts: MonitorStartsService,
    private readonly reply: MonitorReply,
  ) {}

  @Post('cancel')
  @ApiBody({ required: false })
  @Request(
    'Cancel a monitor, and its job where the profile can',
    'The remote job is asked to stop and watched until it has: what its polls say decides. Where the profile can not ask ' +
      'that, or with detach, the watching ends at once and the job goes on at the remote side. While the start is under ' +
      'way it takes effect when that has resolved.',
    'monitor-ended',
    ...bodyProblems,
  )
  async cancelMonitor(
    @Param('id') id: string,
    @Body({ schema: cancelMonitorSchema.optional() }) { reason, detach }: CancelMonitor = {},
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    await this.requests.cancel(await this.monitors.find(id), reason ?? null, { detach });
    return this.reply.accepted(reply, id);
  }

  @Post('suspend')
  @ApiBody({ required: false })
  @Request(
    'Suspend a monitor',
    'Nothing is polled until it is resumed; the remote job is paused, where the profile can. The deadline runs on.',
    'monitor-ended',
    ...bodyProblems,
  )
  async suspendMonitor(
    @Param('id') id: string,
    @Body({ schema: reasonedSchema.optional() }) { reason }: Reasoned = {},
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    await this.requests.suspend(await this.monitors.find(id), reason ?? null);
    return this.reply.accepted(reply, id);
  }

  @Post('resume')
  @ApiBody({ required: false })
  @Request(
    'Resume a suspended monitor',
    'It is polled at once, unless the remote side asked for more time.',
    'monitor-ended',
    ...bodyProblems,
  )
  async resumeMonitor(
    @Param('id') id: string,
    @Body({ schema: reasonedSchema.optional() }) { reason }: Reasoned = {},
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    await this.requests.resume(await this.monitors.find(id), reason ?? null);
    return this.reply.accepted(reply, id);
  }

  @Post('restart')
  @IgnoreBody()
  @Request(
    "Start an ended monitor's job again",
    'A new monitor with the same profile (in its newest version), input, name, pace and labels; its deadline counts anew. ' +
      'The answer, and Location, are of the new one.',
    'monitor-live',
    'monitor-name-taken',
    'start-unfit',
    'profile-unknown',
  )
  async restartMonitor(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    const restarted = await this.starts.restart(await this.monitors.find(id));
    return this.reply.accepted(reply, restarted.id);
  }

  @Post('poll-now')
  @IgnoreBody()
  @Request(
    'Poll at once',
    'Whatever the pace says. While the start is under way, the first poll goes out as soon as the job is known.',
    'monitor-ended',
    'monitor-not-watching',
  )
  async pollMonitorNow(
    @Param('id') id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    if (!(await this.requests.pollNow(await this.monitors.find(id)))) throw new MonitorNotWatching(id);
    return this.reply.accepted(reply, id);
  }

  @Post('resolve')
  @Request(
    'Settle a start of which nobody knows whether it arrived',
    'For StartUnknown: adopt the job that the start made, start again (under the same key), or give up, which ends the ' +
      'monitor as Lost.',
    'monitor-ended',
    'monitor-not-in-doubt',
    ...bodyProblems,
  )
  async resolveStart(
    @Param('id') id: string,
    @Body({ schema: resolveStartSchema }) body: ResolveStart,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    await this.requests.resolve(await this.monitors.find(id), toResolution(body));
    return this.reply.accepted(reply, id);
  }
}
