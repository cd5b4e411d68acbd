import { Global, Module } from '@nestjs/common';
import { ProblemFilter } from '../errors/problem.filter.js';
import { AllowedMethods } from './allowed-methods.js';
import { RequestDurations } from './request-durations.js';
import { RootController } from './root.controller.js';

@Global()
@Module({
  controllers: [RootController],
  providers: [AllowedMethods, ProblemFilter, RequestDurations],
  exports: [AllowedMethods, ProblemFilter, RequestDurations],
})
export class HttpModule {}
