//! The verbs: one method for each thing that happens in a case.

use serde_json::{Value, json};

use super::{Draft, Event};
use crate::calendar::{MINUTE, SECOND, day_of, instant_text};
use crate::district::REGION;

impl Draft<'_> {
    /// The basics of the application.
    pub fn basics(&self) -> Value {
        let applied = day_of(self.applied_at);
        json!({
            "item_impl_code": self.item.impl_code,
            "item_base_code": self.item.base_code,
            "item_handle_code": self.handle_code,
            "item_name": self.item.name,
            "item_version": self.district.version(self.item, applied),
            "situation_code": self.situation,
            "case_type": self.item.case_type,
            "applicant_name": self.applicant.name,
            "applicant_type": self.applicant.kind,
            "applicant_id_type": self.applicant.id_type,
            "applicant_id_no": self.applicant.id_no,
            "legal_rep": self.applicant.legal_rep,
            "contact_mobile": self.applicant.mobile,
            "channel": self.channel,
            "origin": if self.channel == 1 { "own" } else { "online" },
            "applied_at": instant_text(self.applied_at),
            "region_code": REGION,
        })
    }

    /// Online application with the basics.
    pub fn submitted(&mut self, at: i64) -> &mut Event {
        self.applied_at = at;
        let basics = self.basics();
        let event = self.add("submitted", at, None, basics);
        event.has_place = false;
        event
    }

    /// Receipt at the counter; with the basics where nothing was submitted online.
    pub fn received(&mut self, at: i64) -> &mut Event {
        let is_walk_in = !self.has("submitted");
        let receipt = json!({"receipt_no": format!("SJ{}", self.case_no)});
        let mut payload = receipt;
        if is_walk_in {
            self.applied_at = at;
            payload = self.basics();
            payload["receipt_no"] = json!(format!("SJ{}", self.case_no));
        }
        let actor = self.staff.acceptor.clone();
        self.add("received", at, Some(&actor), payload)
    }

    /// One event for every material that the situation demands.
    pub fn materials(&mut self, at: i64) {
        let item = self.item;
        for (place, material) in item.materials.iter().enumerate() {
            if material.required && (material.situations.is_empty() || material.situations.contains(&self.situation)) {
                self.material(at + place as i64 * 20 * SECOND, &material.code, material.name);
            }
        }
    }

    /// One material taken.
    pub fn material(&mut self, at: i64, code: &str, name: &str) -> &mut Event {
        let actor = self.staff.acceptor.clone();
        // What can be shared is not asked for.
        let is_shareable = self.item.materials.iter().any(|material| material.code == code && material.shareable);
        let mode = match (is_shareable, self.channel) {
            (true, _) => "4",
            (false, 1) => "1",
            (false, _) => "2",
        };
        self.add(
            "material_taken",
            at,
            Some(&actor),
            json!({"material_code": code, "material_name": name, "take_mode": mode, "take_qty": 1}),
        )
    }

    /// Acceptance with the item's limits of the day of application.
    pub fn accepted(&mut self, at: i64) -> &mut Event {
        let promised = self.district.promised(self.item, day_of(self.applied_at));
        let payload = json!({
            "accept_doc_no": format!("SL{}", self.case_no),
            "accept_dept_uscc": self.district.departments[self.item.dept].uscc,
            "promised_days": promised,
            "promised_unit": self.item.unit,
            "statutory_days": self.item.statutory,
            "statutory_unit": self.item.unit,
        });
        let actor = self.staff.acceptor.clone();
        self.add("accepted", at, Some(&actor), payload)
    }

    /// Who handles a link of a kind.
    pub fn link_actor(&self, kind: &str) -> String {
        match kind {
            "review" | "other" => self.staff.reviewer.clone(),
            "decide" => self.staff.decider.clone(),
            _ => self.staff.acceptor.clone(),
        }
    }

    /// Starts a link of the item; returns its number.
    pub fn link_start(&mut self, code: &str, at: i64) -> i64 {
        self.links += 1;
        let seq = self.links;
        let fields = self.link_fields(code, seq);
        let actor = self.link_actor(fields["link_kind"].as_str().unwrap_or_default());
        self.add("link_started", at, Some(&actor), fields).seq = Some(seq);
        seq
    }

    /// Ends a started link.
    pub fn link_end(&mut self, seq: i64, code: &str, at: i64) -> &mut Event {
        let mut fields = self.link_fields(code, seq);
        fields["link_action"] = json!("通过");
        fields["link_opinion"] = json!(match code {
            "SL" => "材料齐全，符合法定形式，予以受理。",
            "JD" => "经审查符合规定，准予办理。",
            _ => "经核查，申请内容与所附材料一致，拟同意。",
        });
        let actor = self.link_actor(fields["link_kind"].as_str().unwrap_or_default());
        let event = self.add("link_ended", at, Some(&actor), fields);
        event.seq = Some(seq);
        event
    }

    /// A link from start to end as two events, or as one where the draft is compact.
    pub fn link(&mut self, code: &str, start: i64, end: i64) -> i64 {
        if self.is_compact && matches!(code, "SL" | "ZZ" | "JB") {
            self.links += 1;
            let seq = self.links;
            self.link_end(seq, code, end).payload.insert("link_start".to_owned(), json!(instant_text(start)));
            return seq;
        }
        let seq = self.link_start(code, start);
        self.link_end(seq, code, end);
        seq
    }

    fn link_fields(&self, code: &str, seq: i64) -> Value {
        let node = self.item.links.iter().find(|node| node.code == code);
        json!({
            "link_seq": seq,
            "link_code": code,
            "link_name": node.map_or("其他", |node| node.name),
            "link_kind": node.map_or("other", |node| node.kind),
            "limit_wd": self.link_limit,
        })
    }

    /// Starts a special procedure, noticed to the applicant an hour later.
    pub fn special_start(&mut self, no: u32, kind: &str, at: i64, limit: Option<i64>) -> &mut Event {
        let payload = json!({
            "special_no": format!("{}-T{no}", self.case_no),
            "special_kind": kind,
            "special_reason": "依法需要进行特别程序，所需时间不计算在期限内。",
            "special_applicant": self.applicant.name,
            "limit_days": limit,
            "limit_unit": limit.map(|_| "wd"),
            "notice_no": format!("TZ{}-{no}", self.case_no),
            "notice_at": instant_text(at + 60 * MINUTE),
        });
        let actor = self.staff.reviewer.clone();
        self.add("special_started", at, Some(&actor), payload)
    }

    /// Ends a special procedure.
    pub fn special_end(&mut self, no: u32, at: i64) -> &mut Event {
        let payload = json!({"special_no": format!("{}-T{no}", self.case_no), "special_result": "通过", "special_opinion": "特别程序已结束，继续审查。"});
        let actor = self.staff.reviewer.clone();
        self.add("special_ended", at, Some(&actor), payload)
    }

    /// A demand for supplements.
    pub fn supplement(&mut self, no: u32, at: i64) -> &mut Event {
        let gaps =
            json!([{"material_code": self.item.materials[0].code, "material_name": self.item.materials[0].name, "reason": "填写不完整"}]);
        let payload = json!({"notice_no": format!("BZ{}-{no}", self.case_no), "gaps": gaps});
        let actor = self.staff.acceptor.clone();
        self.add("supplement_requested", at, Some(&actor), payload)
    }

    /// The answer to a demand for supplements.
    pub fn supplemented(&mut self, no: u32, at: i64, complete: bool) -> &mut Event {
        let actor = self.staff.acceptor.clone();
        self.add("supplemented", at, Some(&actor), json!({"notice_no": format!("BZ{}-{no}", self.case_no), "complete": complete}))
    }

    /// An extension.
    pub fn extended(&mut self, at: i64, days: i64) -> &mut Event {
        let payload = json!({"days": days, "approver_id": self.staff.decider, "reason": "情况复杂，经负责人批准延长。", "notice_no": format!("YQ{}", self.case_no)});
        let actor = self.staff.decider.clone();
        self.add("extended", at, Some(&actor), payload)
    }

    /// The decision.
    pub fn decided(&mut self, at: i64, decision: &str) -> &mut Event {
        let reason = (decision == "denied").then_some("不符合法定条件，理由详见决定书。");
        let payload = json!({"decision": decision, "doc_no": format!("JD{}", self.case_no), "reason": reason, "remedies_told": true});
        let actor = self.staff.decider.clone();
        self.add("decided", at, Some(&actor), payload)
    }

    /// The number of the case's licence.
    pub fn licence_no(&self) -> String {
        format!("ZZ{}", self.case_no)
    }

    /// The licence.
    pub fn licence(&mut self, at: i64) -> &mut Event {
        let payload = json!({
            "licence_no": self.licence_no(),
            "licence_name": format!("{}证", self.item.name),
            "holder_name": self.applicant.name,
            "holder_id_no": self.applicant.id_no,
            "issued_at": instant_text(at),
            "licence_issuer": self.district.departments[self.item.dept].name,
        });
        let actor = self.staff.acceptor.clone();
        self.add("licence_issued", at, Some(&actor), payload)
    }

    /// The finish.
    pub fn finished(&mut self, at: i64, result: &str) -> &mut Event {
        let licence_no = if result == "licence" && self.item.gives_licence() { Some(self.licence_no()) } else { None };
        let payload =
            json!({"result_code": result, "result_desc": "办理完毕", "licence_no": licence_no, "deliver_by_post": self.channel != 1});
        let actor = self.staff.acceptor.clone();
        self.add("finished", at, Some(&actor), payload)
    }

    /// The delivery of the result.
    pub fn delivered(&mut self, at: i64) -> &mut Event {
        let method = if self.channel == 1 { "window" } else { "post" };
        let payload = json!({"method": method, "receiver": self.applicant.name, "proof_no": format!("SD{}", self.case_no)});
        let actor = self.staff.acceptor.clone();
        self.add("delivered", at, Some(&actor), payload)
    }

    /// A service and its rating, 1 best to 5 worst.
    pub fn rated(&mut self, at: i64, satisfaction: i64) -> &mut Event {
        let service_no = format!("{}-F1", self.case_no);
        let staff = self.staff.acceptor.clone();
        let done =
            json!({"service_no": service_no, "service_name": self.item.name, "rating_mode": "site", "staff_id": staff, "invited": true});
        self.add("service_done", at - 5 * MINUTE, Some(&staff), done);
        let payload = json!({
            "rating_no": format!("{}-P1", self.case_no), "service_no": service_no, "satisfaction": satisfaction, "rating_channel": "window",
            "round": 1, "defaulted": false, "real_name": true, "rater_id_no": self.applicant.id_no, "phone": self.applicant.mobile,
        });
        self.add("rated", at, None, payload)
    }

    /// A step in the handling of a bad rating.
    pub fn rating_step(&mut self, at: i64, step: &str, verdict: Option<&str>) -> &mut Event {
        let payload = json!({"rating_no": format!("{}-P1", self.case_no), "step": step, "verdict": verdict});
        let actor = self.staff.decider.clone();
        self.add("rating_step", at, Some(&actor), payload)
    }

    /// A waiting for something outside.
    pub fn waiting(&mut self, from: i64, to: Option<i64>, cause: &str) {
        let no = format!("{}-D1", self.case_no);
        let actor = self.staff.reviewer.clone();
        self.add("waiting_started", from, Some(&actor), json!({"waiting_no": no, "cause": cause, "evidence": "上级系统回执"}));
        if let Some(to) = to {
            self.add("waiting_ended", to, Some(&actor), json!({"waiting_no": no, "cause": cause}));
        }
    }
}
