import { Controller, Delete, Get, Headers, HttpCode, Query, Res } from '@nestjs/common';
import { ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type RefereeQuery, type RefereeReport, refereeQuerySchema, refereeReportSchema } from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { RefereeService } from './referee.service.js';
import { reportText } from './report-text.js';

/** What the clients under test did wrong. */
@ApiTags('referee')
@Controller('api/v1/referee')
export class RefereeController {
  constructor(private readonly referee: RefereeService) {}

  @Get()
  @InNamespace()
  @ApiOperation({
    summary: 'Ask what clients did wrong',
    description:
      'Judges every request to the dialects and to the routes of /api since the last reset. A filter narrows what is told; ' +
      'judged is everything. As text with format=text, or where Accept prefers text/plain.',
  })
  @ApiProduces('application/json', 'text/plain')
  @ApiResponse({ status: 200, description: 'The report', standardSchema: refereeReportSchema })
  @ApiProblems('parameter-invalid')
  async readReport(
    @Namespace() namespace: string,
    @Query({ schema: refereeQuerySchema }) { format, ...filter }: RefereeQuery,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RefereeReport | string> {
    const report = await this.referee.report(namespace, filter);
    void reply.header('vary', 'Accept, Longwatch-Namespace').header('cache-control', 'no-store');
    if (!(format === undefined ? prefersText(accept) : format === 'text')) return report;
    void reply.type('text/plain; charset=utf-8');
    return reportText(report);
  }

  @Delete()
  @HttpCode(204)
  @InNamespace()
  @ApiOperation({
    summary: 'Forget what clients did so far',
    description:
      'The next report is on the requests from here on. Jobs stay as they are; POST /api/v1/reset forgets both.',
  })
  @ApiResponse({ status: 204, description: 'Forgotten' })
  @ApiProblems('parameter-invalid')
  forget(@Namespace() namespace: string): Promise<void> {
    return this.referee.clear(namespace);
  }
}

/** Whether text stands in front of JSON, and of anything at all, in an Accept header. */
function prefersText(accept = ''): boolean {
  const kinds = accept.split(',').map((kind) => kind.split(';', 1)[0]!.trim().toLowerCase());
  const first = kinds.find((kind) =>
    ['text/plain', 'text/*', 'application/json', 'application/*', '*/*'].includes(kind),
  );
  return first === 'text/plain' || first === 'text/*';
}
