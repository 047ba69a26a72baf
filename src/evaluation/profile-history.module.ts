import { Module } from '@nestjs/common';
import { TenantsModule } from '../tenants/tenants.module';
import { EntityHistory } from './history/entity-history';
import { EntityHistoryRepository } from './history/entity-history.repository';
import { EntityNamesRepository } from './history/entity-names.repository';
import { ProfileRebuild } from './history/profile-rebuild';
import { ProfileHistoryService } from './profile-history.service';
import { ProfilesRepository } from './profiles.repository';

/** What profiles are made from. Not needed to decide. */
@Module({
  imports: [TenantsModule],
  providers: [
    ProfileHistoryService,
    ProfileRebuild,
    EntityHistory,
    EntityHistoryRepository,
    EntityNamesRepository,
    ProfilesRepository,
  ],
  exports: [ProfileHistoryService],
})
export class ProfileHistoryModule {}
