import { Body, Controller, Delete, Get, Headers, HttpCode, Inject, Param, Post, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  type CancelJob,
  type JobPage,
  type JobRepresentation,
  type JobsQuery,
  type StartJob,
  cancelJobSchema,
  durationMs,
  jobPageSchema,
  jobSchema,
  jobsQuerySchema,
  startJobSchema,
} from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { namespacePrefix } from '../namespaces/namespace-url.js';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { InScenario } from './in-scenario.decorator.js';
import { JobUnknown } from './job.errors.js';
import { JobsService } from './jobs.service.js';
import { NativeStarts } from './native-starts.js';
import { toJob, toJobPage } from './jobs.view.js';

const idParameter = ApiParam({ name: 'id', type: 'string', format: 'uuid' });
const bodyProblems = ['body-malformed', 'body-invalid', 'body-too-large', 'content-type-unsupported'] as const;
const AsItIs = (description: string, status = 200): MethodDecorator =>
  ApiResponse({ status, description, standardSchema: jobSchema });

interface StartHeaders {
  'idempotency-key'?: string;
  'longwatch-scenario'?: string;
}

/** The native API: jobs of all dialects, as the emulator has them. */
@ApiTags('jobs')
@Controller('api/v1/jobs')
@InNamespace()
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly starts: NativeStarts,
    @Inject(CONFIG) private readonly config: Pick<EmulatorConfig, 'EMULATOR_PUBLIC_BASE_URL'>,
  ) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({
    summary: 'Start a job',
    description: 'Without a dialect it is read here, and by /api/job-status; with one in that dialect, too.',
  })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'A start repeated under the same key gets the first job again, also after that has ended',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  })
  @InScenario()
  @ApiResponse({
    status: 202,
    description: 'The job was started',
    standardSchema: jobSchema,
    headers: { Location: { description: 'Where it is read', schema: { type: 'string' } } },
  })
  @ApiProblems(
    'dialect-unknown',
    'scenario-unknown',
    'job-name-taken',
    'start-key-invalid',
    'start-key-reused',
    'parameter-invalid',
    ...bodyProblems,
  )
  async startJob(
    @Namespace() namespace: string,
    @Body({ schema: startJobSchema.prefault({}) }) body: StartJob,
    @Headers() headers: StartHeaders,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<JobRepresentation> {
    const { 'idempotency-key': startKey, 'longwatch-scenario': scenario } = headers;
    const { job } = await this.starts.start({ namespace, body, startKey, scenario });
    const path = `${namespacePrefix(request.originalUrl)}/api/v1/jobs/${job.id}`;
    void reply.header('location', this.config.EMULATOR_PUBLIC_BASE_URL + path);
    return this.readJob(namespace, job.id);
  }

  @Get()
  @ApiOperation({ summary: 'List jobs, the newest first, a page at a time', description: 'All filters must hold.' })
  @ApiResponse({ status: 200, description: 'A page; it may be shorter than its limit', standardSchema: jobPageSchema })
  @ApiProblems('parameter-invalid')
  async listJobs(
    @Namespace() namespace: string,
    @Query({ schema: jobsQuerySchema }) { state: states, ...filter }: JobsQuery,
  ): Promise<JobPage> {
    const { jobs, next } = await this.jobs.list(namespace, { states, ...filter });
    return toJobPage(jobs, next);
  }

  @Get(':id')
  @ApiOperation({ summary: 'Read a job, with its history', description: 'As of now on the clock of the namespace.' })
  @idParameter
  @AsItIs('The job')
  @ApiProblems('job-unknown', 'parameter-invalid')
  async readJob(@Namespace() namespace: string, @Param('id') id: string): Promise<JobRepresentation> {
    const { job, history } = await this.jobs.findWithHistory(namespace, id);
    return toJob(job, history);
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a job', description: 'Whatever its scenario makes of the cancels of its API.' })
  @idParameter
  @AsItIs('The job then; one that has ended stays as it is')
  @ApiProblems('job-unknown', 'parameter-invalid', ...bodyProblems)
  async cancelJob(
    @Namespace() namespace: string,
    @Param('id') id: string,
    @Body({ schema: cancelJobSchema }) { takes }: CancelJob,
  ): Promise<JobRepresentation> {
    await this.jobs.command(namespace, id, 'cancel', takes === undefined ? 0 : durationMs(takes));
    return this.readJob(namespace, id);
  }

  @Post(':id/pause')
  @HttpCode(200)
  @IgnoreBody()
  @ApiOperation({ summary: 'Pause a job', description: 'Its time stands still until it is resumed.' })
  @idParameter
  @AsItIs('The job then; one that has ended, is open, paused or to be canceled stays as it is')
  @ApiProblems('job-unknown', 'parameter-invalid')
  async pauseJob(@Namespace() namespace: string, @Param('id') id: string): Promise<JobRepresentation> {
    await this.jobs.command(namespace, id, 'pause');
    return this.readJob(namespace, id);
  }

  @Post(':id/resume')
  @HttpCode(200)
  @IgnoreBody()
  @ApiOperation({ summary: 'Let a paused job go on' })
  @idParameter
  @AsItIs('The job then; one that is not paused stays as it is')
  @ApiProblems('job-unknown', 'parameter-invalid')
  async resumeJob(@Namespace() namespace: string, @Param('id') id: string): Promise<JobRepresentation> {
    await this.jobs.command(namespace, id, 'resume');
    return this.readJob(namespace, id);
  }

  @Delete(':id')
  @HttpCode(204)
  @IgnoreBody()
  @ApiOperation({ summary: 'Delete a job, whether it has ended or not', description: 'Its API then knows it no more.' })
  @idParameter
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems('job-unknown', 'parameter-invalid')
  async deleteJob(@Namespace() namespace: string, @Param('id') id: string): Promise<void> {
    if (!(await this.jobs.delete(namespace, id))) throw new JobUnknown(id);
  }
}
