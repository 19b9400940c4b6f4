#!/usr/bin/env bash
# Writes the API's document from the binary, then the console's client from the document.
set -euo pipefail
source "$(dirname "$0")/common.sh"

# By way of another file: a document that broke off must not replace the one that is there.
"$MINGJING" openapi > "$TARGET/openapi.json"
mv "$TARGET/openapi.json" dashboards/openapi.json
cd dashboards
npm run --silent client
