import { Module } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { LimiterStorage } from '@libs/rate-limit/limiter-storage';
import { RateLimitModule } from '@libs/rate-limit/rate-limit.module';
import { RateLimiter } from '@libs/rate-limit/rate-limiter';
import { ThrottlerModule } from '@nestjs/throttler';
import { AuditModule } from '../audit/audit.module';
import { EventsModule } from '../events/events.module';
import { IdempotencyModule } from '../idempotency/idempotency.module';
import { TenantsModule } from '../tenants/tenants.module';
import { TenantsService } from '../tenants/tenants.service';
import { AnomaliesRepository } from './anomalies/anomalies.repository';
import { KeyWatch } from './anomalies/key-watch';
import { ApiKeyUsesRepository } from './api-key-uses.repository';
import { ApiKeysController } from './api-keys.controller';
import { ApiKeysRepository } from './api-keys.repository';
import { ApiKeysService } from './api-keys.service';
import { Authenticator } from './authenticator';
import { KeyExposuresRepository } from './key-exposures.repository';
import { KeyExposuresService } from './key-exposures.service';
import { KeyIssuer } from './key-issuer';
import { KeyUses } from './key-uses';
import { declaredLimits } from './limits/declared-limits';
import { FailedAuthentications } from './limits/failed-authentications';
import { AccessRefusals } from './refusals/access-refusals';
import { SignupController } from './signup.controller';
import { SignupService } from './signup.service';

/** Sign-up, API keys, and who a request comes from. */
@Module({
  imports: [
    TenantsModule,
    AuditModule,
    EventsModule,
    IdempotencyModule,
    RateLimitModule,
    ThrottlerModule.forRootAsync({
      imports: [RateLimitModule, TenantsModule],
      inject: [SETTINGS, RateLimiter, TenantsService],
      useFactory: (settings: Settings, limiter: RateLimiter, tenants: TenantsService) => ({
        throttlers: declaredLimits(settings, tenants),
        storage: new LimiterStorage(limiter),
        // They have another form, and are told of the tenant alone.
        setHeaders: false,
      }),
    }),
  ],
  controllers: [SignupController, ApiKeysController],
  providers: [
    ...[
      Authenticator,
      FailedAuthentications,
      KeyUses,
      KeyWatch,
      AccessRefusals,
      KeyIssuer,
      ApiKeysService,
      SignupService,
      KeyExposuresService,
    ],
    ...[AnomaliesRepository, ApiKeysRepository, ApiKeyUsesRepository, KeyExposuresRepository],
  ],
  exports: [AccessRefusals, Authenticator, FailedAuthentications, KeyWatch, RateLimitModule],
})
export class AuthModule {}
