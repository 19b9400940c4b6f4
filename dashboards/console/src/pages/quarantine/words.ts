/** What is wrong with a record and how it is mended, in the screen's language. */
import { codes, type Pair } from "@mingjing/shared/words";
import { code, language, say } from "../../state/language";

/** Our own Chinese words for the reasons that we know; the server's words for the others and in English, where they say it more exactly. */
export function mendText(item: { reason: string; how_to_mend: string }): string {
  return language.value === "zh" && item.reason in codes.quarantine_mend ? code("quarantine_mend", item.reason) : item.how_to_mend;
}

/** The name of a reason; the server's where we have none. */
export const reasonName = (reason: string, title: Pair | undefined): string => (reason in codes.quarantine_reason || title === undefined ? code("quarantine_reason", reason) : say(title));
