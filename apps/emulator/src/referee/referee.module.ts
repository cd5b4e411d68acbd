import { Module } from '@nestjs/common';
import { RequestJournal } from './request-journal.js';

@Module({ providers: [RequestJournal], exports: [RequestJournal] })
export class RefereeModule {}
