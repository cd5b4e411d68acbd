import { Module } from '@nestjs/common';
import { MonitorsModule } from '../monitors/monitors.module.js';
import { ProfilesModule } from '../profiles/profiles.module.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { CallbacksController } from './callbacks.controller.js';
import { CallbacksService } from './callbacks.service.js';

/** Callbacks in: remote sides that tell when there is something to ask. */
@Module({
  imports: [MonitorsModule, ProfilesModule, SecretsModule],
  controllers: [CallbacksController],
  providers: [CallbacksService],
})
export class CallbacksModule {}
