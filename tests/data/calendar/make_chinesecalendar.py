#!/usr/bin/env python3
"""Writes the table of working days by the Python package chinesecalendar: `make_chinesecalendar.py > chinesecalendar.txt`.

Made with chinesecalendar 1.11.0 (`pip install chinesecalendar==1.11.0`).
"""
import datetime

import chinese_calendar

print("# Written by make_chinesecalendar.py; do not edit. A line a year: the year, then 1 (working) or 0 for each of its days.")
for year in range(2007, 2027):
    day = datetime.date(year, 1, 1)
    marks = []
    while day.year == year:
        marks.append("1" if chinese_calendar.is_workday(day) else "0")
        day += datetime.timedelta(days=1)
    print(year, "".join(marks))
