// Writes shared/src/api/schema.ts from openapi.json. With --check it writes nothing and fails when the file is not current.
import { readFile, writeFile } from "node:fs/promises";
import openapiTS, { astToString } from "openapi-typescript";

const document = new URL("../openapi.json", import.meta.url);
const target = new URL("../shared/src/api/schema.ts", import.meta.url);

const nodes = await openapiTS(document);
const text = `// Generated from dashboards/openapi.json by \`npm run client\`; edit that, not this.\n${astToString(nodes)}`;

if (process.argv.includes("--check")) {
  const current = await readFile(target, "utf8").catch(() => "");
  if (current !== text) {
    console.error("The API client is stale: run `npm run client` in dashboards/ and commit shared/src/api/schema.ts.");
    process.exit(1);
  }
  console.log("The API client is current.");
} else {
  await writeFile(target, text);
}
