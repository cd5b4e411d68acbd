import { Body, Controller, Delete, Get, HttpCode, Param, Put, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type ScenarioDetails,
  type ScenarioList,
  profileNameSchema,
  scenarioDetailsSchema,
  scenarioJsonSchema,
  scenarioListSchema,
} from '@app/contracts';
import { AcceptText, ApiProblems } from '@app/platform';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { ScenarioLibrary } from './scenario-library.js';
import { YAML_TYPES, readScenario, toDetails, toList } from './scenarios.view.js';

const nameParameter = ApiParam({ name: 'name', type: 'string', example: 'late-failure' });

/** The lives that jobs are given. */
@ApiTags('scenarios')
@InNamespace()
@Controller('api/v1')
export class ScenariosController {
  constructor(private readonly library: ScenarioLibrary) {}

  @Get('scenarios')
  @ApiOperation({ summary: 'List the scenarios by name' })
  @ApiResponse({
    status: 200,
    description: 'Those of the files, and those that were put',
    standardSchema: scenarioListSchema,
  })
  @ApiProblems('parameter-invalid')
  async listScenarios(@Namespace() namespace: string): Promise<ScenarioList> {
    return toList(await this.library.list(namespace));
  }

  @Get('scenarios/:name')
  @ApiOperation({ summary: 'Read a scenario' })
  @nameParameter
  @ApiResponse({ status: 200, description: 'The scenario', standardSchema: scenarioDetailsSchema })
  @ApiProblems('scenario-unknown', 'parameter-invalid')
  async readScenario(@Namespace() namespace: string, @Param('name') name: string): Promise<ScenarioDetails> {
    return toDetails(await this.library.read(namespace, name));
  }

  @Put('scenarios/:name')
  @HttpCode(200)
  @AcceptText(...YAML_TYPES)
  @ApiOperation({
    summary: 'Put a scenario',
    description:
      'In this namespace alone, where it goes before that of a file. The document may leave out its name. ' +
      'Jobs that were started keep the life that they were given.',
  })
  @nameParameter
  @ApiConsumes('application/json', YAML_TYPES[0]!)
  @ApiBody({
    schema: { $ref: '#/components/schemas/Scenario' },
    examples: {
      late: {
        summary: 'A late failure',
        value: { for: { dialect: 'databricks' }, queued: '3m', running: '40m', outcome: 'failed', failsAt: '80%' },
      },
    },
  })
  @ApiResponse({ status: 201, description: 'The first of its name', standardSchema: scenarioDetailsSchema })
  @ApiResponse({ status: 200, description: 'In the place of what was there', standardSchema: scenarioDetailsSchema })
  @ApiProblems('body-malformed', 'body-too-large', 'content-type-unsupported', 'body-invalid', 'parameter-invalid')
  async putScenario(
    @Namespace() namespace: string,
    @Param('name', { schema: profileNameSchema }) name: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<ScenarioDetails> {
    const scenario = readScenario(body, name);
    const isNew = await this.library.put(namespace, scenario);
    void reply.code(isNew ? 201 : 200);
    return toDetails({ source: 'api', scenario });
  }

  @Delete('scenarios/:name')
  @HttpCode(204)
  @ApiOperation({ summary: 'Delete what was put under a name', description: 'What a file says under it holds again.' })
  @nameParameter
  @ApiResponse({ status: 204, description: 'Deleted' })
  @ApiProblems('scenario-unknown', 'scenario-from-file', 'parameter-invalid')
  deleteScenario(@Namespace() namespace: string, @Param('name') name: string): Promise<void> {
    return this.library.delete(namespace, name);
  }

  @Get('scenario-schema.json')
  @ApiOperation({
    summary: 'Read the JSON Schema of scenarios',
    description: 'For editors: `# yaml-language-server: $schema=<this address>` as the first line of a YAML file.',
  })
  @ApiResponse({ status: 200, description: 'JSON Schema, draft 7', schema: { type: 'object' } })
  readScenarioSchema(): object {
    return scenarioJsonSchema();
  }
}
