//! The tables from which the district is made: departments, approval items, windows. The names are ordinary ones; nothing here
//! describes a real office's data.

/// Departments: name, and closing time of its own desks where it has one (weekday 1 to 5).
pub const DEPARTMENTS: [(&str, Option<&str>); 30] = [
    ("万山区发展和改革局", Some("17:30")),
    ("万山区教育局", None),
    ("万山区工业商务和科学技术局", Some("17:30")),
    ("铜仁市公安局万山分局", Some("17:00")),
    ("万山区民政局", None),
    ("万山区司法局", None),
    ("万山区财政局", Some("17:30")),
    ("万山区人力资源和社会保障局", Some("17:30")),
    ("铜仁市自然资源局万山分局", Some("17:00")),
    ("铜仁市生态环境局万山分局", None),
    ("万山区住房和城乡建设局", Some("17:30")),
    ("万山区交通运输局", None),
    ("万山区水务局", Some("17:00")),
    ("万山区农业农村局", None),
    ("万山区文体广电旅游局", Some("17:30")),
    ("万山区卫生健康局", Some("17:00")),
    ("万山区退役军人事务局", None),
    ("万山区应急管理局", Some("17:30")),
    ("万山区市场监督管理局", Some("17:30")),
    ("万山区林业局", None),
    ("万山区医疗保障局", Some("17:00")),
    ("万山区综合行政执法局", None),
    ("国家税务总局铜仁市万山区税务局", Some("17:30")),
    ("万山区残疾人联合会", None),
    ("万山区不动产登记中心", Some("16:30")),
    ("万山区社会保险事业局", Some("17:30")),
    ("铜仁市住房公积金管理中心万山管理部", None),
    ("万山区气象局", Some("17:00")),
    ("铜仁市万山区烟草专卖局", None),
    ("万山区消防救援大队", Some("17:30")),
];

/// How an item is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Trait {
    /// Joint handling (联合办理): extension up to 15 days.
    Joint,
    /// The system may decide (智能秒批).
    Automatic,
    /// One person may accept and approve.
    OnePost,
    /// Charges a fee.
    Fee,
    /// Limits in calendar days.
    CalendarDays,
    /// Allows expert review (suspends) and publicity (does not).
    Experts,
    /// Allows testing, site check (suspends) and hearing.
    Testing,
    /// Allows hold and fee wait, which suspend only because the item says so.
    Hold,
    /// Has a second version from the second year on.
    Revised,
}

/// An approval item: department (index), name, item type, promised days (0 = immediate), statutory days, result type, traits.
pub struct ItemRow {
    pub dept: usize,
    pub name: &'static str,
    pub item_type: &'static str,
    pub promised: i64,
    pub statutory: i64,
    pub result_type: &'static str,
    pub traits: &'static [Trait],
}

const fn row(
    dept: usize,
    name: &'static str,
    item_type: &'static str,
    days: (i64, i64),
    result_type: &'static str,
    traits: &'static [Trait],
) -> ItemRow {
    ItemRow { dept, name, item_type, promised: days.0, statutory: days.1, result_type, traits }
}

use Trait::{Automatic, CalendarDays, Experts, Fee, Hold, Joint, OnePost, Revised, Testing};

/// The 56 approval items.
pub const ITEMS: [ItemRow; 56] = [
    row(0, "企业投资项目核准", "01", (10, 20), "20", &[Joint, Experts]),
    row(0, "固定资产投资项目节能审查", "01", (12, 20), "20", &[Experts]),
    row(1, "民办学校设立审批", "01", (40, 90), "10", &[CalendarDays, Experts]),
    row(1, "教师资格认定", "07", (15, 30), "10", &[Revised]),
    row(1, "学生资助在学证明", "20", (0, 1), "30", &[]),
    row(2, "再生资源经营备案", "10", (3, 5), "30", &[]),
    row(3, "特种行业许可(旅馆业)", "01", (8, 15), "10", &[Testing]),
    row(3, "居住证签注", "20", (0, 1), "10", &[]),
    row(3, "户口簿补发", "20", (0, 1), "10", &[Fee]),
    row(3, "爆破作业单位许可", "01", (12, 20), "10", &[Experts]),
    row(4, "社会团体成立登记", "01", (20, 60), "10", &[Revised]),
    row(4, "高龄津贴申领", "05", (5, 20), "30", &[OnePost]),
    row(4, "最低生活保障对象认定", "05", (18, 30), "30", &[CalendarDays]),
    row(5, "法律援助审批", "05", (5, 7), "20", &[]),
    row(6, "会计代理记账机构许可", "01", (6, 10), "10", &[]),
    row(7, "人力资源服务许可", "01", (8, 20), "10", &[]),
    row(7, "劳务派遣经营许可", "01", (9, 20), "10", &[Testing]),
    row(7, "就业失业登记", "20", (0, 1), "10", &[Automatic]),
    row(7, "职业培训补贴申领", "05", (7, 15), "99", &[OnePost]),
    row(8, "建设用地规划许可", "01", (12, 20), "10", &[Joint, Experts]),
    row(8, "采矿权新立登记", "01", (20, 40), "10", &[Experts, Fee]),
    row(9, "建设项目环境影响评价审批", "01", (15, 60), "20", &[Experts, Revised]),
    row(9, "排污许可", "01", (14, 30), "10", &[Testing]),
    row(10, "建筑工程施工许可", "01", (4, 7), "10", &[Joint]),
    row(10, "商品房预售许可", "01", (6, 10), "10", &[Testing]),
    row(10, "燃气经营许可", "01", (12, 20), "10", &[Testing]),
    row(11, "道路货物运输经营许可", "01", (8, 20), "10", &[]),
    row(11, "道路运输证换发", "20", (0, 1), "10", &[]),
    row(12, "取水许可", "01", (20, 45), "10", &[Experts]),
    row(12, "生产建设项目水土保持方案审批", "01", (7, 10), "20", &[Experts]),
    row(13, "兽药经营许可", "01", (15, 30), "10", &[Testing]),
    row(13, "动物防疫条件审查", "01", (10, 20), "10", &[Testing]),
    row(14, "娱乐场所经营许可", "01", (12, 20), "10", &[Hold]),
    row(14, "营业性演出审批", "01", (3, 5), "20", &[]),
    row(15, "公共场所卫生许可", "01", (8, 20), "10", &[Testing, Revised]),
    row(15, "医疗机构执业登记", "01", (20, 45), "10", &[Experts]),
    row(15, "生育登记", "20", (0, 1), "30", &[Automatic]),
    row(16, "退役军人优待证申领", "07", (10, 20), "10", &[]),
    row(17, "危险化学品经营许可", "01", (15, 30), "10", &[Experts]),
    row(18, "食品经营许可", "01", (8, 20), "10", &[Testing]),
    row(18, "食品经营备案", "10", (5, 10), "30", &[Automatic]),
    row(18, "企业设立登记", "07", (3, 15), "10", &[]),
    row(18, "个体工商户注销登记", "20", (0, 1), "30", &[]),
    row(18, "药品零售企业许可", "01", (20, 30), "10", &[Testing]),
    row(19, "林木采伐许可", "01", (10, 20), "10", &[Hold]),
    row(20, "基本医疗保险参保登记", "20", (0, 1), "30", &[Automatic]),
    row(20, "医疗费用手工报销", "05", (15, 30), "99", &[]),
    row(21, "户外广告设置许可", "01", (6, 10), "20", &[Hold]),
    row(22, "开具税收完税证明", "20", (0, 1), "30", &[]),
    row(23, "残疾人证核发", "07", (15, 30), "10", &[CalendarDays]),
    row(24, "不动产转移登记", "07", (4, 30), "10", &[Fee, Hold]),
    row(24, "不动产登记资料查询", "20", (0, 1), "99", &[]),
    row(25, "养老保险关系转移接续", "20", (9, 15), "99", &[]),
    row(26, "住房公积金提取", "20", (0, 1), "99", &[]),
    row(28, "烟草专卖零售许可", "01", (9, 20), "10", &[]),
    row(29, "公众聚集场所投入使用、营业前消防安全检查", "01", (5, 10), "10", &[]),
];

/// Windows: name, department of a themed one, closing time (`None`: the department's holds), whether open on Saturday mornings.
pub const WINDOWS: [(&str, Option<usize>, Option<&str>, bool); 24] = [
    ("综合窗口1号", None, Some("17:00"), false),
    ("综合窗口2号", None, Some("17:00"), false),
    ("综合窗口3号", None, Some("17:00"), false),
    ("综合窗口4号", None, Some("17:00"), true),
    ("综合窗口5号", None, Some("17:00"), false),
    ("综合窗口6号", None, Some("17:00"), false),
    ("综合窗口7号", None, Some("17:00"), false),
    ("综合窗口8号", None, Some("17:00"), true),
    ("综合窗口9号", None, None, false),
    ("综合窗口10号", None, None, false),
    ("综合窗口11号", None, None, false),
    ("综合窗口12号", None, None, false),
    ("公安户政专窗1号", Some(3), Some("17:00"), true),
    ("公安户政专窗2号", Some(3), None, false),
    ("市场监管专窗1号", Some(18), Some("17:30"), false),
    ("市场监管专窗2号", Some(18), Some("17:30"), false),
    ("不动产专窗1号", Some(24), Some("16:30"), false),
    ("不动产专窗2号", Some(24), None, false),
    ("社保专窗1号", Some(25), Some("17:30"), false),
    ("医保专窗1号", Some(20), Some("17:00"), false),
    ("税务专窗1号", Some(22), None, false),
    ("税务专窗2号", Some(22), Some("17:30"), false),
    ("工程建设专窗1号", Some(10), Some("17:30"), false),
    ("公积金专窗1号", Some(26), None, false),
];
