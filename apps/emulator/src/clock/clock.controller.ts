import { Body, Controller, Get, HttpCode, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import {
  type AdvanceClock,
  type ClockRepresentation,
  type ScaleClock,
  advanceClockSchema,
  clockSchema,
  scaleClockSchema,
} from '@app/contracts';
import { ApiProblems, IgnoreBody } from '@app/platform';
import { InNamespace, Namespace } from '../namespaces/namespace.decorator.js';
import { ClockService } from './clock.service.js';
import { toClock } from './clock.view.js';

const bodyProblems = ['body-malformed', 'body-invalid', 'body-too-large', 'content-type-unsupported'] as const;
const ItsClock = (): MethodDecorator =>
  ApiResponse({ status: 200, description: 'The clock as it is then', standardSchema: clockSchema });

/** Moves the time in which the jobs of a namespace live. */
@ApiTags('clock')
@Controller('api/v1/clock')
@InNamespace()
export class ClockController {
  constructor(private readonly clock: ClockService) {}

  @Get()
  @ApiOperation({ summary: 'Read the clock' })
  @ItsClock()
  @ApiProblems('parameter-invalid')
  async readClock(@Namespace() namespace: string): Promise<ClockRepresentation> {
    return toClock(await this.clock.read(namespace));
  }

  @Post('advance')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Let time pass',
    description: 'Whoever asks after the answer sees jobs as they are then; callbacks that fell due go out soon.',
  })
  @ItsClock()
  @ApiProblems('parameter-invalid', ...bodyProblems)
  async advanceClock(
    @Namespace() namespace: string,
    @Body({ schema: advanceClockSchema }) by: AdvanceClock,
  ): Promise<ClockRepresentation> {
    return toClock(await this.clock.advance(namespace, by));
  }

  @Post('freeze')
  @HttpCode(200)
  @IgnoreBody()
  @ApiOperation({ summary: 'Stop the clock', description: 'It can still be advanced.' })
  @ItsClock()
  @ApiProblems('parameter-invalid')
  async freezeClock(@Namespace() namespace: string): Promise<ClockRepresentation> {
    return toClock(await this.clock.freeze(namespace));
  }

  @Post('resume')
  @HttpCode(200)
  @IgnoreBody()
  @ApiOperation({ summary: 'Let the clock go on, at its rate, from where it stands' })
  @ItsClock()
  @ApiProblems('parameter-invalid')
  async resumeClock(@Namespace() namespace: string): Promise<ClockRepresentation> {
    return toClock(await this.clock.resume(namespace));
  }

  @Put('scale')
  @ApiOperation({
    summary: 'Let time go faster or slower from now on',
    description: 'Without it the setting EMULATOR_TIME_SCALE holds. A clock that is frozen stays so.',
  })
  @ItsClock()
  @ApiProblems('parameter-invalid', ...bodyProblems)
  async scaleClock(
    @Namespace() namespace: string,
    @Body({ schema: scaleClockSchema }) { rate }: ScaleClock,
  ): Promise<ClockRepresentation> {
    return toClock(await this.clock.scale(namespace, rate));
  }
}
