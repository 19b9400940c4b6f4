/**
 * The live stream: whether it is on, and what came by it.
 *
 * The browser's EventSource resumes by itself with Last-Event-ID after a short break; where it gives up, a new one is opened.
 * After any break every list is asked anew, so that nothing that came between is missed.
 */
import { API_ROOT, type Schemas } from "@mingjing/shared/api";
import { onScopeDispose, ref, shallowRef, watch } from "vue";
import { hear, lastFactAt, loadMeta, serverNow } from "./meta";
import { loadMe } from "./session";

/** State of the line to the server. */
export type Line = "catching_up" | "live" | "cut";

/** Whether the line is on. */
export const line = ref<Line>("catching_up");
/** Server time at which it was cut. */
export const cutSince = ref<string>();
/** The last alert that came, with a number that grows, so that the same alert twice is seen twice. */
export const lastAlert = shallowRef<{ count: number; alert: Schemas["Alert"] }>();
/** Last ledger position heard of. */
export const position = ref(0);
/** Grows when everything on the screen should be asked anew. */
export const renewed = ref(0);

/** After a cut: names, clock and whatever is on the screen are asked anew. */
async function renewAll(): Promise<void> {
  await loadMeta().catch(() => undefined);
  renewed.value += 1;
}

let source: EventSource | undefined;
let count = 0;
let wait = 1000;

function cut(): void {
  if (line.value === "cut") return;
  line.value = "cut";
  cutSince.value = serverNow.value ?? lastFactAt.value;
}

function up(): void {
  wait = 1000;
  if (line.value === "cut") void renewAll();
  line.value = "live";
  cutSince.value = undefined;
}

let wanted = false;

/** Closes the stream: whoever it was for is logged out. */
export function closeStream(): void {
  wanted = false;
  source?.close();
  source = undefined;
  line.value = "catching_up";
}

/** Opens the stream. */
export function openStream(): void {
  wanted = true;
  source?.close();
  source = new EventSource(`${API_ROOT}/stream`);
  source.addEventListener("open", up);
  source.addEventListener("facts", (event: MessageEvent<string>) => {
    const notice = JSON.parse(event.data) as Schemas["FactsNotice"];
    up();
    hear(notice.now, notice.last_fact_at);
    position.value = notice.position;
  });
  source.addEventListener("alert", (event: MessageEvent<string>) => {
    count += 1;
    lastAlert.value = { count, alert: JSON.parse(event.data) as Schemas["Alert"] };
  });
  source.addEventListener("error", () => {
    cut();
    if (source?.readyState !== EventSource.CLOSED) return;
    // The server refused: perhaps the session has ended.
    void loadMe();
    setTimeout(() => {
      if (wanted) openStream();
    }, wait);
    wait = Math.min(wait * 2, 30_000);
  });
}

/**
 * Calls `renew` a little after something came by the stream that `seen`, the position of what is shown, does not hold yet; at
 * most once in `pause` milliseconds, however much comes.
 */
export function useRenewal(renew: () => void, seen: () => number | undefined, pause: number): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let counted = lastAlert.value?.count;
  watch([lastAlert, position], () => {
    if (timer !== undefined || (lastAlert.value?.count === counted && position.value <= (seen() ?? Infinity))) return;
    timer = setTimeout(() => {
      timer = undefined;
      counted = lastAlert.value?.count;
      renew();
    }, pause);
  });
  onScopeDispose(() => clearTimeout(timer));
}

/** Whether the browser says that it has a network. */
export const online = ref(navigator.onLine);
addEventListener("online", () => (online.value = true));
addEventListener("offline", () => (online.value = false));
