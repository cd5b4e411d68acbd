import { Module } from '@nestjs/common';
import { Engine } from './engine.js';
import { HoldingsModule } from './holdings/holdings.module.js';
import { WatchingModule } from './watching/watching.module.js';

/** The engine's two duties, holding and watching, and their beginning and end. */
@Module({ imports: [HoldingsModule, WatchingModule], providers: [Engine], exports: [Engine] })
export class EngineModule {}
