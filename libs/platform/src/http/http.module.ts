import { Global, Module } from '@nestjs/common';
import { ProblemFilter } from '../errors/problem.filter.js';
import { AllowedMethods } from './allowed-methods.js';
import { RootController } from './root.controller.js';

@Global()
@Module({
  controllers: [RootController],
  providers: [AllowedMethods, ProblemFilter],
  exports: [AllowedMethods, ProblemFilter],
})
export class HttpModule {}
