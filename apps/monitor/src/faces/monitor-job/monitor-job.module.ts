import { Module } from '@nestjs/common';
import { MonitorsModule } from '../../monitors/monitors.module.js';
import { MonitorJobController } from './monitor-job.controller.js';

@Module({ imports: [MonitorsModule], controllers: [MonitorJobController] })
export class MonitorJobModule {}
