import { randomBytes } from 'node:crypto';
import { ModulesContainer } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { JointDatabase } from '@libs/database/joint-database';
import type { JointTx, JointWork } from '@libs/database/joint-database';
import { TenantDatabase } from '@libs/database/tenant-database';
import type { TenantTx } from '@libs/database/tenant-database';
import type { TenantId } from '@libs/database/tenant-id';
import { createTestDatabase } from '../support/test-database';
import type { TestDatabase } from '../support/test-database';

/** Who asks has been found out before: what these remember of the one who asks is no part of what he asks for. */
const FINDS_OUT_WHO_ASKS = ['Authenticator', 'TenantsService', 'KeyUses', 'KeyExposuresService'];

/**
 * The code's wall has a hole everywhere: each statement of the stranger's says that it wants the rows of the victim,
 * in a transaction that is bound to the stranger. Returns what mends it.
 */
export function pierceCode(app: NestExpressApplication, stranger: TenantId, victim: TenantId): () => void {
  const database = app.get(TenantDatabase);
  const joint = app.get(JointDatabase);
  const pierced = new Map<unknown, object>([
    [database, piercedDatabase(database, stranger, victim)],
    [joint, piercedJoint(joint, stranger, victim)],
  ]);
  const mends: (() => void)[] = [];
  for (const instance of instancesOf(app)) {
    if (FINDS_OUT_WHO_ASKS.includes(instance.constructor.name)) continue;
    const fields = instance as Record<string, unknown>;
    for (const [name, held] of Object.entries(fields)) {
      const other = pierced.get(held);
      if (other === undefined) continue;
      fields[name] = other;
      mends.push(() => {
        fields[name] = held;
      });
    }
  }
  if (mends.length < 10) throw new Error('hardly anybody uses the database');
  return () => {
    for (const mend of mends) mend();
  };
}

/** Every provider of the application. */
export function instancesOf(app: NestExpressApplication): object[] {
  const modules = [...app.get(ModulesContainer).values()];
  const held = modules.flatMap(({ providers }) =>
    [...providers.values()].map(({ instance }: { instance: unknown }) => instance),
  );
  return [...new Set(held)].filter((each) => typeof each === 'object' && each !== null);
}

function piercedDatabase(database: TenantDatabase, stranger: TenantId, victim: TenantId): object {
  const run = <T>(tenantId: TenantId, work: (tx: TenantTx) => Promise<T>): Promise<T> =>
    database.run(tenantId, (tx) => work(tenantId === stranger ? { ...tx, tenantId: victim } : tx));
  return Object.assign(Object.create(database) as object, { run });
}

function piercedJoint(joint: JointDatabase, stranger: TenantId, victim: TenantId): object {
  const pierce = (tx: JointTx): JointTx => {
    const of: JointTx['of'] = (tenantId) => {
      const statements = tx.of(tenantId);
      return tenantId === stranger ? { ...statements, tenantId: victim } : statements;
    };
    return Object.assign(Object.create(tx) as JointTx, { of });
  };
  const run = <G, R>({ gather, record }: JointWork<G, R>): Promise<R> =>
    joint.run({ gather: (tx) => gather(pierce(tx)), record });
  return Object.assign(Object.create(joint) as object, { run });
}

/** A login of the test's own that is what trustflow_app is; the servers' other databases go on with theirs. */
export interface OwnRole {
  /** The database's wall is down for this role, in every connection that is opened from now on. */
  bypass(): Promise<void>;
  readonly url: string;
  /** After its database. */
  drop(): Promise<void>;
}

export async function ownRole({ query, urls }: TestDatabase): Promise<OwnRole> {
  const name = `trustflow_app_${randomBytes(6).toString('hex')}`;
  const password = randomBytes(12).toString('hex');
  await query(`create role ${name} login password '${password}' in role trustflow_app`);
  const url = new URL(urls.app);
  url.username = name;
  url.password = password;
  return {
    url: url.href,
    async bypass() {
      await query(`alter role ${name} bypassrls`);
    },
    async drop() {
      // Roles are the server's: this one's database is gone by now.
      const other = await createTestDatabase();
      await other.query(`drop role ${name}`);
      await other.drop();
    },
  };
}
