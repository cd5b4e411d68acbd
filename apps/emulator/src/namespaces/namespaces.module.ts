import { Module } from '@nestjs/common';
import { Resets } from './resets.js';

@Module({ providers: [Resets], exports: [Resets] })
export class NamespacesModule {}
