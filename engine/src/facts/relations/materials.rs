//! The relation `material` (材料): the item's list, what was taken and what was demanded, together.

use super::{At, Moment, relation, rows};
use crate::case::state::{Case, Material};
use crate::catalogue::{Item, ItemMaterial};
use crate::schema::Type;

/// A material of a case at a moment.
pub(super) struct MaterialRow<'m> {
    moment: &'m Moment<'m>,
    listed: Option<&'m ItemMaterial>,
    touched: Option<&'m Material>,
}

impl MaterialRow<'_> {
    fn is_on_list(&self) -> Option<bool> {
        let materials = &self.moment.case.item.as_ref()?.materials;
        let is_on = |material: &Material| materials.iter().any(|listed| matches(listed, material));
        (!materials.is_empty()).then(|| self.listed.is_some() || self.touched.is_some_and(is_on))
    }
}

/// The item's list, once the case is accepted.
fn list(case: &Case) -> &[ItemMaterial] {
    match &case.item {
        Some(item) if case.accepted_at.is_some() => &item.materials,
        _ => &[],
    }
}

fn is_listed(case: &Case, material: &Material) -> bool {
    list(case).iter().any(|listed| matches(listed, material))
}

fn matches(listed: &ItemMaterial, material: &Material) -> bool {
    match material.code {
        Some(code) => listed.code == code,
        None => material.name.is_some_and(|name| listed.name.as_deref() == Some(name.text())),
    }
}

/// Required materials that are neither taken nor accepted later; null before acceptance.
pub(super) fn missing(case: &Case) -> Option<i64> {
    case.accepted_at?;
    let is_missing = |listed: &&ItemMaterial| {
        Item::requires(listed, case.situation_code)
            && !case.materials.iter().any(|material| matches(listed, material) && (material.taken_at.is_some() || material.is_tolerated))
    };
    Some(list(case).iter().filter(is_missing).count() as i64)
}

rows!(
    /// The materials of a case: the item's list first, then the others.
    Materials, MaterialRow,
    |moment| list(moment.case).len() + moment.case.materials.iter().filter(|material| !is_listed(moment.case, material)).count(),
    |moment, index| {
        let listed = list(moment.case);
        match listed.get(index) {
            Some(entry) => {
                let touched = moment.case.materials.iter().find(|material| matches(entry, material));
                Some(MaterialRow { moment, listed: Some(entry), touched })
            }
            None => moment
                .case
                .materials
                .iter()
                .filter(|material| !is_listed(moment.case, material))
                .nth(index - listed.len())
                .map(|touched| MaterialRow { moment, listed: None, touched: Some(touched) }),
        }
    }
);

relation! {
    /// 材料: one row a material listed, taken or demanded.
    pub MATERIAL for MaterialRow = "material" "材料" "A material that the item lists, or that was taken or demanded." key ["case_no", "material_code"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.moment.case.centre;
        case_no "办件编号" Type::Text, Events "Case." => |row| &*row.moment.case.case_no;
        dept_code "部门" Type::Code, Events "Department of the case." => |row| row.moment.case.dept_code();
        window_id "窗口" Type::Code, Events "Window of the case." => |row| row.moment.case.window_id();
        item_impl_code "实施编码" Type::Code, Events "Item of the case." => |row| row.moment.case.item_impl_code;
        material_code "材料编码" Type::Code, Events "Code within the item, else the name." => |row|
            row.listed.map(|listed| listed.code).or_else(|| row.touched.and_then(|touched| touched.code.or(touched.name)));
        material_name "材料名称" Type::Text, Events "Name." => |row|
            row.listed.and_then(|listed| listed.name.as_deref()).or_else(|| row.touched.and_then(|touched| touched.name).map(|name| name.text()));
        in_item_list "清单内" Type::Bool, Events "Whether the item lists it, before acceptance too; null where the item has no list." => |row| row.is_on_list();
        is_required "必备" Type::Bool, Events "Whether the item requires it in the case's situation." => |row|
            row.listed.is_some_and(|listed| Item::requires(listed, row.moment.case.situation_code));
        taken "已收取" Type::Bool, Events "Whether it is in hand." => |row| row.touched.is_some_and(|touched| touched.taken_at.is_some());
        taken_at "收取时间" Type::Ts, Events "When it was taken." => |row| At(row.touched.and_then(|touched| touched.taken_at));
        take_mode "收取方式" Type::Code, Events "1 paper, 2 upload, 3 licence library, 4 data sharing, 9 other." => |row| row.touched.and_then(|touched| touched.take_mode);
        take_qty "收取数量" Type::Int, Events "Copies." => |row| row.touched.and_then(|touched| touched.take_qty);
        is_demanded "被要求" Type::Bool, Events "Whether a notice or a member of staff demanded it." => |row| row.touched.is_some_and(|touched| touched.is_demanded);
        is_shareable "可共享" Type::Bool, Events "Whether it can be had by data sharing." => |row| row.listed.map(|listed| listed.shareable);
        is_tolerated "容缺" Type::Bool, Events "Whether acceptance allowed it to come later." => |row| row.touched.is_some_and(|touched| touched.is_tolerated);
        tolerated_due_at "容缺补交期限" Type::Ts, Instant "When a tolerated one is due; a date means its 23:59:59." => |row|
            At(row.touched.and_then(|touched| touched.tolerated_due).map(|due| due.instant(&row.moment.world.zone)));
        trust_level "可信等级" Type::Code, Events "A to D." => |row| row.touched.and_then(|touched| touched.trust_level);
        is_original_checked "已核验原件" Type::Bool, Events "Whether somebody checked the original." => |row| row.touched.is_some_and(|touched| touched.is_original_checked);
        file_hash "文件指纹" Type::Code, Events "Hash of the file." => |row| row.touched.and_then(|touched| touched.file_hash);
    }
}
