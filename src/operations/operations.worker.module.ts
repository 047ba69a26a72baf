import { BullModule } from '@nestjs/bullmq';
import { Module } from '@nestjs/common';
import { ProfileHistoryModule } from '../evaluation/profile-history.module';
import { TenantDirectoryModule } from '../tenants/tenant-directory.module';
import { MAINTENANCE_QUEUE, MaintenanceProcessor } from './maintenance.processor';
import { MaintenanceService } from './maintenance.service';
import { MonthPartitions } from './month-partitions';
import { RetentionService } from './retention.service';

@Module({
  imports: [
    BullModule.registerQueue({ name: MAINTENANCE_QUEUE }),
    ProfileHistoryModule,
    TenantDirectoryModule,
  ],
  providers: [MaintenanceProcessor, MaintenanceService, RetentionService, MonthPartitions],
})
export class OperationsWorkerModule {}
