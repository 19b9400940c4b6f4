#!/usr/bin/env bash
# Builds the front end and the release binary side by side. The console's files go into the binary, so cargo is asked a second
# time at the end: it has something to do only if it came to them before they were ready.
set -euo pipefail
source "$(dirname "$0")/common.sh"
need_tools

scripts/frontend.sh > "$LOGS/frontend.log" 2>&1 &
frontend=$!
# Leaving early, by an error or by ctrl-c, must not leave npm running.
trap 'kill "$frontend" 2> /dev/null || true' EXIT

say "building; the first time takes a while (all dependencies are compiled)"
cargo build --release --workspace --locked

if ! wait "$frontend"; then
    tail -n 40 "$LOGS/frontend.log" >&2
    fail "the front end was not built; the whole log is $LOGS/frontend.log"
fi
cargo build --release --workspace --locked --quiet
