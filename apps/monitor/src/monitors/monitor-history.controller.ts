import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  type EventPage,
  type EventsQuery,
  type Exchanges,
  eventPageSchema,
  eventsQuerySchema,
  exchangesSchema,
} from '@app/contracts';
import { ApiProblems } from '@app/platform';
import { MonitorReply } from './monitor-reply.js';
import { idParameter } from './monitors.api.js';

/** The native API: what befell a monitor. */
@ApiTags('monitors')
@Controller('api/v1/monitors/:id')
export class MonitorHistoryController {
  constructor(private readonly reply: MonitorReply) {}

  @Get('events')
  @ApiOperation({
    summary: "Read a monitor's history, in order, a page at a time",
    description: 'Numbered without gaps, so that `after` goes on where you stopped, also while it grows.',
  })
  @idParameter
  @ApiResponse({ status: 200, description: 'A page', standardSchema: eventPageSchema })
  @ApiProblems('monitor-unknown', 'parameter-invalid')
  listMonitorEvents(
    @Param('id') id: string,
    @Query({ schema: eventsQuerySchema }) query: EventsQuery,
  ): Promise<EventPage> {
    return this.reply.events(id, query);
  }

  @Get('exchanges')
  @ApiOperation({
    summary: "Read a monitor's last requests and replies, the newest first",
    description:
      'Those that brought news, eight at the most, cut to a bound, secrets hidden. POST /api/v1/profiles/{name}/classify ' +
      'reads one of them again, also by another version of the profile.',
  })
  @idParameter
  @ApiResponse({ status: 200, description: 'What is kept', standardSchema: exchangesSchema })
  @ApiProblems('monitor-unknown')
  listMonitorExchanges(@Param('id') id: string): Promise<Exchanges> {
    return this.reply.exchanges(id);
  }
}
