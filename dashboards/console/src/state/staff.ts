/** Names of staff and of windows by code, for those who may see who works where. */
import { client, read } from "@mingjing/shared/api";
import { shallowRef } from "vue";
import { may } from "./session";

const names = shallowRef(new Map<string, string>());
const windows = shallowRef(new Map<string, string>());

/** The name of a member of staff, or the code where no name is known or none may be seen. */
export const staffName = (code: string): string => names.value.get(code) ?? code;

/** The name of a window, or the code where none is known or may be seen. */
export const windowName = (code: string): string => windows.value.get(code) ?? code;

/** Reads the names. Without the right, or where it fails, codes stand for them. */
export async function loadStaff(): Promise<void> {
  names.value = new Map();
  windows.value = new Map();
  if (!may("people")) return;
  const answer = await read(client.GET("/people", { params: { query: {} } })).catch(() => undefined);
  names.value = new Map((answer?.people ?? []).flatMap((person) => (person.name == null ? [] : [[person.person, person.name] as const])));
  windows.value = new Map((answer?.units ?? []).flatMap((unit) => (unit.kind === "window" ? [[unit.code, unit.name] as const] : [])));
}
