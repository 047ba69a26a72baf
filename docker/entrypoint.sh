#!/bin/sh
# The role of this container. `exec`: signals reach Node, which finishes what is under way.
set -eu

case "${1:-all}" in
  all) entry=main.js ;;
  api) entry=main.api.js ;;
  worker) entry=main.worker.js ;;
  migrate) entry=commands/migrate.js ;;
  *)
    echo "trustflow: unknown role \"$1\"; expected api, worker, all or migrate" >&2
    exit 2
    ;;
esac
[ "$#" -eq 0 ] || shift
# As `npm start` does it: room for what a moment of load allocates, so that it is not moved about before it is garbage.
exec node --max-semi-space-size=64 "$(dirname "$0")/../dist/src/$entry" "$@"
