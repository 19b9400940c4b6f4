// A stand-in for the server while the console is being worked on: the same routes over fixtures, the built console beside
// them. `PORT` (default 8099) and `DIST` (default console/dist) may be set. POST /events takes one thing: a `finished` event
// of a case without acceptance, which raises F03, so that the live list can be seen to move. Files sent to POST /uploads are read
// as far as CSV goes; a workbook is answered by one made up, and refused where it is no zip.
import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { ACCESS, PROPOSALS, decide, forecast } from "./access.mjs";
import * as answers from "./answers.mjs";
import { checkup } from "./checkup.mjs";
import * as imports from "./imports.mjs";
import { ME, PEOPLE } from "./me.mjs";
import { QUARANTINE, quarantine, replay, replayMany } from "./quarantine.mjs";
import { REPORTS, report } from "./reports.mjs";
import { ROLES } from "./tables.mjs";
import { ALERTS, CASES, DEPARTMENTS, NOW, event, raise, recount } from "./fixtures.mjs";

const PORT = Number(process.env.PORT ?? 8099);
const DIST = process.env.DIST ?? fileURLToPath(new URL("../console/dist/", import.meta.url));
const began = Date.now();
let position = 5000;
let lastFact = NOW;

/** @type {Set<import("node:http").ServerResponse>} */
const listeners = new Set();
/** @type {{ id: number, text: string }[]} */
const sent = [];

const now = () => new Date(Date.parse(NOW) + (Date.now() - began) + 8 * 3_600_000).toISOString().slice(0, 19) + "+08:00";

/** @param {string} name @param {unknown} data @param {number} [id] */
function tell(name, data, id) {
  const text = `event: ${name}\n${id === undefined ? "" : `id: ${id}\n`}data: ${JSON.stringify(data)}\n\n`;
  if (id !== undefined) sent.push({ id, text });
  for (const listener of listeners) listener.write(text);
}

/** @param {import("node:http").ServerResponse} out @param {number} status @param {unknown} body */
function json(out, status, body) {
  out.writeHead(status, { "content-type": status < 400 ? "application/json" : "application/problem+json", "cache-control": "no-store" });
  out.end(JSON.stringify(body));
}

/** @param {import("node:http").ServerResponse} out @param {number} status @param {string} code @param {string} detail */
const problem = (out, status, code, detail) => json(out, status, { type: "about:blank", title: code, status, code, detail, instance: `R-${Date.now().toString(36)}` });

/** @param {import("node:http").ServerResponse} out @param {unknown} body */
const orMissing = (out, body) => (body === undefined ? problem(out, 404, "not_found", "no such record") : json(out, 200, body));

/** @param {string} text */
function takeEvents(text) {
  const events = text.trimStart().startsWith("[") ? JSON.parse(text) : text.split("\n").filter((line) => line.trim() !== "").map((line) => JSON.parse(line));
  for (const one of events) {
    position += 1;
    lastFact = one.occurred_at;
    if (one.type !== "finished" || CASES.some((c) => c.item.case_no === one.case_no)) continue;
    const dept = one.dept_code ?? "D01";
    CASES.push({
      item: { centre: one.centre, case_no: one.case_no, state: "finished", is_open: false, is_overdue: false, dept_code: dept, dept_name: DEPARTMENTS.find((d) => d.code === dept)?.name ?? dept, first_event_at: one.occurred_at, finished_at: one.occurred_at, alerts_open: 0 },
      events: [event("finished", one.occurred_at, dept, one.actor_id ?? "P001", one.payload ?? {})],
      extra: { handler_id: one.actor_id ?? "P001" },
    });
    const alert = raise("F03", CASES[CASES.length - 1], one.occurred_at, undefined);
    recount();
    if (alert) tell("alert", alert, position);
  }
  tell("facts", { position, last_fact_at: lastFact, now: now() });
  return { read: events.length, accepted: events.length, duplicates: 0, quarantined: 0, cases: events.length, events: events.length, seconds: 0.01, problems: [] };
}

/** @param {import("node:http").IncomingMessage} request */
async function body(request) {
  const chunks = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** @param {import("node:http").IncomingMessage} request @param {import("node:http").ServerResponse} out @param {string} path @param {URLSearchParams} q */
async function api(request, out, path, q) {
  const parts = path.split("/").map(decodeURIComponent);
  if (request.method === "POST" && path === "events") {
    let text = "";
    for await (const chunk of request) text += chunk;
    return json(out, 200, takeEvents(text));
  }
  switch (parts[0]) {
    case "meta":
      return json(out, 200, answers.meta(position, lastFact, now()));
    case "overview":
      return json(out, 200, { ...answers.overview(q, position), now: now() });
    case "alerts":
      if (parts[2] === "proof") {
        const proof = answers.proof(parts[1] ?? "");
        if (proof === undefined) return orMissing(out, proof);
        out.setHeader("content-disposition", `attachment; filename="${parts[1]}.proof.json"`);
        return json(out, 200, proof);
      }
      if (parts[2] === "explain") return orMissing(out, answers.explain(parts[1] ?? ""));
      if (parts[1]) return orMissing(out, ALERTS.find((a) => a.alert_no === parts[1]));
      return json(out, 200, answers.page(answers.findAlerts(q), q, position));
    case "me":
      return json(out, 200, ME);
    case "session":
      return json(out, 200, ME);
    case "people":
      return json(out, 200, PEOPLE);
    case "access":
      return json(out, 200, ACCESS);
    case "proposals":
      if (request.method !== "POST") return json(out, 200, PROPOSALS);
      return orMissing(out, decide(parts[1] ?? "", parts[2] ?? "", JSON.parse((await body(request)).toString() || "{}").reason));
    case "calendar":
      return parts[1] === "preview" ? json(out, 200, forecast()) : problem(out, 404, "not_found", "the stand-in has no calendar");
    case "reports":
      return orMissing(out, parts[1] ? report(parts[1], q) : REPORTS);
    case "why-not":
      return orMissing(out, answers.whyNot(q));
    case "cases":
      if (parts[1]) {
        const found = answers.caseDetail(parts[1], parts[2] ?? "", q.get("known"));
        return found !== undefined && "problem" in found ? problem(out, ...found.problem) : orMissing(out, found);
      }
      return json(out, 200, answers.page(answers.findCases(q), q, position));
    case "rules":
      return orMissing(out, parts[1] ? answers.rule(parts[1]) : answers.rules());
    case "import-roles":
      return json(out, 200, { roles: ROLES });
    case "uploads": {
      if (request.method !== "POST") return json(out, 200, imports.proposal(parts[1] ?? "", q.get("sheet")));
      const sent = await body(request);
      if (parts[1] === undefined) return json(out, 201, imports.upload(q.get("name") ?? "", sent));
      const choice = JSON.parse(sent.toString());
      return parts[2] === "check" ? json(out, 200, imports.check(parts[1], choice)) : json(out, 202, imports.begin(parts[1], choice));
    }
    case "import-jobs":
      return orMissing(out, imports.job(parts[1] ?? ""));
    case "import-mappings": {
      const place = imports.MAPPINGS.findIndex((mapping) => mapping.name === parts[1] && !mapping.is_shipped);
      if (request.method === "DELETE" && place >= 0) imports.MAPPINGS.splice(place, 1);
      return json(out, 200, { items: imports.MAPPINGS });
    }
    case "checkup":
      return orMissing(out, checkup(q, position, imports.CENTRES.find((centre) => centre.code === q.get("centre")), now()));
    case "sources":
      if (request.method === "POST") return json(out, 200, imports.declare(parts[1] ?? "", parts[2] ?? "", JSON.parse((await body(request)).toString())));
      return json(out, 200, { items: imports.sources() });
    case "imports": {
      if (request.method === "POST") return json(out, 200, imports.voidBatch(parts[1] ?? "", String(JSON.parse((await body(request)).toString()).reason ?? "")));
      const { items, next_cursor, total } = answers.page(imports.BATCHES, q, position);
      return json(out, 200, { items, next_cursor, total });
    }
    case "quarantine": {
      if (request.method === "POST") {
        const sent = JSON.parse((await body(request)).toString());
        if (parts[1] === "replay") return json(out, 200, replayMany(sent));
        const item = QUARANTINE.find((one) => String(one.item.id) === parts[1]);
        return orMissing(out, item && replay(item, sent));
      }
      if (parts[1]) return orMissing(out, QUARANTINE.find(({ item }) => String(item.id) === parts[1]));
      const { found, reasons, sources } = quarantine(q);
      const { items, next_cursor, total } = answers.page(found, q, position);
      return json(out, 200, { items, next_cursor, total, reasons, sources });
    }
    case "stream": {
      out.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
      const last = Number(request.headers["last-event-id"] ?? Number.MAX_SAFE_INTEGER);
      for (const { id, text } of sent) if (id > last) out.write(text);
      out.write(`event: facts\ndata: ${JSON.stringify({ position, last_fact_at: lastFact, now: now() })}\n\n`);
      listeners.add(out);
      request.on("close", () => listeners.delete(out));
      return undefined;
    }
    default:
      return problem(out, 404, "not_found", "no such route");
  }
}

const TYPES = /** @type {Record<string, string>} */ ({ ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".json": "application/json" });

createServer((request, out) => {
  const url = new URL(request.url ?? "/", "http://localhost");
  if (url.pathname.startsWith("/api/v1/")) {
    api(request, out, url.pathname.slice("/api/v1/".length), url.searchParams).catch((error) => (error instanceof imports.Refused ? problem(out, error.status, error.code, error.message) : problem(out, 500, "internal", String(error))));
    return;
  }
  const wanted = join(DIST, normalize(url.pathname));
  const file = wanted.startsWith(DIST) && existsSync(wanted) && statSync(wanted).isFile() ? wanted : join(DIST, "index.html");
  out.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(out);
}).listen(PORT, "127.0.0.1", () => console.log(`mock server on http://127.0.0.1:${PORT}`));

setInterval(() => tell("facts", { position, last_fact_at: lastFact, now: now() }), 5000).unref();
