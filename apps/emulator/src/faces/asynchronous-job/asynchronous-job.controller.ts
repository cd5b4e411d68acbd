import { Controller, Get, Headers, HttpCode, Param, Post, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type JobStarted, type JobStatus, jobStartedSchema, jobStatusSchema } from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { InScenario } from '../../jobs/in-scenario.decorator.js';
import { JobsService } from '../../jobs/jobs.service.js';
import { checkStart } from '../../jobs/start-checks.js';
import { InNamespace, Namespace } from '../../namespaces/namespace.decorator.js';
import { ScenariosService } from '../../scenarios/scenarios.service.js';
import { toJobStarted, toJobStatus } from './asynchronous-job.view.js';

interface StartHeaders {
  'idempotency-key'?: string;
  'longwatch-scenario'?: string;
}

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
    InScenario(),
    ApiResponse({ status: 202, description: 'The job was started', standardSchema: jobStartedSchema }),
    ApiProblems('job-name-taken', 'job-name-invalid', 'start-key-invalid', 'start-key-reused', 'url-malformed'),
  );

/** Seed A's job service. */
@ApiTags('asynchronous job')
@Controller('api')
@InNamespace()
export class AsynchronousJobController {
  constructor(
    private readonly jobs: JobsService,
    private readonly scenarios: ScenariosService,
  ) {}

  @Get('job-start/:jobName')
  @Start('Start a job')
  startByGet(
    @Namespace() namespace: string,
    @Param('jobName') jobName: string,
    @Headers() headers: StartHeaders,
  ): Promise<JobStarted> {
    return this.start(namespace, jobName, headers);
  }

  @Post('job-start/:jobName')
  @Start('Start a job')
  startByPost(
    @Namespace() namespace: string,
    @Param('jobName') jobName: string,
    @Headers() headers: StartHeaders,
  ): Promise<JobStarted> {
    return this.start(namespace, jobName, headers);
  }

  /** The URL ends where the name should stand. */
  @Get('job-start')
  @ApiExcludeEndpoint()
  startNamelessByGet(@Namespace() namespace: string): Promise<JobStarted> {
    return this.start(namespace, '', {});
  }

  @Post('job-start')
  @IgnoreBody()
  @ApiExcludeEndpoint()
  startNamelessByPost(@Namespace() namespace: string): Promise<JobStarted> {
    return this.start(namespace, '', {});
  }

  @Get('job-status/:jobId')
  @ApiOperation({ summary: 'Ask for the status of a job' })
  @ApiParam({ name: 'jobId', description: 'As the start answered it', type: 'string', format: 'uuid' })
  @ApiResponse({ status: 200, description: 'The job as it stands now', standardSchema: jobStatusSchema })
  @ApiProblems('job-unknown', 'url-malformed')
  async readStatus(@Namespace() namespace: string, @Param('jobId') jobId: string): Promise<JobStatus> {
    return toJobStatus(await this.jobs.find(namespace, jobId));
  }

  private async start(namespace: string, name: string, headers: StartHeaders): Promise<JobStarted> {
    const startKey = headers['idempotency-key'];
    checkStart({ name, startKey });
    const route = `/job-start/${name}`;
    const header = headers['longwatch-scenario'];
    const { lifeOf } = await this.scenarios.lifeFor({ namespace, dialect: 'seed', route, name, startKey, header });
    const { job } = await this.jobs.start({ namespace, dialect: null, name, startKey, life: lifeOf });
    return toJobStarted(job);
  }
}
