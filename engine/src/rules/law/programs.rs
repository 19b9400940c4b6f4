//! Random programs over the relation `thing`.

use super::random::Random;

/// Writes expressions of a type, whose size a depth bounds.
pub struct Writer<'r> {
    pub random: &'r mut Random,
    /// Inside a list's closure the entry is `p`.
    inside: bool,
    /// Names of integer and boolean variables in reach.
    ints: Vec<String>,
    bools: Vec<String>,
    /// Whether something that only the interpreter runs may be written.
    pub loops: bool,
}

impl<'r> Writer<'r> {
    pub fn new(random: &'r mut Random) -> Writer<'r> {
        Writer { random, inside: false, ints: Vec::new(), bools: Vec::new(), loops: false }
    }

    /// A whole script.
    pub fn script(&mut self) -> String {
        let mut body = String::new();
        for index in 0..self.random.below(3) {
            if self.random.below(2) == 0 {
                let value = self.int(2);
                body += &format!("    let n{index} = {value};\n");
                self.ints.push(format!("n{index}"));
            } else {
                let value = self.truth(2);
                body += &format!("    let q{index} = {value};\n");
                self.bools.push(format!("q{index}"));
            }
        }
        match self.random.below(6) {
            0 => {
                let (test, early, late) = (self.truth(2), self.truth(2), self.truth(3));
                body += &format!("    if {test} {{ return {early}; }}\n    {late}\n");
            }
            1 => {
                let (first, second, third) = (self.truth(2), self.truth(2), self.truth(2));
                body += &format!("    {first}\n        && {second}\n        && {third}\n");
            }
            2 if self.loops => {
                let (first, second) = (self.truth(2), self.truth(2));
                body += &format!("    {first} && total(row) > {} && {second}\n", self.random.between(-2, 3));
            }
            _ => {
                let test = self.truth(4);
                // Not every expression is a boolean to start a statement with.
                body += &format!("    {test}\n");
            }
        }
        let helper = "fn total(row) {\n    let sum = 0;\n    for p in row.parts { if p.n != () { sum += p.n; } }\n    sum\n}\n\
                      fn twice(x) { x + x }\nfn grave(row, limit) { if row.a == () { false } else { row.a > limit } }\n";
        format!("{helper}fn when(row) {{\n{body}}}\n")
    }

    fn row(&mut self) -> &'static str {
        if self.inside && self.random.below(3) > 0 { "p" } else { "row" }
    }

    pub fn truth(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(8) == 0 {
            return match self.random.below(6) {
                0 if !self.bools.is_empty() => self.bools[self.random.below(self.bools.len())].clone(),
                0 | 1 if self.row() == "p" => "p.ok".to_owned(),
                0 => "row.other".to_owned(),
                1 | 2 => "row.flag".to_owned(),
                3 => self.random.pick(&["true", "false"]).to_owned(),
                4 if !self.inside => "row.attributes.flag".to_owned(),
                _ => format!("{} {} {}", self.int(0), self.comparison(), self.int(0)),
            };
        }
        let next = depth - 1;
        match self.random.below(30) {
            0..3 => format!("({} && {})", self.truth(next), self.truth(next)),
            3..6 => format!("({} || {})", self.truth(next), self.truth(next)),
            6 => format!("({} && {} && {})", self.truth(next), self.truth(next), self.truth(next)),
            7 | 8 => format!("!({})", self.truth(next)),
            9..13 => format!("({} {} {})", self.int(next), self.comparison(), self.int(next)),
            13 | 14 => format!("({} {} {})", self.ts(next), self.comparison(), self.ts(next)),
            15 => format!("({} {} {})", self.date(next), self.comparison(), self.date(next)),
            16 | 17 => format!("({} {} {})", self.text(next), self.comparison(), self.text(next)),
            18 => format!("(row.k {} row.m)", self.random.pick(&["==", "!="])),
            19 => {
                let value = self.any(next);
                format!("({value} {} ())", self.random.pick(&["==", "!="]))
            }
            20 => format!("is_null({})", self.any(next)),
            21 => {
                let word = self.random.pick(&["in", "!in"]);
                match self.random.below(3) {
                    0 => format!("({} {word} [1, -2, 3])", self.int(next)),
                    1 => format!("({} {word} {}..={})", self.int(next), self.random.between(-4, 2), self.random.between(-1, 9)),
                    _ => format!("({} {word} [\"x\", \"超时 x\"])", self.text(next)),
                }
            }
            22 => format!("{}({})", self.random.pick(&["passed", "past"]), self.ts(next)),
            23 => format!("{}({}, {})", self.random.pick(&["contains", "starts_with", "ends_with"]), self.text(next), self.text(next)),
            24 => format!("ratio_ge({}, {}, {})", self.int(next), self.int(next), self.random.between(-10, 200)),
            25 => format!("(if {} {{ {} }} else {{ {} }})", self.truth(next), self.truth(next), self.truth(next)),
            26 => format!(
                "(switch {} {{ 1 | 2 => {}, 3..6 if {} => {}, _ => {} }})",
                self.int(next),
                self.truth(next),
                self.truth(0),
                self.truth(next),
                self.truth(0)
            ),
            27 if !self.inside => {
                let method = self.random.pick(&["some", "all"]);
                let test = self.closure(next);
                format!("row.parts.{method}(|p| {test})")
            }
            28 => format!("({} {} {})", self.truth(next), self.random.pick(&["==", "!="]), self.random.pick(&["true", "false"])),
            _ => format!("grave(row, {})", self.int(0)),
        }
    }

    fn closure(&mut self, depth: usize) -> String {
        self.inside = true;
        let test = self.truth(depth);
        self.inside = false;
        test
    }

    fn comparison(&mut self) -> &'static str {
        self.random.pick(&["==", "!=", "<", "<=", ">", ">="])
    }

    fn any(&mut self, depth: usize) -> String {
        match self.random.below(6) {
            0 | 1 => self.int(depth),
            2 => self.ts(depth),
            3 => self.text(depth),
            4 => "row.flag".to_owned(),
            _ => "row.k".to_owned(),
        }
    }

    pub fn int(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(6) == 0 {
            return match self.random.below(12) {
                0 if !self.ints.is_empty() => self.ints[self.random.below(self.ints.len())].clone(),
                0 | 1 => "LIMIT".to_owned(),
                2 => self.random.between(-3, 9).to_string(),
                3 => self.random.pick(&["9223372036854775807", "-9223372036854775807", "0", "4294967296"]).to_owned(),
                4 => "row.b".to_owned(),
                5 => "row.c".to_owned(),
                6 => "row.up".to_owned(),
                7 => "row.down".to_owned(),
                8 if !self.inside => "row.attributes.num".to_owned(),
                _ if self.row() == "p" => self.random.pick(&["p.n", "p.x", "p.used"]).to_owned(),
                _ => "row.a".to_owned(),
            };
        }
        let next = depth - 1;
        match self.random.below(18) {
            0..3 => format!("({} + {})", self.int(next), self.int(next)),
            3..5 => format!("({} - {})", self.int(next), self.int(next)),
            5..7 => format!("({} * {})", self.int(next), self.int(next)),
            7 => format!("-({})", self.int(next)),
            8 => format!("{}({}, {})", self.random.pick(&["div", "rem"]), self.int(next), self.int(next)),
            9 => format!("{}({}, {})", self.random.pick(&["min", "max"]), self.int(next), self.int(next)),
            10 => format!("abs({})", self.int(next)),
            11 => format!("{}({})", self.random.pick(&["wd_since", "days_since"]), self.ts(next)),
            12 => {
                let name = self.random.pick(&["wd_between", "days_between", "seconds_between", "minutes_between"]);
                format!("{name}({}, {})", self.ts(next), self.ts(next))
            }
            13 => format!("(if {} {{ {} }} else {{ {} }})", self.truth(next), self.int(next), self.int(next)),
            14 if !self.inside => {
                let test = self.closure(next);
                format!("row.parts.count(|p| {test})")
            }
            15 if !self.inside => {
                let test = self.closure(next);
                format!("row.parts.{}(|p| {test}).{}", self.random.pick(&["first", "last"]), self.random.pick(&["n", "x", "used"]))
            }
            16 => format!("len({})", self.text(next)),
            _ => match self.random.below(3) {
                0 => "row.parts.count()".to_owned(),
                1 => format!("twice({})", self.int(next)),
                _ => format!("minute_of_day({})", self.ts(next)),
            },
        }
    }

    fn ts(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(3) == 0 {
            return match self.random.below(5) {
                0 => "row.u".to_owned(),
                1 => "row.soon".to_owned(),
                _ if self.row() == "p" => "p.at".to_owned(),
                _ => "row.t".to_owned(),
            };
        }
        let next = depth - 1;
        match self.random.below(4) {
            0 | 1 => {
                let name = self.random.pick(&["after_seconds", "after_minutes", "after_hours", "after_days"]);
                format!("{name}({}, {})", self.ts(next), self.int(next))
            }
            2 => format!("{}({}, {})", self.random.pick(&["min", "max"]), self.ts(next), self.ts(next)),
            _ => format!("(if {} {{ {} }} else {{ {} }})", self.truth(next), self.ts(next), self.ts(next)),
        }
    }

    fn date(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(2) == 0 { "row.d".to_owned() } else { format!("day({})", self.ts(depth - 1)) }
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(2) == 0 {
            return match self.random.below(8) {
                0 => "\"x\"".to_owned(),
                1 => "\"yy\"".to_owned(),
                2 => "row.name".to_owned(),
                3 => "row.word".to_owned(),
                4 if !self.inside => "row.attributes.mark".to_owned(),
                _ if self.row() == "p" => "p.label".to_owned(),
                _ => "row.code".to_owned(),
            };
        }
        let next = depth - 1;
        match self.random.below(5) {
            0 | 1 => format!("trim({})", self.text(next)),
            2 => format!("(if {} {{ {} }} else {{ {} }})", self.truth(next), self.text(next), self.text(next)),
            3 if !self.inside => "row.parts.last().label".to_owned(),
            _ => format!("`{{${{{}}}, ${{{}}}`", self.int(0), self.text(0)),
        }
    }
}
