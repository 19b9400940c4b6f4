/** What a report can be narrowed to, by name: read once somebody wants to choose, or an address names one. */
import { client, read } from "@mingjing/shared/api";
import { codes } from "@mingjing/shared/words";
import { computed, type ComputedRef } from "vue";
import { useLoad } from "../../load";
import { language, say } from "../../state/language";
import { may } from "../../state/session";
import { leaves, type Choice, type ChoiceKey, type ReportQuery } from "./data";

/** The choices by what they narrow; none of one that is not read yet, or that the account may not see. */
export function useChoices(name: ComputedRef<string>, asked: ComputedRef<ReportQuery | undefined>, wanted: ComputedRef<boolean>): ComputedRef<Record<ChoiceKey, Choice[]>> {
  // Only place and time narrow the choices: else a choice once made would leave itself as the only one.
  const frame = computed(() => {
    const { centre, from, to, basis } = asked.value ?? {};
    return Object.fromEntries(Object.entries({ centre, from, to, basis }).filter(([, value]) => value !== undefined)) as ReportQuery;
  });
  const key = computed(() => JSON.stringify([wanted.value, name.value, frame.value]));
  const rows = (by: string) =>
    useLoad(async (signal) => (wanted.value ? await read(client.GET("/reports/{name}", { params: { path: { name: name.value }, query: { ...frame.value, by } }, signal })) : undefined), [key]).data;
  const items = rows("item");
  const windows = rows("window");
  const { data: people } = useLoad(
    async (signal) => (wanted.value && may("people") ? await read(client.GET("/people", { params: { query: asked.value?.centre === undefined ? {} : { centre: asked.value.centre } }, signal })) : undefined),
    [key],
  );
  const types = computed(() => Object.entries(codes.item_type).map(([code, words]) => ({ code, name: say(words) })));
  return computed(() => ({
    item: leaves(items.value, language.value),
    item_type: types.value.sort((a, b) => a.code.localeCompare(b.code)),
    window: leaves(windows.value, language.value),
    region: (people.value?.units ?? []).filter((unit) => unit.kind === "region").map((unit) => ({ code: unit.code, name: unit.name })),
  }));
}
