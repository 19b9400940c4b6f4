#!/usr/bin/env bash
# Writes the reference pages from the definitions in the binary.
set -euo pipefail
source "$(dirname "$0")/common.sh"

for page in events facts functions catalogue; do
    # By way of another file: a page that broke off must not replace the one that is there.
    "$MINGJING" reference "$page" > "$TARGET/reference.md"
    mv "$TARGET/reference.md" "docs/$(printf %s "$page" | tr '[:lower:]' '[:upper:]').md"
done
