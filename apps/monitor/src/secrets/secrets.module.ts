import { Module } from '@nestjs/common';
import { CONFIG, type MonitorConfig } from '../config.js';
import { KeyRing } from './key-ring.js';
import { SecretStore } from './secret-store.js';
import { SecretsController } from './secrets.controller.js';
import { SecretsRepository } from './secrets.repository.js';
import { SecretsService } from './secrets.service.js';

@Module({
  controllers: [SecretsController],
  providers: [
    { provide: KeyRing, useFactory: (config: MonitorConfig) => new KeyRing(config.secretKeys), inject: [CONFIG] },
    SecretStore,
    SecretsRepository,
    SecretsService,
  ],
  exports: [SecretStore],
})
export class SecretsModule {}
