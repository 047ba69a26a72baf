import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module';
import { TenantsModule } from '../tenants/tenants.module';
import { EntityHistory } from './history/entity-history';
import { EntityHistoryRepository } from './history/entity-history.repository';
import { EntityNamesRepository } from './history/entity-names.repository';
import { ExpiredEvaluationsRepository } from './history/expired-evaluations.repository';
import { ProfileRebuild } from './history/profile-rebuild';
import { ProfileSnapshotsRepository } from './history/profile-snapshots.repository';
import { RebuildTrail } from './history/rebuild-trail';
import { SnapshotMaking } from './history/snapshot-making';
import { ProfileHistoryService } from './profile-history.service';
import { ProfilesRepository } from './profiles.repository';

/** What profiles are made from: for processes that may work across tenants. */
@Module({
  imports: [AuditModule, TenantsModule],
  providers: [
    ProfileHistoryService,
    ProfileRebuild,
    RebuildTrail,
    SnapshotMaking,
    ProfileSnapshotsRepository,
    ExpiredEvaluationsRepository,
    EntityHistory,
    EntityHistoryRepository,
    EntityNamesRepository,
    ProfilesRepository,
  ],
  exports: [ProfileHistoryService],
})
export class ProfileHistoryModule {}
