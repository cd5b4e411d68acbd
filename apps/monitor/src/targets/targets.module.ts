import { Module } from '@nestjs/common';
import { LOGGER, type Logger } from '@app/platform';
import { CONFIG, type MonitorConfig } from '../config.js';
import { HoldingsModule } from '../holdings/holdings.module.js';
import { SecretStore } from '../secrets/secret-store.js';
import { SecretsModule } from '../secrets/secrets.module.js';
import { AccessTokens } from './access-tokens.js';
import { Authorizer } from './authorizer.js';
import { TargetCaller } from './target-caller.js';
import { TargetClient } from './target.client.js';
import { TargetGates } from './target-gates.js';
import { TargetGuard } from './target-guard.js';
import { TargetMetrics } from './target-metrics.js';

function createGuard(config: MonitorConfig, logger: Logger): TargetGuard {
  const { allowPrivateCidrs, startUrl, statusUrl } = config;
  if (allowPrivateCidrs.length > 0) logger.warn({ ranges: allowPrivateCidrs }, 'targets.private-addresses-allowed');
  return new TargetGuard({ allowPrivateCidrs, ownUrls: [startUrl, statusUrl] });
}

function createCaller(client: TargetClient, secrets: SecretStore): TargetCaller {
  return new TargetCaller(client, new Authorizer(secrets, new AccessTokens(client)));
}

@Module({
  imports: [HoldingsModule, SecretsModule],
  providers: [
    TargetGates,
    TargetMetrics,
    { provide: TargetCaller, useFactory: createCaller, inject: [TargetClient, SecretStore] },
    { provide: TargetGuard, useFactory: createGuard, inject: [CONFIG, LOGGER] },
    { provide: TargetClient, useFactory: (guard: TargetGuard) => new TargetClient(guard), inject: [TargetGuard] },
  ],
  exports: [TargetCaller, TargetClient, TargetGates, TargetGuard],
})
export class TargetsModule {}
