# Sourced by the other scripts: where things are, and how they speak.

ROOT="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$ROOT"
TARGET="${CARGO_TARGET_DIR:-$ROOT/target}"
LOGS="$TARGET/logs"
MINGJING="$TARGET/release/mingjing"
SAMPLE_NOW="2025-06-30T18:00:00+08:00"
mkdir -p "$LOGS"

say() { printf '%s\n' "$*"; }

fail() {
    printf 'error: %s\n' "$*" >&2
    exit 2
}

# need PROGRAM WHERE-FROM: stops with a clear word when a program is missing.
need() {
    command -v "$1" > /dev/null 2>&1 || fail "$1 is not installed; $2, then run this again"
}

need_tools() {
    need cargo "install Rust from https://rustup.rs"
    need node "install Node.js 20.19 or newer from https://nodejs.org"
    need npm "it comes with Node.js from https://nodejs.org"
    need cc "install a C compiler (Debian: apt-get install build-essential); SQLite is compiled with it"
}
