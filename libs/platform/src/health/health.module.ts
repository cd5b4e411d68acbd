import { Controller, Get, Global, HttpCode, Module, Res } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { DatabaseProbe } from '../database/database-probe.js';
import { Ticks } from '../scheduling/ticks.js';

const liveSchema = z.object({ status: z.literal('live') }).meta({ id: 'Live' });
const readySchema = z
  .object({
    status: z.enum(['ready', 'not-ready']),
    database: z.enum(['answers', 'silent']),
    lateTicks: z.array(z.string()).describe('Scheduled duties without a recent success'),
  })
  .meta({ id: 'Ready' });

@ApiTags('operations')
@Controller('health')
class HealthController {
  constructor(
    private readonly ticks: Ticks,
    private readonly database: DatabaseProbe,
  ) {}

  @Get('live')
  @HttpCode(200)
  @ApiOperation({ summary: 'Does the process answer? (A restart would not help a database that is away.)' })
  @ApiResponse({ status: 200, description: 'It does', standardSchema: liveSchema })
  live(): z.infer<typeof liveSchema> {
    return { status: 'live' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Does the database answer, and did every scheduled duty succeed lately?' })
  @ApiResponse({ status: 200, description: 'Yes', standardSchema: readySchema })
  @ApiResponse({ status: 503, description: 'No', standardSchema: readySchema })
  async ready(@Res({ passthrough: true }) reply: FastifyReply): Promise<z.infer<typeof readySchema>> {
    const answers = await this.database.answers();
    const lateTicks = this.ticks.late();
    const ready = answers && lateTicks.length === 0;
    void reply.code(ready ? 200 : 503);
    return { status: ready ? 'ready' : 'not-ready', database: answers ? 'answers' : 'silent', lateTicks };
  }
}

@Global()
@Module({ controllers: [HealthController] })
export class HealthModule {}
