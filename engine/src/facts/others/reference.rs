//! What a centre's world holds: items, organization, posts, sources, the calendar.

use std::sync::Arc;

use arrow::error::ArrowError;

use super::{At, Table, records};
use crate::calendar::DayKind;
use crate::case::world::World;
use crate::catalogue::{Item, ItemLink, ItemMaterial, ItemSpecial};
use crate::organization::{Post, Source, Unit};
use crate::schema::{Row, Type};
use crate::sym::Sym;
use crate::time::{Day, Micros};

/// The reference relations of a centre, with its calendar as known at an instant.
///
/// # Errors
/// If a column outgrows what Arrow can hold.
pub fn from_world(world: &World, now: Micros) -> Result<Vec<Table>, ArrowError> {
    let centre = world.centre;
    let mut items: Vec<Arc<Item>> = world.items.all().cloned().collect();
    items.sort_by(|a, b| (a.impl_code.text(), a.valid_from, a.version.text()).cmp(&(b.impl_code.text(), b.valid_from, b.version.text())));
    let parts = |count: fn(&Item) -> usize| -> Vec<Part> {
        let of_item = |item: &Arc<Item>| (0..count(item)).map(|index| Part { centre, item: Arc::clone(item), index }).collect::<Vec<_>>();
        items.iter().flat_map(of_item).collect()
    };
    let whole: Vec<ItemRow> = items.iter().map(|item| ItemRow { centre, item: Arc::clone(item) }).collect();
    let links: Vec<LinkPart> = parts(|item| item.links.len()).into_iter().map(LinkPart).collect();
    let materials: Vec<MaterialPart> = parts(|item| item.materials.len()).into_iter().map(MaterialPart).collect();
    let specials: Vec<SpecialPart> = parts(|item| item.specials.len()).into_iter().map(SpecialPart).collect();
    let mut units: Vec<UnitRow> = ["region", "dept", "window"]
        .into_iter()
        .flat_map(|kind| world.organization.units(kind))
        .map(|unit| UnitRow { centre, unit: unit.clone() })
        .collect();
    units.sort_by_key(|row| (row.unit.kind.text(), row.unit.code.text(), row.unit.valid_from));
    let mut posts: Vec<PostRow> = world.organization.posts().map(|post| PostRow { centre, post: post.clone() }).collect();
    posts.sort_by_key(|row| (row.post.person.text(), row.post.valid_from));
    let mut sources: Vec<SourceRow> =
        world.organization.sources().map(|(source, record)| SourceRow { centre, source, record: record.clone() }).collect();
    sources.sort_by_key(|row| row.source.text());
    let days = days(world, now);
    Ok(vec![
        Table::from_rows(&ITEM, rows(&whole))?,
        Table::from_rows(&ITEM_LINK, rows(&links))?,
        Table::from_rows(&ITEM_MATERIAL, rows(&materials))?,
        Table::from_rows(&ITEM_SPECIAL, rows(&specials))?,
        Table::from_rows(&ORGANIZATION, rows(&units))?,
        Table::from_rows(&POST, rows(&posts))?,
        Table::from_rows(&SOURCE, rows(&sources))?,
        Table::from_rows(&CALENDAR_DAY, rows(&days))?,
    ])
}

fn rows<T: Row>(rows: &[T]) -> impl Iterator<Item = &dyn Row> {
    rows.iter().map(|row| row as &dyn Row)
}

fn days(world: &World, now: Micros) -> Vec<DayRow> {
    let calendar = world.calendar_at(now);
    let mut days = Vec::new();
    for year in calendar.years() {
        let (Some(first), Some(last)) = (Day::from_ymd(*year, 1, 1), Day::from_ymd(*year, 12, 31)) else { continue };
        for number in first.0..=last.0 {
            let day = Day(number);
            let (kind, name) = match calendar.kind(day) {
                DayKind::Work => ("work", None),
                DayKind::Rest => ("rest", None),
                DayKind::Holiday(name) => ("holiday", Some(Box::from(name))),
                DayKind::MakeUp(name) => ("make_up", Some(Box::from(name))),
            };
            let is_workday = calendar.is_workday(day);
            days.push(DayRow { centre: world.centre, calendar: Sym::new(calendar.name()), day, kind, name, is_workday });
        }
    }
    days
}

struct ItemRow {
    centre: Sym,
    item: Arc<Item>,
}

records! {
    /// 事项: one row a version of an item.
    pub ITEM for ItemRow = "item" "事项" "A version of a service item." key ["item_impl_code", "item_version", "valid_from"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        item_impl_code "实施编码" Type::Code, Events "Implementing code." => |row| row.item.impl_code;
        item_version "事项版本" Type::Code, Events "Version." => |row| row.item.version;
        item_base_code "基本编码" Type::Code, Events "Base code." => |row| row.item.base_code;
        item_name "事项名称" Type::Code, Events "Name." => |row| row.item.name.as_deref();
        item_type "事项类型" Type::Code, Events "Type (GB/T 39046 A.1)." => |row| row.item.item_type;
        dept_code "部门" Type::Code, Events "Department that handles it." => |row| row.item.dept_code;
        case_type "办件类型" Type::Int, Events "1 immediate, 2 promised, 9 other." => |row| row.item.case_type;
        promised_days "承诺时限" Type::Int, Events "Promised limit." => |row| row.item.promised_days;
        promised_unit "承诺时限单位" Type::Code, Events "wd, cd or hour." => |row| row.item.promised_unit.name();
        statutory_days "法定时限" Type::Int, Events "Statutory limit." => |row| row.item.statutory_days;
        statutory_unit "法定时限单位" Type::Code, Events "wd, cd or hour." => |row| row.item.statutory_unit.name();
        is_joint "联合办理" Type::Bool, Events "Handled by several bodies." => |row| row.item.is_joint;
        auto_approval "智能秒批" Type::Bool, Events "Whether the system may decide." => |row| row.item.auto_approval;
        is_fee "收费" Type::Bool, Events "Whether it may charge." => |row| row.item.is_fee;
        result_type "结果类型" Type::Code, Events "10 licence, 20 approval, 30 other, 99 none." => |row| row.item.result_type;
        online "可网办" Type::Bool, Events "Whether it can be applied for online." => |row| row.item.online;
        separate_posts "岗位分离" Type::Bool, Events "Whether acceptor and approver must differ." => |row| row.item.separate_posts;
        link_count "环节数" Type::Int, Events "Links of its process." => |row| row.item.links.len() as i64;
        material_count "材料数" Type::Int, Events "Materials it asks for." => |row| row.item.materials.len() as i64;
        valid_from "起始日" Type::Date, Events "First day in force." => |row| row.item.valid_from;
        valid_to "截止日" Type::Date, Events "Last day in force; null = open." => |row| row.item.valid_to;
    }
}

/// One of the things an item lists.
struct Part {
    centre: Sym,
    item: Arc<Item>,
    index: usize,
}

struct LinkPart(Part);

impl LinkPart {
    fn link(&self) -> &ItemLink {
        &self.0.item.links[self.0.index]
    }
}

records! {
    /// 事项环节: one row a link of a version.
    pub ITEM_LINK for LinkPart = "item_link" "事项环节" "A link of an item's process." key ["item_impl_code", "item_version", "valid_from", "link_code"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.0.centre;
        item_impl_code "实施编码" Type::Code, Events "Item." => |row| row.0.item.impl_code;
        item_version "事项版本" Type::Code, Events "Version." => |row| row.0.item.version;
        link_code "环节编码" Type::Code, Events "Code within the item." => |row| row.link().code;
        link_name "环节名称" Type::Code, Events "Name." => |row| row.link().name.as_deref();
        link_kind "环节类型" Type::Code, Events "accept, review, decide, licence, deliver or other." => |row| row.link().kind;
        mandatory "必经" Type::Bool, Events "Whether a finished case must have it." => |row| row.link().mandatory;
        limit_wd "环节时限" Type::Int, Events "Limit in working days." => |row| row.link().limit_wd;
        place "次序" Type::Int, Events "Place in the item's list, from 1." => |row| row.0.index as i64 + 1;
        valid_from "起始日" Type::Date, Events "First day in force." => |row| row.0.item.valid_from;
        valid_to "截止日" Type::Date, Events "Last day in force; null = open." => |row| row.0.item.valid_to;
    }
}

struct MaterialPart(Part);

impl MaterialPart {
    fn material(&self) -> &ItemMaterial {
        &self.0.item.materials[self.0.index]
    }
}

records! {
    /// 事项材料: one row a material of a version.
    pub ITEM_MATERIAL for MaterialPart = "item_material" "事项材料" "A material an item asks for."
        key ["item_impl_code", "item_version", "valid_from", "material_code"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.0.centre;
        item_impl_code "实施编码" Type::Code, Events "Item." => |row| row.0.item.impl_code;
        item_version "事项版本" Type::Code, Events "Version." => |row| row.0.item.version;
        material_code "材料编码" Type::Code, Events "Code within the item." => |row| row.material().code;
        material_name "材料名称" Type::Text, Events "Name." => |row| row.material().name.as_deref();
        required "必备" Type::Bool, Events "Whether it must be there at acceptance." => |row| row.material().required;
        is_for_some "限情形" Type::Bool, Events "Whether it is asked for in some situations only." => |row| !row.material().situations.is_empty();
        tolerable "可容缺" Type::Bool, Events "Whether it may come later." => |row| row.material().tolerable;
        shareable "可共享" Type::Bool, Events "Whether it can be had by data sharing." => |row| row.material().shareable;
        valid_from "起始日" Type::Date, Events "First day in force." => |row| row.0.item.valid_from;
        valid_to "截止日" Type::Date, Events "Last day in force; null = open." => |row| row.0.item.valid_to;
    }
}

struct SpecialPart(Part);

impl SpecialPart {
    fn special(&self) -> &ItemSpecial {
        &self.0.item.specials[self.0.index]
    }
}

records! {
    /// 事项特别程序: one row a special procedure a version allows.
    pub ITEM_SPECIAL for SpecialPart = "item_special" "事项特别程序" "A special procedure an item allows."
        key ["item_impl_code", "item_version", "valid_from", "special_kind"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.0.centre;
        item_impl_code "实施编码" Type::Code, Events "Item." => |row| row.0.item.impl_code;
        item_version "事项版本" Type::Code, Events "Version." => |row| row.0.item.version;
        special_kind "特别程序种类" Type::Code, Events "Kind (domain 1.3)." => |row| row.special().kind;
        limit_days "时限" Type::Int, Events "Limit in days." => |row| row.special().limit_days;
        suspends "暂停计时" Type::Bool, Events "Whether it suspends the clock." => |row| row.special().suspends;
        valid_from "起始日" Type::Date, Events "First day in force." => |row| row.0.item.valid_from;
        valid_to "截止日" Type::Date, Events "Last day in force; null = open." => |row| row.0.item.valid_to;
    }
}

struct UnitRow {
    centre: Sym,
    unit: Unit,
}

records! {
    /// 机构: one row a span of a region, department or window.
    pub ORGANIZATION for UnitRow = "organization" "机构" "A region, department or window over a span of days." key ["kind", "code", "valid_from"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        kind "类型" Type::Code, Events "region, dept or window." => |row| row.unit.kind;
        code "编码" Type::Code, Events "Code." => |row| row.unit.code;
        name "名称" Type::Text, Events "Name." => |row| &row.unit.name;
        parent_code "上级" Type::Code, Events "Superior unit." => |row| row.unit.parent;
        uscc "统一社会信用代码" Type::Code, Events "Unified social credit code." => |row| row.unit.uscc;
        region_code "行政区划" Type::Code, Events "Region." => |row| row.unit.region;
        successor_code "承接机构" Type::Code, Events "The unit that took over." => |row| row.unit.successor;
        valid_from "起始日" Type::Date, Events "First day; null = always." => |row| row.unit.valid_from;
        valid_to "截止日" Type::Date, Events "Last day; null = open." => |row| row.unit.valid_to;
    }
}

struct PostRow {
    centre: Sym,
    post: Post,
}

records! {
    /// 人员上岗: one row a person at a post.
    pub POST for PostRow = "post" "人员上岗" "A person at a post over a span of days." key ["person_id", "post", "window_id", "valid_from"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        person_id "人员" Type::Code, Events "Person." => |row| row.post.person;
        name_mask "姓名(脱敏)" Type::Text, Events "Masked name." => |row| row.post.name_mask.as_deref();
        phone_key "手机" Type::Key, Events "Token of the phone." => |row| row.post.phone;
        post "岗位" Type::Code, Events "Post." => |row| row.post.post;
        dept_code "部门" Type::Code, Events "Department." => |row| row.post.dept;
        window_id "窗口" Type::Code, Events "Window." => |row| row.post.window;
        grant_count "授权数" Type::Int, Events "Rights that come with it." => |row| row.post.grants.len() as i64;
        valid_from "起始日" Type::Date, Events "First day." => |row| row.post.valid_from;
        valid_to "截止日" Type::Date, Events "Last day; null = open." => |row| row.post.valid_to;
    }
}

struct SourceRow {
    centre: Sym,
    source: Sym,
    record: Source,
}

records! {
    /// 数据来源: one row a source that reports to the centre.
    pub SOURCE for SourceRow = "source" "数据来源" "A system that reports to the centre." key ["source"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        source "来源" Type::Code, Events "Code." => |row| row.source;
        usual_lag_hours "通常滞后" Type::Int, Events "Hours by which it usually reports late." => |row| row.record.usual_lag_hours;
        starts_at "纳入监察日期" Type::Ts, Events "From when it is supervised." => |row| At(row.record.starts_at);
        complete_to "数据截至" Type::Ts, Events "Up to when it is complete." => |row| At(row.record.complete_to);
    }
}

struct DayRow {
    centre: Sym,
    calendar: Sym,
    day: Day,
    kind: &'static str,
    name: Option<Box<str>>,
    is_workday: bool,
}

records! {
    /// 日历: one row a day of the years that have a notice.
    pub CALENDAR_DAY for DayRow = "calendar_day" "日历" "A day of the centre's calendar as now known." key ["calendar", "date"] {
        centre "中心" Type::Code, Events "Centre." => |row| row.centre;
        calendar "日历" Type::Code, Events "Name of the calendar." => |row| row.calendar;
        date "日期" Type::Date, Events "Day." => |row| row.day;
        kind "类型" Type::Code, Events "work, rest, holiday, or make_up (worked although it would be off)." => |row| row.kind;
        name "名称" Type::Text, Events "Holiday it is off or worked for." => |row| &row.name;
        is_workday "工作日" Type::Bool, Events "Whether it is worked." => |row| row.is_workday;
    }
}
