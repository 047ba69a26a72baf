#!/bin/sh
# Sets the passwords of the roles that roles.sql has made. Run by PostgreSQL's image once, when it makes its data
# folder; run it by hand, with the same variables, to change a password.
set -eu

: "${TRUSTFLOW_OWNER_PASSWORD:?}" "${TRUSTFLOW_APP_PASSWORD:?}" "${TRUSTFLOW_SYSTEM_PASSWORD:?}" "${TRUSTFLOW_QUEUE_PASSWORD:?}"

# psql reads the passwords itself: on its command line every user of the machine could see them.
psql --no-psqlrc --quiet --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname "$POSTGRES_DB" <<'SQL'
\getenv owner TRUSTFLOW_OWNER_PASSWORD
\getenv app TRUSTFLOW_APP_PASSWORD
\getenv system TRUSTFLOW_SYSTEM_PASSWORD
\getenv queue TRUSTFLOW_QUEUE_PASSWORD
alter role trustflow_owner password :'owner';
alter role trustflow_app password :'app';
alter role trustflow_system password :'system';
alter role trustflow_queue password :'queue';
SQL
