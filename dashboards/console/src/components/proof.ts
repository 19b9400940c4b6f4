/** The name under which a proof is saved. */

/** The name that the server gives, else one made of the alert's number; never a path. */
export function fileNameOf(disposition: string | null, no: string): string {
  const long = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? "")?.[1];
  const plain = /filename="([^"]+)"|filename=([^;]+)/i.exec(disposition ?? "");
  let name = plain?.[1] ?? plain?.[2]?.trim() ?? "";
  try {
    if (long !== undefined) name = decodeURIComponent(long);
  } catch {
    // A name that is wrongly encoded is none.
  }
  name = name.replace(/[\\/:*?"<>|\u0000-\u001f]/g, "");
  return name === "" ? `proof-${no}.json` : name;
}
