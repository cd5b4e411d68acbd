import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Res } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type DeleteMonitorQuery,
  type MonitorPage,
  type MonitorRepresentation,
  type MonitorsQuery,
  type StartMonitor,
  deleteMonitorQuerySchema,
  monitorPageSchema,
  monitorSchema,
  monitorsQuerySchema,
  startMonitorSchema,
} from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { acceptedHeaders, etag, idParameter, startExamples } from './monitors.api.js';
import { MonitorDeletionsService } from './monitor-deletions.service.js';
import { MonitorReply, type ReadHeaders } from './monitor-reply.js';
import { toStartError, toStartRequest } from './monitor-requests.view.js';
import { MonitorStartsService } from './monitor-starts.service.js';
import { MonitorsService } from './monitors.service.js';

/** The native API: monitors are started, found, read and deleted. */
@ApiTags('monitors')
@Controller('api/v1/monitors')
export class MonitorsController {
  constructor(
    private readonly starts: MonitorStartsService,
    private readonly monitors: MonitorsService,
    private readonly deletions: MonitorDeletionsService,
    private readonly reply: MonitorReply,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start a job and watch it, or watch one that runs already',
    description:
      'Answers at once, also where the remote side is down: Location tells how it goes on. What can be told before ' +
      'anything is sent is told now: inputs that the profile needs, URLs that may not be asked, secrets that do not exist. ' +
      'With attach nothing is started: a job that runs already is watched.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description:
      '1 to 255 printable ASCII characters of your own. For 24 hours a repeat under the same key gets the first monitor, ' +
      'whatever became of it, and starts nothing',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/StartMonitor' }, examples: startExamples })
  @ApiResponse({ status: 202, description: 'Started', standardSchema: monitorSchema, headers: acceptedHeaders })
  @ApiProblems(
    'body-malformed',
    'monitor-unknown',
    'monitor-name-taken',
    'start-in-flight',
    'body-too-large',
    'content-type-unsupported',
    'body-invalid',
    'start-key-invalid',
    'start-key-reused',
  )
  async startMonitor(
    @Body({ schema: startMonitorSchema }) body: StartMonitor,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation> {
    const { id } = await this.starts.start(toStartRequest(body, key)).catch(rethrow);
    return this.reply.accepted(reply, id);
  }

  @Get()
  @ApiOperation({ summary: 'List monitors, the newest first, a page at a time', description: 'All filters must hold.' })
  @ApiResponse({ status: 200, description: 'A page', standardSchema: monitorPageSchema })
  @ApiProblems('parameter-invalid')
  listMonitors(@Query({ schema: monitorsQuerySchema }) query: MonitorsQuery): Promise<MonitorPage> {
    return this.reply.page(query);
  }

  @Get(':id')
  @ApiOperation({
    summary: 'Read a monitor, at once or at its next change',
    description:
      'With Prefer: wait=30 the answer comes at the next change, or after that time; an ended monitor is answered at once. ' +
      'If-None-Match with the ETag of what you have lets no change fall between two requests: what has changed since is ' +
      'answered at once, and where nothing changes the answer is 304.',
  })
  @idParameter
  @ApiHeader({ name: 'Prefer', required: false, description: 'wait= and seconds, 60 at the most', example: 'wait=30' })
  @ApiHeader({ name: 'If-None-Match', required: false, description: 'The ETag of what you have', example: '"4"' })
  @ApiResponse({
    status: 200,
    description: 'The monitor',
    standardSchema: monitorSchema,
    headers: {
      ...etag,
      'Preference-Applied': { description: 'How long it would have waited', schema: { type: 'string' } },
    },
  })
  @ApiResponse({ status: 304, description: 'It is as you know it', headers: etag })
  @ApiProblems('monitor-unknown')
  readMonitor(
    @Param('id') id: string,
    @Headers() headers: ReadHeaders,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<MonitorRepresentation | undefined> {
    return this.reply.read(reply, id, headers);
  }

  @Delete(':id')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete an ended monitor, with its history',
    description: 'With remote=true the job is deleted at the remote side first; where it is not, the monitor stays.',
  })
  @idParameter
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems('monitor-unknown', 'monitor-live', 'parameter-invalid', 'operation-unsupported', 'remote-purge-failed')
  async deleteMonitor(
    @Param('id') id: string,
    @Query({ schema: deleteMonitorQuerySchema }) { remote }: DeleteMonitorQuery,
  ): Promise<void> {
    await this.deletions.delete(await this.monitors.find(id), { isRemote: remote });
  }
}

function rethrow(error: unknown): never {
  throw toStartError(error);
}
