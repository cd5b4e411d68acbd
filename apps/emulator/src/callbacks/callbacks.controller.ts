import { Controller, Get, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type CallbackList, type CallbacksQuery, callbacksQuerySchema, callbacksSchema } from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { toCallbackList } from './callbacks.view.js';
import { CallbacksRepository } from './callbacks.repository.js';

const MOST_TOLD = 1000;

/** What was sent to those who started jobs. */
@ApiTags('callbacks')
@Controller('api/v1/callbacks')
export class CallbacksController {
  constructor(private readonly callbacks: CallbacksRepository) {}

  @Get()
  @InNamespace()
  @ApiOperation({
    summary: 'List callbacks: sent, to be sent, and lost',
    description: `Those of the newest jobs first, up to ${MOST_TOLD}.`,
  })
  @ApiResponse({ status: 200, description: 'Callbacks', standardSchema: callbacksSchema })
  @ApiProblems('parameter-invalid')
  async listCallbacks(
    @Namespace() namespace: string,
    @Query({ schema: callbacksQuerySchema }) { job }: CallbacksQuery,
  ): Promise<CallbackList> {
    return toCallbackList(await this.callbacks.list(namespace, job ?? null, MOST_TOLD));
  }
}
