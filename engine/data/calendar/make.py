#!/usr/bin/env python3
"""Writes cn.csv from the year files of NateScarlet/holiday-cn: `make.py FOLDER-OF-YEAR-FILES > cn.csv`.

The year files hold the last state of each year only. Where an earlier notice is known it is added as a version of
its own: so far the one of 2020, whose second notice lengthened the spring festival.
"""
import json
import pathlib
import sys

FIRST, LAST = 2007, 2026

# The 2020 notice before its change: 24 to 30 January off, 1 February worked, the rest as it stayed.
BEFORE_THE_CHANGE_OF_2020 = {"2020-01-31": None, "2020-02-01": "workday", "2020-02-02": None, "2020-02-03": None}
NOTICES_OF_2020 = [("", "国办发明电〔2019〕16号"), ("2020-01-26T00:00:00+08:00", "国办发明电〔2020〕1号")]


def days_of(year_file):
    for day in year_file["days"]:
        yield day["date"], "holiday" if day["isOffDay"] else "workday", day["name"]


def first_of_2020(days):
    for date, kind, name in days:
        kind = BEFORE_THE_CHANGE_OF_2020.get(date, kind)
        if kind:
            yield date, kind, name


def write(year, version, known_from, notice, days):
    print(f"notice,{year},{version},{known_from},{notice}")
    for date, kind, name in sorted(days):
        print(f"{date},{kind},{name}")


def main():
    folder = pathlib.Path(sys.argv[1])
    print("# Written by make.py from the year files of holiday-cn; do not edit. Format and licence: SOURCE.md.")
    for year in range(FIRST, LAST + 1):
        year_file = json.loads((folder / f"{year}.json").read_text(encoding="utf-8"))
        days = list(days_of(year_file))
        if year == 2020:
            write(year, 1, *NOTICES_OF_2020[0], first_of_2020(days))
            write(year, 2, *NOTICES_OF_2020[1], days)
        else:
            write(year, 1, "", year_file["papers"][-1], days)


main()
