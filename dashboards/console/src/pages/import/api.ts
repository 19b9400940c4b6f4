/** Requests of the data screens. */
import { API_ROOT, RequestFailed, read, type Schemas } from "@mingjing/shared/api";
import type { BatchPage, Checked, Checkup, Choice, ImportJob, MappingItem, Proposal, QuarantineDetail, QuarantinePage, Replayed, ReplayedMany, Role, SourceItem, Upload } from "./types";

type Query = Record<string, string | number | undefined>;

interface Asked {
  method?: "GET" | "POST" | "DELETE";
  query?: Query;
  body?: unknown;
  signal?: AbortSignal;
}

/** `path` with what is set of `query`. */
export function address(path: string, query: Query = {}): string {
  const set = Object.entries(query).filter((entry): entry is [string, string | number] => entry[1] !== undefined && entry[1] !== "");
  const text = new URLSearchParams(set.map(([key, value]) => [key, String(value)])).toString();
  return `${API_ROOT}${path}${text === "" ? "" : `?${text}`}`;
}

async function answered<T>(path: string, asked: Asked): Promise<{ data?: T; error?: unknown; response: Response }> {
  const response = await fetch(address(path, asked.query), {
    method: asked.method ?? "GET",
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
    ...(asked.body === undefined ? {} : { body: JSON.stringify(asked.body), headers: { "content-type": "application/json" } }),
  });
  if (response.status === 204) return { data: {} as T, response };
  const body: unknown = await response.json().catch(() => undefined);
  return response.ok ? { data: body as T, response } : { error: body, response };
}

const ask = <T>(path: string, asked: Asked = {}): Promise<T> => read(answered<T>(path, asked));
const at = (...parts: (string | number)[]): string => parts.map((part) => `/${encodeURIComponent(part)}`).join("");

export const proposal = (upload: string, sheet: string | undefined, signal: AbortSignal): Promise<Proposal> => ask(`/uploads${at(upload)}/proposal`, { query: { sheet }, signal });
export const importRoles = (signal: AbortSignal): Promise<{ roles: Role[] }> => ask("/import-roles", { signal });
export const check = (upload: string, choice: Choice, signal: AbortSignal): Promise<Checked> => ask(`/uploads${at(upload)}/check`, { method: "POST", body: choice, signal });
export const startImport = (upload: string, choice: Choice): Promise<{ id: string }> => ask(`/uploads${at(upload)}/import`, { method: "POST", body: choice });
export const importJob = (id: string, signal?: AbortSignal): Promise<ImportJob> => ask(`/import-jobs${at(id)}`, signal === undefined ? {} : { signal });
export const mappings = (signal: AbortSignal): Promise<{ items: MappingItem[] }> => ask("/import-mappings", { signal });
export const deleteMapping = (name: string): Promise<unknown> => ask(`/import-mappings${at(name)}`, { method: "DELETE" });
export const checkup = (query: Query, signal: AbortSignal): Promise<Checkup> => ask("/checkup", { query, signal });
export const sources = (signal: AbortSignal): Promise<{ items: SourceItem[] }> => ask("/sources", { signal });
export const declareSource = (centre: string, source: string, body: { starts_at?: string; complete_to?: string }): Promise<unknown> => ask(`/sources${at(centre, source)}`, { method: "POST", body });
export const imports = (cursor: string | undefined, signal: AbortSignal): Promise<BatchPage> => ask("/imports", { query: { cursor, limit: 20 }, signal });
export const voidImport = (batch: number | string, reason: string): Promise<{ events: number; position: number }> => ask(`/imports${at(batch)}/void`, { method: "POST", body: { reason } });
export const quarantine = (query: Query, signal: AbortSignal): Promise<QuarantinePage> => ask("/quarantine", { query, signal });
export const quarantined = (id: string, signal: AbortSignal): Promise<QuarantineDetail> => ask(`/quarantine${at(id)}`, { signal });
export const replay = (id: number, body: { fields?: Record<string, string>; mended?: string }): Promise<Replayed> => ask(`/quarantine${at(id)}/replay`, { method: "POST", body });
export const replayMany = (body: { ids?: number[]; source?: string; reason?: string }): Promise<ReplayedMany> => ask("/quarantine/replay", { method: "POST", body });

/** A file on its way. */
export interface Sending {
  done: Promise<Upload>;
  stop: () => void;
}

/** Sends a file and tells how much of it has gone (0 to 1); `fetch` tells nothing of the way out, so that this is the older request. */
export function send(file: File, progress: (share: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject) => {
    request.upload.addEventListener("progress", (event) => event.lengthComputable && progress(event.loaded / event.total));
    request.addEventListener("load", () => {
      const body = parsed(request.responseText);
      if (request.status === 201 && body !== undefined) return resolve(body as Upload);
      const problem = body as Partial<Schemas["Problem"]> | undefined;
      return reject(new RequestFailed(request.status, problem?.code ?? "unknown", problem?.detail ?? "", problem?.instance ?? undefined));
    });
    request.addEventListener("error", () => reject(new RequestFailed(0, "unreachable", "", undefined)));
    request.addEventListener("abort", () => reject(new DOMException("stopped", "AbortError")));
    request.open("POST", address("/uploads", { name: file.name }));
    request.setRequestHeader("content-type", "application/octet-stream");
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
