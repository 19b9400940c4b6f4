#!/usr/bin/env bash
# Clippy over everything, warnings refused, in the profile of the build.
set -euo pipefail
source "$(dirname "$0")/common.sh"
exec cargo clippy --release --workspace --all-targets --locked "$@" -- -D warnings
