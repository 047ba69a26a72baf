import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ProfileHistoryModule } from '../evaluation/profile-history.module';
import { TenantDirectoryModule } from '../tenants/tenant-directory.module';
import { MAINTENANCE_QUEUE, MaintenanceProcessor } from './maintenance.processor';
import { MaintenanceService } from './maintenance.service';
import { MonthPartitions } from './month-partitions';
import { ReadinessService } from './readiness.service';
import { RetentionService } from './retention.service';
import { WorkerReadinessService } from './worker-readiness.service';

@Module({
  imports: [
    BullModule.registerQueue({ name: MAINTENANCE_QUEUE }),
    ProfileHistoryModule,
    TenantDirectoryModule,
  ],
  providers: [
    MaintenanceProcessor,
    MaintenanceService,
    RetentionService,
    MonthPartitions,
    ReadinessService,
    WorkerReadinessService,
  ],
})
export class OperationsWorkerModule {}
