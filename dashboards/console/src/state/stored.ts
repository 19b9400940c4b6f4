/** Small choices kept in the browser; a browser that keeps nothing just forgets them. */

/** The kept value, or null. */
export function recall(key: string): string | null {
  try {
    return localStorage.getItem(`mingjing.${key}`);
  } catch {
    return null;
  }
}

/** Keeps a value. */
export function keep(key: string, value: string): void {
  try {
    localStorage.setItem(`mingjing.${key}`, value);
  } catch {
    // A full or forbidden store costs the choice, nothing else.
  }
}

/** Forgets a value. */
export function drop(key: string): void {
  try {
    localStorage.removeItem(`mingjing.${key}`);
  } catch {
    // As above.
  }
}
