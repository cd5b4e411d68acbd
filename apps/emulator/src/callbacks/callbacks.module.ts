import { Module } from '@nestjs/common';
import { CallbackSender } from './callback-sender.js';

@Module({ providers: [CallbackSender], exports: [CallbackSender] })
export class CallbacksModule {}
