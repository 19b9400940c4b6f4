/** Reads the tokens of tokens.css, for what is drawn and cannot use CSS variables (charts). */

/** Current value of a token, such as `--mj-primary`. */
export function token(name: `--mj-${string}`): string {
  return getComputedStyle(document.documentElement).getPropertyValue(name).trim();
}
