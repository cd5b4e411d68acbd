import { Module } from '@nestjs/common';
import { TargetClient } from './target.client.js';

@Module({ providers: [TargetClient], exports: [TargetClient] })
export class TargetsModule {}
