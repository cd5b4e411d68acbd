import { Module } from '@nestjs/common';
import { ProfileLibrary } from './profile-library.js';

@Module({ providers: [ProfileLibrary], exports: [ProfileLibrary] })
export class ProfilesModule {}
