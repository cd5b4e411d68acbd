import { Module } from '@nestjs/common';
import { ScenariosService } from './scenarios.service.js';

@Module({ providers: [ScenariosService], exports: [ScenariosService] })
export class ScenariosModule {}
