"""Reduces the full Boston 311 file to the columns that rules/mapping/boston311.toml maps. Cells and row order stay as they are.

usage: make.py FULL.csv.gz OUT.csv.gz
"""

import csv
import gzip
import io
import sys

COLUMNS = [
    "CASE_ENQUIRY_ID", "OPEN_DT", "TARGET_DT", "CLOSED_DT", "OnTime_Status", "CASE_STATUS", "SUBJECT", "REASON", "TYPE", "QUEUE",
    "Department", "neighborhood", "Source",
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
