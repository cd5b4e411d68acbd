import { Module } from '@nestjs/common';
import { MonitorsModule } from '../../monitors/monitors.module.js';
import { ProcessesController } from './processes.controller.js';

@Module({ imports: [MonitorsModule], controllers: [ProcessesController] })
export class ProcessesModule {}
