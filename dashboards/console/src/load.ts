/** Reading something and the states of doing so: slow, failed, stale, there. */
import { RequestFailed } from "@mingjing/shared/api";
import { onScopeDispose, ref, shallowRef, watch, type Ref, type ShallowRef, type WatchSource } from "vue";
import { renewed } from "./state/live";

/** What is read and how the reading goes. */
export interface Loaded<T> {
  /** The last answer; kept while the next one is on its way, so that nothing jumps. */
  data: ShallowRef<T | undefined>;
  /** Why the last reading failed. */
  failure: ShallowRef<RequestFailed | undefined>;
  /** A reading is under way. */
  busy: Ref<boolean>;
  /** It has taken 300 ms, and there is nothing to show yet. */
  slow: Ref<boolean>;
  /** Reads again. */
  reload: () => Promise<void>;
}

/** Reads at once and whenever one of `sources` changes; a newer reading aborts the one before. */
export function useLoad<T>(fetch: (signal: AbortSignal) => Promise<T>, sources: WatchSource[] = []): Loaded<T> {
  const data = shallowRef<T>();
  const failure = shallowRef<RequestFailed>();
  const busy = ref(false);
  const slow = ref(false);
  let controller: AbortController | undefined;

  async function reload(): Promise<void> {
    controller?.abort();
    const mine = new AbortController();
    controller = mine;
    busy.value = true;
    const timer = setTimeout(() => (slow.value = data.value === undefined), 300);
    try {
      const answer = await fetch(mine.signal);
      if (controller !== mine) return;
      data.value = answer;
      failure.value = undefined;
    } catch (cause) {
      if (controller !== mine) return;
      failure.value = cause instanceof RequestFailed ? cause : new RequestFailed(0, "unknown", "", undefined);
    } finally {
      clearTimeout(timer);
      if (controller === mine) {
        busy.value = false;
        slow.value = false;
      }
    }
  }

  watch([...sources, renewed], () => void reload());
  void reload();
  onScopeDispose(() => controller?.abort());
  return { data, failure, busy, slow, reload };
}
