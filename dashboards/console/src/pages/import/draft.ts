/** What the browser keeps of an import between visits: the file's number and name, and the choices made. No cell is kept. */
import { drop, keep, recall } from "../../state/stored";
import type { Draft } from "./data";
import type { Upload } from "./types";

const LAST = "import.last";
const key = (upload: string, sheet: string | undefined): string => `import.${upload}.${sheet ?? ""}`;

/** The file that was sent last and not imported yet. */
export function lastUpload(): Pick<Upload, "id" | "name"> | undefined {
  const text = recall(LAST);
  if (text === null) return undefined;
  try {
    const { id, name } = JSON.parse(text) as Partial<Upload>;
    return id === undefined || name === undefined ? undefined : { id, name };
  } catch {
    return undefined;
  }
}

/** Keeps a file's number, so that it can be gone on with. */
export const remember = (upload: Pick<Upload, "id" | "name">): void => keep(LAST, JSON.stringify({ id: upload.id, name: upload.name }));

/** The choices kept for a file's sheet. */
export const keptDraft = (upload: string, sheet: string | undefined): string | null => recall(key(upload, sheet));

/** Keeps the choices for a file's sheet. */
export const keepDraft = (upload: string, sheet: string | undefined, draft: Draft): void => keep(key(upload, sheet), JSON.stringify(draft));

/** Forgets a file that is imported or gone. */
export function forget(upload: string, sheet?: string): void {
  drop(key(upload, sheet));
  if (lastUpload()?.id === upload) drop(LAST);
}
