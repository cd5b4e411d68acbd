import { Module } from '@nestjs/common';
import { ProfileLibrary } from './profile-library.js';
import { ProfilesController } from './profiles.controller.js';
import { ProfilesRepository } from './profiles.repository.js';
import { ProfilesService } from './profiles.service.js';
import { ShippedProfiles } from './shipped-profiles.js';

@Module({
  controllers: [ProfilesController],
  providers: [ProfileLibrary, ProfilesRepository, ProfilesService, ShippedProfiles],
  exports: [ProfileLibrary],
})
export class ProfilesModule {}
