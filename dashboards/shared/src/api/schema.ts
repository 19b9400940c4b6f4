// Generated from dashboards/openapi.json by `npm run client`; edit that, not this.
export interface paths {
    "/access": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The roles, and what each may do. */
        get: operations["access"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** All accounts that one may see, by name. */
        get: operations["accounts"];
        put?: never;
        /** Makes an account without roles. Its password is shown this once. */
        post: operations["create_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes what an account is called and whose it is. */
        post: operations["change_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}/lock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Locks an account until it is unlocked; its sessions end. */
        post: operations["lock_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Gives an account a new password, shown this once; its sessions end. Passwords of administrators are set anew on the server's machine only,
         *     with `mingjing account reset`: else one of them could become another.
         */
        post: operations["reset_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}/roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Gives an account its roles, and what they are bound to. Both take effect at once, also in sessions that are open. */
        post: operations["give_roles"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/accounts/{name}/unlock": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Unlocks an account that an administrator or wrong passwords locked. */
        post: operations["unlock_account"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of alerts. */
        get: operations["alerts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/{alert_no}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One alert. */
        get: operations["alert"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/{alert_no}/explain": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why an alert holds. */
        get: operations["explain"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/alerts/{alert_no}/proof": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The proof of an alert, to be kept. */
        get: operations["proof"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A year of a centre's calendar, as known now. */
        get: operations["calendar"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/notices": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Declares a notice that moves nothing; proposes one that moves cases or alerts, for a second person to confirm. What it moves is part of the
         *     answer.
         */
        post: operations["declare_notice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/calendar/preview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Says what a notice would move: open cases by department and by case, and alerts that would come, vanish or change. Nothing is written. */
        post: operations["preview_notice"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of cases. */
        get: operations["cases"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/cases/{centre}/{case_no}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One case with its events and alerts. */
        get: operations["case"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/checkup": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The health check of a centre. */
        get: operations["checkup"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/events": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Takes events in: an array, JSON Lines, or CloudEvents.
         * @description Events of `application/json` (an array) and `application/x-ndjson` (one a line) are as docs/EVENTS.md tells. CloudEvents 1.0 come one at a time
         *     (`application/cloudevents+json`, or `application/json` with `ce-` headers) or as a batch (`application/cloudevents-batch+json`); docs/IMPORT.md
         *     tells which attribute is what. A body has at most 10 MiB and its events go in together. A batch has at most 256 MiB and goes in part by part
         *     as it is read: if it breaks off, what went in stays, and the sender sends the same again. What is in already, by source, id and revision, counts
         *     as duplicate; the same with other content is a conflict. What is at fault is put aside, with its place in the body, and stops nothing else.
         */
        post: operations["post_events"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import-jobs/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** How far an import is. */
        get: operations["import_job"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import-mappings": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Mappings to choose from. */
        get: operations["import_mappings"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import-mappings/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Removes a saved mapping. */
        delete: operations["delete_import_mapping"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/import-roles": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What a column can mean. */
        get: operations["import_roles"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Imports, latest first. */
        get: operations["imports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/imports/{batch}/void": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes an import back: its events stay and no longer count. */
        post: operations["void_import"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A page of the logs. */
        get: operations["logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Walks along the chain of the logs. */
        get: operations["check_logs"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/logs/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The logs as a file of comma-separated values, the latest first. */
        get: operations["logs_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who one is, and what one may do. */
        get: operations["me"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/me/password": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Changes one's password. All other sessions of the account end. A wrong old password counts like one at the login. */
        post: operations["change_password"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/meta": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Names, clock and versions; the console asks for it first. */
        get: operations["meta"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/overview": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The first screen's figures. */
        get: operations["overview"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Who was where on a day. */
        get: operations["people"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/people/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Imports people with their posts, or regions, departments and windows, from a spreadsheet (`.xlsx`) or a text (`.csv`). Which of them it holds
         *     is read from its header; docs/ACCOUNTS.md names the columns. Good rows go in beside bad ones, which are listed.
         */
        post: operations["import_people"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The last proposals, the latest first. */
        get: operations["proposals"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals/{number}/confirm": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Confirms what another person proposed, and does it. */
        post: operations["confirm_proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/proposals/{number}/reject": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Turns a proposal down; whoever proposed it may take it back so. */
        post: operations["reject_proposal"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Records that wait to be mended. */
        get: operations["quarantine"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends several records again as they came, after their profile or mapping was mended. */
        post: operations["replay_records"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One record with its fields. */
        get: operations["quarantine_record"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/quarantine/{id}/replay": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Sends one record again, as it came or mended. */
        post: operations["replay_record"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The statutory reports. */
        get: operations["reports"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{name}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A statutory report. */
        get: operations["report"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/reports/{name}/file": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** A statutory report as a file. */
        get: operations["report_file"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The rules, by code. */
        get: operations["rules"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/rules/{code}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** One rule. */
        get: operations["rule"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/session": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Logs in: the answer sets the cookie of a session. */
        post: operations["log_in"];
        /** Logs out: the session ends, here and in every other window that shows it. */
        delete: operations["log_out"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sessions": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        post?: never;
        /** Ends all sessions of one's account, this one too. */
        delete: operations["log_out_everywhere"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** The sources of all centres. */
        get: operations["sources"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{centre}/{source}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Declares something of a source. */
        post: operations["declare_source"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/sources/{centre}/{source}/token": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Makes a token for a source, shown this once. One that it had is no longer taken. */
        post: operations["make_token"];
        /** Takes a source's token back. */
        delete: operations["revoke_token"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/stream": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Server-sent events: `alert` with an Alert as data and the ledger position as id, `facts` with a FactsNotice. Resumes after Last-Event-ID. */
        get: operations["stream"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Takes a file in. */
        post: operations["post_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}/check": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Reads a file as an import would, and appends nothing. */
        post: operations["check_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}/import": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /** Begins the import of an upload; the file goes in when its turn comes. */
        post: operations["import_upload"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/uploads/{id}/proposal": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** What the columns of an upload seem to mean. */
        get: operations["proposal"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/why-not": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Why a rule is silent about a case. */
        get: operations["why_not"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /** @description A role, and what the table gives it. */
        AccessRole: {
            /** @description Code. */
            code: string;
            /** @description One of the three administrators, of whom nobody is two. */
            is_administrator: boolean;
            /** @description Whether a person can have it. */
            is_for_persons: boolean;
            /** @description Its rights. */
            rights: components["schemas"]["HeldRight"][];
            /** @description What people call it. */
            title: components["schemas"]["Words"];
        };
        /** @description The table of rights. */
        AccessTable: {
            /** @description The rights by name. */
            rights: components["schemas"]["NamedCode"][];
            /** @description The roles with their rights. */
            roles: components["schemas"]["AccessRole"][];
        };
        /** @description What may be changed of an account besides roles and password; what is left out stays. */
        AccountChange: {
            /**
             * @description What the person is called.
             * @default null
             */
            display_name: string | null;
            /**
             * @description Code of the person; an empty one takes it away.
             * @default null
             */
            person: string | null;
        };
        /**
         * @description What an account stands for.
         * @enum {string}
         */
        AccountFor: "person" | "source";
        /** @description An account. */
        AccountItem: {
            /** @description When it was changed last. */
            changed_at: string;
            /** @description By whom. */
            changed_by: string;
            /** @description When it was made. */
            created_at: string;
            /** @description By whom. */
            created_by: string;
            /** @description What the person is called. */
            display_name: string;
            /** @description What it stands for. */
            kind: components["schemas"]["AccountFor"];
            /** @description When it was last used, of one that is logged in. */
            last_seen_at?: string | null;
            /** @description Until when it is locked, where it is for a while. */
            locked_until?: string | null;
            /** @description Its password was given by an administrator and not changed since. */
            must_change_password: boolean;
            /** @description Name. */
            name: string;
            /** @description Code of the person in the reference data. */
            person?: string | null;
            /** @description Codes of its roles. */
            roles: string[];
            /** @description What it is bound to. */
            scope: components["schemas"]["AccountScope"];
            /** @description Whether it may be used. */
            status: components["schemas"]["AccountStatus"];
        };
        /** @description An account with the password that is shown this once. */
        AccountMade: {
            /** @description The account. */
            account: components["schemas"]["AccountItem"];
            /** @description To be given to the person, and changed at the first login. It is shown nowhere else and never again. */
            one_time_password: string;
        };
        /** @description What an account is bound to; an empty list binds nothing. */
        AccountScope: {
            /**
             * @description Codes of departments.
             * @default []
             */
            departments: string[];
            /**
             * @description Codes of centres, or of regions of departments.
             * @default []
             */
            regions: string[];
            /**
             * @description Codes of windows.
             * @default []
             */
            windows: string[];
        };
        /**
         * @description Whether an account may be used.
         * @enum {string}
         */
        AccountStatus: "active" | "locked" | "locked_out";
        /** @description An alert as lists, the why and the live stream show it. */
        Alert: {
            /** @description 监察编号, given when it was first raised. */
            alert_no: string;
            /** @description The rule's own one-line reason; English repeats the Chinese where the rule has none of its own. */
            because: components["schemas"]["Words"];
            /** @description The case concerned; absent for group subjects. */
            case_no?: string | null;
            /** @description Centre of the facts. */
            centre: string;
            /** @description First instant at which it no longer held; absent while it holds. */
            ended_at?: string | null;
            /** @description Family: the rule's code, or the ladder's name (`limit`). */
            family: string;
            handled_level?: components["schemas"]["Level"] | null;
            /** @description 补录: a late or hand-typed event changed it. */
            is_backfilled: boolean;
            /** @description For named supervisors only. */
            is_confidential: boolean;
            /** @description 待核实: rests on an absence after its source's watermark. */
            is_pending: boolean;
            /** @description 存量: began before its source's start of supervision. */
            is_stock: boolean;
            /** @description Name of the item applied for. */
            item_name?: string | null;
            /** @description Kind of anomaly. */
            kind: components["schemas"]["Kind"];
            /** @description Computed level, the highest reached. */
            level: components["schemas"]["Level"];
            /** @description Instant at which `level` was reached. */
            level_since: string;
            /** @description Instant at which the record was made. */
            raised_at: string;
            /** @description Department that answers for it, code. */
            responsible_dept?: string | null;
            /** @description Its name. */
            responsible_dept_name?: string | null;
            /** @description Link in which the limit passed. */
            responsible_link?: string | null;
            /** @description Person who answers for it, code; absent while an external wait moved the responsibility. */
            responsible_person?: string | null;
            /** @description Window that answers for it, code. */
            responsible_window?: string | null;
            /** @description Code of the rule, of the highest rung for a ladder. */
            rule: string;
            /** @description Title of that rule. */
            rule_title: components["schemas"]["Words"];
            /** @description Instant at which the lowest rung began to hold. */
            since: string;
            /** @description What has become of it. */
            status: components["schemas"]["AlertStatus"];
            /** @description Relation that the rule judges, such as `case`, `link`, `phone_day`. */
            subject: string;
            /** @description Key of the judged row within its centre; personal parts are tokens. */
            subject_key: string;
            /** @description Whether the facts as now known bear it. */
            supported: boolean;
            /**
             * Format: int32
             * @description Version of that rule.
             */
            version: number;
        };
        /** @description An alert that comes, vanishes or changes. */
        AlertForecast: {
            after?: components["schemas"]["AlertSeen"] | null;
            before?: components["schemas"]["AlertSeen"] | null;
            /** @description Case. */
            case_no: string;
            /** @description Centre. */
            centre: string;
            /** @description Department that answers for it. */
            dept?: string | null;
            /** @description Family of its rule. */
            family: string;
            /** @description What becomes of it. */
            what: components["schemas"]["AlertMove"];
        };
        /**
         * @description What becomes of an alert.
         * @enum {string}
         */
        AlertMove: "comes" | "vanishes" | "changes";
        /** @description One page of alerts. */
        AlertPage: {
            /** @description The alerts of this page. */
            items: components["schemas"]["Alert"][];
            /** @description Pass as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description Ledger position of the snapshot that was read.
             */
            position: number;
            /**
             * Format: int64
             * @description Alerts that the filter lets through, on all pages.
             */
            total: number;
        };
        /** @description One state of an alert that a forecast compares. */
        AlertSeen: {
            /** @description First instant after it; left out while it lasts. */
            ended_at?: string | null;
            /** @description Level. */
            level: components["schemas"]["Level"];
            /** @description Rule. */
            rule: string;
            /** @description First instant. */
            since: string;
        };
        /**
         * @description Order of a list of alerts; ties by `alert_no`.
         * @enum {string}
         */
        AlertSort: "newest" | "oldest" | "level";
        /**
         * @description Which alerts are wanted, by what has become of them.
         * @enum {string}
         */
        AlertState: "open" | "ended" | "withdrawn" | "lift_proposed" | "all";
        /**
         * @description What has become of an alert.
         * @enum {string}
         */
        AlertStatus: "open" | "ended" | "unsupported" | "withdrawn" | "lift_proposed" | "lifted";
        /** @description A day of the centre's calendar. */
        CalendarDay: {
            /** @description The day. */
            date: string;
            /** @description Whether it counts. */
            kind: components["schemas"]["DayKind"];
            /** @description Name of the holiday, where a notice names one. */
            name?: string | null;
        };
        /**
         * @description Whose notice it is.
         * @enum {string}
         */
        CalendarLayer: "nation" | "region" | "centre";
        /** @description A notice of the calendar. */
        CalendarNotice: {
            /**
             * Format: int64
             * @description How many days it names.
             */
            days: number;
            /** @description Whether it counts as of now: known, and not replaced by a later version. */
            in_force: boolean;
            /** @description From when it is known; left out where it always was. */
            known_from?: string | null;
            /** @description Whose. */
            layer: components["schemas"]["CalendarLayer"];
            /** @description Its number, or where it was published. */
            number: string;
            /**
             * Format: int32
             * @description Of two versions the higher counts, from when it is known.
             */
            version: number;
            /**
             * Format: int32
             * @description The year it is for.
             */
            year: number;
        };
        /** @description A year of a centre's calendar, as known now. */
        CalendarYear: {
            /** @description Name of the calendar. */
            calendar: string;
            /** @description Centre. */
            centre: string;
            /** @description The days that they name, ascending; every other day follows its weekday. */
            days: components["schemas"]["NamedDay"][];
            /** @description No notice of the year is loaded: its days are only a guess by weekday. */
            is_provisional: boolean;
            /** @description Its notices of all layers and versions. */
            notices: components["schemas"]["CalendarNotice"][];
            /** @description Name and short hash of all notices in force. */
            version: string;
            /**
             * Format: int64
             * @description Working days of the year.
             */
            workdays: number;
            /**
             * Format: int32
             * @description The year.
             */
            year: number;
        };
        /** @description All that is known of one case. */
        CaseDetail: {
            /** @description Its alerts, earliest first. */
            alerts: components["schemas"]["Alert"][];
            /** @description The instant it is shown as of. */
            at: string;
            /** @description The row as of now, by column name. Lists stand as the number of their entries. */
            case: {
                [key: string]: string | null;
            };
            clock?: components["schemas"]["ClockBar"] | null;
            /** @description The row's columns, in their order. */
            columns: components["schemas"]["ColumnInfo"][];
            /** @description Its days up to now or to its end, first to last, at most the last 120. */
            days: components["schemas"]["CalendarDay"][];
            /** @description Its events in fold order, those that do not count included. */
            events: components["schemas"]["TimelineEvent"][];
            known?: components["schemas"]["KnownOn"] | null;
            /** @description What hangs on it. */
            parts: components["schemas"]["CaseParts"];
        };
        /** @description A document (文书) issued. */
        CaseDocument: {
            /** @description Whether sealed; absent when unknown. */
            is_sealed?: boolean | null;
            /** @description When. */
            issued_at: string;
            /** @description Kind of the domain reference. */
            kind: string;
            /** @description Number. */
            no: string;
            /** @description Reason in it. */
            reason?: string | null;
            /** @description Whether it tells of remedies; absent when unknown. */
            remedies_told?: boolean | null;
        };
        /** @description A fee set or paid. */
        CaseFee: {
            /**
             * Format: int64
             * @description Amount set.
             */
            amount_fen?: number | null;
            /**
             * Format: int64
             * @description Amount of the bill.
             */
            bill_fen?: number | null;
            /** @description Bill. */
            bill_no?: string | null;
            /** @description Fee item. */
            item?: string | null;
            /** @description Number within the case. */
            no: string;
            /** @description Last payment. */
            paid_at?: string | null;
            /**
             * Format: int64
             * @description Amount paid so far.
             */
            paid_fen?: number | null;
            /** @description Basis of a relief. */
            relief_basis?: string | null;
            /**
             * Format: int64
             * @description Standard.
             */
            standard_fen?: number | null;
        };
        /** @description An open case whose due date moves. */
        CaseForecast: {
            /** @description Number. */
            case_no: string;
            /** @description Centre. */
            centre: string;
            /** @description Department. */
            dept?: string | null;
            /** @description It would come earlier, were it not for the date on the acceptance notice. */
            is_kept: boolean;
            /** @description Item. */
            item?: string | null;
            /** @description As it would be. */
            new_due?: string | null;
            /** @description As it would be. */
            new_statutory_due?: string | null;
            /** @description Promised due instant as things are. */
            old_due?: string | null;
            /** @description Statutory due instant as things are. */
            old_statutory_due?: string | null;
        };
        /** @description A case as lists show it. */
        CaseItem: {
            /** @description Acceptance. */
            accepted_at?: string | null;
            /**
             * Format: int64
             * @description Alerts about this case whose status is open.
             */
            alerts_open: number;
            /** @description Masked name of the applicant; only where words were searched for. */
            applicant_mask?: string | null;
            /** @description 办件编号. */
            case_no: string;
            /**
             * Format: int64
             * @description 1 immediate, 2 promised, 9 other.
             */
            case_type?: number | null;
            /** @description Centre of the case. */
            centre: string;
            /** @description Department code. */
            dept_code?: string | null;
            /** @description Department name. */
            dept_name?: string | null;
            /**
             * Format: int64
             * @description Counted so far, in `limit_unit`.
             */
            elapsed_wd?: number | null;
            /** @description Finish. */
            finished_at?: string | null;
            /** @description First event of the case. */
            first_event_at: string;
            highest_level?: components["schemas"]["Level"] | null;
            /** @description No end since the last reopening. */
            is_open: boolean;
            /** @description Stopped after its promised limit, or not stopped and past it. */
            is_overdue: boolean;
            /** @description Code of the item applied for. */
            item_impl_code?: string | null;
            /** @description Its name. */
            item_name?: string | null;
            limit_unit?: components["schemas"]["LimitUnit"] | null;
            /**
             * Format: int64
             * @description Promised limit, extensions included.
             */
            promised_days?: number | null;
            /** @description Last instant in time by the promise. */
            promised_due_at?: string | null;
            /**
             * Format: int64
             * @description Left of the promise, in `limit_unit`.
             */
            remaining_wd?: number | null;
            /** @description State code of the domain reference. */
            state: string;
        };
        /** @description A licence (证照) issued. */
        CaseLicence: {
            /** @description Whether holder and applicant have one number; absent when either is missing. */
            is_holder_applicant?: boolean | null;
            /** @description Date of issue as sent, else the event's time. */
            issued_at: string;
            /** @description Type. */
            licence_type?: string | null;
            /** @description Number. */
            no: string;
            /** @description First day in force. */
            valid_from?: string | null;
            /** @description Last day in force. */
            valid_to?: string | null;
        };
        /** @description A link (环节) that began. */
        CaseLink: {
            /** @description 通过, 退回 or other, as sent. */
            action?: string | null;
            /** @description Due instant given by the source. */
            due_at?: string | null;
            /** @description When it ended; absent while open. */
            end?: string | null;
            /** @description Whether its user had a grant for it; absent while open or unknown. */
            is_authorised?: boolean | null;
            /** @description Whether the system ended it. */
            is_auto: boolean;
            /** @description Whether its user had declared a conflict of interest; absent while open. */
            is_conflicted?: boolean | null;
            /** @description Whether the item demands it; absent without an item. */
            is_mandatory?: boolean | null;
            /** @description accept, review, decide, licence, deliver or other. */
            kind?: string | null;
            /**
             * Format: int64
             * @description Limit in working days: the event's, else the item's, else 2.
             */
            limit_wd: number;
            /** @description Name, else its code. */
            name?: string | null;
            /** @description Opinion, as sent. */
            opinion?: string | null;
            /**
             * Format: int64
             * @description Number within the case.
             */
            seq: number;
            /** @description When it began. */
            start: string;
            /**
             * Format: int64
             * @description Working days from the day of the start to the end, or to the moment asked about.
             */
            used_wd: number;
            /** @description Who ended it, else who began it; code. */
            user?: string | null;
        };
        /** @description A material that the item lists, or that was taken or demanded. */
        CaseMaterial: {
            /** @description Code within the item, else the name. */
            code?: string | null;
            /** @description Whether the item lists it. */
            in_item_list: boolean;
            /** @description Whether a notice or a member of staff demanded it. */
            is_demanded: boolean;
            /** @description Whether somebody checked the original. */
            is_original_checked: boolean;
            /** @description Whether the item requires it in the case's situation. */
            is_required: boolean;
            /** @description Whether it can be had by data sharing. */
            is_shareable?: boolean | null;
            /** @description Whether acceptance allowed it to come later (容缺). */
            is_tolerated: boolean;
            /** @description Name. */
            name?: string | null;
            /** @description 1 paper, 2 upload, 3 licence library, 4 data sharing, 9 other. */
            take_mode?: string | null;
            /**
             * Format: int64
             * @description Copies.
             */
            take_qty?: number | null;
            /** @description Whether it is in hand. */
            taken: boolean;
            /** @description When it was taken. */
            taken_at?: string | null;
            /** @description When a tolerated one is due. */
            tolerated_due_at?: string | null;
            /** @description Trust level, A to D. */
            trust_level?: string | null;
        };
        /** @description One page of cases, latest first event first. */
        CasePage: {
            /** @description The cases of this page. */
            items: components["schemas"]["CaseItem"][];
            /** @description Pass as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description Ledger position of the snapshot that was read.
             */
            position: number;
            /**
             * Format: int64
             * @description Cases that the filter lets through, on all pages.
             */
            total: number;
        };
        /** @description All that hangs on a case, each list in the order of the facts. */
        CaseParts: {
            /** @description Documents. */
            documents: components["schemas"]["CaseDocument"][];
            /** @description Fees. */
            fees: components["schemas"]["CaseFee"][];
            /** @description Licences. */
            licences: components["schemas"]["CaseLicence"][];
            /** @description Links. */
            links: components["schemas"]["CaseLink"][];
            /** @description Materials: the item's list first, then the others. */
            materials: components["schemas"]["CaseMaterial"][];
            /** @description Ratings. */
            ratings: components["schemas"]["CaseRating"][];
            /** @description Services. */
            services: components["schemas"]["CaseService"][];
            /** @description Special procedures. */
            specials: components["schemas"]["CaseSpecial"][];
            /** @description Supplement notices. */
            supplements: components["schemas"]["CaseSupplement"][];
            /** @description Waits for somebody else. */
            waitings: components["schemas"]["CaseWaiting"][];
        };
        /** @description A rating (评价) and what was done about it. */
        CaseRating: {
            /** @description Call-back. */
            called_back_at?: string | null;
            /** @description Channel. */
            channel?: string | null;
            /** @description Closed. */
            closed_at?: string | null;
            /** @description First contact with the rater. */
            contacted_at?: string | null;
            /** @description Whether the rater was satisfied at the call-back. */
            is_call_back_satisfied?: boolean | null;
            /** @description Assumed, not given. */
            is_defaulted: boolean;
            /** @description Whether the phone belongs to staff; absent without one. */
            is_staff_phone?: boolean | null;
            /** @description Number. */
            no: string;
            /** @description When it was rated. */
            rated_at?: string | null;
            /** @description Reply. */
            replied_at?: string | null;
            /**
             * Format: int64
             * @description 1 very satisfied to 5 very dissatisfied.
             */
            satisfaction?: number | null;
            /** @description Service rated. */
            service_no?: string | null;
            /** @description true, mistaken, malicious or outside_law. */
            verdict?: string | null;
        };
        /** @description A service (服务) that should be rated. */
        CaseService: {
            /** @description When. */
            done_at: string;
            /** @description Whether the applicant was asked to rate. */
            is_invited?: boolean | null;
            /** @description Whether a rating that is not assumed names it. */
            is_rated: boolean;
            /** @description Name. */
            name?: string | null;
            /** @description Number. */
            no: string;
            /** @description site (一次一评) or online (一事一评). */
            rating_mode?: string | null;
            /** @description Who served, code. */
            staff?: string | null;
        };
        /** @description A special procedure (特别程序) that began. */
        CaseSpecial: {
            /** @description Who approved it, code. */
            approver?: string | null;
            /** @description When it ended; absent while open. */
            end?: string | null;
            /** @description Whether the item allows the kind. */
            is_allowed: boolean;
            /** @description Whether it stops the clock. */
            is_suspending: boolean;
            /** @description Kind of the domain reference, or hold, fee_wait. */
            kind: string;
            /**
             * Format: int64
             * @description Limit, in days of the unit in which `used_days` counts.
             */
            limit_days?: number | null;
            /** @description Number within the case. */
            no: string;
            /** @description When the applicant was told in writing. */
            notice_at?: string | null;
            /** @description Reason or basis. */
            reason?: string | null;
            /** @description Result. */
            result?: string | null;
            /** @description When it began. */
            start: string;
            /**
             * Format: int64
             * @description Days used up to the end, or to the moment asked about.
             */
            used_days: number;
        };
        /** @description A supplement notice (补正). */
        CaseSupplement: {
            /** @description Whether the case was already accepted. */
            after_acceptance: boolean;
            /** @description When the applicant answered; absent until then. */
            answered_at?: string | null;
            /**
             * Format: int64
             * @description Gaps it names.
             */
            gap_count: number;
            /** @description Whether the answer was complete. */
            is_complete?: boolean | null;
            /** @description Number of the notice. */
            notice_no: string;
            /**
             * Format: int64
             * @description Calendar days from the notice to the answer, or to the moment asked about.
             */
            open_days: number;
            /** @description When the applicant is to answer. */
            reply_due_at?: string | null;
            /** @description When it was given. */
            requested_at: string;
            /**
             * Format: int64
             * @description 1 for the first notice.
             */
            round: number;
        };
        /** @description A wait for somebody else (等待); it moves the responsibility, never the clock. */
        CaseWaiting: {
            /** @description upper_system, department, applicant or payment. */
            cause?: string | null;
            /** @description Evidence. */
            evidence?: string | null;
            /** @description When it began. */
            from: string;
            /** @description Number within the case. */
            no: string;
            /** @description When it ended; absent while it lasts. */
            to?: string | null;
            /**
             * Format: int64
             * @description Working days from its first day to its end, or to the moment asked about.
             */
            used_wd: number;
        };
        /** @description A centre. */
        Centre: {
            /** @description Code. */
            code: string;
            /** @description Name, from the title of its profile. */
            name: components["schemas"]["Words"];
            /** @description IANA name of its time zone, or `wall` for times taken as written. */
            zone: string;
        };
        /** @description What an import would find. */
        Checked: {
            /**
             * Format: int64
             * @description Rows of which something is at fault.
             */
            bad: number;
            /**
             * Format: int64
             * @description Distinct cases.
             */
            cases: number;
            /** @description The first 50 faults. */
            faults: components["schemas"]["CheckedFault"][];
            /** @description Rows by reason, most first. */
            faults_by_reason: components["schemas"]["ReasonCount"][];
            /** @description Earliest event. */
            first_at: string | null;
            /**
             * Format: int64
             * @description Rows that go in whole.
             */
            good: number;
            /** @description Latest event. */
            last_at: string | null;
            /**
             * Format: int64
             * @description Rows read.
             */
            read: number;
        };
        /** @description A fault of a row. */
        CheckedFault: {
            /** @description The cell, personal values masked. */
            cell: string | null;
            /** @description Column or field at fault. */
            column: string | null;
            /** @description How to mend it. */
            how_to_mend: components["schemas"]["Words"];
            /**
             * Format: int64
             * @description Its line.
             */
            line: number;
            /** @description What is wrong. */
            message: components["schemas"]["Words"];
            /** @description Reason code. */
            reason: string;
        };
        /**
         * @description The health check of a centre. Every figure comes from a SQL text of `sql` over the facts, and `list` is the query of `GET /cases` that
         *     gives exactly the cases counted.
         */
        Checkup: {
            /** @description Instant of the facts. */
            as_of: string;
            /**
             * Format: int64
             * @description Cases.
             */
            cases: number;
            /** @description The centre. */
            centre: components["schemas"]["CheckupCentre"];
            /** @description How well columns are filled. */
            columns: components["schemas"]["CheckupColumn"][];
            /** @description Departments, slowest first. */
            departments: components["schemas"]["CheckupGroup"][];
            /**
             * Format: int64
             * @description Position of the ledger of the facts.
             */
            fact_position: number;
            /** @description What was found, worst first. */
            findings: components["schemas"]["CheckupFinding"][];
            /**
             * Format: int64
             * @description Cases that are finished.
             */
            finished: number;
            /** @description Query of the list of finished cases. */
            finished_list: string;
            /** @description First day of the first event of a case counted. */
            from: string | null;
            /** @description The ten slowest items. */
            items: components["schemas"]["CheckupGroup"][];
            /** @description Query of the list of all cases. */
            list: string;
            /** @description Months, earliest first, at most the last 24. */
            months: components["schemas"]["CheckupMonth"][];
            /**
             * Format: int64
             * @description Cases that are open.
             */
            open: number;
            /** @description Query of the list of open cases. */
            open_list: string;
            /** @description Rules that cannot speak, because of what is empty in every case. */
            silent_rules: components["schemas"]["SilentRule"][];
            /** @description Up to when the centre's sources are complete (数据截至), where one said so. */
            source_complete_to: string | null;
            /**
             * Format: int64
             * @description Rules that can.
             */
            speaking_rules: number;
            /** @description The SQL behind the figures, by finding, and `cases`, `departments`, `items`, `months_received`, `months_finished`, `columns`. */
            sql: {
                [key: string]: string;
            };
            /** @description Last such day. */
            to: string | null;
        };
        /** @description The centre. */
        CheckupCentre: {
            /** @description Code. */
            code: string;
            /** @description Name. */
            title: components["schemas"]["Words"];
        };
        /** @description How well a column is filled. */
        CheckupColumn: {
            /** @description Column of `case`. */
            column: string;
            /**
             * Format: int64
             * @description Cases in which it is filled.
             */
            filled: number;
            /**
             * Format: int64
             * @description Of so many.
             */
            of: number;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description One finding. */
        CheckupFinding: {
            /** @description Its code, as `finding=` of the list of cases takes it. */
            code: string;
            /**
             * Format: int64
             * @description Cases.
             */
            count: number;
            /** @description False where a column is empty in every case without which this cannot be told. */
            is_told: boolean;
            /** @description Query of the list of these cases. */
            list: string;
            /** @description What it means. */
            meaning: components["schemas"]["Words"];
            /** @description These columns. */
            missing: components["schemas"]["MissingColumn"][];
            /**
             * Format: int64
             * @description Of so many that it could have been found in.
             */
            of: number;
            /**
             * Format: int64
             * @description Ten-thousandths; null where there is none to be found in.
             */
            share_bp: number | null;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description A department or an item. */
        CheckupGroup: {
            /** @description Code. */
            code: string;
            /**
             * Format: int64
             * @description Finished cases.
             */
            finished: number;
            /**
             * Format: int64
             * @description Of the finished ones those that were late.
             */
            late: number;
            /** @description Query of the list of late ones. */
            late_list: string;
            /**
             * Format: int64
             * @description Their share, ten-thousandths.
             */
            late_share_bp: number;
            /** @description Query of the list of finished cases. */
            list: string;
            /**
             * Format: double
             * @description Median of the working days from the start of the clock (else receipt, else application) to the finish; null where no case has both.
             */
            median_wd: number | null;
            /** @description Name; the code where there is none. */
            title: string;
        };
        /** @description A month. */
        CheckupMonth: {
            /**
             * Format: int64
             * @description Cases that were finished in it.
             */
            finished: number;
            /** @description Query of the list of finished ones. */
            finished_list: string;
            /**
             * Format: int64
             * @description Of these those that were late.
             */
            late: number;
            /** @description Query of the list of late ones. */
            late_list: string;
            /** @description Query of the list of cases that began. */
            list: string;
            /** @description `YYYY-MM`. */
            month: string;
            /**
             * Format: int64
             * @description Cases that began in it.
             */
            received: number;
        };
        /** @description How a file is to be read. */
        Choice: {
            /** @description Calendar of a new centre: `cn` (default) or `weekdays`. */
            calendar?: string | null;
            /** @description Columns that together make the case number, where no column has that role. */
            case_no_of?: string[];
            /** @description The centre. */
            centre: components["schemas"]["ChosenCentre"];
            /** @description A saved or shipped mapping instead of roles. */
            mapping?: string | null;
            /** @description Code of the role of each column; a column that is not named is left out. */
            roles?: {
                [key: string]: string;
            };
            /** @description For an import: save the mapping under this title. */
            save_as?: string | null;
            /** @description Sheet of a workbook. */
            sheet?: string | null;
            /** @description Order of day, month and year in a column of times: `ymd`, `mdy` or `dmy`. */
            time_formats?: {
                [key: string]: string;
            };
        };
        /** @description A centre, there already or new. */
        ChosenCentre: {
            /** @description Code: letters, digits, - and _, at most 40. */
            code: string;
            /** @description Name of a new one. */
            title?: string | null;
        };
        /** @description What the bar of a case's limit shows. Counts are in `unit`. */
        ClockBar: {
            /**
             * Format: int64
             * @description Counted so far.
             */
            elapsed: number;
            /**
             * Format: int64
             * @description Promised limit, extensions included.
             */
            promised_days: number;
            /** @description Last instant in time by the promise. */
            promised_due_at: string;
            /**
             * Format: int64
             * @description Left of the promise: 0 on the due day, negative after it.
             */
            remaining: number;
            /** @description Start of the clock. */
            started_at: string;
            /**
             * Format: int64
             * @description Statutory limit.
             */
            statutory_days?: number | null;
            /** @description Last instant in time by the statute. */
            statutory_due_at?: string | null;
            /** @description Stop of the clock; absent while it has not stopped. */
            stopped_at?: string | null;
            /**
             * Format: int64
             * @description Not counted, because suspended.
             */
            suspended: number;
            /** @description The suspensions, merged, earliest first. */
            suspensions: components["schemas"]["Suspension"][];
            /** @description Unit of the counts. */
            unit: components["schemas"]["LimitUnit"];
        };
        /** @description The server's clock. */
        ClockState: {
            /** @description Started at a given time instead of the real one. */
            simulated: boolean;
            /** @description That time, where simulated. */
            started_at?: string | null;
        };
        /** @description A column of the row shown. */
        ColumnInfo: {
            /** @description English term. */
            en: string;
            /** @description Name in rules, SQL and JSON. */
            name: string;
            /** @description Type: `text code key int bool ts date fen list attributes`. */
            type: string;
            /** @description Chinese term. */
            zh: string;
        };
        /** @description What happened on one local day. */
        DayFigures: {
            /**
             * Format: int64
             * @description Alerts whose `since` lies on it: `state=all`.
             */
            alerts: number;
            /** @description The day. */
            date: string;
            /**
             * Format: int64
             * @description Cases whose finish lies on it: `finished_from` and `finished_to`.
             */
            finished: number;
            kind?: components["schemas"]["DayKind"] | null;
            /** @description The holiday it is off or worked for. */
            name?: string | null;
            /**
             * Format: int64
             * @description Cases whose first event lies on it.
             */
            received: number;
        };
        /**
         * @description Whether a day counts.
         * @enum {string}
         */
        DayKind: "work" | "rest" | "holiday" | "makeup";
        /** @description What became of a declaration. */
        Declared: {
            /**
             * Format: int64
             * @description Events appended.
             */
            events: number;
            /**
             * Format: int64
             * @description Position of the last one.
             */
            position: number;
        };
        /** @description A department. */
        Department: {
            /** @description Its centre. */
            centre: string;
            /** @description Code within the centre. */
            code: string;
            /** @description Name. */
            name: string;
        };
        /** @description Figures of one department: cases by the case's department, alerts by the responsible one. */
        DepartmentFigures: {
            /** @description Code. */
            code: string;
            /**
             * Format: int64
             * @description As in [`Totals`].
             */
            due_next: number;
            /**
             * Format: int64
             * @description As in [`Totals`].
             */
            due_today: number;
            /**
             * Format: int64
             * @description As in [`PeriodFigures`].
             */
            finished: number;
            /**
             * Format: int64
             * @description As in [`PeriodFigures`].
             */
            late: number;
            /** @description Name. */
            name: string;
            /**
             * Format: int64
             * @description As in [`PeriodFigures`].
             */
            on_time: number;
            /**
             * Format: int64
             * @description As in [`PeriodFigures`].
             */
            on_time_rate: number | null;
            /**
             * Format: int64
             * @description As in [`Totals`].
             */
            open: number;
            /**
             * Format: int64
             * @description As in [`Totals`].
             */
            open_overdue: number;
            /**
             * Format: int64
             * @description As in [`PeriodFigures`].
             */
            received: number;
            /**
             * Format: int64
             * @description `state=open&level=red`.
             */
            red: number;
            /**
             * Format: int64
             * @description `state=open&level=remind`.
             */
            remind: number;
            /**
             * Format: int64
             * @description `state=open&level=warn`.
             */
            warn: number;
            /**
             * Format: int64
             * @description `state=open&level=yellow`.
             */
            yellow: number;
        };
        /** @description Counts of a department. */
        DepartmentForecast: {
            /**
             * Format: int64
             * @description Alerts that change.
             */
            alerts_change: number;
            /**
             * Format: int64
             * @description Alerts that come.
             */
            alerts_come: number;
            /**
             * Format: int64
             * @description Alerts that vanish.
             */
            alerts_vanish: number;
            /** @description Centre. */
            centre: string;
            /** @description Department; empty for cases that name none. */
            dept: string;
            /**
             * Format: int64
             * @description Of them those whose due date moves.
             */
            moved: number;
            /**
             * Format: int64
             * @description Open cases whose clock has started.
             */
            open: number;
        };
        /** @description One field of an event's payload. */
        DetailField: {
            /** @description Name in the event contract. */
            field: string;
            /** @description Value as text. */
            value: string;
        };
        /** @description One heading of a rule's documentation with its text. */
        DocSection: {
            /** @description Heading, such as 查什么. */
            heading: string;
            /** @description Text. */
            text: string;
        };
        /**
         * @description What became of an event after it was recorded.
         * @enum {string}
         */
        EventStanding: "counted" | "replaced" | "taken_back" | "takes_back" | "import_voided";
        /** @description Data of the stream's `facts` events: the ledger has grown. */
        FactsNotice: {
            /** @description When the last fact happened. */
            last_fact_at?: string | null;
            /** @description The server's time. */
            now: string;
            /**
             * Format: int64
             * @description Last ledger position.
             */
            position: number;
        };
        /** @description One refused field of a request. */
        FieldProblem: {
            /** @description The field. */
            field: string;
            /** @description What is wrong with it. */
            message: string;
        };
        /** @description A saved mapping that fits. */
        FittingMapping: {
            /** @description The columns that make its case number. */
            case_no_of: string[];
            /** @description The centre it was saved for. */
            centre?: string | null;
            /** @description Its name, to be sent as `mapping`. */
            mapping: string;
            /** @description The roles it was made from, where it was made here. */
            roles: {
                [key: string]: string;
            };
            /** @description What it is called. */
            title: string;
        };
        /** @description A right that one has. */
        HeldRight: {
            /** @description How far it reaches: `own`, `window`, `department` or `all`. */
            reach: string;
            /** @description Code of the right. */
            right: string;
        };
        /** @description An import. */
        ImportItem: {
            /**
             * Format: int64
             * @description Its number.
             */
            batch: number;
            /** @description Centre. */
            centre: string;
            counts: components["schemas"]["IntakeReport"] | null;
            /** @description Name of the file. */
            file_name: string;
            /** @description When it ended; null while it runs, and for one that broke off. */
            finished_at: string | null;
            /** @description Query of the list of its cases. */
            list: string;
            /** @description Mapping of a table. */
            mapping: string | null;
            /** @description Profile it was read with. */
            profile: string;
            /** @description When it began. */
            started_at: string;
            /** @description Why. */
            void_reason: string | null;
            /** @description When it was taken back. */
            voided_at: string | null;
        };
        /** @description An import that was begun. */
        ImportJob: {
            /** @description Its number, for `GET /import-jobs/{id}`. */
            id: string;
        };
        /** @description How far an import is. */
        ImportJobState: {
            /**
             * Format: int64
             * @description Number of the import, for `POST /imports/{batch}/void`.
             */
            batch: number | null;
            /**
             * Format: int64
             * @description Bytes read so far.
             */
            bytes: number;
            /** @description The centre. */
            centre: string;
            counts: components["schemas"]["IntakeReport"] | null;
            /** @description Its number. */
            id: string;
            problem: components["schemas"]["Words"] | null;
            /**
             * Format: int64
             * @description Records read so far.
             */
            records: number;
            /** @description `waiting`, `reading`, `judging`, `done` or `failed`. */
            state: string;
            /**
             * Format: int64
             * @description Size of the file.
             */
            total_bytes: number;
        };
        /** @description A page of imports, latest first. */
        ImportPage: {
            /** @description The imports of this page. */
            items: components["schemas"]["ImportItem"][];
            /** @description Pass as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
            /**
             * Format: int64
             * @description Imports on all pages.
             */
            total: number;
        };
        /** @description Why one record was put aside. */
        IntakeProblem: {
            /** @description The field concerned. */
            field?: string | null;
            /** @description How to mend it. */
            how_to_mend: string;
            /**
             * Format: int64
             * @description Line of the body, or place in the array, from 1.
             */
            line: number;
            /** @description What is wrong. */
            message: string;
        };
        /** @description What became of the events sent; `read` = `accepted` + `duplicates` + `quarantined`. */
        IntakeReport: {
            /**
             * Format: int64
             * @description Records taken.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Distinct cases touched.
             */
            cases: number;
            /**
             * Format: int64
             * @description Records that were there already.
             */
            duplicates: number;
            /**
             * Format: int64
             * @description Events appended to the ledger.
             */
            events: number;
            /** @description Why records were put aside, in their order: the first 1,000. All stand in the quarantine. */
            problems: components["schemas"]["IntakeProblem"][];
            /**
             * Format: int64
             * @description Records put aside to be mended.
             */
            quarantined: number;
            /**
             * Format: int64
             * @description Records read.
             */
            read: number;
            /**
             * Format: double
             * @description Time taken.
             */
            seconds: number;
        };
        /** @description The rule's text and what its parts were worth on the row judged. */
        JudgedRule: {
            /** @description The document and clause it enforces. */
            basis: string;
            /** @description Code of the rule. */
            code: string;
            /** @description Level given on this row. */
            level: components["schemas"]["Level"];
            /** @description Parts of the text with their truth; they may lie within one another, outer ones first. */
            marks: components["schemas"]["Mark"][];
            /** @description Parameters in force. */
            parameters: components["schemas"]["Parameter"][];
            /** @description The script's text. */
            source: string;
            /** @description Title. */
            title: components["schemas"]["Words"];
            /**
             * Format: int32
             * @description Version that judged.
             */
            version: number;
        };
        /**
         * @description Kind of anomaly that a rule looks for. See domain reference 4.1.
         * @enum {string}
         */
        Kind: "time" | "flow" | "content" | "fee" | "discretion" | "integrity" | "evaluation" | "fake" | "quality" | "quant" | "supervise" | "other";
        /** @description Open alerts of one kind, by level: `state=open&kind=…&level=…`. */
        KindCount: {
            /** @description The kind. */
            kind: components["schemas"]["Kind"];
            /**
             * Format: int64
             * @description Of level red.
             */
            red: number;
            /**
             * Format: int64
             * @description Of level remind.
             */
            remind: number;
            /**
             * Format: int64
             * @description Of level warn.
             */
            warn: number;
            /**
             * Format: int64
             * @description Of level yellow.
             */
            yellow: number;
        };
        /** @description The day on which a case is shown as it was known then, and what was learned of it since. */
        KnownOn: {
            /** @description The local day, to its end. */
            day: string;
            /** @description When the first event of the case was recorded. */
            first_recorded_at: string;
            /**
             * Format: int64
             * @description Its alerts that were raised later.
             */
            later_alerts: number;
            /**
             * Format: int64
             * @description Events of the case that were recorded later.
             */
            later_events: number;
        };
        /**
         * @description Level of an alert, lowest first. See domain reference 4.2.
         * @enum {string}
         */
        Level: "remind" | "warn" | "yellow" | "red";
        /** @description Alerts of one level. */
        LevelCount: {
            /** @description The level. */
            level: components["schemas"]["Level"];
            /**
             * Format: int64
             * @description `state=open`.
             */
            open: number;
            /**
             * Format: int64
             * @description `state=all`, with `from` and `to` of `period`.
             */
            raised: number;
            /**
             * Format: int64
             * @description `state=all`, with `from` and `to` of `before`.
             */
            raised_before: number;
        };
        /**
         * @description Unit in which a case's limit is counted.
         * @enum {string}
         */
        LimitUnit: "wd" | "cd" | "hour";
        /** @description What a walk along the log's chain found. */
        LogCheck: {
            /**
             * Format: int64
             * @description Entries found sound.
             */
            entries: number;
            /** @description What is wrong, where something is. */
            fault?: string | null;
            /** @description Hash of the last of them; to be kept elsewhere. */
            hash: string;
        };
        /** @description An entry of a log. */
        LogItem: {
            /** @description Who. */
            account: string;
            /** @description What was done: `login`, `logout`, or method and route. */
            action: string;
            /** @description From where. */
            address: string;
            /** @description When. */
            at: string;
            /** @description More, in words. */
            detail: string;
            /** @description Which log. */
            log: components["schemas"]["LogKind"];
            /** @description What became of it. */
            outcome: string;
            /**
             * Format: int64
             * @description Place in the log.
             */
            position: number;
            /** @description To what. */
            target: string;
        };
        /**
         * @description Which of the two logs.
         * @enum {string}
         */
        LogKind: "login" | "operation";
        /** @description A page of the logs, the latest first. */
        LogPage: {
            /** @description The entries. */
            items: components["schemas"]["LogItem"][];
            /** @description Where the next page begins. */
            next_cursor?: string | null;
        };
        /** @description Name and password. */
        Login: {
            /** @description Name of the account. */
            name: string;
            /** @description Its password. */
            password: string;
        };
        /** @description A saved or shipped mapping. */
        MappingItem: {
            /** @description The columns it needs. */
            columns: string[];
            /** @description Whether it came with the program. */
            is_shipped: boolean;
            /** @description Name, as `mapping` of a choice and `mingjing import --mapping` take it. */
            name: string;
            /** @description The profile it was saved with. */
            profile: string | null;
            /** @description When it was saved. */
            saved_at: string | null;
            /** @description By whom. */
            saved_by: string | null;
            /** @description What it is called. */
            title: string;
        };
        /** @description The mappings, saved ones first. */
        MappingList: {
            /** @description The mappings. */
            items: components["schemas"]["MappingItem"][];
        };
        /** @description A part of the script's text, [start, end) in characters, and its truth. */
        Mark: {
            /**
             * Format: int32
             * @description The character after the last.
             */
            end: number;
            /** @description Whether it is the first condition that failed; at most one mark has it, none when the rule holds. */
            first_false: boolean;
            /**
             * Format: int32
             * @description First character.
             */
            start: number;
            /** @description What it was worth. */
            truth: components["schemas"]["Truth"];
        };
        /** @description Who one is, and what one may do. */
        Me: {
            /** @description What the person is called. */
            display_name: string;
            /**
             * Format: int64
             * @description Minutes after which a session that is not used ends.
             */
            idle_minutes: number;
            /** @description Nothing but the password may be changed before it is. */
            must_change_password: boolean;
            /** @description Name of the account. */
            name: string;
            /** @description Code of the person in the reference data. */
            person?: string | null;
            /** @description Its rights; what is not here is denied. */
            rights: components["schemas"]["HeldRight"][];
            /** @description Its roles. */
            roles: components["schemas"]["NamedCode"][];
            /** @description What it is bound to. */
            scope: components["schemas"]["AccountScope"];
        };
        /** @description How a record is mended; as it came where neither is given. */
        Mend: {
            /** @description Values to write over fields, by their names; an empty one empties the field. */
            fields?: {
                [key: string]: string;
            };
            /** @description Its text as a whole. */
            mended?: string | null;
        };
        /** @description Names and the state of the clock and the ledger. */
        Meta: {
            /** @description The centres served. */
            centres: components["schemas"]["Centre"][];
            /** @description Whether that is the real time. */
            clock: components["schemas"]["ClockState"];
            /** @description The departments, by code. */
            departments: components["schemas"]["Department"][];
            /** @description When the last fact happened; absent on an empty ledger. */
            last_fact_at?: string | null;
            /** @description The server's time. */
            now: string;
            /**
             * Format: int64
             * @description Last ledger position.
             */
            position: number;
            /** @description The rules, by code. */
            rules: components["schemas"]["RuleName"][];
            /** @description Versions of what answers. */
            versions: components["schemas"]["Versions"];
        };
        /** @description Something that is empty in every case. */
        MissingColumn: {
            /** @description Column of `case`, or another relation. */
            column: string;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description An important role that no column has. */
        MissingRole: {
            /** @description What cannot be told without it. */
            consequence: components["schemas"]["Words"];
            /** @description Its code. */
            role: string;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description What a declaration moves. The lists hold at most ten thousand rows each; the counts count all. */
        MoveForecast: {
            /** @description By alert. */
            alerts: components["schemas"]["AlertForecast"][];
            /**
             * Format: int64
             * @description Alerts that change.
             */
            alerts_change: number;
            /**
             * Format: int64
             * @description Alerts that come.
             */
            alerts_come: number;
            /**
             * Format: int64
             * @description Alerts that vanish.
             */
            alerts_vanish: number;
            /** @description The moment at which both states are compared: now, or the instant from which the change counts, where that is later. */
            at: string;
            /** @description By case. */
            cases: components["schemas"]["CaseForecast"][];
            /** @description The centres it is for. */
            centres: string[];
            /** @description By department. */
            departments: components["schemas"]["DepartmentForecast"][];
            /** @description It stands in the ledger already, so that nothing would move. */
            is_known: boolean;
            /**
             * Format: int64
             * @description Of them those whose due date moves.
             */
            moved: number;
            /**
             * Format: int64
             * @description Open cases whose clock has started.
             */
            open: number;
            /** @description What is declared. */
            title: string;
        };
        /** @description A code with words for people. */
        NamedCode: {
            /** @description Code. */
            code: string;
            /** @description What people call it. */
            title: components["schemas"]["Words"];
        };
        /** @description A day that a notice names, with the notice that decides it. */
        NamedDay: {
            /** @description The day. */
            date: string;
            /** @description Off or worked. */
            kind: components["schemas"]["NoticeDayKind"];
            /** @description Layer of the notice. */
            layer: components["schemas"]["CalendarLayer"];
            /** @description The holiday it is off or worked for; may be empty. */
            name: string;
            /**
             * Format: int32
             * @description Year of the notice: the days around new year are named by the notice of the other year.
             */
            notice_year: number;
            /** @description Its number. */
            number: string;
            /**
             * Format: int32
             * @description Its version.
             */
            version: number;
        };
        /** @description A new account. It has no role until a security administrator gives it one. */
        NewAccount: {
            /** @description What the person is called, up to 60 characters. */
            display_name: string;
            /** @description Unique: 3 to 32 small letters, digits, `.`, `-` and `_`, a letter first. */
            name: string;
            /** @description Code of the person in the reference data. */
            person?: string | null;
        };
        /** @description A day as a notice names it. */
        NoticeDay: {
            /** @description The day. */
            date: string;
            /** @description Off or worked. */
            kind: components["schemas"]["NoticeDayKind"];
            /** @description The holiday it is off or worked for; may be empty. */
            name?: string;
        };
        /**
         * @description What a notice makes of a day.
         * @enum {string}
         */
        NoticeDayKind: "holiday" | "workday";
        /** @description What a declaration did. */
        NoticeDeclared: {
            /**
             * Format: int64
             * @description Events written; none where all of it was there before, or where it waits to be confirmed.
             */
            events: number;
            /** @description What it moves. */
            forecast: components["schemas"]["MoveForecast"];
            /**
             * Format: int64
             * @description Number of the proposal that a second person has to confirm, where it moves cases or alerts.
             */
            proposal?: number | null;
        };
        /** @description A notice to be looked at or declared. */
        NoticeRequest: {
            /** @description The centres it is for; a nation's notice without any is for all that use the national calendar. */
            centres?: string[];
            /** @description The days. */
            days: components["schemas"]["NoticeDay"][];
            /** @description It names every day of the year that differs from its weekday. Otherwise the days named before stay, unless named anew. */
            is_whole?: boolean;
            /** @description From when it is known: an instant with offset. */
            known_from: string;
            /** @description Whose; the nation's where it is left out. */
            layer?: components["schemas"]["CalendarLayer"];
            /** @description Its document number. */
            number: string;
            /**
             * Format: int32
             * @description The year it is for; that of its days where they are all of one.
             */
            year?: number | null;
        };
        /** @description Figures of the scope and period asked for. */
        Overview: {
            /** @description Open alerts by kind; kinds without any are left out. */
            alerts_by_kind: components["schemas"]["KindCount"][];
            /** @description One entry a level, all four, lowest first. */
            alerts_by_level: components["schemas"]["LevelCount"][];
            /** @description One entry a rule that has any, most open ones first. */
            alerts_by_rule: components["schemas"]["RuleCount"][];
            /** @description What happened in the period before: as many whole months where the period is whole months, else as many days. */
            before: components["schemas"]["PeriodFigures"];
            /** @description The weeks of a year up to the period's last day, earliest first, none left out; the first day is a Monday. */
            days: components["schemas"]["DayFigures"][];
            /** @description One entry a department that has any case or alert, by code. */
            departments: components["schemas"]["DepartmentFigures"][];
            /** @description The first working day after it, by the centre's calendar; without a centre by the national one. */
            next_workday: string;
            /** @description The server's time. */
            now: string;
            /** @description What happened in the period: the days asked for, up to today; without a beginning the 30 days up to its end. */
            period: components["schemas"]["PeriodFigures"];
            /**
             * Format: int64
             * @description Ledger position of the snapshot that was read.
             */
            position: number;
            /** @description The local day of the snapshot. */
            today: string;
            /** @description What stands open now. */
            totals: components["schemas"]["Totals"];
        };
        /** @description A parameter of a rule. */
        Parameter: {
            /** @description Default, as text. */
            default: string;
            /** @description Name as in the script. */
            name: string;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
            /** @description Unit as the rule's author wrote it; empty where it has none. */
            unit: string;
            /** @description Value in force, as text. */
            value: string;
        };
        /** @description The old password and a new one. */
        PasswordChange: {
            /** @description The new one: at least 12 characters, or at least 8 with three classes of them. */
            new: string;
            /** @description The password as it is. */
            old: string;
        };
        /** @description What an import of people and units did. */
        PeopleImported: {
            /**
             * Format: int64
             * @description Rows that are new.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Rows that were in already.
             */
            duplicates: number;
            /**
             * Format: int64
             * @description Rows read.
             */
            read: number;
            /** @description Rows that were refused, with the reason. */
            refused: components["schemas"]["RefusedRow"][];
        };
        /** @description Who was where on a day, and the units there were. */
        PeopleOnDay: {
            /** @description The day. */
            on: string;
            /** @description People, by centre and code. */
            people: components["schemas"]["PersonAtPost"][];
            /** @description Regions, departments and windows, by centre, kind and code. */
            units: components["schemas"]["UnitOnDay"][];
        };
        /** @description What happened in a period. */
        PeriodFigures: {
            /**
             * Format: int64
             * @description `accepted_from` and `accepted_to`.
             */
            accepted: number;
            /**
             * Format: int64
             * @description Alerts, `state=all`, `from` and `to`: whose `since` lies in it.
             */
            alerts: number;
            /**
             * Format: int64
             * @description `finished_from` and `finished_to`, as in the following.
             */
            finished: number;
            /** @description First local day. */
            from: string;
            /**
             * Format: int64
             * @description `overdue=true`: stopped after the promised limit.
             */
            late: number;
            /**
             * Format: int64
             * @description `on_time=true`: ended, and stopped within the promised limit.
             */
            on_time: number;
            /**
             * Format: int64
             * @description Ten-thousandths of `on_time` in `finished`; null where nothing was finished.
             */
            on_time_rate: number | null;
            /**
             * Format: int64
             * @description Cases, `from` and `to`: whose first event lies in it.
             */
            received: number;
            /** @description Last local day; the day before `from` where the period has none. */
            to: string;
            /**
             * Format: int64
             * @description `on_time=false&overdue=false`: no limit is known, so that nobody can tell.
             */
            unlimited: number;
        };
        /** @description A person at a post. */
        PersonAtPost: {
            /** @description Name of the account that is tied to the person, for those who may list accounts. */
            account?: string | null;
            /** @description Centre. */
            centre: string;
            /** @description Department. */
            dept?: string | null;
            /** @description Its name on that day. */
            dept_name?: string | null;
            /** @description Name: in clear for those who have the right, else masked. */
            name?: string | null;
            /** @description Code of the person. */
            person: string;
            /** @description Post. */
            post?: string | null;
            /** @description First day at the post. */
            valid_from: string;
            /** @description Last day, where it is known. */
            valid_to?: string | null;
            /** @description Window. */
            window?: string | null;
            /** @description Its name on that day. */
            window_name?: string | null;
        };
        /**
         * @description How a rule stands in a centre.
         * @enum {string}
         */
        PlaceState: "speaking" | "silent" | "not_chosen" | "not_in_force";
        /** @description An error, as `application/problem+json`. */
        Problem: {
            /** @description Stable code of the kind, which the front end's words go by. */
            code: string;
            /** @description What happened this time. */
            detail: string;
            /** @description Fields that were refused. */
            errors?: components["schemas"]["FieldProblem"][] | null;
            /** @description What the caller can do. */
            how_to_mend?: string | null;
            /** @description Reference to read out to whoever looks after the system. */
            instance?: string | null;
            /**
             * Format: int32
             * @description HTTP status.
             */
            status: number;
            /** @description The kind in words. */
            title: string;
            /** @description URI reference of the problem's kind. */
            type: string;
        };
        /** @description What the columns of a table seem to mean. */
        Proposal: {
            /** @description Columns that together make the case number, where none does alone; empty otherwise. To be sent back as `case_no_of`. */
            case_no_of: string[];
            /** @description Columns, in order. Empty for a file of events, which needs no roles. */
            columns: components["schemas"]["ProposedColumn"][];
            /** @description Saved mappings whose columns fit exactly. */
            fitting: components["schemas"]["FittingMapping"][];
            /**
             * Format: int64
             * @description Line of the header.
             */
            header_line: number;
            /** @description Important roles that no column has. */
            missing: components["schemas"]["MissingRole"][];
            /** @description What a person should know of how the table was read. */
            notes: components["schemas"]["ProposalNote"][];
            /** @description First rows, personal values masked. */
            rows: components["schemas"]["ProposalRow"][];
            /** @description The sheet looked at. */
            sheet: string | null;
            /** @description The file. */
            upload: components["schemas"]["Upload"];
        };
        /** @description A proposal that was confirmed, and what it did. */
        ProposalDone: {
            /**
             * Format: int64
             * @description Events written.
             */
            events: number;
            /** @description What it moves, as of now. */
            forecast: components["schemas"]["MoveForecast"];
            /** @description The proposal. */
            proposal: components["schemas"]["ProposalItem"];
        };
        /** @description What one person proposed and another confirms. */
        ProposalItem: {
            /** @description The request as it was sent. */
            body: Record<string, never>;
            /** @description When. */
            decided_at?: string | null;
            /** @description Account that decided. */
            decided_by?: string | null;
            /** @description What it is about: `calendar_notice`. */
            kind: string;
            /**
             * Format: int64
             * @description Number.
             */
            number: number;
            /** @description When. */
            proposed_at: string;
            /** @description Account that proposed it. */
            proposed_by: string;
            /** @description Why. */
            reason?: string | null;
            /** @description Where it stands. */
            status: components["schemas"]["ProposalStatus"];
            /** @description What it is called. */
            title: string;
        };
        /** @description Something about how the table was read. */
        ProposalNote: {
            /**
             * Format: int64
             * @description The line it is about.
             */
            line?: number | null;
            /** @description In words. */
            text: components["schemas"]["Words"];
        };
        /** @description Why. */
        ProposalReason: {
            /** @description 1 to 500 characters. */
            reason: string;
        };
        /** @description A row, personal values masked. */
        ProposalRow: {
            /** @description Its cells. */
            cells: string[];
            /**
             * Format: int64
             * @description Its line.
             */
            line: number;
        };
        /**
         * @description Where a proposal stands.
         * @enum {string}
         */
        ProposalStatus: "open" | "confirmed" | "rejected";
        /** @description A column and what it seems to mean. */
        ProposedColumn: {
            /** @description What else it may be. */
            alternatives: string[];
            /** @description Its name, as roles are given by it. */
            column: string;
            /** @description As it stands in the file. */
            heading: string;
            /** @description Whether its values are personal. */
            is_personal: boolean;
            /** @description `time`, `date`, `number`, `text` or `empty`. */
            kind: string;
            /** @description Code of its role; null for an empty column. */
            role: string | null;
            /** @description At most three of its values, personal ones masked. */
            samples: string[];
            /** @description `sure`, `likely` or `none`. */
            sureness: string;
        };
        /** @description A record that waits to be mended. */
        QuarantineItem: {
            /**
             * Format: int64
             * @description The import that brought it.
             */
            batch?: number | null;
            /** @description Centre. */
            centre: string;
            /** @description The field concerned. */
            field?: string | null;
            /** @description How to mend it. */
            how_to_mend: string;
            /**
             * Format: int64
             * @description Number in the quarantine.
             */
            id: number;
            /** @description What is wrong. */
            message: string;
            /**
             * Format: int64
             * @description Line or place in the source.
             */
            position: number;
            /** @description The record as it came, personal values masked. */
            raw: string;
            /** @description Reason code, such as `conflict`. */
            reason: string;
            /** @description What the reason is called. */
            reason_title: components["schemas"]["Words"];
            /** @description When it was put aside. */
            recorded_at: string;
            /** @description When it was mended and sent again. */
            replayed_at?: string | null;
            /** @description File or sending system. */
            source: string;
        };
        /** @description The quarantine, latest first. */
        QuarantinePage: {
            /** @description The records of this page. */
            items: components["schemas"]["QuarantineItem"][];
            /** @description Pass as `cursor` to get the next page; null on the last one. */
            next_cursor: string | null;
            /** @description Records by reason, most first, whatever the filter says of reasons. */
            reasons: components["schemas"]["ReasonCount"][];
            /** @description Records by source, most first, whatever the filter says of sources. */
            sources: components["schemas"]["SourceCount"][];
            /**
             * Format: int64
             * @description Records that the filter lets through, on all pages.
             */
            total: number;
        };
        /** @description A record with its fields. */
        QuarantineRecord: {
            /** @description Whether it can be sent again: it was kept, and neither replayed nor withdrawn with its import. */
            can_replay: boolean;
            /** @description Its fields, to be written over; none where it cannot be split or was not kept. */
            fields: components["schemas"]["RecordField"][];
            /** @description The record as the list shows it. */
            item: components["schemas"]["QuarantineItem"];
        };
        /** @description One column that the rule read and what stood in it. */
        ReadValue: {
            /** @description Whether time alone can change it. */
            clock: boolean;
            /** @description Name of the column, as in the rule's text. */
            column: string;
            /** @description Its English term: a few words, no sentence. */
            en: string;
            /** @description Type of the column: `text code key int bool ts date fen list attributes`. */
            type: string;
            /** @description The value as text (codes as codes, instants as RFC 3339, money in hundredths); null where it is missing. */
            value: string | null;
            /** @description Its Chinese term. */
            zh: string;
        };
        /** @description How many rows have a fault for a reason. */
        ReasonCount: {
            /**
             * Format: int64
             * @description Rows.
             */
            count: number;
            /** @description Reason code. */
            reason: string;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description What is still wrong with a record. */
        RecordFault: {
            /** @description Field or column. */
            field?: string | null;
            /** @description How to mend it. */
            how_to_mend: components["schemas"]["Words"];
            /** @description What is wrong. */
            message: components["schemas"]["Words"];
            /** @description Reason code. */
            reason: string;
        };
        /** @description A field of a record. */
        RecordField: {
            /** @description Whether it is hidden. */
            is_personal: boolean;
            /** @description Column of a table, or JSON pointer of an event's member. */
            name: string;
            /** @description Its value; of a personal one only stars. */
            value: string;
        };
        /** @description A row that was refused. */
        RefusedRow: {
            /** @description Column. */
            field: string;
            /**
             * Format: int64
             * @description Line of the file, its header being 1.
             */
            line: number;
            /** @description What is wrong, and how to mend it. */
            message: string;
        };
        /** @description Which records are sent again as they came: these, or all of a source, a reason or both. */
        ReplaySome: {
            /** @description Their numbers. */
            ids?: number[];
            /** @description Reason code. */
            reason?: string | null;
            /** @description File or sending system. */
            source?: string | null;
        };
        /** @description What became of a record that was sent again; without faults it is in. */
        ReplayedRecord: {
            /**
             * Format: int64
             * @description Events appended.
             */
            appended: number;
            /**
             * Format: int64
             * @description Events that were there already.
             */
            duplicates: number;
            /** @description What is still wrong. */
            faults: components["schemas"]["RecordFault"][];
        };
        /** @description What became of several records. */
        ReplayedSome: {
            /**
             * Format: int64
             * @description Events appended.
             */
            appended: number;
            /**
             * Format: int64
             * @description Records that were not tried, because a request tries 5,000 at most: send it again.
             */
            left: number;
            /**
             * Format: int64
             * @description Records that are in now.
             */
            replayed: number;
            /**
             * Format: int64
             * @description Records of which something is still wrong.
             */
            still_wrong: number;
        };
        /** @description A bar of a chart. */
        ReportBar: {
            /** @description What stands at its end. */
            label: components["schemas"]["Words"];
            /** @description Whose it is. */
            name: components["schemas"]["Words"];
            /** @description Cases by part. */
            values: number[];
        };
        /** @description The chart of a report. */
        ReportChart: {
            /** @description Bars in their order. */
            bars: components["schemas"]["ReportBar"][];
            /** @description Parts of each bar. */
            parts: components["schemas"]["Words"][];
            /** @description The message. */
            title: components["schemas"]["Words"];
        };
        /** @description What must hold between figures. */
        ReportCheck: {
            /** @description Its code. */
            code: string;
            /** @description Where it does not. */
            failures: components["schemas"]["ReportFailure"][];
            /** @description Whether it holds in every row. */
            holds: boolean;
            /** @description What was compared and found, in a sentence. */
            text: components["schemas"]["Words"];
        };
        /** @description A column. */
        ReportColumn: {
            /**
             * Format: int32
             * @description Table of the page it stands in, from 1; 0 for one that is only counted for a check.
             */
            block: number;
            /** @description Name. */
            code: string;
            /** @description Code of the heading over it. */
            group?: string | null;
            /** @description `count`, `share` or `days`. */
            kind: string;
            /** @description What it counts. */
            meaning: components["schemas"]["Words"];
            /** @description Heading. */
            title: components["schemas"]["Words"];
            under?: components["schemas"]["Words"] | null;
        };
        /** @description A row in which a check fails. */
        ReportFailure: {
            /**
             * Format: int64
             * @description Left side less right side.
             */
            difference: number;
            /** @description The row, and the column where rows do not add up. */
            row: string;
        };
        /** @description A figure, exact; only `text` is rounded, half up. */
        ReportFigure: {
            /**
             * Format: int64
             * @description Cases of a count; null for a share and for days.
             */
            count: number | null;
            /**
             * Format: int64
             * @description Of a share: cases above the line. Of a mean: sum of the days.
             */
            part?: number | null;
            /** @description As it is printed; `–` of nothing. */
            text: string;
            /**
             * Format: int64
             * @description Of a share or a mean: cases below the line.
             */
            whole?: number | null;
        };
        /** @description A heading over several columns. */
        ReportGroup: {
            /** @description Its code. */
            code: string;
            /** @description Heading. */
            title: components["schemas"]["Words"];
        };
        /** @description What is printed over a report. */
        ReportHead: {
            /** @description What narrows it. */
            filters: components["schemas"]["Words"];
            /** @description Period and basis. */
            period: components["schemas"]["Words"];
            /** @description As of when. */
            time: components["schemas"]["Words"];
            /** @description Centre and report. */
            title: components["schemas"]["Words"];
        };
        /** @description A report that can be asked for. */
        ReportInfo: {
            /** @description The dates by which a case can belong to its period. */
            bases: string[];
            /** @description What its rows can be. */
            by: string[];
            /** @description Name in addresses and commands. */
            code: string;
            /** @description What it tells. */
            meaning: components["schemas"]["Words"];
            /** @description Title. */
            title: components["schemas"]["Words"];
        };
        /** @description A row. */
        ReportLine: {
            /** @description Figures in the order of the columns. */
            figures: components["schemas"]["ReportFigure"][];
            /** @description Code of its group. */
            group: string | null;
            /** @description Its own code. */
            leaf: string | null;
            /** @description `total`, `group`, `leaf` (stands under the group before it) or `alone`. */
            level: string;
            /** @description Query of `GET /cases` that lists the cases of a cell of this row, once the code of the column is put behind it. */
            list: string;
            /** @description Its name. */
            name: components["schemas"]["Words"];
        };
        /** @description The reports there are. */
        ReportList: {
            /** @description The reports. */
            items: components["schemas"]["ReportInfo"][];
        };
        /** @description Who answers for an alert, or would. */
        Responsible: {
            /** @description Department code. */
            dept?: string | null;
            /** @description Department name. */
            dept_name?: string | null;
            /** @description Link name or code. */
            link?: string | null;
            /** @description An external wait covers the instant, so that no person answers. */
            moved_by_waiting: boolean;
            /** @description Person code. */
            person?: string | null;
            /** @description Window code. */
            window?: string | null;
        };
        /** @description What a column can mean. */
        RoleItem: {
            /** @description Code. */
            code: string;
            /** @description `case`, `time`, `limit`, `who`, `result` or `other`. */
            group: string;
            /** @description What becomes of such a column. */
            hint: components["schemas"]["Words"];
            /** @description Whether several columns may have it. */
            is_many: boolean;
            /** @description Whether its values are personal. */
            is_personal: boolean;
            /** @description What it is called. */
            title: components["schemas"]["Words"];
        };
        /** @description All roles, as they are shown. */
        RoleList: {
            /** @description The roles. */
            roles: components["schemas"]["RoleItem"][];
        };
        /** @description Roles and what they are bound to; both are set as a whole. */
        RolesGiven: {
            /** @description Codes of roles. */
            roles: string[];
            /** @description What the account is bound to. */
            scope?: components["schemas"]["AccountScope"];
        };
        /** @description A timeline case of a rule, and how it went with the rules in force. */
        RuleCase: {
            /** @description Local time at which is looked, as the case writes it. */
            evaluate_at: string;
            /** @description What happens. */
            events: components["schemas"]["RuleEvent"][];
            /** @description The alerts that must stand then; none where the rule must be silent. */
            expect: components["schemas"]["RuleExpectation"][];
            /** @description What was expected and what came, where it did not pass. */
            message?: string | null;
            /** @description The case in plain words. */
            name: string;
            /** @description Parameters that are not at their default. */
            parameters: components["schemas"]["DetailField"][];
            /** @description Whether exactly the expected alerts came. */
            passed: boolean;
            /** @description What is given: items, departments, calendars. */
            reference: components["schemas"]["RuleEvent"][];
        };
        /** @description A column that a rule may read. */
        RuleColumn: {
            /** @description Whether time alone can change it. */
            clock: boolean;
            /** @description What it means, in English. */
            meaning: string;
            /** @description Name in scripts. */
            name: string;
            /** @description Whether the rule's condition reads it. */
            read: boolean;
            /** @description Its term. */
            title: components["schemas"]["Words"];
            /** @description Type: `text code key int bool ts date fen list attributes`. */
            type: string;
            /** @description What it counts: `working days`, `calendar days`, `days`, `minutes`, `seconds`, `cents`; left out where it counts nothing of these. */
            unit?: string | null;
        };
        /**
         * @description What judging with a rule takes, measured on this machine: a sample of each centre's cases is folded, and at each of their events the rule is
         *     asked about every row that it judges. Values that several rules read, such as a case's clock, are worked out before and not charged.
         */
        RuleCost: {
            /**
             * Format: int64
             * @description Evaluations that were timed.
             */
            evaluations: number;
            /**
             * Format: int64
             * @description Mean time of one evaluation, in nanoseconds.
             */
            nanoseconds: number;
            /**
             * Format: int64
             * @description Its part of the time of all rules over the sample, in ten-thousandths.
             */
            share: number;
        };
        /** @description Alerts of one rule. */
        RuleCount: {
            /** @description Its level. */
            level: components["schemas"]["Level"];
            /**
             * Format: int64
             * @description `rule=…&state=open`.
             */
            open: number;
            /** @description Code of the rule. */
            rule: string;
            /** @description Its title. */
            title: components["schemas"]["Words"];
            /**
             * Format: int64
             * @description `rule=…&state=all`.
             */
            total: number;
        };
        /** @description A rule with all that is known of it. */
        RuleDetail: components["schemas"]["RuleItem"] & {
            /** @description The document and clause it enforces. */
            basis: string;
            /** @description Its timeline cases. */
            cases: components["schemas"]["RuleCase"][];
            /** @description The headings of the script's own documentation, in order. */
            doc: components["schemas"]["DocSection"][];
            /** @description What it may read: the columns of its subject, then of each list that its condition looks into. */
            facts: components["schemas"]["RuleFacts"][];
            /** @description The functions that its script calls and does not define itself, by name. */
            functions: components["schemas"]["RuleFunction"][];
            /** @description Its alerts by the local month of `since`, earliest first, none left out between the first and the last; at most the last 24. */
            months: components["schemas"]["RuleMonth"][];
            /** @description Who keeps it. */
            owner: string;
            /** @description Its parameters. */
            parameters: components["schemas"]["Parameter"][];
            /** @description The centres that have cases, and whether it can speak there. */
            places: components["schemas"]["RulePlace"][];
            /** @description The script's text. */
            source: string;
            /**
             * Format: int32
             * @description Line of the script that makes it `mixed` or `interpreted`.
             */
            way_line?: number | null;
            /** @description What stands there, as the checker of rules says it. */
            way_why?: string | null;
        };
        /** @description An event of a timeline case. */
        RuleEvent: {
            /** @description Local time, as the case writes it; left out for what was always so. */
            at?: string | null;
            /** @description Its other fields, those of the event contract first and in their order; personal values are masked. */
            detail: components["schemas"]["RuleField"][];
            /** @description The type's name. */
            label: components["schemas"]["Words"];
            /** @description Event type. */
            type: string;
        };
        /** @description An alert that a timeline case expects. */
        RuleExpectation: {
            /** @description Local time at which it ended; left out while it holds. */
            ended_at?: string | null;
            /** @description Its level. */
            level: components["schemas"]["Level"];
            /** @description The rung of a ladder, where it is another rule of the family. */
            rule?: string | null;
            /** @description Local time from which it holds. */
            since: string;
            /** @description The row that it is about, where the case has several. */
            subject_key?: string | null;
        };
        /** @description A relation that a rule may read. */
        RuleFacts: {
            /** @description Its columns, in their order. */
            columns: components["schemas"]["RuleColumn"][];
            /** @description What one row is, in English. */
            doc: string;
            /** @description Name. */
            relation: string;
            /** @description Chinese term. */
            zh: string;
        };
        /** @description A field of an event of a timeline case. */
        RuleField: {
            /** @description Name in the event contract. */
            field: string;
            /** @description The objects of a list, each by its own fields. */
            items: components["schemas"]["DetailField"][][];
            /** @description Value as text; empty where the field is a list of objects. */
            value: string;
        };
        /** @description A function that a rule calls. */
        RuleFunction: {
            /** @description File of the rules' library that it stands in; left out for functions that all rules are offered. */
            file?: string | null;
            /** @description What it does; of a function of the rules' library only in Chinese. */
            meaning: components["schemas"]["Words"];
            /** @description As it is called, with its parameters. */
            signature: string;
        };
        /** @description A rule as the list shows it. */
        RuleItem: {
            /** @description Codes of the centres with cases that run it. */
            centres: string[];
            /** @description Code, for ever. */
            code: string;
            cost?: components["schemas"]["RuleCost"] | null;
            /** @description Family. */
            family: string;
            /**
             * Format: int64
             * @description Alerts of which it is the rule, in every state.
             */
            hits: number;
            /** @description Kind of anomaly. */
            kind: components["schemas"]["Kind"];
            /** @description Level. */
            level: components["schemas"]["Level"];
            /**
             * Format: int64
             * @description Of these, the open ones.
             */
            open: number;
            /** @description Where it stands. */
            status: components["schemas"]["RuleStatus"];
            /** @description Relation that it judges. */
            subject: string;
            /** @description Title. */
            title: components["schemas"]["Words"];
            /**
             * Format: int32
             * @description Version.
             */
            version: number;
            /** @description How it is run. */
            way: components["schemas"]["Way"];
        };
        /** @description Alerts of a rule that began in a month: `GET /alerts` with `rule`, `state=all`, `from` and `to`. */
        RuleMonth: {
            /**
             * Format: int64
             * @description How many.
             */
            alerts: number;
            /** @description Its first day. */
            from: string;
            /** @description The month, `2025-01`. */
            month: string;
            /** @description Its last day. */
            to: string;
        };
        /** @description A rule's name and what lists group it by. */
        RuleName: {
            /** @description Codes of the centres that run it. */
            centres: string[];
            /** @description Code. */
            code: string;
            /** @description Family. */
            family: string;
            /** @description Kind of anomaly. */
            kind: components["schemas"]["Kind"];
            /** @description Level. */
            level: components["schemas"]["Level"];
            /** @description Relation that it judges. */
            subject: string;
            /** @description Title. */
            title: components["schemas"]["Words"];
        };
        /** @description A rule in a centre. */
        RulePlace: {
            /** @description Code of the centre. */
            centre: string;
            /** @description The columns it lacks, where it is silent. */
            missing: components["schemas"]["MissingColumn"][];
            /** @description Its name. */
            name: components["schemas"]["Words"];
            /** @description How the rule stands there. */
            state: components["schemas"]["PlaceState"];
        };
        /**
         * @description Where a rule stands on its way into force.
         * @enum {string}
         */
        RuleStatus: "draft" | "tested" | "submitted" | "approved" | "shadow" | "active" | "halted" | "retired";
        /** @description A rule that cannot hold for any case. */
        SilentRule: {
            /** @description Code. */
            code: string;
            /** @description What it lacks. */
            missing: components["schemas"]["MissingColumn"][];
            /** @description Name. */
            title: components["schemas"]["Words"];
            /** @description What more data would do. */
            unlocks: components["schemas"]["Words"];
        };
        /** @description Records of a source. */
        SourceCount: {
            /**
             * Format: int64
             * @description Records.
             */
            count: number;
            /** @description File or sending system. */
            source: string;
        };
        /** @description What is declared of a source; what is left out stays as it is. */
        SourceDeclared: {
            /** @description The source is complete up to here (数据截至): an instant, or a local day, which means its end. It moves forward only. */
            complete_to?: string | null;
            /** @description Start of supervision (纳入监察日期): an instant, or a local day. */
            starts_at?: string | null;
            /**
             * Format: int64
             * @description Hours by which it usually reports late.
             */
            usual_lag_hours?: number | null;
        };
        /** @description A source of a centre. */
        SourceItem: {
            /**
             * Format: int64
             * @description Cases of these.
             */
            cases: number;
            /** @description Centre. */
            centre: string;
            /**
             * Format: int64
             * @description Events that count.
             */
            events: number;
            /** @description Earliest event. */
            first_at: string | null;
            /** @description When it was last heard of, where that is longer ago than its usual lag and a day. */
            is_silent_since?: string | null;
            /** @description Latest event. */
            last_at: string | null;
            /** @description When the ledger last took one. */
            last_recorded_at: string | null;
            /**
             * Format: int64
             * @description Events of cases that came later than that; 0 where no lag is declared.
             */
            late_events: number;
            /**
             * Format: int64
             * @description Records that wait in quarantine.
             */
            quarantined: number;
            /** @description Code. */
            source: string;
            /** @description From when it is supervised (纳入监察日期). */
            starts_at: string | null;
            /** @description What it is called. */
            title: string;
            /**
             * Format: int64
             * @description Hours by which it usually reports late.
             */
            usual_lag_hours: number | null;
            /** @description Up to when it is complete (数据截至). */
            watermark: string | null;
        };
        /** @description All sources. */
        SourceList: {
            /** @description The sources, by centre and code. */
            items: components["schemas"]["SourceItem"][];
        };
        /** @description A report. */
        StatutoryReport: {
            /** @description As of when: the time printed on it. */
            as_of: string;
            /** @description What was asked, by parameter. */
            asked: {
                [key: string]: string;
            };
            /** @description Titles of its tables. */
            blocks: components["schemas"]["Words"][];
            /** @description Chart. */
            chart: components["schemas"]["ReportChart"];
            /** @description Checks. */
            checks: components["schemas"]["ReportCheck"][];
            /** @description Which. */
            code: string;
            /** @description Columns. */
            columns: components["schemas"]["ReportColumn"][];
            /** @description Headings over columns. */
            groups: components["schemas"]["ReportGroup"][];
            /** @description What is printed over it. */
            head: components["schemas"]["ReportHead"];
            /** @description The day by whose end everything in it was recorded, where that was asked for. */
            known: string | null;
            /** @description Heading of the names of its rows. */
            row_title: components["schemas"]["Words"];
            /** @description Rows, that of all last. */
            rows: components["schemas"]["ReportLine"][];
        };
        /** @description A stretch of time that does not count. */
        Suspension: {
            /** @description Its start. */
            from: string;
            /** @description Its end; absent while it goes on. */
            to?: string | null;
        };
        /** @description An event of a case, as a line of its history. */
        TimelineEvent: {
            /** @description Who did it, code. */
            actor?: string | null;
            /**
             * Format: int64
             * @description The import that brought it; absent for what came by itself.
             */
            batch?: number | null;
            /** @description For which department, code. */
            dept?: string | null;
            /** @description The payload's fields in the order of the event contract, masked; lists as their length. */
            detail: components["schemas"]["DetailField"][];
            /** @description When it was keyed in at the source, where that is another instant than that at which it happened. */
            entered_at?: string | null;
            /** @description Name of that import's file. Only one case's own answer has it. */
            file?: string | null;
            /** @description Typed in by hand, or later than its source's usual lag. */
            is_backfilled: boolean;
            /** @description Typed in by hand afterwards. */
            is_by_hand: boolean;
            /** @description False where a later revision replaced or voided it. */
            is_counted: boolean;
            /** @description The type's name. */
            label: components["schemas"]["Words"];
            /**
             * Format: int64
             * @description Minutes by which it was told after it happened, where that is later than its source usually reports.
             */
            late_minutes?: number | null;
            /**
             * Format: int64
             * @description Its line in that file.
             */
            line?: number | null;
            /** @description When it happened. */
            occurred_at: string;
            /**
             * Format: int64
             * @description Ledger position.
             */
            position?: number | null;
            /** @description When it was learned of. */
            recorded_at?: string | null;
            /**
             * Format: int32
             * @description Revision: 0 as first sent.
             */
            revision: number;
            /** @description Sending system, code. */
            source: string;
            /** @description What became of it. */
            standing: components["schemas"]["EventStanding"];
            /** @description Event type. */
            type: string;
        };
        /** @description A token for a source system, shown this once. */
        TokenMade: {
            /** @description Name of the account it belongs to. */
            account: string;
            /** @description To be sent as `Authorization: Bearer TOKEN` with `POST /events`. */
            token: string;
        };
        /** @description What stands open now. */
        Totals: {
            /**
             * Format: int64
             * @description Alerts, `state=open`.
             */
            alerts_open: number;
            /**
             * Format: int64
             * @description Alerts, `state=open&pending=true`.
             */
            alerts_pending: number;
            /**
             * Format: int64
             * @description Alerts, `state=open&stock=true`.
             */
            alerts_stock: number;
            /**
             * Format: int64
             * @description `open=true&overdue=false`, `due_from` = the day after `today`, `due_to` = `next_workday`.
             */
            due_next: number;
            /**
             * Format: int64
             * @description `open=true&overdue=false`, `due_from` and `due_to` = `today`.
             */
            due_today: number;
            /**
             * Format: int64
             * @description Cases, `open=true`.
             */
            open: number;
            /**
             * Format: int64
             * @description `open=true&overdue=true`: not ended, and past the promised limit.
             */
            open_overdue: number;
        };
        /**
         * @description What a part of a condition was worth.
         * @enum {string}
         */
        Truth: "true" | "false" | "unknown";
        /** @description A region, department or window as of a day. */
        UnitOnDay: {
            /** @description Centre. */
            centre: string;
            /** @description Code. */
            code: string;
            /** @description `region`, `dept` or `window`. */
            kind: string;
            /** @description Name. */
            name: string;
            /** @description Superior unit. */
            parent?: string | null;
            /** @description Region. */
            region?: string | null;
            /** @description Unified social credit code. */
            uscc?: string | null;
            /** @description First day. */
            valid_from?: string | null;
            /** @description Last day. */
            valid_to?: string | null;
        };
        /** @description A file that was sent and waits. */
        Upload: {
            /**
             * Format: int64
             * @description Its size.
             */
            bytes: number;
            /** @description When it was sent. */
            created_at: string;
            /** @description Its number. */
            id: string;
            /** @description `csv`, `xlsx`, `jsonl` or `xes`. */
            kind: string;
            /** @description Its name. */
            name: string;
            /** @description Sheets of a workbook. */
            sheets: components["schemas"]["UploadSheet"][];
        };
        /** @description A sheet of a workbook. */
        UploadSheet: {
            /** @description Whether it is hidden. */
            is_hidden: boolean;
            /** @description Name. */
            name: string;
            /**
             * Format: int64
             * @description Rows.
             */
            rows: number;
        };
        /** @description Versions of what answers. */
        Versions: {
            /** @description Of the calendar loaded. */
            calendar: string;
            /** @description Of the engine's way of judging. */
            engine: string;
            /** @description Of the program. */
            program: string;
            /** @description Hash of the rule set. */
            rules: string;
        };
        /** @description Why an import is taken back. */
        VoidReason: {
            /** @description The reason; it is kept in the ledger. */
            reason: string;
        };
        /** @description What became of it. */
        VoidedImport: {
            /**
             * Format: int64
             * @description Events that no longer count.
             */
            events: number;
            /** @description Whether it was void before; then nothing was written. */
            is_repeated: boolean;
            /**
             * Format: int64
             * @description Position of the event that says so.
             */
            position: number;
        };
        /**
         * @description How a rule is run over many rows.
         * @enum {string}
         */
        Way: "vectorised" | "mixed" | "interpreted";
        /** @description The answer to "why" and to "why not". */
        Why: {
            alert?: components["schemas"]["Alert"] | null;
            /** @description The instant judged: the alert's `level_since`, or now for why-not. */
            at: string;
            /** @description Version of the calendar used. */
            calendar_version: string;
            clock?: components["schemas"]["ClockBar"] | null;
            /** @description The case's days up to the moment judged, first to last, at most the last 120. */
            days: components["schemas"]["CalendarDay"][];
            /** @description Version of the engine that judged. */
            engine_version: string;
            /** @description Whether the rule holds at `at`. */
            holds: boolean;
            /** @description Hash of the proof kept with the alert. */
            proof_hash?: string | null;
            /** @description Who answers for it. */
            responsible: components["schemas"]["Responsible"];
            /** @description The rule with the truth of its parts. */
            rule: components["schemas"]["JudgedRule"];
            /** @description Hash of the rule's script, parameters and version. */
            rule_hash: string;
            /** @description The answer in one sentence. */
            sentence: components["schemas"]["Words"];
            /** @description The case's events in fold order, those that do not count included. */
            timeline: components["schemas"]["TimelineEvent"][];
            /** @description What the rule read, in the order in which it read it. */
            values: components["schemas"]["ReadValue"][];
        };
        /** @description One text in the two languages of the console. */
        Words: {
            /** @description English. */
            en: string;
            /** @description Chinese. */
            zh: string;
        };
    };
    responses: never;
    parameters: never;
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    access: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccessTable"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    accounts: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountItem"][];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    create_account: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewAccount"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountMade"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the account. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["AccountChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountItem"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    lock_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the account. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountItem"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reset_password: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the account. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountMade"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    give_roles: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the account. */
                name: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["RolesGiven"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountItem"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    unlock_account: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the account. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AccountItem"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alerts: {
        parameters: {
            query?: {
                /** @description Centre code. */
                centre?: string;
                /** @description One level, or several with commas between (`yellow,red`). */
                level?: string;
                /** @description Kind of anomaly. */
                kind?: components["schemas"]["Kind"];
                /** @description Rule code. */
                rule?: string;
                /** @description Code of the responsible department. */
                dept?: string;
                /** @description What has become of it; default `open`. */
                state?: components["schemas"]["AlertState"];
                /** @description Only pending ones, or only others. */
                pending?: boolean;
                /** @description Only stock, or only what is not stock. */
                stock?: boolean;
                /** @description Case number, whole. */
                case_no?: string;
                /** @description Words to find in alert number, case number, subject key, item name or reason. */
                q?: string;
                /** @description First local day of `since`. */
                from?: string;
                /** @description Last local day of `since`. */
                to?: string;
                /** @description Order; default `newest`. */
                sort?: components["schemas"]["AlertSort"];
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Alerts a page, 1 to 200; default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["AlertPage"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    alert: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the alert. */
                alert_no: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Alert"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    explain: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the alert. */
                alert_no: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proof: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the alert. */
                alert_no: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": string;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    calendar: {
        parameters: {
            query?: {
                /** @description The year; this one where it is left out. */
                year?: number;
                /** @description The centre; may be left out where only one has cases. */
                centre?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CalendarYear"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declare_notice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["NoticeDeclared"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    preview_notice: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NoticeRequest"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MoveForecast"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    cases: {
        parameters: {
            query?: {
                /** @description Centre code. */
                centre?: string;
                /** @description State code. */
                state?: string;
                /** @description Department: its code, or words of its name. */
                dept?: string;
                /** @description Item: its code, or words of its name. */
                item?: string;
                /** @description Channel (办理形式): 1 window, 2 PC, 3 mobile, 4 post, 9 other. */
                channel?: number;
                /** @description Case type (办件类型): 1 immediate, 2 promised, 9 other. */
                case_type?: number;
                /** @description Only cases with an open alert of this level, or of one of several with commas between (`yellow,red`). */
                level?: string;
                /** @description Only open cases, or only ended ones. */
                open?: boolean;
                /** @description Only cases over their promised limit, or only others. */
                overdue?: boolean;
                /** @description Only ended cases that kept their promised limit. */
                on_time?: boolean;
                /**
                 * @description Only cases of a finding of the health check: `overdue`, `open_overdue`, `due_soon`, `time_inverted`, `finished_unaccepted`, `no_promise`,
                 *     `id_invalid`, or all that are `finished`.
                 */
                finding?: string;
                /** @description Only cases that a cell of a report counts: what a row of the report gives, and behind it the code of the column. */
                cell?: string;
                /** @description Only cases of which this import brought events. */
                batch?: number;
                /** @description First local day of the first event. */
                from?: string;
                /** @description Last local day of the first event. */
                to?: string;
                /** @description First local day of the finish. */
                finished_from?: string;
                /** @description Last local day of the finish. */
                finished_to?: string;
                /** @description First local day of the acceptance. */
                accepted_from?: string;
                /** @description Last local day of the acceptance. */
                accepted_to?: string;
                /** @description First local day on which the promise falls due, of open cases whose clock has not stopped; of an immediate case by its own limit. */
                due_from?: string;
                /** @description Last local day on which the promise falls due, of the same. */
                due_to?: string;
                /**
                 * @description Words to find in case number, item code, item name or the department's name, or the whole name, document number or telephone number of
                 *     the applicant.
                 */
                q?: string;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Cases a page, 1 to 200; default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CasePage"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    case: {
        parameters: {
            query?: {
                /** @description Only what was recorded by the end of this local day: the case, its events and its alerts as they stood then. */
                known?: string;
            };
            header?: never;
            path: {
                /** @description Centre code. */
                centre: string;
                /** @description Case number. */
                case_no: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["CaseDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    checkup: {
        parameters: {
            query?: {
                /** @description Centre code; may be left out where there is one with cases. */
                centre?: string;
                /** @description First local day of the first event. */
                from?: string;
                /** @description Last local day of the first event. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checkup"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_events: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/cloudevents+json": {
                    [key: string]: unknown;
                };
                "application/cloudevents-batch+json": {
                    [key: string]: unknown;
                }[];
                "application/json": {
                    [key: string]: unknown;
                }[];
                "application/x-ndjson": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["IntakeReport"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_job: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the job. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJobState"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_mappings: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["MappingList"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    delete_import_mapping: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Name of the mapping. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_roles: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RoleList"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    imports: {
        parameters: {
            query?: {
                /** @description Centre code. */
                centre?: string;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Imports a page, 1 to 200; default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportPage"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    void_import: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the import. */
                batch: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["VoidReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["VoidedImport"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logs: {
        parameters: {
            query?: {
                /** @description Which log; both without it. */
                log?: components["schemas"]["LogKind"];
                /** @description Only of this account. */
                account?: string;
                /** @description First day. */
                from?: string;
                /** @description Last day. */
                to?: string;
                /** @description The cursor of the page before. */
                cursor?: string;
                /** @description Entries a page, 1 to 200. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogPage"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_logs: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["LogCheck"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    logs_file: {
        parameters: {
            query?: {
                /** @description Which log; both without it. */
                log?: components["schemas"]["LogKind"];
                /** @description Only of this account. */
                account?: string;
                /** @description First day. */
                from?: string;
                /** @description Last day. */
                to?: string;
                /** @description The cursor of the page before. */
                cursor?: string;
                /** @description Entries a page, 1 to 200. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/csv": string;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    me: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    change_password: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["PasswordChange"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    meta: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Meta"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    overview: {
        parameters: {
            query?: {
                /** @description Centre code; default all. */
                centre?: string;
                /** @description Department code; default all. */
                dept?: string;
                /** @description First local day of the period. */
                from?: string;
                /** @description Last local day of the period; today at the latest. */
                to?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Overview"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    people: {
        parameters: {
            query?: {
                /** @description The day; today without it. */
                on?: string;
                /** @description Centre. */
                centre?: string;
                /** @description Department. */
                dept?: string;
                /** @description Window. */
                window?: string;
                /** @description A part of the person's code, name or post. */
                q?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleOnDay"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_people: {
        parameters: {
            query: {
                /** @description The centre. */
                centre: string;
                /** @description Name of the file; its ending tells what it is: `.xlsx` or `.csv`. */
                name: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The file's bytes. */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PeopleImported"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposals: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalItem"][];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    confirm_proposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the proposal. */
                number: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalDone"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reject_proposal: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the proposal. */
                number: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ProposalReason"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ProposalItem"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quarantine: {
        parameters: {
            query?: {
                /** @description File or sending system. */
                source?: string;
                /** @description Reason code. */
                reason?: string;
                /** @description Centre code. */
                centre?: string;
                /** @description Those that were mended and sent again, instead of those that wait. */
                is_replayed?: boolean;
                /** @description `next_cursor` of the page before. */
                cursor?: string;
                /** @description Records a page, 1 to 200; default 50. */
                limit?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantinePage"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_records: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["ReplaySome"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedSome"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    quarantine_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number in the quarantine. */
                id: number;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["QuarantineRecord"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    replay_record: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number in the quarantine. */
                id: number;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Mend"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReplayedRecord"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    reports: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ReportList"];
                };
            };
        };
    };
    report: {
        parameters: {
            query?: {
                /** @description Centre code; may be left out where one centre alone has cases. */
                centre?: string;
                /** @description First local day of the period. */
                from?: string;
                /** @description Last local day of the period. */
                to?: string;
                /** @description By which date a case belongs to the period: `received` (default), `accepted` or `finished`. */
                basis?: string;
                /** @description What rows are: `department` (default), `window`, `item` or `month`. */
                by?: string;
                /** @description Region, with those under it. */
                region?: string;
                /** @description Department, with those under it. */
                dept?: string;
                /** @description Window. */
                window?: string;
                /** @description Type of item. */
                item_type?: string;
                /** @description Item code. */
                item?: string;
                /** @description Handling item code. */
                handling_item?: string;
                /** @description Channel: 1 window, 2 computer, 3 mobile, 4 post, 9 other. */
                channel?: string;
                /** @description Case type: 1 immediate, 2 promised, 9 special. */
                case_type?: string;
                /** @description Only what was recorded by the end of this day; the report is then as of that day's end at the latest. */
                known?: string;
            };
            header?: never;
            path: {
                /** @description Name of the report, like case-statistics. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["StatutoryReport"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    report_file: {
        parameters: {
            query?: {
                /** @description Centre code; may be left out where one centre alone has cases. */
                centre?: string;
                /** @description First local day of the period. */
                from?: string;
                /** @description Last local day of the period. */
                to?: string;
                /** @description By which date a case belongs to the period: `received` (default), `accepted` or `finished`. */
                basis?: string;
                /** @description What rows are: `department` (default), `window`, `item` or `month`. */
                by?: string;
                /** @description Region, with those under it. */
                region?: string;
                /** @description Department, with those under it. */
                dept?: string;
                /** @description Window. */
                window?: string;
                /** @description Type of item. */
                item_type?: string;
                /** @description Item code. */
                item?: string;
                /** @description Handling item code. */
                handling_item?: string;
                /** @description Channel: 1 window, 2 computer, 3 mobile, 4 post, 9 other. */
                channel?: string;
                /** @description Case type: 1 immediate, 2 promised, 9 special. */
                case_type?: string;
                /** @description Only what was recorded by the end of this day; the report is then as of that day's end at the latest. */
                known?: string;
                /** @description `csv`, `xlsx`, `svg` or `png`. */
                format?: string;
                /** @description Language of headings: `zh` (default) or `en`. */
                lang?: string;
                /** @description Whether a CSV begins with a byte order mark, without which Excel does not read it as UTF-8; true unless told otherwise. */
                bom?: boolean;
            };
            header?: never;
            path: {
                /** @description Name of the report, like case-statistics. */
                name: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The file */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/octet-stream": unknown;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rules: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleItem"][];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    rule: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Rule code. */
                code: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["RuleDetail"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_in: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Login"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Me"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    log_out_everywhere: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    sources: {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["SourceList"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    declare_source: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Centre code. */
                centre: string;
                /** @description Code of the source. */
                source: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["SourceDeclared"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Declared"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    make_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Centre code. */
                centre: string;
                /** @description Code of the source. */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TokenMade"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    revoke_token: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Centre code. */
                centre: string;
                /** @description Code of the source. */
                source: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    stream: {
        parameters: {
            query?: never;
            header?: {
                /** @description Position of the last event seen. */
                "Last-Event-ID"?: string | null;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "text/event-stream": string;
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    post_upload: {
        parameters: {
            query?: {
                /** @description Its name; the ending tells the kind: .csv, .tsv, .xlsx, .jsonl, .xes, some also with .gz. */
                name?: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** @description The file's bytes. */
        requestBody: {
            content: {
                "application/octet-stream": string;
            };
        };
        responses: {
            201: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Upload"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    check_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the upload. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Choice"];
            };
        };
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Checked"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    import_upload: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                /** @description Number of the upload. */
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["Choice"];
            };
        };
        responses: {
            202: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["ImportJob"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    proposal: {
        parameters: {
            query?: {
                /** @description Sheet of a workbook; without it the first visible one that has a header. */
                sheet?: string;
            };
            header?: never;
            path: {
                /** @description Number of the upload. */
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Proposal"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
    why_not: {
        parameters: {
            query: {
                /** @description Centre code. */
                centre: string;
                /** @description Rule code. */
                rule: string;
                /** @description Case number. */
                case_no: string;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Why"];
                };
            };
            /** @description Problem */
            default: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/problem+json": components["schemas"]["Problem"];
                };
            };
        };
    };
}
