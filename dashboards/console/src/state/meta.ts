/** Names and clock of the server, read once and kept current by the stream. */
import { client, read, type Schemas } from "@mingjing/shared/api";
import { advance } from "@mingjing/shared/time";
import { computed, ref, shallowRef } from "vue";

/** What `GET /meta` said; undefined before the first answer. */
export const meta = shallowRef<Schemas["Meta"]>();

const heard = ref<{ now: string; at: number }>();
const tick = ref(Date.now());
setInterval(() => (tick.value = Date.now()), 15_000);

/** The server's time now, run on from its last word; undefined before the first. */
export const serverNow = computed(() => (heard.value === undefined ? undefined : advance(heard.value.now, Math.max(0, tick.value - heard.value.at))));

/** When the last fact happened. */
export const lastFactAt = ref<string>();

/** Takes the server's word for the time and the last fact. */
export function hear(now: string, lastFact: string | null | undefined): void {
  heard.value = { now, at: Date.now() };
  tick.value = Date.now();
  if (lastFact) lastFactAt.value = lastFact;
}

/** Reads `GET /meta`. */
export async function loadMeta(): Promise<void> {
  const answer = await read(client.GET("/meta"));
  meta.value = answer;
  hear(answer.now, answer.last_fact_at);
}

const departmentNames = computed(() => new Map((meta.value?.departments ?? []).map((d) => [d.code, d.name])));

/** The name of a department, or its code before names are known. */
export const departmentName = (code: string): string => departmentNames.value.get(code) ?? code;

/** The names of a centre, or its code for both. */
export const centreName = (code: string): { zh: string; en: string } => meta.value?.centres.find((centre) => centre.code === code)?.name ?? { zh: code, en: code };

const ruleNames = computed(() => new Map((meta.value?.rules ?? []).map((r) => [r.code, r.title])));

/** The titles of a rule, or its code for both. */
export const ruleTitle = (code: string): { zh: string; en: string } => ruleNames.value.get(code) ?? { zh: code, en: code };
