//! Random programs over the relation `thing`: every operator, every function of the table, every question to a list, helpers, constants and
//! parameters, and now and then something that only the interpreter runs.

use super::random::Random;
use crate::script::{Function, Gives, Param, Ty, functions};

/// A library file that programs call into.
pub const LIBRARY: &str = "const FEW = 2;\n\n/// Twice.\nfn doubled(x) { x * FEW }\n\n/// A word for a number.\nfn size(n) {\n    \
                           if n == () { return (); }\n    switch n { 0 | 1 => \"x\", 2..6 => \"yy\", _ => \"超时 x\" }\n}\n";

/// Helpers and constants of each program.
const HEAD: &str = "const LIMITS = [1, -2, 3];\nconst WORDS = [\"x\", \"超时 x\"];\nconst GRACE = 2 * 3 - 1;\nconst MARK = \"yy\";\n\
fn total(row) {\n    let sum = 0;\n    for p in row.parts { if p.n != () { sum += p.n; } }\n    sum\n}\n\
fn twice(x) { x + x }\nfn grave(row, limit) { if row.a == () { false } else { row.a > limit } }\n\
fn shown(row, text) { let mark = text ?? row.name; if is_blank(mark) { MARK } else { mark } }\n";

/// Writes expressions of a type, whose size a depth bounds.
pub struct Writer<'r> {
    pub random: &'r mut Random,
    /// Names of the entries of lists in reach, the innermost last.
    entries: Vec<&'static str>,
    /// Names of variables in reach, by the type of their values.
    variables: Vec<(Ty, String)>,
    /// Whether something that only the interpreter runs may be written.
    pub loops: bool,
}

impl<'r> Writer<'r> {
    pub fn new(random: &'r mut Random) -> Writer<'r> {
        Writer { random, entries: Vec::new(), variables: Vec::new(), loops: false }
    }

    /// A whole script.
    pub fn script(&mut self) -> String {
        let mut body = String::new();
        for index in 0..self.random.below(4) {
            let ty = [Ty::Int, Ty::Bool, Ty::Text, Ty::Ts, Ty::Date, Ty::Key][self.random.below(6)];
            let (name, value) = (format!("v{index}"), self.value(ty, 2));
            body += &format!("    let {name} = {value};\n");
            self.variables.push((ty, name));
        }
        match self.random.below(7) {
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
            3 => {
                let (items, value) = (self.numbers(), self.int(2));
                body += &format!("    let known = {items};\n    {value} in known\n");
            }
            _ => {
                let test = self.truth(4);
                body += &format!("    {test}\n");
            }
        }
        self.variables.clear();
        let (value, text) = (self.any(2), self.text(2));
        format!("{HEAD}fn when(row) {{\n{body}}}\nfn because(row) {{\n    `${{{value}}} / ${{{text}}}`\n}}\n")
    }

    /// An expression of a type.
    fn value(&mut self, ty: Ty, depth: usize) -> String {
        match ty {
            Ty::Bool => self.truth(depth),
            Ty::Ts => self.ts(depth),
            Ty::Date => self.date(depth),
            Ty::Text => self.text(depth),
            Ty::Key => self.key(depth),
            Ty::Null | Ty::Int | Ty::Open => self.int(depth),
        }
    }

    fn any(&mut self, depth: usize) -> String {
        let ty = [Ty::Int, Ty::Int, Ty::Bool, Ty::Ts, Ty::Date, Ty::Text, Ty::Key][self.random.below(7)];
        self.value(ty, depth)
    }

    /// A variable of a type, now and then.
    fn variable(&mut self, ty: Ty) -> Option<String> {
        let fitting: Vec<&String> = self.variables.iter().filter(|(of, _)| *of == ty).map(|(_, name)| name).collect();
        let chosen = self.random.below(fitting.len() * 2);
        fitting.get(chosen).map(|name| (*name).clone())
    }

    /// The row of the innermost list, or of an outer one, or the subject's.
    fn row(&mut self) -> &'static str {
        match (self.entries.last(), self.random.below(4)) {
            (Some(entry), 1..4) => entry,
            (Some(_), _) => self.entries[self.random.below(self.entries.len())],
            (None, _) => "row",
        }
    }

    /// A column of a row in reach: of a list's entry one of `entry`, of the subject's one of `subject`.
    fn column(&mut self, entry: &[&str], subject: &[&str]) -> String {
        match self.row() {
            "row" => format!("row.{}", self.random.pick(subject)),
            _ if self.random.below(6) == 0 => format!("row.{}", self.random.pick(subject)),
            name => format!("{name}.{}", self.random.pick(entry)),
        }
    }

    /// A call of a function of the table that gives a type.
    fn call(&mut self, ty: Ty, depth: usize) -> String {
        let fits = |function: &&'static Function| match function.gives {
            Gives::Of(of) => of == ty,
            Gives::Ordered => matches!(ty, Ty::Int | Ty::Ts | Ty::Date),
        };
        // What counts hours and minutes stands in comparisons only.
        let fitting: Vec<&'static Function> = functions().filter(|function| !function.is_fine()).filter(fits).collect();
        let Some(function) = fitting.get(self.random.below(fitting.len())) else { return self.value(ty, 0) };
        // What is written out must be a day or an instant, or the script is refused.
        if matches!(function.name, "date" | "instant") {
            let text =
                self.random.pick(&["\"2024-10-01\"", "\"2024-09-27\"", "row.name", "row.word", "row.attributes.mark", "trim(row.name)"]);
            return format!("{}({text})", function.name);
        }
        let args: Vec<String> = function
            .params
            .iter()
            .map(|param| match param {
                Param::Of(of) => self.value(*of, depth),
                Param::Ordered => self.value(ty, depth),
                Param::Any => self.any(depth),
            })
            .collect();
        match args.split_first() {
            // As a method, which says the same.
            Some((first, rest)) if self.random.below(6) == 0 && first.starts_with("row.") && !first.contains(' ') => {
                format!("{first}.{}({})", function.name, rest.join(", "))
            }
            _ => format!("{}({})", function.name, args.join(", ")),
        }
    }

    /// Forms that every type has.
    fn common(&mut self, ty: Ty, depth: usize) -> String {
        let next = depth.saturating_sub(1);
        match self.random.below(4) {
            0 => format!("(if {} {{ {} }} else {{ {} }})", self.truth(next), self.value(ty, next), self.value(ty, next)),
            1 => format!("({} ?? {})", self.value(ty, next), self.value(ty, next)),
            2 => format!(
                "(switch {} {{ 1 | 2 => {}, 3..6 if {} => {}, _ => {} }})",
                self.int(next),
                self.value(ty, next),
                self.truth(0),
                self.value(ty, next),
                self.value(ty, 0)
            ),
            _ => format!("(switch {} {{ \"x\" | \"yy\" => {}, () => {} }})", self.text(next), self.value(ty, next), self.value(ty, 0)),
        }
    }

    pub fn truth(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(8) == 0 {
            if let Some(name) = self.variable(Ty::Bool) {
                return name;
            }
            return match self.random.below(6) {
                0 | 1 => self.column(&["ok"], &["flag", "other"]),
                2 => self.random.pick(&["true", "false", "ON"]).to_owned(),
                3 => "row.attributes.flag".to_owned(),
                _ => format!("({} {} {})", self.int(0), self.comparison(), self.int(0)),
            };
        }
        let next = depth - 1;
        match self.random.below(34) {
            0..3 => format!("({} && {})", self.truth(next), self.truth(next)),
            3..6 => format!("({} || {})", self.truth(next), self.truth(next)),
            6 => format!("({} && {} && {})", self.truth(next), self.truth(next), self.truth(next)),
            7 | 8 => format!("!({})", self.truth(next)),
            9..12 => format!("({} {} {})", self.int(next), self.comparison(), self.int(next)),
            12 | 13 => format!("({} {} {})", self.ts(next), self.comparison(), self.ts(next)),
            14 => format!("({} {} {})", self.date(next), self.comparison(), self.date(next)),
            15 | 16 => format!("({} {} {})", self.text(next), self.comparison(), self.text(next)),
            17 => format!("({} {} {})", self.key(next), self.equality(), self.key(next)),
            18 => {
                let value = self.any(next);
                format!("({value} {} ())", self.equality())
            }
            19..22 => self.membership(next),
            22..26 => self.call(Ty::Bool, next),
            26 | 27 => format!("({})", self.common(Ty::Bool, depth)),
            28..31 if self.entries.len() < 2 => self.question(next),
            31 => format!("({} {} {})", self.truth(next), self.equality(), self.truth(next)),
            32 if self.random.below(2) == 0 => {
                let name = self.random.pick(&["minutes_since", "hours_since"]);
                let (of, count) = (self.column(&["at"], &["t", "u"]), self.random.between(-2, 300));
                format!("({name}({of}) {} {count})", self.comparison())
            }
            32 => format!("grave(row, {})", self.int(0)),
            _ => format!("(({}) == {})", self.truth(next), self.random.pick(&["true", "false"])),
        }
    }

    /// A question to a list that is true or false.
    fn question(&mut self, depth: usize) -> String {
        if self.random.below(4) == 0 {
            let (first, then) = (self.closure(depth), self.closure(depth));
            return format!("row.parts.happened_before({first}, {then})");
        }
        let method = self.random.pick(&["some", "all"]);
        format!("row.parts.{method}({})", self.closure(depth))
    }

    fn membership(&mut self, depth: usize) -> String {
        let word = self.random.pick(&["in", "!in"]);
        let value = self.int(depth);
        match self.random.below(11) {
            0 => format!("({value} {word} [1, -2, LIMIT])"),
            1 => format!("({value} {word} LIMITS)"),
            2 => format!("({value} {word} {}..={})", self.random.between(-4, 2), self.random.between(-1, 9)),
            3 => format!("({value} {word} {}..{})", self.int(1), self.int(1)),
            4 => format!("({value} {word} {}..={})", self.int(depth), self.int(0)),
            5 => format!("({} {word} [\"x\", \"超时 x\"])", self.text(depth)),
            6 => format!("({} {word} WORDS)", self.text(depth)),
            7 => format!("({} {word} [{}, \"x\", {}])", self.text(depth), self.text(0), self.text(1)),
            8 => format!("({} {word} [{}, {}])", self.key(depth), self.key(0), self.key(1)),
            9 => format!("({} {word} [{}, {}])", self.ts(depth), self.ts(0), self.ts(1)),
            _ => format!("({value} {word} {})", self.numbers()),
        }
    }

    fn numbers(&mut self) -> String {
        format!("[{}, {}, GRACE]", self.int(1), self.int(0))
    }

    fn closure(&mut self, depth: usize) -> String {
        let name = ["p", "q", "r"][self.entries.len().min(2)];
        self.entries.push(name);
        let test = self.truth(depth.min(3));
        self.entries.pop();
        format!("|{name}| {test}")
    }

    /// A column of the first or last row of a list, with or without a condition.
    fn picked(&mut self, depth: usize, columns: &[&str]) -> String {
        let method = self.random.pick(&["first", "last"]);
        let test = if self.random.below(4) == 0 { String::new() } else { self.closure(depth) };
        format!("row.parts.{method}({test}).{}", self.random.pick(columns))
    }

    fn comparison(&mut self) -> &'static str {
        self.random.pick(&["==", "!=", "<", "<=", ">", ">="])
    }

    fn equality(&mut self) -> &'static str {
        self.random.pick(&["==", "!="])
    }

    fn int(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(6) == 0 {
            if let Some(name) = self.variable(Ty::Int) {
                return name;
            }
            return match self.random.below(9) {
                0 | 1 => self.random.between(-3, 6).to_string(),
                2 => self.random.pick(&["LIMIT", "GRACE"]).to_owned(),
                3 => self.random.pick(&["9223372036854775807", "4611686018427387904", "100"]).to_owned(),
                4 => "row.attributes.num".to_owned(),
                _ => self.column(&["n", "x", "used"], &["a", "b", "c", "up", "down"]),
            };
        }
        let next = depth - 1;
        match self.random.below(17) {
            0..3 => format!("({} + {})", self.int(next), self.int(next)),
            3..5 => format!("({} - {})", self.int(next), self.int(next)),
            5 | 6 => format!("({} * {})", self.int(next), self.int(next)),
            7 => format!("-({})", self.int(next)),
            8..12 => self.call(Ty::Int, next),
            12 => self.common(Ty::Int, depth),
            13 if self.entries.len() < 2 => format!("row.parts.count({})", self.closure(next)),
            14 if self.entries.len() < 2 => self.picked(next, &["n", "x", "used"]),
            15 => format!("{}({})", self.random.pick(&["twice", "doubled"]), self.int(next)),
            _ => "row.parts.count()".to_owned(),
        }
    }

    fn ts(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(3) == 0 {
            return match self.variable(Ty::Ts) {
                Some(name) => name,
                None => self.column(&["at"], &["t", "u", "soon", "t"]),
            };
        }
        let next = depth - 1;
        match self.random.below(6) {
            0..4 => self.call(Ty::Ts, next),
            4 if self.entries.len() < 2 => self.picked(next, &["at"]),
            _ => self.common(Ty::Ts, depth),
        }
    }

    fn date(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(3) == 0 {
            return self.variable(Ty::Date).unwrap_or_else(|| "row.d".to_owned());
        }
        match self.random.below(4) {
            0..3 => self.call(Ty::Date, depth - 1),
            _ => self.common(Ty::Date, depth),
        }
    }

    fn key(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(2) == 0 {
            return match self.variable(Ty::Key) {
                Some(name) => name,
                None => self.column(&["id"], &["k", "m"]),
            };
        }
        match self.random.below(3) {
            0 if self.entries.len() < 2 => self.picked(depth - 1, &["id"]),
            _ => self.common(Ty::Key, depth),
        }
    }

    fn text(&mut self, depth: usize) -> String {
        if depth == 0 || self.random.below(3) == 0 {
            if let Some(name) = self.variable(Ty::Text) {
                return name;
            }
            return match self.random.below(7) {
                0 => self.random.pick(&["\"x\"", "\"yy\"", "MARK", "\"*x\"", "\"-42\"", "\"?y*\""]).to_owned(),
                1 => "row.attributes.mark".to_owned(),
                _ => self.column(&["label"], &["name", "code", "word"]),
            };
        }
        let next = depth - 1;
        match self.random.below(9) {
            0..4 => self.call(Ty::Text, next),
            4 => self.common(Ty::Text, depth),
            5 if self.entries.len() < 2 => self.picked(next, &["label"]),
            6 => format!("size({})", self.int(next)),
            7 => format!("shown(row, {})", self.text(next)),
            _ => format!("`{{${{{}}}, ${{{}}}`", self.int(0), self.text(0)),
        }
    }
}
