#!/usr/bin/env bash
# `make test`: every check and every test, from a fresh clone on. Ends with one line: N passed, M failed, K skipped.
# A part that fails does not stop the next one. Logs of all parts stand in target/logs/.
# A PostgreSQL of its own is started for the Rust tests and stopped in the end, unless MINGJING_TEST_POSTGRES names a server.
# Settings: CI=true (what is missing fails instead of being skipped), MINGJING_REAL_DATA (folder of the public logs),
# MINGJING_SEEDS and MINGJING_CASES (other seeds and sizes for the end-to-end tests).
set -uo pipefail
source "$(dirname "$0")/common.sh"
need_tools

PASSED=0 FAILED=0 SKIPPED=0
# An installation of whoever runs this is not to be tested on.
unset MINGJING_DATABASE
export MINGJING_BIN="$MINGJING"
export MINGJING_SKIPS="$LOGS/skips"
export MINGJING_REAL_DATA="${MINGJING_REAL_DATA:-$ROOT/../shared/data}"
# The end-to-end tests wait for disks, servers and processes of their own as often as they compute.
export RUST_TEST_THREADS="${RUST_TEST_THREADS:-$(($(nproc) * 2))}"
: > "$MINGJING_SKIPS"

# Each counter reads a log and prints `passed failed skipped`.
count_cargo() {
    awk '/^test result:/ { gsub(/[;.]/, ""); p += $4; f += $6; i += $8 } END { print p + 0, f + 0, i + 0 }' "$1"
}
count_node() {
    awk '/^# pass /{ p += $3 } /^# fail /{ f += $3 } /^# (skipped|todo) /{ s += $3 } END { print p + 0, f + 0, s + 0 }' "$1"
}
count_vitest() {
    node -e '
        const found = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
        console.log(found.numPassedTests, found.numFailedTests, found.numPendingTests + found.numTodoTests);
    ' "$LOGS/vitest.json" 2> /dev/null || echo 0 0 0
}
count_check() { echo 0 0 0; }

# part NAME COUNTER COMMAND…: runs one part, prints how it went and how long it took.
part() {
    local name=$1 counter=$2 log="$LOGS/${1// /-}.log" started=$SECONDS status=0 p f s
    shift 2
    printf '%-26s' "$name"
    "$@" > "$log" 2>&1 < /dev/null || status=$?
    read -r p f s < <("count_$counter" "$log")
    # A check counts as one; so does a part that broke before its tests ran.
    if [ $status -eq 0 ]; then
        [ "$counter" = check ] && p=1
    elif [ "$f" -eq 0 ]; then
        f=1
    fi
    PASSED=$((PASSED + p)) FAILED=$((FAILED + f)) SKIPPED=$((SKIPPED + s))
    if [ $status -eq 0 ]; then
        printf '%-8s' ok
    else
        printf '%-8s' FAILED
    fi
    printf '%5d s' $((SECONDS - started))
    [ "$counter" = check ] || printf '   %d passed, %d failed, %d skipped' "$p" "$f" "$s"
    printf '\n'
    if [ $status -ne 0 ]; then
        say "---- $log"
        if grep -q '^failures:$' "$log"; then
            sed -n '/^failures:$/,/^test result:/p' "$log" | head -n 400
        else
            tail -n 80 "$log"
        fi
        say "----"
    fi
    return $status
}

# A server of PostgreSQL that ends with this script, however it ends. Its address goes to a file, as parts run with their output
# in a log.
POSTGRES="$(mktemp -d)"
trap 'scripts/postgres.sh stop "$POSTGRES/server" > /dev/null 2>&1; rm -rf "$POSTGRES"' EXIT
start_postgres() {
    chmod 755 "$POSTGRES"
    if scripts/postgres.sh start "$POSTGRES/server" > "$POSTGRES/address"; then
        cat "$POSTGRES/address"
    else
        : > "$POSTGRES/address"
        # Tests that need it say that they are skipped.
        [ "${CI:-}" != true ]
    fi
}

in_dashboards() { (cd dashboards && "$@"); }

# The same tests with every ledger in a database of its own: whatever writes to a ledger, breaks it, or judges from it. Left out is what needs no
# ledger, has chosen where to keep it, or asks of the facts what is the same wherever the ledger is: readers of files, reports, pages, long logs.
on_postgres() {
    local left_out=(guards:: bench:: reports:: scenarios::postgres:: scenarios::logs:: scenarios::agencies:: scenarios::boston:: scenarios::late::
        failure::logs:: failure::tables:: failure::workbooks:: api::checkup:: api::command:: api::dispute:: api::guard:: api::overview::
        api::reports:: api::rules:: api::why::)
    MINGJING_TEST_LEDGER=postgres cargo test --release --workspace --locked --test end_to_end --no-fail-fast -- "${left_out[@]/#/--skip=}"
}

part "format" check cargo fmt --all -- --check
if part "build" check scripts/build.sh; then
    part "client is current" check in_dashboards npm run --silent check:client
    part "front end types" check in_dashboards npm run --silent typecheck
    rm -f "$LOGS/vitest.json"
    part "front end tests" vitest in_dashboards npm test --silent -- --reporter=default --reporter=json --outputFile.json="$LOGS/vitest.json"
    if [ -z "${MINGJING_TEST_POSTGRES:-}" ]; then
        part "PostgreSQL starts" check start_postgres
        if [ -s "$POSTGRES/address" ]; then
            MINGJING_TEST_POSTGRES="$(cat "$POSTGRES/address")"
            export MINGJING_TEST_POSTGRES
        fi
    fi
    part "engine and end to end" cargo cargo test --release --workspace --locked --no-fail-fast
    if [ -n "${MINGJING_TEST_POSTGRES:-}" ]; then
        part "end to end, PostgreSQL" cargo on_postgres
    fi
    part "clippy" check scripts/lint.sh
    part "browser" node scripts/browser.sh
fi

# A test that has nothing to work on says so in the file of skips and passes; here it counts as skipped.
if [ -s "$MINGJING_SKIPS" ]; then
    quiet=$(sort -u "$MINGJING_SKIPS" | wc -l)
    told=$(sort -u "$MINGJING_SKIPS" | grep -vcE '^browser' || true)
    PASSED=$((PASSED - told)) SKIPPED=$((SKIPPED + quiet))
    sort -u "$MINGJING_SKIPS"
fi
say "$((SECONDS / 60)) min $((SECONDS % 60)) s"
say "$PASSED passed, $FAILED failed, $SKIPPED skipped"
[ "$FAILED" -eq 0 ]
