import { Module } from '@nestjs/common';
import { MonitorsModule } from '../../monitors/monitors.module.js';
import { InlineWait } from './inline-wait.js';
import { InstanceCommandsController } from './instance-commands.controller.js';
import { InstancesController } from './instances.controller.js';
import { OrchestratorsController } from './orchestrators.controller.js';
import { StartedReply } from './started-reply.js';

@Module({
  imports: [MonitorsModule],
  controllers: [OrchestratorsController, InstancesController, InstanceCommandsController],
  providers: [InlineWait, StartedReply],
})
export class DurableFunctionsModule {}
