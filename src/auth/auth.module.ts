import { Module } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { SETTINGS } from '@libs/config/settings.token';
import { ThrottlerModule } from '@nestjs/throttler';
import { AuditModule } from '../audit/audit.module';
import { TenantsModule } from '../tenants/tenants.module';
import { ApiKeysRepository } from './api-keys.repository';
import { Authenticator } from './authenticator';
import { SignupController } from './signup.controller';
import { SignupService } from './signup.service';

const HOUR_MS = 3_600_000;

/** Sign-up, API keys, and who a request comes from. */
@Module({
  imports: [
    TenantsModule,
    AuditModule,
    ThrottlerModule.forRootAsync({
      inject: [SETTINGS],
      useFactory: ({ signupLimitPerHour }: Settings) => ({
        setHeaders: false,
        // Whoever has an IPv6 address has a whole /64 of them.
        ipv6SubnetPrefix: 64,
        throttlers: [{ limit: signupLimitPerHour, ttl: HOUR_MS, blockDuration: HOUR_MS }],
      }),
    }),
  ],
  controllers: [SignupController],
  providers: [Authenticator, ApiKeysRepository, SignupService],
  exports: [Authenticator],
})
export class AuthModule {}
