#!/usr/bin/env python3
"""Writes codes.txt from the lists of modood/Administrative-divisions-of-China: `make.py FOLDER-OF-LISTS > codes.txt`."""
import collections
import csv
import pathlib
import sys

# In GB/T 2260, but not in the statistical lists.
WITHOUT_LISTS = ["7100", "8100", "8200"]


def codes(path):
    with path.open(encoding="utf-8", newline="") as lines:
        return [row["code"] for row in csv.DictReader(lines)]


def main():
    folder = pathlib.Path(sys.argv[1])
    counties = collections.defaultdict(list)
    for province in codes(folder / "provinces.csv"):
        counties[province + "00"] = []
    for prefecture in codes(folder / "cities.csv") + WITHOUT_LISTS:
        counties[prefecture] = []
    for county in codes(folder / "areas.csv"):
        counties[county[:4]].append(county[4:])
    print("# Written by make.py from Administrative-divisions-of-China (codes of 2023-06-30); do not edit. See SOURCE.md.")
    for prefecture in sorted(counties):
        print(" ".join([prefecture, *sorted(counties[prefecture])]))


main()
