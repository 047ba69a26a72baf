-- The four roles, made by a superuser in the database that TrustFlow uses. Safe to run again.
-- Passwords are not set here: `alter role … password …` beside it, or whatever the platform offers.
--
--   trustflow_owner   owns the schema and migrates
--   trustflow_app     serves requests; row-level security holds it to one tenant
--   trustflow_system  cross-tenant work, through policies of its own on the few tables that need it
--   trustflow_queue   BullMQ's schema, where no Redis is set
do $$
declare
  name text;
begin
  foreach name in array array['trustflow_owner', 'trustflow_app', 'trustflow_system', 'trustflow_queue'] loop
    if not exists (select from pg_roles where rolname = name) then
      execute format('create role %I', name);
    end if;
    execute format('alter role %I login nosuperuser nobypassrls nocreatedb nocreaterole noreplication', name);
    execute format('grant connect on database %I to %I', current_database(), name);
  end loop;
  execute format('revoke all on database %I from public', current_database());
  execute format('alter database %I owner to trustflow_owner', current_database());
  execute format('grant all on database %I to trustflow_owner', current_database());
end
$$;

revoke all on schema public from public;
grant usage, create on schema public to trustflow_owner;
grant usage on schema public to trustflow_app, trustflow_system;

-- No statement of a request may hold a connection, or a lock that others wait for, without end.
alter role trustflow_app set statement_timeout = '10s';
alter role trustflow_app set lock_timeout = '5s';
alter role trustflow_app set idle_in_transaction_session_timeout = '15s';
alter role trustflow_system set statement_timeout = '60s';
alter role trustflow_system set lock_timeout = '5s';
alter role trustflow_system set idle_in_transaction_session_timeout = '60s';
