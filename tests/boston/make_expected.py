"""Takes the values of the figures out of the data set's oracle.json.

usage: make_expected.py oracle.json > expected.json
"""

import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    figures = json.load(file)["datasets"][0]["figures"]
# Texts of closing officers are not taken over, so neither are figures about them.
kept = {figure["id"]: figure["value"] for figure in figures if not figure["id"].startswith("closure_")}
lines = [f"  {json.dumps(name)}: {json.dumps(value, ensure_ascii=False)}" for name, value in kept.items()]
print("{\n" + ",\n".join(lines) + "\n}")
