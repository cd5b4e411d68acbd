import { Controller, Delete, Get, Headers, HttpCode, Inject, Param, Query, Res, UseFilters } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiParam, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import {
  type InstanceStatus,
  type InstancesQuery,
  type PurgeQuery,
  type PurgeResult,
  type StatusQuery,
  instanceListSchema,
  instanceStatusSchema,
  instancesQuerySchema,
  purgeQuerySchema,
  purgeResultSchema,
  statusQuerySchema,
} from '@app/contracts';
import { CONFIG, type MonitorConfig } from '../../config.js';
import { MonitorsService } from '../../monitors/monitors.service.js';
import { DURABLE_FUNCTIONS_PATH } from '../check-status.js';
import { ApiDurableErrors, instanceErrors, startedHeaders } from './api-durable-errors.js';
import { DurableFunctionsFilter } from './durable-functions.filter.js';
import { toHistory, toListFilter, toPage, toPurgeFilter, toPurged, toStatusAnswer } from './durable-functions.view.js';

const TOKEN = 'x-ms-continuation-token';

const instanceId = ApiParam({
  name: 'instanceId',
  description: 'Percent-encoded',
  type: 'string',
  example: 'monitor-gb4711',
});

/** Reads and purges monitors in the way of the Durable Functions HTTP API. */
@ApiTags('Durable Functions HTTP API')
@UseFilters(DurableFunctionsFilter)
@Controller(`${DURABLE_FUNCTIONS_PATH}/instances`)
export class InstancesController {
  constructor(
    private readonly monitors: MonitorsService,
    @Inject(CONFIG) private readonly config: MonitorConfig,
  ) {}

  @Get()
  @ApiOperation({ summary: 'List instances, oldest first, a page at a time' })
  @ApiHeader({ name: TOKEN, description: 'As the page before answered it', required: false })
  @ApiResponse({
    status: 200,
    description: 'A page',
    standardSchema: instanceListSchema,
    headers: {
      [TOKEN]: { description: 'Send it to get the next page; empty on the last', schema: { type: 'string' } },
    },
  })
  @ApiDurableErrors({ 400: 'A parameter or the token is not valid' })
  async listInstances(
    @Query({ schema: instancesQuerySchema }) query: InstancesQuery,
    @Headers(TOKEN) token: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InstanceStatus[]> {
    const page = toPage(await this.monitors.list(toListFilter(query, token)), query);
    void reply.header(TOKEN, page.token);
    return page.body;
  }

  @Get(':instanceId')
  @ApiOperation({ summary: 'Ask how an instance stands', description: 'An id names the newest run that has it.' })
  @instanceId
  @ApiResponse({ status: 200, description: 'It has ended', standardSchema: instanceStatusSchema })
  @ApiResponse({ status: 202, description: 'It runs', standardSchema: instanceStatusSchema, headers: startedHeaders })
  @ApiDurableErrors({ 400: 'A parameter is not valid', ...instanceErrors })
  async readInstance(
    @Param('instanceId') id: string,
    @Query({ schema: statusQuerySchema }) query: StatusQuery,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<InstanceStatus> {
    const monitor = await this.monitors.findNewest(id);
    const entries = query.showHistory ? await this.monitors.history(monitor.id) : undefined;
    const history = entries && toHistory(monitor, entries, query.showHistoryOutput);
    const { code, headers, body } = toStatusAnswer(this.config.publicBaseUrl, monitor, query, history);
    void reply.code(code).headers(headers);
    return body;
  }

  @Delete(':instanceId')
  @HttpCode(200)
  @ApiOperation({ summary: 'Purge an instance with all its ended runs' })
  @instanceId
  @ApiResponse({ status: 200, description: 'Purged', standardSchema: purgeResultSchema })
  @ApiDurableErrors({ ...instanceErrors, 409: 'The instance has not ended yet' })
  async purgeInstance(@Param('instanceId') id: string): Promise<PurgeResult> {
    return toPurged(await this.monitors.purge(id));
  }

  @Delete()
  @ApiOperation({ summary: 'Purge all instances that a filter finds and that have ended' })
  @ApiResponse({ status: 200, description: 'Purged', standardSchema: purgeResultSchema })
  @ApiDurableErrors({ 400: 'createdTimeFrom is missing, or a parameter is not valid', 404: 'No instance matched' })
  async purgeInstancesBy(@Query({ schema: purgeQuerySchema }) query: PurgeQuery): Promise<PurgeResult> {
    return toPurged(await this.monitors.purgeWhere(toPurgeFilter(query)));
  }
}
