/** One case, now and as known on the day that the address names. */
import { client, read, type Schemas } from "@mingjing/shared/api";
import { dayOf } from "@mingjing/shared/time";
import { computed, watch } from "vue";
import { useRoute, useRouter } from "vue-router";
import { useLoad } from "../../load";
import { lastAlert } from "../../state/live";
import { serverNow } from "../../state/meta";
import { one } from "../../state/scope";
import { dayFault, firstDay, mergeAlerts, mergeEvents } from "./past";

/** Reads a case whenever it or the day asked for changes. */
export function useCase(place: () => { centre: string; caseNo: string }) {
  const route = useRoute();
  const router = useRouter();
  const path = () => ({ centre: place().centre, case_no: place().caseNo });
  const key = (): string => JSON.stringify(path());

  const { data: now, failure, slow, reload } = useLoad((signal) => read(client.GET("/cases/{centre}/{case_no}", { params: { path: path() }, signal })), [key]);
  const present = computed(() => (now.value?.case["case_no"] === place().caseNo && now.value.case["centre"] === place().centre ? now.value : undefined));

  const asked = computed(() => one(route.query["known"]));
  const today = computed(() => dayOf(serverNow.value ?? present.value?.at ?? ""));
  const first = computed(() => (present.value === undefined ? undefined : firstDay(present.value)));
  const fault = computed(() => (asked.value === undefined || present.value === undefined ? undefined : dayFault(asked.value, first.value, today.value)));
  /** The day to be shown, once it is known that there is something to show of it. */
  const day = computed(() => (asked.value !== undefined && present.value !== undefined && fault.value === undefined ? asked.value : undefined));
  const back = useLoad(
    async (signal): Promise<Schemas["CaseDetail"] | undefined> => (day.value === undefined ? undefined : read(client.GET("/cases/{centre}/{case_no}", { params: { path: path(), query: { known: day.value } }, signal }))),
    [() => JSON.stringify([path(), day.value])],
  );
  const then = computed(() => (day.value !== undefined && back.data.value?.known?.day === day.value && back.data.value.case["case_no"] === place().caseNo ? back.data.value : undefined));

  watch(lastAlert, (news) => {
    if (news?.alert.case_no === place().caseNo) void reload();
  });

  /** What is shown: the past where one was asked for, else the present. */
  const shown = computed(() => (asked.value === undefined ? present.value : then.value));
  const events = computed(() => (present.value === undefined ? { events: [], later: new Set<number>() } : mergeEvents(present.value.events, then.value?.events)));
  const alerts = computed(() => (present.value === undefined ? [] : mergeAlerts(present.value.alerts, then.value?.alerts)));

  /** Asks for another day, or with none for the present. */
  function ask(known: string | undefined): void {
    const { known: _, ...query } = route.query;
    void router.push({ query: known === undefined ? query : { ...query, known } });
  }
  return { present, then, shown, events, alerts, asked, fault, first, today, failure, slow, reload, backFailure: back.failure, backSlow: back.slow, backReload: back.reload, ask };
}

/** What [`useCase`] gives. */
export type OpenCase = ReturnType<typeof useCase>;
