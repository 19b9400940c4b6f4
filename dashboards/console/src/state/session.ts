/**
 * Who is logged in, and what he may do. The session itself is a cookie that scripts cannot see; here stands what the server says of it.
 *
 * A page keeps its address while somebody logs in, so that he comes back to where he was.
 */
import { client, onUnauthorised, read, RequestFailed, type Schemas } from "@mingjing/shared/api";
import { computed, ref, shallowRef } from "vue";
import { isIdle } from "./idle";

/** Whether somebody is logged in: not known yet, nobody, or whom [`me`] tells; `cut` where the server was not reached. */
export type Standing = "unknown" | "cut" | "out" | "in";

/** How it stands. */
export const standing = ref<Standing>("unknown");
/** Who is logged in. */
export const me = shallowRef<Schemas["Me"]>();
/** The session ended by itself, without a logging out. */
export const ended = ref(false);

const rights = computed(() => new Set(me.value?.rights.map((held) => held.right) ?? []));

/** Whether whoever is logged in has a right. */
export const may = (right: string): boolean => rights.value.has(right);

/** Whether whoever is logged in is bound to regions, departments or windows. */
export const isBound = computed(() => {
  const scope = me.value?.scope;
  return scope !== undefined && scope.regions.length + scope.departments.length + scope.windows.length > 0;
});

function enter(who: Schemas["Me"]): void {
  me.value = who;
  standing.value = "in";
  ended.value = false;
  touched = Date.now();
}

function leave(byItself: boolean): void {
  if (standing.value === "out") return;
  ended.value = byItself && standing.value === "in";
  me.value = undefined;
  standing.value = "out";
}

/** Asks the server who is logged in. */
export async function loadMe(): Promise<void> {
  try {
    enter(await read(client.GET("/me")));
  } catch (cause) {
    if (cause instanceof RequestFailed && cause.status === 401) leave(true);
    else if (standing.value !== "in") standing.value = "cut";
  }
}

/** Logs in; throws what the server says against it. */
export async function logIn(name: string, password: string): Promise<void> {
  enter(await read(client.POST("/session", { body: { name, password } })));
}

/** Logs out, here or everywhere. The page forgets who it was even where the server cannot be reached. */
export async function logOut(everywhere = false): Promise<void> {
  const request: Promise<unknown> = everywhere ? client.DELETE("/sessions") : client.DELETE("/session");
  await request.catch(() => undefined);
  leave(false);
}

/** Changes one's password; throws what the server says against it. */
export async function changePassword(old: string, fresh: string): Promise<void> {
  enter(await read(client.POST("/me/password", { body: { old, new: fresh } })));
}

onUnauthorised(() => leave(true));

/** When somebody last did something here. What a page asks by itself is no use of a session. */
let touched = Date.now();
for (const event of ["pointerdown", "keydown", "wheel", "touchstart"]) addEventListener(event, () => (touched = Date.now()), { passive: true, capture: true });
setInterval(() => {
  if (standing.value !== "in" || me.value === undefined || !isIdle(touched, Date.now(), me.value.idle_minutes)) return;
  void client.DELETE("/session").catch(() => undefined);
  leave(true);
}, 15_000);
