import { Module } from '@nestjs/common';
import { HealthController } from './health.controller';
import { ReadinessService } from './readiness.service';

/** What those who run TrustFlow look at. */
@Module({ controllers: [HealthController], providers: [ReadinessService] })
export class OperationsModule {}
