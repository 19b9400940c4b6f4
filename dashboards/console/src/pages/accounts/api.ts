/** Requests of the accounts page. */
import { client, read, type Schemas } from "@mingjing/shared/api";

export type AccountItem = Schemas["AccountItem"];
export type AccountMade = Schemas["AccountMade"];

const at = (name: string): { params: { path: { name: string } } } => ({ params: { path: { name } } });

export const accounts = (signal: AbortSignal): Promise<AccountItem[]> => read(client.GET("/accounts", { signal }));
export const table = (signal: AbortSignal): Promise<Schemas["AccessTable"]> => read(client.GET("/access", { signal }));
export const create = (body: Schemas["NewAccount"]): Promise<AccountMade> => read(client.POST("/accounts", { body }));
export const change = (name: string, body: Schemas["AccountChange"]): Promise<AccountItem> => read(client.POST("/accounts/{name}", { ...at(name), body }));
export const lock = (name: string): Promise<AccountItem> => read(client.POST("/accounts/{name}/lock", at(name)));
export const unlock = (name: string): Promise<AccountItem> => read(client.POST("/accounts/{name}/unlock", at(name)));
export const reset = (name: string): Promise<AccountMade> => read(client.POST("/accounts/{name}/password", at(name)));
export const give = (name: string, body: Schemas["RolesGiven"]): Promise<AccountItem> => read(client.POST("/accounts/{name}/roles", { ...at(name), body }));
