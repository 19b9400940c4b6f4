/** Requests of the page of proposals. */
import { client, read, type Schemas } from "@mingjing/shared/api";

export type ProposalItem = Schemas["ProposalItem"];
export type Notice = Schemas["NoticeRequest"];
export type MoveForecast = Schemas["MoveForecast"];

const at = (number: number): { params: { path: { number: number } } } => ({ params: { path: { number } } });

export const proposals = (signal: AbortSignal): Promise<ProposalItem[]> => read(client.GET("/proposals", { signal }));
export const confirm = (number: number): Promise<Schemas["ProposalDone"]> => read(client.POST("/proposals/{number}/confirm", at(number)));
export const reject = (number: number, reason: string): Promise<ProposalItem> => read(client.POST("/proposals/{number}/reject", { ...at(number), body: { reason } }));
/** What a notice would move as things are; nothing is written. */
export const weigh = (notice: Notice, signal: AbortSignal): Promise<MoveForecast> => read(client.POST("/calendar/preview", { body: notice, signal }));
