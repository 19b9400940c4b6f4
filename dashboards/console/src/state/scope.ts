/** The scope that all screens share: centre, department and period, kept in the address. */
import { addDays, dayOf } from "@mingjing/shared/time";
import { computed } from "vue";
import { useRoute, useRouter, type LocationQuery, type LocationQueryRaw } from "vue-router";

/** Names of the scope's parameters in the address and in the API. */
export const SCOPE_KEYS = ["centre", "dept", "from", "to"] as const;

/** The scope; a part that is not set is left out. */
export type Scope = Partial<Record<(typeof SCOPE_KEYS)[number], string>>;

/** The first value of a parameter, undefined where it is empty. */
export function one(value: LocationQuery[string] | undefined): string | undefined {
  const text = Array.isArray(value) ? value[0] : value;
  return text === null || text === "" ? undefined : text;
}

/** The scope in an address. */
export function scopeOf(query: LocationQuery): Scope {
  const scope: Scope = {};
  for (const key of SCOPE_KEYS) {
    const value = one(query[key]);
    if (value !== undefined) scope[key] = value;
  }
  return scope;
}

/** Periods offered by name. */
export const PERIODS = ["allTime", "today", "days7", "days30", "days90", "year"] as const;

/** Name of an offered period. */
export type Period = (typeof PERIODS)[number];

/** First and last day of an offered period, as seen on day `today`. */
export function periodDays(period: Period, today: string): { from?: string; to?: string } {
  switch (period) {
    case "allTime":
      return {};
    case "today":
      return { from: today, to: today };
    case "days7":
      return { from: addDays(today, -6), to: today };
    case "days30":
      return { from: addDays(today, -29), to: today };
    case "days90":
      return { from: addDays(today, -89), to: today };
    case "year":
      return { from: `${today.slice(0, 4)}-01-01`, to: today };
  }
}

/** The offered period that a scope is, or undefined for one of its own. */
export function periodOf(scope: Scope, now: string | undefined): Period | undefined {
  if (scope.from === undefined && scope.to === undefined) return "allTime";
  if (now === undefined) return undefined;
  return PERIODS.find((period) => {
    const days = periodDays(period, dayOf(now));
    return days.from === scope.from && days.to === scope.to;
  });
}

/** The scope of the current address and how to change it. */
export function useScope() {
  const route = useRoute();
  const router = useRouter();
  const scope = computed(() => scopeOf(route.query));

  /** Changes parts of the scope; the page of a list starts anew. */
  function change(parts: Record<string, string | undefined>): void {
    const query: LocationQueryRaw = { ...route.query };
    delete query["cursor"];
    for (const [key, value] of Object.entries(parts)) {
      if (value === undefined || value === "") delete query[key];
      else query[key] = value;
    }
    void router.push({ query });
  }
  return { scope, change };
}
