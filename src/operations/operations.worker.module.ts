import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ProfileHistoryModule } from '../evaluation/profile-history.module';
import { TenantDirectoryModule } from '../tenants/tenant-directory.module';
import { TenantsModule } from '../tenants/tenants.module';
import { SecretCareModule } from '../webhooks/secret-care.module';
import { MAINTENANCE_QUEUE, MaintenanceProcessor } from './maintenance.processor';
import { MaintenanceService } from './maintenance.service';
import { MonthPartitions } from './month-partitions';
import { OldMasterKeysService } from './old-master-keys.service';
import { ReadinessService } from './readiness.service';
import { RetentionService } from './retention.service';
import { WorkerReadinessService } from './worker-readiness.service';

@Module({
  imports: [
    BullModule.registerQueue({ name: MAINTENANCE_QUEUE }),
    ProfileHistoryModule,
    TenantDirectoryModule,
    TenantsModule,
    SecretCareModule,
  ],
  providers: [
    MaintenanceProcessor,
    MaintenanceService,
    RetentionService,
    OldMasterKeysService,
    MonthPartitions,
    ReadinessService,
    WorkerReadinessService,
  ],
})
export class OperationsWorkerModule {}
