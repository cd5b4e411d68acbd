import { Controller, Get, Headers, HttpCode, Param, Post, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type JobStarted, type JobStatus, jobStartedSchema, jobStatusSchema } from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { JobsService } from '../../jobs/jobs.service.js';
import { toJobStarted, toJobStatus } from './asynchronous-job.view.js';

/** What both methods of starting a job have in common. */
const Start = (summary: string): MethodDecorator =>
  applyDecorators(
    HttpCode(202),
    IgnoreBody(),
    ApiOperation({ summary, description: 'A body is ignored. The name is free again once its job has ended.' }),
    ApiParam({
      name: 'jobName',
      description: 'Any name of up to 256 code points, percent-encoded; it comes back as it was sent',
      type: 'string',
      example: 'gb4711',
    }),
    ApiHeader({
      name: 'Idempotency-Key',
      description: 'A start repeated under the same key gets the first job again, also after that has ended',
      required: false,
      schema: { type: 'string', minLength: 1, maxLength: 255 },
    }),
    ApiResponse({ status: 202, description: 'The job was started', standardSchema: jobStartedSchema }),
    ApiProblems('job-name-taken', 'job-name-invalid', 'start-key-invalid', 'start-key-reused', 'url-malformed'),
  );

/** Seed A's job service. */
@ApiTags('asynchronous job')
@Controller('api')
export class AsynchronousJobController {
  constructor(private readonly jobs: JobsService) {}

  @Get('job-start/:jobName')
  @Start('Start a job')
  async startByGet(
    @Param('jobName') jobName: string,
    @Headers('Idempotency-Key') startKey?: string,
  ): Promise<JobStarted> {
    return toJobStarted(await this.jobs.start(jobName, startKey));
  }

  @Post('job-start/:jobName')
  @Start('Start a job')
  async startByPost(
    @Param('jobName') jobName: string,
    @Headers('Idempotency-Key') startKey?: string,
  ): Promise<JobStarted> {
    return toJobStarted(await this.jobs.start(jobName, startKey));
  }

  /** The URL ends where the name should stand. */
  @Get('job-start')
  @ApiExcludeEndpoint()
  startNamelessByGet(): Promise<JobStarted> {
    return this.startByGet('');
  }

  @Post('job-start')
  @IgnoreBody()
  @ApiExcludeEndpoint()
  startNamelessByPost(): Promise<JobStarted> {
    return this.startByPost('');
  }

  @Get('job-status/:jobId')
  @ApiOperation({ summary: 'Ask for the status of a job' })
  @ApiParam({ name: 'jobId', description: 'As the start answered it', type: 'string', format: 'uuid' })
  @ApiResponse({ status: 200, description: 'The job as it stands now', standardSchema: jobStatusSchema })
  @ApiProblems('job-unknown', 'url-malformed')
  async readStatus(@Param('jobId') jobId: string): Promise<JobStatus> {
    return toJobStatus(await this.jobs.find(jobId));
  }
}
