"""Reduces the full file of information requests to the columns that rules/mapping/foia.toml maps. Cells and row order stay as they are.

usage: make.py FULL.csv.gz OUT.csv.gz
"""

import csv
import gzip
import io
import sys

COLUMNS = [
    "request_id", "user_id", "status", "jurisdiction_name", "agency_id", "agency_name", "date_submitted", "date_done", "date_due",
    "days_until_due", "date_followup", "date_embargo", "price",
]


def main(full: str, out: str) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    with gzip.open(full, "rt", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            writer.writerow([row[column] for column in COLUMNS])
    # No file name and no time in the gzip header: the same input gives the same bytes.
    with open(out, "wb") as file, gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=file, mtime=0) as packed:
        packed.write(text.getvalue().encode("utf-8"))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
