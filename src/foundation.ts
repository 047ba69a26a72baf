import type { DynamicModule } from '@nestjs/common';
import type { Settings } from '@libs/config/settings';
import { DatabaseModule } from '@libs/database/database.module';
import type { DatabaseConnections } from '@libs/database/database.module';
import type { KeyHistory } from '@libs/secrets/key-history';
import type { KeyRing } from '@libs/secrets/key-ring';
import { SigningKeysModule } from '@libs/signing-keys/signing-keys.module';
import { RuntimeModule } from './runtime.module';

export interface Foundations {
  readonly settings: Settings;
  readonly keyRing: KeyRing;
  readonly keyHistory: KeyHistory;
  readonly connections: DatabaseConnections;
}

/** The global modules that every other one stands on. */
export function foundationOf({
  settings,
  keyRing,
  keyHistory,
  connections,
}: Foundations): readonly DynamicModule[] {
  return [
    RuntimeModule.with(settings, keyRing, keyHistory),
    DatabaseModule.with(connections),
    SigningKeysModule.with(connections.app),
  ];
}
