/** Why something about a file failed, in the screen's language. */
import type { RequestFailed } from "@mingjing/shared/api";
import { codes } from "@mingjing/shared/words";
import { code, language, w } from "../../state/language";

/** The server's own words beside ours: on a Chinese screen they say more exactly what was found. */
export const problemExact = (problem: Pick<RequestFailed, "code" | "message">): string => (language.value === "zh" && problem.code in codes.import_problem ? problem.message : "");

/** Our own words for the reasons that we know; the server's words for the others and in English. */
export function problemText(problem: Pick<RequestFailed, "code" | "message"> & { status?: number }): string {
  if (problem.status === 0) return w.value.imports.refusal.network;
  const known = problem.code in codes.import_problem;
  if (language.value === "en") return problem.message || (known ? code("import_problem", problem.code) : w.value.state.failed);
  return known ? code("import_problem", problem.code) : problem.message || w.value.state.failed;
}
