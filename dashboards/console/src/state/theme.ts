/** Light or dark: the last choice, else what the system asks for. */
import { ref } from "vue";
import { keep, recall } from "./stored";

/** Whether the screen is dark. */
export const dark = ref(recall("theme") === null ? matchMedia("(prefers-color-scheme: dark)").matches : recall("theme") === "dark");

/** Puts the theme on the document. */
export function applyTheme(): void {
  document.documentElement.classList.toggle("dark", dark.value);
}

/** Switches theme and keeps the choice. */
export function switchTheme(): void {
  dark.value = !dark.value;
  keep("theme", dark.value ? "dark" : "light");
  applyTheme();
}
