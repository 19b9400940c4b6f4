/** What the accounts page computes. */
import type { AccountItem } from "./api";

/** Codes as they are typed: one a line, or with commas between. */
export function codesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter((code) => code !== ""))];
}

/** The codes that an account is bound to, in one line; empty where it is bound to nothing. */
export function scopeLine(account: Pick<AccountItem, "scope">): string {
  const { regions, departments, windows } = account.scope;
  return [...regions, ...departments, ...windows].join(" ");
}

/** The accounts in whose name, display name, person or roles all words stand. */
export function found(accounts: readonly AccountItem[], words: string, roleTitle: (code: string) => string): AccountItem[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return accounts.filter((account) => {
    const text = [account.name, account.display_name, account.person ?? "", ...account.roles, ...account.roles.map(roleTitle)].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
