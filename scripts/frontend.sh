#!/usr/bin/env bash
# Installs the console's packages and builds it into dashboards/console/dist, each only when something changed.
set -euo pipefail
source "$(dirname "$0")/common.sh"
cd dashboards

if [ ! node_modules/.package-lock.json -nt package-lock.json ]; then
    npm ci --no-fund --no-audit --loglevel=error
fi

built=console/dist/index.html
newer() {
    find package-lock.json console shared \( -name node_modules -o -path console/dist -o -name components.d.ts \) -prune -o -type f -newer "$built" -print -quit
}
if [ ! -f "$built" ] || [ -n "$(newer)" ]; then
    npm run --silent build
fi
