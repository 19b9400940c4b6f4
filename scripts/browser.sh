#!/usr/bin/env bash
# Runs tests/browser/*.mjs with a real Chromium against a real server on a freshly generated district.
set -euo pipefail
source "$(dirname "$0")/common.sh"

if ! CHROMIUM="$(scripts/chromium.sh)"; then
    [ "${CI:-}" = true ] && fail "the browser tests need Chromium"
    echo "browser tests: skipped: no browser" >> "${MINGJING_SKIPS:-/dev/stderr}"
    exit 0
fi
export CHROMIUM

folder="$(mktemp -d)"
server=
tidy() {
    [ -z "$server" ] || { kill "$server" && wait "$server"; } 2> /dev/null || true
    rm -rf "$folder"
}
trap tidy EXIT

# A case that was told in two pieces weeks apart, so that what was known on a day between them differs from what is known now.
"$MINGJING" import tests/browser/data/dispute-may.jsonl --profile district --data "$folder/data" --now 2025-05-06T18:00:00+08:00
"$MINGJING" run --data "$folder/data" --now 2025-05-20T18:00:00+08:00 > /dev/null
"$MINGJING" import tests/browser/data/dispute-june.jsonl --profile district --data "$folder/data" --now 2025-06-02T18:00:00+08:00
"$MINGJING" generate --cases 1500 --seed 20 --out "$folder/sample" --now "$SAMPLE_NOW"
"$MINGJING" import "$folder/sample/events.jsonl.gz" --profile district --data "$folder/data" --now "$SAMPLE_NOW"
# A line that is no event, so that the page of records to be mended has something to show. Status 1 says that it is listed.
echo '{"id":"broken","type":"accepted"' > "$folder/broken.jsonl"
"$MINGJING" import "$folder/broken.jsonl" --profile district --data "$folder/data" --now "$SAMPLE_NOW" || [ $? -eq 1 ]

port="$(node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })')"
export BASE_URL="http://127.0.0.1:$port"
export DEMO_PASSWORD=in-a-browser-on-loopback
MINGJING_DEMO_PASSWORD="$DEMO_PASSWORD" "$MINGJING" serve --demo --data "$folder/data" --now "$SAMPLE_NOW" --listen "127.0.0.1:$port" > "$LOGS/browser-server.log" 2>&1 &
server=$!
for _ in $(seq 300); do
    node -e 'fetch(process.argv[1] + "/healthz").then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))' "$BASE_URL" && break
    kill -0 "$server" 2> /dev/null || { cat "$LOGS/browser-server.log"; fail "the server ended"; }
    sleep 0.2
done

# Names of files may be given to run only these.
[ "$#" -gt 0 ] || set -- tests/browser/*.mjs
node --test --test-reporter=tap --test-concurrency=1 "$@"
