import { Controller, HttpCode, Post, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type ResetQuery, resetQuerySchema } from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { InNamespace, Namespace } from './namespace.decorator.js';
import { ResetService } from './reset.service.js';

@ApiTags('clock')
@Controller('api/v1/reset')
@InNamespace()
export class ResetController {
  constructor(private readonly resets: ResetService) {}

  @Post()
  @HttpCode(204)
  @IgnoreBody()
  @ApiOperation({
    summary: 'Empty the namespace',
    description:
      'Its jobs, its callbacks and what the referee has seen are gone, and its clock shows the real time, at its first rate. ' +
      'Scenarios and dialects that were put into it stay, but for all=true.',
  })
  @ApiResponse({ status: 204, description: 'It is as at its beginning' })
  @ApiProblems('parameter-invalid')
  resetNamespace(
    @Namespace() namespace: string,
    @Query({ schema: resetQuerySchema }) { all }: ResetQuery,
  ): Promise<void> {
    return this.resets.reset(namespace, all);
  }
}
