import { Module } from '@nestjs/common';
import { ExchangesRepository } from './exchanges.repository.js';
import { ProfileLibrary } from './profile-library.js';
import { ProfileTrialsController } from './profile-trials.controller.js';
import { ProfileTrials } from './profile-trials.service.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesRepository } from './profiles.repository.js';
import { ProfilesService } from './profiles.service.js';
import { ShippedProfiles } from './shipped-profiles.js';

@Module({
  controllers: [ProfilesController, ProfileTrialsController],
  providers: [ExchangesRepository, ProfileLibrary, ProfileTrials, ProfilesRepository, ProfilesService, ShippedProfiles],
  exports: [ProfileLibrary],
})
export class ProfilesModule {}
