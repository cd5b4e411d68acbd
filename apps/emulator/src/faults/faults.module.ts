import { Module } from '@nestjs/common';
import { ClockModule } from '../clock/clock.module.js';
import { NamespacesModule } from '../namespaces/namespaces.module.js';
import { OutagesController } from './outages.controller.js';
import { OutagesRepository } from './outages.repository.js';
import { OutagesService } from './outages.service.js';
import { ReplySender } from './reply-sender.js';

@Module({
  imports: [ClockModule, NamespacesModule],
  controllers: [OutagesController],
  providers: [OutagesRepository, OutagesService, ReplySender],
  exports: [OutagesService, ReplySender],
})
export class FaultsModule {}
