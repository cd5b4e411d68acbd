import { Module } from '@nestjs/common';
import { ProfileLibrary } from './profile-library.js';
import { ProfilesRepository } from './profiles.repository.js';

@Module({ providers: [ProfileLibrary, ProfilesRepository], exports: [ProfileLibrary] })
export class ProfilesModule {}
