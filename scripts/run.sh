#!/usr/bin/env bash
# `make run`: builds, loads the sample data into ./mingjing-data, judges it, tells what was found, and serves it.
# Settings: MINGJING_DATA (folder), MINGJING_LISTEN (address), MINGJING_CASES and MINGJING_SEED (the synthetic district).
set -euo pipefail
source "$(dirname "$0")/common.sh"

DATA="${MINGJING_DATA:-$ROOT/mingjing-data}"
LISTEN="${MINGJING_LISTEN:-127.0.0.1:8080}"
SAMPLE="$TARGET/sample"

scripts/build.sh

# Written after the last import: a load that was stopped half-way is done again, which doubles nothing.
LOADED="$DATA/sample-is-loaded"
if [ -f "$LOADED" ]; then
    say "keeping the data in $DATA (\`make clean-data\` throws the default folder away)"
else
    say "making a synthetic district"
    "$MINGJING" generate --cases "${MINGJING_CASES:-5000}" --seed "${MINGJING_SEED:-1}" --out "$SAMPLE" --now "$SAMPLE_NOW"
    say "importing it"
    "$MINGJING" import "$SAMPLE/events.jsonl.gz" --profile district --data "$DATA" --now "$SAMPLE_NOW"
    say "importing the service requests of Boston, 2015"
    "$MINGJING" import sample-data/boston311/boston311_2015.csv.gz --profile boston311 --data "$DATA" --now "$SAMPLE_NOW"
    touch "$LOADED"
fi

say "running the rules as of $SAMPLE_NOW"
# Status 1 means that something needs a person; what it is stands in the output.
"$MINGJING" run --data "$DATA" --now "$SAMPLE_NOW" || [ $? -eq 1 ]

cat << TEXT

Look at these first:
  http://$LISTEN/                    the district and Boston at a glance; every figure opens its list
  http://$LISTEN/alerts?level=red    red cards; open one to see why: values, rule, line of events, who answers
  http://$LISTEN/rules               the rules, each with its text and its tests
Log in with one of the accounts that are printed below: demo has all roles of the business.
The clock starts at $SAMPLE_NOW, the sample's own time, and runs on. Stop with ctrl-c.

TEXT
exec "$MINGJING" serve --demo --data "$DATA" --now "$SAMPLE_NOW" --listen "$LISTEN"
