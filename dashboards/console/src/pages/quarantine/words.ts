/** How a record is mended, in the screen's language. */
import { codes } from "@mingjing/shared/words";
import { code, language } from "../../state/language";
import type { Quarantined } from "../import/types";

/** Our own Chinese words for the reasons that we know; the server's words for the others and in English, where they say it more exactly. */
export function mendText(item: Pick<Quarantined, "reason" | "how_to_mend">): string {
  return language.value === "zh" && item.reason in codes.quarantine_mend ? code("quarantine_mend", item.reason) : item.how_to_mend;
}
