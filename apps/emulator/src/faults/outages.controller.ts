import { Body, Controller, Delete, Get, HttpCode, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  type Outage,
  type OutageList,
  type OutageRequest,
  outageListSchema,
  outageRequestSchema,
  outageSchema,
} from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { OutagesService } from './outages.service.js';
import { toOutage } from './outages.view.js';

/** Spans in which every dialect and the seed's routes fail, whatever is asked. */
@ApiTags('outages')
@InNamespace()
@Controller('api/v1/outages')
export class OutagesController {
  constructor(private readonly outages: OutagesService) {}

  @Post()
  @HttpCode(201)
  @ApiOperation({
    summary: 'Order an outage',
    description:
      'Every request at a dialect or at a route of /api of this namespace fails in this way, from now on or from later ' +
      'on, on the clock of the namespace. This API itself goes on. Without lasts it goes on until it is ended.',
  })
  @ApiBody({ schema: { $ref: '#/components/schemas/OutageRequest' } })
  @ApiResponse({ status: 201, description: 'Ordered', standardSchema: outageSchema })
  @ApiProblems('body-malformed', 'body-invalid', 'body-too-large', 'content-type-unsupported', 'parameter-invalid')
  async orderOutage(
    @Namespace() namespace: string,
    @Body({ schema: outageRequestSchema }) request: OutageRequest,
  ): Promise<Outage> {
    return toOutage(await this.outages.order(namespace, request));
  }

  @Get()
  @ApiOperation({ summary: 'List the outages of the namespace, those that are over included' })
  @ApiResponse({ status: 200, description: 'In the order in which they begin', standardSchema: outageListSchema })
  @ApiProblems('parameter-invalid')
  async listOutages(@Namespace() namespace: string): Promise<OutageList> {
    return { outages: (await this.outages.list(namespace)).map(toOutage) };
  }

  @Delete()
  @HttpCode(204)
  @ApiOperation({ summary: 'End all outages now', description: 'Those to come never begin.' })
  @ApiResponse({ status: 204, description: 'All is well' })
  @ApiProblems('parameter-invalid')
  endOutages(@Namespace() namespace: string): Promise<void> {
    return this.outages.end(namespace);
  }
}
