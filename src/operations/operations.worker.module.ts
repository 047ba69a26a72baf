import { Module } from '@nestjs/common';
import { recurringTask } from '@libs/recurring/recurring-task.provider';
import { RecurringModule } from '@libs/recurring/recurring.module';
import { ProfileHistoryModule } from '../evaluation/profile-history.module';
import { TenantDirectoryModule } from '../tenants/tenant-directory.module';
import { TenantsModule } from '../tenants/tenants.module';
import { DeliveriesQueueModule } from '../webhooks/deliveries-queue.module';
import { SecretCareModule } from '../webhooks/secret-care.module';
import { MaintenanceService } from './maintenance.service';
import { MonthPartitions } from './month-partitions';
import { OldMasterKeysService } from './old-master-keys.service';
import { ReadinessService } from './readiness.service';
import { RetentionService } from './retention.service';
import { WorkerReadinessService } from './worker-readiness.service';

const HOUR_MS = 3_600_000;

@Module({
  imports: [
    RecurringModule,
    DeliveriesQueueModule,
    ProfileHistoryModule,
    TenantDirectoryModule,
    TenantsModule,
    SecretCareModule,
  ],
  providers: [
    recurringTask(MaintenanceService, {
      name: 'maintenance',
      everyMs: HOUR_MS,
      run: (service) => service.run(),
    }),
    MaintenanceService,
    RetentionService,
    OldMasterKeysService,
    MonthPartitions,
    ReadinessService,
    WorkerReadinessService,
  ],
})
export class OperationsWorkerModule {}
