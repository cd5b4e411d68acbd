import { Body, Controller, Get, HttpCode, Inject, Param, Post, Res } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type Process, type ProcessRequest, processRequestSchema, processSchema } from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../../config.js';
import { MonitorStartsService } from '../../monitors/monitor-starts.service.js';
import { MonitorsService } from '../../monitors/monitors.service.js';
import { processUrl, toProcess, toProcessError, toStartRequest } from './processes.view.js';

const location = { description: 'Where to ask for the status', schema: { type: 'string', format: 'uri' } } as const;

/** Seed B: a process is a monitor, under the monitor's own id. */
@ApiTags('processes')
@Controller('api/processes')
export class ProcessesController {
  constructor(
    private readonly starts: MonitorStartsService,
    private readonly monitors: MonitorsService,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start a process',
    description:
      'Answers at once; the body is optional. The job has the name input.jobName, else the id of the process.',
  })
  @ApiBody({ required: false })
  @ApiResponse({ status: 202, description: 'Started', standardSchema: processSchema, headers: { Location: location } })
  @ApiProblems('body-malformed', 'monitor-name-taken', 'body-too-large', 'content-type-unsupported', 'body-invalid')
  async startProcess(
    @Body({ schema: processRequestSchema.optional() }) request: ProcessRequest = {},
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Process> {
    const { id } = await this.starts.start(toStartRequest(request)).catch(rethrow);
    void reply.header('location', processUrl(this.config.publicBaseUrl, id));
    return { id, status: 'Started' };
  }

  @Get(':id')
  @ApiOperation({ summary: 'Ask how a process stands' })
  @ApiParam({ name: 'id', description: 'As the start answered it', type: 'string', format: 'uuid' })
  @ApiResponse({ status: 200, description: 'It has ended', standardSchema: processSchema })
  @ApiResponse({
    status: 202,
    description: 'It runs',
    standardSchema: processSchema,
    headers: { Location: location, 'Retry-After': { description: 'Seconds', schema: { type: 'integer' } } },
  })
  @ApiProblems('process-unknown', 'url-malformed')
  async readProcess(@Param('id') id: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<Process> {
    const monitor = await this.monitors.find(id).catch(rethrow);
    const { code, headers, body } = toProcess(this.config.publicBaseUrl, monitor);
    void reply.code(code).headers(headers);
    return body;
  }
}

function rethrow(error: unknown): never {
  throw toProcessError(error);
}
