// Prints the compressed script that the console's first screen loads, and fails above the budget. The chart stands below the
// fold and is loaded when it is scrolled to; its size is printed beside.
import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";

const BUDGET = 250 * 1024;
const dist = new URL("../console/dist/", import.meta.url);
const manifest = JSON.parse(readFileSync(new URL(".vite/manifest.json", dist), "utf8"));

/** Compressed bytes of a chunk and of all that it imports statically, each counted once. */
function weigh(roots, seen) {
  let sum = 0;
  const visit = (key) => {
    if (seen.has(key)) return;
    seen.add(key);
    for (const next of manifest[key].imports ?? []) visit(next);
    const size = gzipSync(readFileSync(new URL(manifest[key].file, dist)), { level: 9 }).length;
    sum += size;
    console.log(`${String(size).padStart(8)}  ${manifest[key].file}`);
  };
  roots.forEach(visit);
  return sum;
}

const seen = new Set();
const first = weigh(Object.keys(manifest).filter((key) => manifest[key].isEntry), seen);
console.log(`${String(first).padStart(8)}  bytes of gzip script on the first screen; budget ${BUDGET}`);
const chart = weigh(Object.keys(manifest).filter((key) => key.endsWith("trend-drawing.ts")), seen);
console.log(`${String(chart).padStart(8)}  bytes more when the chart is scrolled to`);
if (first > BUDGET) process.exit(1);
