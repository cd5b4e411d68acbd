import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type Secret,
  type SecretList,
  type SecretSummary,
  secretListSchema,
  secretNameSchema,
  secretSchema,
  secretSummarySchema,
} from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { SecretsService } from './secrets.service.js';

const nameParameter = ApiParam({ name: 'name', type: 'string', example: 'openai' });

/** The named secrets of profiles: their values go in and are never shown. */
@ApiTags('secrets')
@Controller('api/v1/secrets')
export class SecretsController {
  constructor(private readonly secrets: SecretsService) {}

  @Get()
  @ApiOperation({
    summary: 'List secrets by name',
    description: 'Those of files and variables, too. Never their values.',
  })
  @ApiResponse({ status: 200, description: 'All of them', standardSchema: secretListSchema })
  async listSecrets(): Promise<SecretList> {
    return { secrets: await this.secrets.list() };
  }

  @Get(':name')
  @ApiOperation({ summary: 'Ask whether there is a secret', description: 'Never its values.' })
  @nameParameter
  @ApiResponse({ status: 200, description: 'It is there', standardSchema: secretSummarySchema })
  @ApiProblems('secret-unknown', 'parameter-invalid')
  readSecret(@Param('name', { schema: secretNameSchema }) name: string): Promise<SecretSummary> {
    return this.secrets.read(name);
  }

  @Put(':name')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Put a secret, in place of the one that there was',
    description: 'It is encrypted, goes before a file or a variable of its name, and is in use within a few seconds.',
  })
  @nameParameter
  @ApiResponse({ status: 201, description: 'It is new', standardSchema: secretSummarySchema })
  @ApiResponse({ status: 200, description: 'It has replaced another', standardSchema: secretSummarySchema })
  @ApiProblems(
    'secrets-key-missing',
    'parameter-invalid',
    'body-malformed',
    'body-invalid',
    'body-too-large',
    'content-type-unsupported',
  )
  async putSecret(
    @Param('name', { schema: secretNameSchema }) name: string,
    @Body({ schema: secretSchema }) secret: Secret,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SecretSummary> {
    const { isNew, summary } = await this.secrets.put(name, secret);
    void reply.code(isNew ? 201 : 200);
    return summary;
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete a secret that was put here' })
  @nameParameter
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems('secret-unknown', 'secret-given-outside', 'parameter-invalid')
  deleteSecret(@Param('name', { schema: secretNameSchema }) name: string): Promise<void> {
    return this.secrets.delete(name);
  }
}
