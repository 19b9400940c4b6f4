/** What the accounts page computes. */
import type { AccountItem } from "./api";

/** Codes as they are typed: one a line, or with commas between. */
export function codesOf(text: string): string[] {
  return [...new Set(text.split(/[\s,，、;；]+/).filter((code) => code !== ""))];
}

/** What an account is bound to, in one line: regions and departments by name where one is known, windows by code; empty where it is bound to nothing. */
export function scopeLine(account: Pick<AccountItem, "scope">, name: (kind: "region" | "dept", code: string) => string): string {
  const { regions, departments, windows } = account.scope;
  return [...regions.map((code) => name("region", code)), ...departments.map((code) => name("dept", code)), ...windows].join(" ");
}

/** Something to be chosen by its name. */
export interface Choice {
  code: string;
  name: string;
}

/** The choices in whose name or code the words stand, and those that are chosen already. */
export function offered(choices: readonly Choice[], chosen: readonly string[], words: string): Choice[] {
  const wanted = words.trim().toLowerCase();
  return choices.filter(({ code, name }) => chosen.includes(code) || `${name} ${code}`.toLowerCase().includes(wanted));
}

/** The accounts in whose name, display name, person or roles all words stand. */
export function found(accounts: readonly AccountItem[], words: string, roleTitle: (code: string) => string): AccountItem[] {
  const wanted = words.toLowerCase().split(/\s+/).filter((word) => word !== "");
  return accounts.filter((account) => {
    const text = [account.name, account.display_name, account.person ?? "", ...account.roles, ...account.roles.map(roleTitle)].join(" ").toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}
