import type { DataSource } from 'typeorm';
import { DatabaseError } from './database-error';

const OLDEST_MAJOR = 15;

/** Refuses a PostgreSQL that its makers no longer mend. */
export async function checkServerVersion(dataSource: DataSource): Promise<void> {
  const [row] = await dataSource.query<{ number: string }[]>(
    `select current_setting('server_version_num') as number`,
  );
  const problem = versionProblem(Number(row?.number));
  if (problem !== undefined) throw new DatabaseError(problem);
}

/** `versionNumber` as in server_version_num, for example 150004. */
export function versionProblem(versionNumber: number): string | undefined {
  const major = Math.floor(versionNumber / 10_000);
  if (major >= OLDEST_MAJOR) return undefined;
  return `PostgreSQL ${major} is too old: TrustFlow needs ${OLDEST_MAJOR} or newer`;
}

const POWERS = `
  select r.rolsuper as "isSuperuser",
         exists (select from pg_roles b where b.rolbypassrls and pg_has_role(current_user, b.oid, 'MEMBER')) as "bypassesRowSecurity",
         exists (select from pg_class c join pg_namespace n on n.oid = c.relnamespace
                  where n.nspname = 'public' and c.relkind in ('r', 'p') and pg_has_role(current_user, c.relowner, 'MEMBER')) as "ownsTables",
         current_user as name
    from pg_roles r where r.rolname = current_user`;

interface RolePowers {
  readonly name: string;
  readonly isSuperuser: boolean;
  readonly bypassesRowSecurity: boolean;
  readonly ownsTables: boolean;
}

/** Refuses an application role that could see past row-level security, itself or through a role it may become. */
export async function checkApplicationRole(dataSource: DataSource): Promise<void> {
  const [powers] = await dataSource.query<RolePowers[]>(POWERS);
  if (powers === undefined) throw new DatabaseError('DATABASE_URL: the role is not to be found in pg_roles');
  const { name } = powers;
  const reasons = [
    ...(powers.isSuperuser ? ['is a superuser'] : []),
    ...(powers.bypassesRowSecurity && !powers.isSuperuser
      ? ['has BYPASSRLS, or may become a role that has']
      : []),
    ...(powers.ownsTables && !powers.isSuperuser
      ? ["owns TrustFlow's tables, or may become their owner"]
      : []),
  ];
  if (reasons.length === 0) return;
  throw new DatabaseError(
    `DATABASE_URL: the role ${name} ${reasons.join(' and ')}, so it could see past row-level security; use trustflow_app (docker/roles.sql)`,
  );
}
