"""Takes the values of the figures out of the data set's oracle.json.

usage: make_expected.py oracle.json > expected.json
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    figures = json.load(file)["datasets"][0]["figures"]
lines = [f"  {json.dumps(figure['id'])}: {json.dumps(figure['value'], ensure_ascii=False)}" for figure in figures]
print("{\n" + ",\n".join(lines) + "\n}")
