/** The bar of a case's limit, as pure figures. */
import type { Schemas } from "@mingjing/shared/api";

/** One stretch of the bar, as shares of its length in per cent. */
export interface Stretch {
  kind: "used" | "over" | "suspended" | "left";
  from: number;
  width: number;
}

/** The bar: stretches from the left, and the places of the two marks. */
export interface Bar {
  stretches: Stretch[];
  promised: number;
  statutory: number | undefined;
}

/**
 * Lays the bar out on a scale of counted plus suspended units. The used part comes first and turns into the overrun where it
 * passes the promise; suspended units stand after it, hatched, and push both marks back, as they push back both due days.
 */
export function clockBar(clock: Pick<Schemas["ClockBar"], "elapsed" | "suspended" | "remaining" | "promised_days" | "statutory_days">): Bar {
  const elapsed = Math.max(0, clock.elapsed);
  const suspended = Math.max(0, clock.suspended);
  const promised = Math.max(0, clock.promised_days);
  const statutory = clock.statutory_days ?? undefined;
  const used = Math.min(elapsed, promised);
  const over = elapsed - used;
  const left = Math.max(0, promised - elapsed);
  const shownStatutory = statutory === undefined || statutory > 4 * Math.max(promised, elapsed, 1) ? undefined : statutory;
  const scale = Math.max(1, elapsed + suspended + left, (shownStatutory ?? 0) + suspended) * 1.02;
  const share = (n: number): number => Math.round((n / scale) * 10_000) / 100;

  const stretches: Stretch[] = [];
  let at = 0;
  const add = (kind: Stretch["kind"], n: number): void => {
    if (n <= 0) return;
    stretches.push({ kind, from: share(at), width: share(n) });
    at += n;
  };
  add("used", used);
  add("suspended", suspended);
  add("over", over);
  add("left", left);
  return { stretches, promised: share(promised + suspended), statutory: shownStatutory === undefined ? undefined : share(shownStatutory + suspended) };
}
