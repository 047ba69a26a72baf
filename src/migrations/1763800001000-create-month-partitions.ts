import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Tables that grow with traffic are partitioned by month over their UUIDv7 ids (RFC 9562: the first 48 bits are the
 * time in milliseconds), so that old months can be dropped without touching the others.
 */
export class CreateMonthPartitions1763800001000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      create function uuid_lower_bound(moment timestamptz) returns uuid
        language sql immutable strict parallel safe set search_path = ''
        return (pg_catalog.lpad(pg_catalog.to_hex((extract(epoch from moment) * 1000)::pg_catalog.int8), 12, '0')
                || pg_catalog.repeat('0', 20))::pg_catalog.uuid`);

    // From last month (a clock may lag) to months_ahead. A partition has row-level security and no policy of its own:
    // rows are reached through the parent only.
    await runner.query(`
      create function ensure_month_partitions(months_ahead integer) returns integer
        language plpgsql security definer set search_path = ''
      as $$
      declare
        parent record;
        month timestamptz;
        partition text;
        created integer := 0;
      begin
        if months_ahead not between 0 and 24 then
          raise exception 'months_ahead must be between 0 and 24';
        end if;
        for parent in
          select c.relname from pg_catalog.pg_class c
           where c.relnamespace = 'public'::pg_catalog.regnamespace and c.relkind = 'p' order by c.relname
        loop
          for ahead in -1..months_ahead loop
            month := pg_catalog.date_trunc('month', pg_catalog.now() at time zone 'UTC') at time zone 'UTC'
                     + pg_catalog.make_interval(months => ahead);
            partition := pg_catalog.format('%s_%s', parent.relname, pg_catalog.to_char(month at time zone 'UTC', 'YYYY_MM'));
            if pg_catalog.to_regclass('public.' || pg_catalog.quote_ident(partition)) is null then
              execute pg_catalog.format(
                'create table public.%I partition of public.%I for values from (%L) to (%L)', partition, parent.relname,
                public.uuid_lower_bound(month),
                public.uuid_lower_bound((month at time zone 'UTC' + interval '1 month') at time zone 'UTC'));
              execute pg_catalog.format('alter table public.%I enable row level security', partition);
              execute pg_catalog.format('alter table public.%I force row level security', partition);
              created := created + 1;
            end if;
          end loop;
        end loop;
        return created;
      end
      $$`);
    await runner.query('revoke execute on function ensure_month_partitions(integer) from public');
    await runner.query('grant execute on function ensure_month_partitions(integer) to trustflow_system');
  }

  down(): Promise<void> {
    return Promise.reject(new Error('Migrations go forward only.'));
  }
}
