import { Body, Controller, Get, HttpCode, Param, Post } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  type Classification,
  type ClassifyRequest,
  classificationSchema,
  classifyRequestSchema,
  profileJsonSchema,
} from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { ProfileTrials } from './profile-trials.service.js';

/** What helps to write a profile: how it reads a reply, and the schema by which editors check it. */
@ApiTags('profiles')
@Controller('api/v1')
export class ProfileTrialsController {
  constructor(private readonly trials: ProfileTrials) {}

  @Post('profiles/:name/classify')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Ask how a profile reads a reply',
    description:
      'Tells verdict and captures, and why, rule by rule. The reply is given, or it is one that a monitor got: its last ' +
      'exchanges are kept, redacted, and read by the version on which it runs. A reply that is given is read by the newest. ' +
      '`version` reads by another one, `profile` by a document that is not kept. Nothing is sent, and nothing changes.',
  })
  @ApiParam({ name: 'name', type: 'string', example: 'plain-202' })
  @ApiResponse({ status: 200, description: 'How it is read', standardSchema: classificationSchema })
  @ApiProblems(
    'body-malformed',
    'profile-unknown',
    'exchange-unknown',
    'body-too-large',
    'content-type-unsupported',
    'body-invalid',
  )
  classifyReply(
    @Param('name') name: string,
    @Body({ schema: classifyRequestSchema }) request: ClassifyRequest,
  ): Promise<Classification> {
    return this.trials.classify(name, request);
  }

  @Get('profile-schema.json')
  @ApiOperation({
    summary: 'Read the JSON Schema of profiles',
    description: 'For editors: `# yaml-language-server: $schema=<this address>` as the first line of a YAML file.',
  })
  @ApiResponse({ status: 200, description: 'JSON Schema, draft 7', schema: { type: 'object' } })
  readProfileSchema(): object {
    return profileJsonSchema();
  }
}
