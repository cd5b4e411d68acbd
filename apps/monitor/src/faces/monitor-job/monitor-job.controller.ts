import { Controller, Get, HttpCode, Inject, Param, Post, Res, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type CheckStatus, checkStatusSchema } from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../../config.js';
import { MonitorStartsService } from '../../monitors/monitor-starts.service.js';
import { toStarted } from '../check-status.js';
import { toStartRequest } from './monitor-job.view.js';

/** What both methods have in common. */
const Trigger = (): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    IgnoreBody(),
    ApiOperation({
      summary: 'Start a job and watch it to its end',
      description:
        'Answers at once, also where the job service is down; statusQueryGetUri tells how it goes on. A body is ' +
        'ignored. The name is free again once its monitor has ended.',
    }),
    ApiParam({
      name: 'jobName',
      description: 'Any name of up to 256 code points, percent-encoded; it comes back as it was sent',
      type: 'string',
      example: 'gb4711',
    }),
    ApiResponse({
      status: 202,
      description: 'The monitor was started; its id is monitor-{jobName}',
      standardSchema: checkStatusSchema,
      headers: {
        Location: { description: 'statusQueryGetUri', schema: { type: 'string', format: 'uri' } },
        'Retry-After': { description: 'Seconds to wait before asking', schema: { type: 'integer' } },
      },
    }),
    ApiProblems('monitor-name-taken', 'job-name-invalid', 'url-malformed'),
  );

/** Seed A's trigger. */
@ApiTags('monitor job')
@Controller('api/monitor-job')
export class MonitorJobController {
  constructor(
    private readonly starts: MonitorStartsService,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  @Get(':jobName')
  @Trigger()
  triggerByGet(@Param('jobName') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<CheckStatus> {
    return this.trigger(name, reply);
  }

  @Post(':jobName')
  @Trigger()
  @ApiProblems('body-too-large')
  triggerByPost(@Param('jobName') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<CheckStatus> {
    return this.trigger(name, reply);
  }

  @Get()
  @ApiExcludeEndpoint()
  triggerNamelessByGet(@Res({ passthrough: true }) reply: FastifyReply): Promise<CheckStatus> {
    return this.trigger('', reply);
  }

  @Post()
  @IgnoreBody()
  @ApiExcludeEndpoint()
  triggerNamelessByPost(@Res({ passthrough: true }) reply: FastifyReply): Promise<CheckStatus> {
    return this.trigger('', reply);
  }

  private async trigger(name: string, reply: FastifyReply): Promise<CheckStatus> {
    const { instanceId } = await this.starts.start(toStartRequest(name));
    const { headers, body } = toStarted(this.config.publicBaseUrl, instanceId);
    void reply.headers(headers);
    return body;
  }
}
