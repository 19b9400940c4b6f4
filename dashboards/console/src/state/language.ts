/** The language of the screen: `lang` in the address wins, then the last choice, then Chinese. */
import { codeWord, words, type CodeTable, type Language, type Pair } from "@mingjing/shared/words";
import { computed, ref } from "vue";
import { keep, recall } from "./stored";

function initial(): Language {
  const asked = new URLSearchParams(location.search).get("lang");
  const chosen = asked ?? recall("language");
  return chosen === "en" ? "en" : "zh";
}

/** Current language. */
export const language = ref<Language>(initial());

/** Its word table. */
export const w = computed(() => words[language.value]);

/** The word of a code in the current language. */
export const code = (table: CodeTable, value: string | number): string => codeWord(table, value, language.value);

/** The current language's text of a pair. */
export const say = (pair: Pair): string => pair[language.value];

/** Writes the language where the browser and screen readers look for it. */
export function applyLanguage(): void {
  document.documentElement.lang = language.value === "zh" ? "zh-CN" : "en";
}

/** Switches to the other language and keeps the choice. */
export function switchLanguage(): void {
  language.value = language.value === "zh" ? "en" : "zh";
  keep("language", language.value);
  applyLanguage();
}
