import { Inject, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { ChangeListener } from './change-listener';
import { JointDatabase } from './joint-database';
import { SystemDatabase } from './system-database';
import { TenantDatabase } from './tenant-database';

/** Connected and checked before Nest starts, so that a start on a wrong database ends in one clear line. */
export interface DatabaseConnections {
  readonly app: DataSource;
  /** Only in processes with a worker. */
  readonly system?: SystemDatabase;
  readonly joint: JointDatabase;
  readonly listener: ChangeListener;
}

const CONNECTIONS = Symbol('DatabaseConnections');

@Module({})
export class DatabaseModule implements OnApplicationShutdown {
  constructor(@Inject(CONNECTIONS) private readonly connections: DatabaseConnections) {}

  static with(connections: DatabaseConnections): DynamicModule {
    const { app, system, joint, listener } = connections;
    const systemProviders = system === undefined ? [] : [{ provide: SystemDatabase, useValue: system }];
    const providers = [
      { provide: TenantDatabase, useValue: new TenantDatabase(app) },
      { provide: JointDatabase, useValue: joint },
      { provide: ChangeListener, useValue: listener },
      ...systemProviders,
    ];
    return {
      module: DatabaseModule,
      global: true,
      providers: [...providers, { provide: CONNECTIONS, useValue: connections }],
      exports: providers.map(({ provide }) => provide),
    };
  }

  async onApplicationShutdown(): Promise<void> {
    const { app, system, joint, listener } = this.connections;
    await listener.close();
    await Promise.all([app.destroy(), system?.close(), joint.close()]);
  }
}
