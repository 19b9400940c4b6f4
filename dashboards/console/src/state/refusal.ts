/** Why something that was asked for was not done, in the screen's language. */
import { RequestFailed } from "@mingjing/shared/api";
import { refusalZh } from "@mingjing/shared/words";
import { language, w } from "./language";

/** Words for a request that failed; a Chinese screen keeps the server's English only where nothing else is known of it. */
export function refusalText(cause: unknown): string {
  if (!(cause instanceof RequestFailed) || cause.status === 0) return w.value.state.offline;
  const own = language.value === "zh" ? refusalZh(cause.code, cause.message) : undefined;
  return own ?? (cause.message || w.value.state.failed);
}
