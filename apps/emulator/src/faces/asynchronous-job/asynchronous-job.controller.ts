import { Controller, Get, Headers, HttpCode, Param, Post, Req, Res, applyDecorators } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { jobStartedSchema, jobStatusSchema } from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { InScenario } from '../../jobs/in-scenario.decorator.js';
import { InNamespace, Namespace } from '../../namespaces/namespace.decorator.js';
import { SeedJournal } from './seed-journal.js';
import { type SeedHeaders, SeedRequests } from './seed-requests.js';
import { SeedSender } from './seed-sender.js';

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
    private readonly requests: SeedRequests,
    private readonly sender: SeedSender,
    private readonly journal: SeedJournal,
  ) {}

  @Get('job-start/:jobName')
  @Start('Start a job')
  startByGet(
    @Namespace() namespace: string,
    @Param('jobName') jobName: string,
    @Headers() headers: SeedHeaders,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.start(namespace, jobName, headers, request, reply);
  }

  @Post('job-start/:jobName')
  @Start('Start a job')
  startByPost(
    @Namespace() namespace: string,
    @Param('jobName') jobName: string,
    @Headers() headers: SeedHeaders,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.start(namespace, jobName, headers, request, reply);
  }

  /** The URL ends where the name should stand. */
  @Get('job-start')
  @ApiExcludeEndpoint()
  startNamelessByGet(
    @Namespace() namespace: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.start(namespace, '', {}, request, reply);
  }

  @Post('job-start')
  @IgnoreBody()
  @ApiExcludeEndpoint()
  startNamelessByPost(
    @Namespace() namespace: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.start(namespace, '', {}, request, reply);
  }

  @Get('job-status/:jobId')
  @ApiOperation({ summary: 'Ask for the status of a job' })
  @ApiParam({ name: 'jobId', description: 'As the start answered it', type: 'string', format: 'uuid' })
  @ApiResponse({ status: 200, description: 'The job as it stands now', standardSchema: jobStatusSchema })
  @ApiProblems('job-unknown', 'url-malformed')
  async readStatus(
    @Namespace() namespace: string,
    @Param('jobId') jobId: string,
    @Headers() headers: SeedHeaders,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<unknown> {
    return this.journal.recorded(request, reply, async () =>
      this.sender.send(reply, await this.requests.read(namespace, jobId, headers, request.id)),
    );
  }

  private start(
    namespace: string,
    name: string,
    headers: SeedHeaders,
    request: FastifyRequest,
    reply: FastifyReply,
  ): Promise<unknown> {
    return this.journal.recorded(request, reply, async () =>
      this.sender.send(reply, await this.requests.start(namespace, name, headers, request.id)),
    );
  }
}
