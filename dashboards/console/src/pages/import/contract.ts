/** What the pages take for the server's answers is what its document says: where that changes, this does not compile. */
import type { Schemas } from "@mingjing/shared/api";
import type {
  BatchPage, Checked, Checkup, ImportJob, MappingItem, Proposal, ProposedColumn, Quarantined, QuarantineDetail, QuarantinePage, Replayed, ReplayedMany, Role, SourceItem, Upload,
} from "./types";

/** The server's answer, where the page can take it. */
type Fits<Server extends Page, Page> = Server;

/** An answer but for its codes, which the document tells as text, and what is compared by itself. */
type Coded<Answer, Codes extends keyof Answer> = Omit<Answer, Codes>;

export type Contract = [
  Fits<Coded<Schemas["Upload"], "kind">, Coded<Upload, "kind">>,
  Fits<Coded<Schemas["Proposal"], "upload" | "columns">, Coded<Proposal, "upload" | "columns">>,
  Fits<Coded<Schemas["ProposedColumn"], "kind" | "sureness">, Coded<ProposedColumn, "kind" | "sureness">>,
  Fits<Coded<Schemas["RoleItem"], "group">, Coded<Role, "group">>,
  Fits<Schemas["Checked"], Checked>,
  Fits<Coded<Schemas["ImportJobState"], "state">, Coded<ImportJob, "state">>,
  Fits<Schemas["MappingItem"], MappingItem>,
  Fits<Schemas["Checkup"], Checkup>,
  Fits<Schemas["SourceItem"], SourceItem>,
  Fits<Schemas["ImportPage"], BatchPage>,
  Fits<Schemas["QuarantineItem"], Quarantined>,
  Fits<Schemas["QuarantinePage"], QuarantinePage>,
  Fits<Schemas["QuarantineRecord"], QuarantineDetail>,
  Fits<Schemas["ReplayedRecord"], Replayed>,
  Fits<Schemas["ReplayedSome"], ReplayedMany>,
];
