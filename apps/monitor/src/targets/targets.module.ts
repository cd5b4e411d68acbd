import { Module } from '@nestjs/common';
import { TargetCaller } from './target-caller.js';
import { TargetClient } from './target.client.js';
import { TargetGates } from './target-gates.js';

@Module({ providers: [TargetCaller, TargetClient, TargetGates], exports: [TargetCaller, TargetClient, TargetGates] })
export class TargetsModule {}
