import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type DialectDetails,
  type DialectList,
  dialectDetailsSchema,
  dialectListSchema,
  profileNameSchema,
} from '@app/contracts';
import { AcceptText, ApiProblems, TextBody } from '@app/platform';
import { CONFIG, type EmulatorConfig } from '../config.js';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { DialectsService } from './dialects.service.js';
import { YAML_TYPES, toDialectDetails, toDialectSummary } from './dialects.view.js';
import { parseYaml, readNewDialect } from './new-dialect.js';

const nameParameter = ApiParam({ name: 'name', type: 'string', example: 'openai-batch' });

/** Which APIs are played, and how a namespace is given others. */
@ApiTags('dialects')
@InNamespace()
@Controller('api/v1/dialects')
export class DialectsController {
  constructor(
    private readonly dialects: DialectsService,
    @Inject(CONFIG) private readonly config: EmulatorConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List the dialects by name' })
  @ApiResponse({
    status: 200,
    description: 'Those that come along, and those that were put',
    standardSchema: dialectListSchema,
  })
  @ApiProblems('parameter-invalid')
  async listDialects(@Namespace() namespace: string): Promise<DialectList> {
    const known = await this.dialects.list(namespace);
    return { dialects: known.map((dialect) => toDialectSummary(dialect, this.rootOf(namespace))) };
  }

  @Get(':name')
  @ApiOperation({ summary: 'Read a dialect: its profile and its supplement' })
  @nameParameter
  @ApiResponse({ status: 200, description: 'The dialect', standardSchema: dialectDetailsSchema })
  @ApiProblems('dialect-unknown', 'parameter-invalid')
  async readDialect(@Namespace() namespace: string, @Param('name') name: string): Promise<DialectDetails> {
    return toDialectDetails(await this.dialects.read(namespace, name), this.rootOf(namespace));
  }

  @Put(':name')
  @HttpCode(200)
  @AcceptText(...YAML_TYPES)
  @ApiOperation({
    summary: 'Put a dialect, so that an API of your own is played',
    description:
      'In this namespace alone, where it goes before one that comes along. What its profile extends is put in now. ' +
      'Jobs that run go on, and are told as the new one says.',
  })
  @nameParameter
  @ApiConsumes('application/json', YAML_TYPES[0]!)
  @ApiBody({
    schema: {
      type: 'object',
      required: ['profile'],
      properties: {
        profile: {
          description: 'The name of a shipped profile, or a profile, which may extend a shipped one',
          oneOf: [{ type: 'string' }, { $ref: '#/components/schemas/Profile' }],
        },
        supplement: { $ref: '#/components/schemas/Supplement' },
      },
    },
  })
  @ApiResponse({ status: 201, description: 'The first of its name', standardSchema: dialectDetailsSchema })
  @ApiResponse({ status: 200, description: 'In the place of what was there', standardSchema: dialectDetailsSchema })
  @ApiProblems('body-malformed', 'body-too-large', 'content-type-unsupported', 'body-invalid', 'parameter-invalid')
  async putDialect(
    @Namespace() namespace: string,
    @Param('name', { schema: profileNameSchema }) name: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<DialectDetails> {
    const given = readNewDialect(body instanceof TextBody ? parseYaml(body.text) : body);
    const isNew = await this.dialects.put(namespace, name, given);
    void reply.code(isNew ? 201 : 200);
    return toDialectDetails(await this.dialects.read(namespace, name), this.rootOf(namespace));
  }

  @Delete(':name')
  @HttpCode(204)
  @ApiOperation({
    summary: 'Delete what was put under a name',
    description: 'What comes along under it is played again.',
  })
  @nameParameter
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems('dialect-unknown', 'dialect-shipped', 'parameter-invalid')
  deleteDialect(@Namespace() namespace: string, @Param('name') name: string): Promise<void> {
    return this.dialects.delete(namespace, name);
  }

  private rootOf(namespace: string) {
    return { origin: this.config.EMULATOR_PUBLIC_BASE_URL, namespace };
  }
}
