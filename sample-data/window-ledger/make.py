"""Makes a window's ledger of 2024 as a workbook, with the habits of twelve months and five clerks, and what is true of it.

Written with the standard library alone, so that neither the reader nor the writer of the project's own crates has a hand in it.

usage: make.py engine/data/calendar/cn.csv OUT.xlsx EXPECTED.json
"""

import csv
import datetime
import json
import random
import sys
import zipfile
from xml.sax.saxutils import escape

Day = datetime.date
# The day on which the ledger was handed in, and the day as of which it is judged.
WRITTEN = Day(2025, 1, 6)
AS_OF = Day(2025, 6, 30)
EPOCH = Day(1899, 12, 30)
FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡郭何高林罗"
GIVEN = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰建国"
RARE = ["刘䶮", "赵𬱖", "古丽米热·买买提江", "阿卜杜热合曼·阿卜杜克热木·阿卜杜", "欧阳𰻞𫚖"]
DEPARTMENTS = [
    ("自然资源局", ["不动产首次登记", "建设用地规划许可证核发", "不动产变更登记"]),
    ("市场监督管理局", ["食品经营许可", "个体工商户设立登记", "企业名称变更登记"]),
    ("公安局", ["户口迁入审批", "居住证申领"]),
    ("人力资源和社会保障局", ["社会保障卡申领", "失业保险金申领", "劳务派遣经营许可"]),
    ("住房和城乡建设局", ["建筑工程施工许可证核发", "商品房预售许可"]),
    ("卫生健康局", ["公共场所卫生许可", "医师执业注册"]),
]
HEADINGS = ["序号", "受理编号", "事 项 名 称", "申请人", "身份证号", "联系电话", "申请时间", "受 理\n日 期", "承诺时限\n（工作日）",
            "办结时间", "办理部门", "经办人", "办理结果", "备注"]
LETTERS = "ABCDEFGHIJKLMN"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


class Calendar:
    """Working days: Monday to Friday but for the days that the file names."""

    def __init__(self, path):
        with open(path, encoding="utf-8", newline="") as file:
            rows = [row for row in csv.reader(file) if row and row[0][:1].isdigit()]
        self.named = {Day.fromisoformat(row[0]): row[1] for row in rows}

    def is_working(self, day):
        return self.named.get(day, "workday" if day.weekday() < 5 else "holiday") == "workday"

    def due(self, start, days):
        """The n-th working day after the start."""
        while days > 0:
            start += datetime.timedelta(1)
            days -= self.is_working(start)
        return start


def identity(dice):
    body = "522201" + (Day(1955, 1, 1) + datetime.timedelta(dice.randrange(18000))).strftime("%Y%m%d") + f"{dice.randrange(1000):03}"
    return body + "10X98765432"[sum(int(digit) * weight for digit, weight in zip(body, WEIGHTS)) % 11]


def applicant(dice):
    if dice.random() < 0.01:
        return dice.choice(RARE)
    return dice.choice(SURNAMES) + "".join(dice.choice(GIVEN) for _ in range(dice.choice([1, 2, 2])))


def make_cases(dice, calendar):
    limits = {item: dice.choice([1, 3, 5, 7, 10, 15, 20]) for _, items in DEPARTMENTS for item in items}
    cases = []
    for month in range(1, 13):
        last = (Day(2024 + month // 12, month % 12 + 1, 1) - datetime.timedelta(1)).day
        days = [Day(2024, month, day) for day in range(1, last + 1) if calendar.is_working(Day(2024, month, day))]
        picked = []
        for _ in range(dice.randrange(150, 185)):
            department, items = dice.choice(DEPARTMENTS)
            picked.append((department, dice.choice(days), dice.choice(items)))
        for department, accepted, item in sorted(picked):
            limit = limits[item]
            if dice.random() < 0.09:
                finished = calendar.due(calendar.due(accepted, limit), dice.randrange(1, 9))
            else:
                finished = calendar.due(accepted, dice.randrange(0, limit + 1))
            cases.append({
                "number": f"WSZW-2024-{len(cases) + 1:05}", "month": month, "department": department, "item": item, "limit": limit,
                "applicant": applicant(dice), "identity": identity(dice), "phone": "1" + dice.choice("3578") + f"{dice.randrange(10**9):09}",
                "applied": accepted - datetime.timedelta(dice.choice([0, 0, 0, 1, 2])), "accepted": accepted, "finished": finished,
                "clerk": dice.choice(["田芳", "杨胜", "龙梅", "石军", "吴江丽"]),
                "result": dice.choice(["准予许可"] * 12 + ["不予许可", "退件"]), "kind": "plain",
            })
            if finished > WRITTEN:
                cases[-1].update(finished=None, result="")
    return cases


def plant(dice, cases):
    """What is wrong or open, each in cases of its own."""
    places = list(range(len(cases)))
    dice.shuffle(places)
    december = [place for place in places if cases[place]["month"] == 12][:22]
    rest = iter([place for place in places if place not in december])
    for kind, picked in [("open", december)] + [(kind, [next(rest) for _ in range(count)]) for kind, count in
                                                [("no such day", 4), ("digits lost", 7), ("inverted", 6), ("unaccepted", 5), ("open", 5)]]:
        for place in picked:
            case = cases[place]
            case["kind"] = kind
            if kind == "inverted":
                case["finished"] = case["accepted"] - datetime.timedelta(3)
                case["applied"] = case["accepted"] - datetime.timedelta(5)
            elif kind == "unaccepted":
                case["accepted"] = None
            elif kind == "open":
                case["finished"], case["result"] = None, ""


def what_is_true(cases, calendar):
    """What a row says apart from what is wrong with it goes in: an acceptance on no day is none, an application without its number is none."""
    true = {"rows": len(cases), "bad": 0, "cases": len(cases), "finished": 0, "overdue": 0, "open": 0, "open_overdue": 0, "due_soon": 0,
            "time_inverted": 0, "finished_unaccepted": 0}
    for case in cases:
        true["bad"] += case["kind"] in ("no such day", "digits lost")
        accepted = None if case["kind"] == "no such day" else case["accepted"]
        due = accepted and calendar.due(accepted, case["limit"])
        if case["finished"]:
            true["finished"] += 1
            true["overdue"] += bool(due and case["finished"] > due)
            true["finished_unaccepted"] += (accepted is None or accepted > case["finished"]) and case["result"] != "退件"
            true["time_inverted"] += bool(accepted and case["finished"] < accepted)
        elif due:
            true["open"] += 1
            true["open_overdue"] += due < AS_OF
            true["due_soon"] += AS_OF <= due <= calendar.due(AS_OF, 1)
    return true


class Sheet:
    """Rows of a sheet as XML, with its merged ranges."""

    def __init__(self):
        self.rows, self.merged = [], []

    def add(self, cells=()):
        line = len(self.rows) + 1
        self.rows.append(f'<row r="{line}">{"".join(cell(line) for cell in cells)}</row>')

    def xml(self):
        merged = "".join(f'<mergeCell ref="{reference}"/>' for reference in self.merged)
        return (f'<worksheet xmlns="{MAIN}"><sheetData>{"".join(self.rows)}</sheetData>'
                + (f'<mergeCells count="{len(self.merged)}">{merged}</mergeCells>' if merged else "") + "</worksheet>")


def text(letter, value, style=0):
    if not value:
        return lambda line: ""
    return lambda line: f'<c r="{letter}{line}" t="inlineStr" s="{style}"><is><t xml:space="preserve">{escape(value)}</t></is></c>'


def number(letter, value, style=0):
    return lambda line: f'<c r="{letter}{line}" s="{style}"><v>{value}</v></c>'


def day(letter, value, month):
    """Each clerk writes days in a way of her own."""
    if value is None:
        return text(letter, "")
    if month <= 4:
        return number(letter, (value - EPOCH).days, 1)
    written = (f"{value.year}.{value.month}.{value.day}" if month <= 6 else value.strftime("%Y/%m/%d") if month <= 8
               else f"{value.year}年{value.month}月{value.day}日" if month <= 10 else value.strftime("%Y-%m-%d").translate(FULL_WIDTH))
    return text(letter, written)


def cells_of(dice, case, place, is_first):
    limit = dice.random()
    phone = case["phone"]
    return [
        number("A", place),
        text("B", case["number"].translate(FULL_WIDTH) if dice.random() < 0.02 else case["number"]),
        text("C", " " + case["item"] if dice.random() < 0.03 else case["item"]),
        text("D", case["applicant"]),
        number("E", case["identity"].replace("X", "0")) if case["kind"] == "digits lost"
        else text("E", "'" + case["identity"]) if dice.random() < 0.05 else text("E", case["identity"], 2),
        number("F", phone) if dice.random() < 0.5 else text("F", f"{phone[:3]}-{phone[3:7]}-{phone[7:]}"),
        day("G", case["applied"], case["month"]),
        text("H", "2024.2.30") if case["kind"] == "no such day" else day("H", case["accepted"], case["month"]),
        number("I", case["limit"]) if limit < 0.8 else text("I", f"{case['limit']}个工作日") if limit < 0.95
        else text("I", str(case["limit"]).translate(FULL_WIDTH)),
        day("J", case["finished"], case["month"]),
        text("K", case["department"] if is_first else ""),
        text("L", case["clerk"]),
        text("M", case["result"]),
        text("N", dice.choice(["", "", "", "已电话告知", "材料齐全", "加急"])),
    ]


def make_sheet(dice, cases):
    sheet = Sheet()
    sheet.add([text("A", "万山区政务服务中心2024年窗口办件台账")])
    sheet.add([text("A", "填报单位：综合窗口　　填报人：田芳　　填报时间：2025年1月6日")])
    sheet.merged += ["A1:N1", "A2:N2"]
    sheet.add()
    sheet.add([text(letter, heading) for letter, heading in zip(LETTERS, HEADINGS)])
    for month in range(1, 13):
        of_month = [(place, case) for place, case in enumerate(cases, 1) if case["month"] == month]
        start = None
        for index, (place, case) in enumerate(of_month):
            is_first = index == 0 or of_month[index - 1][1]["department"] != case["department"]
            if is_first:
                start = len(sheet.rows) + 1
            sheet.add(cells_of(dice, case, place, is_first))
            is_last = index + 1 == len(of_month) or of_month[index + 1][1]["department"] != case["department"]
            if is_last and start < len(sheet.rows):
                sheet.merged.append(f"K{start}:K{len(sheet.rows)}")
        sheet.add([text("A", "小计"), text("B", f"{len(of_month)}件")])
        sheet.add()
    sheet.add([text("A", "合计"), text("B", f"共{len(cases)}件")])
    return sheet


def write(path, sheet):
    hidden = Sheet()
    hidden.add([text("A", "部门字典")])
    kinds = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.'
        f'relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/workbook.xml" ContentType="{kinds}.sheet.'
        f'main+xml"/><Override PartName="/xl/styles.xml" ContentType="{kinds}.styles+xml"/>'
        + "".join(f'<Override PartName="/xl/worksheets/sheet{n}.xml" ContentType="{kinds}.worksheet+xml"/>' for n in (1, 2)) + "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
        "</Relationships>",
        "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets><sheet name="字典" sheetId="1" state="hidden" r:id="rId1"/>'
        '<sheet name="2024年" sheetId="2" r:id="rId2"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
        + "".join(f'<Relationship Id="rId{n}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{n}.xml"/>' for n in (1, 2))
        + f'<Relationship Id="rId3" Type="{OFFICE}/styles" Target="styles.xml"/></Relationships>',
        "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><fonts count="1"><font/></fonts><fills count="1"><fill/></fills><borders count="1"><border/></borders>'
        '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="14" applyNumberFormat="1"/>'
        '<xf numFmtId="49" quotePrefix="1" applyNumberFormat="1"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": hidden.xml(),
        "xl/worksheets/sheet2.xml": sheet.xml(),
    }
    with zipfile.ZipFile(path, "w") as packed:
        for name, content in parts.items():
            # A fixed time: the same input gives the same bytes.
            entry = zipfile.ZipInfo(name, (2025, 1, 6, 9, 0, 0))
            entry.compress_type = zipfile.ZIP_DEFLATED
            packed.writestr(entry, '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n' + content)


def main(holidays, out, expected):
    dice, calendar = random.Random(20250106), Calendar(holidays)
    cases = make_cases(dice, calendar)
    plant(dice, cases)
    write(out, make_sheet(dice, cases))
    with open(expected, "w", encoding="utf-8") as file:
        json.dump(what_is_true(cases, calendar), file, indent=2)
        file.write("\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
