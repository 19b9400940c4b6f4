//! Figures as text, in columns.

/// Lines whose first column is flush left and whose others are flush right.
pub fn columns(lines: &[Vec<String>]) -> String {
    let width = |column: usize| lines.iter().filter_map(|line| line.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..lines.iter().map(Vec::len).max().unwrap_or(0)).map(width).collect();
    let mut text = String::new();
    for line in lines {
        let cells = line.iter().zip(&widths).enumerate().map(|(column, (cell, width))| match column {
            0 => format!("{cell:<width$}"),
            _ => format!("{cell:>width$}"),
        });
        text.push_str(cells.collect::<Vec<_>>().join("  ").trim_end());
        text.push('\n');
    }
    text
}

/// A count of rows a second, in millions.
pub fn millions(rows: f64, seconds: f64) -> String {
    format!("{:.2} M", rows / seconds.max(1e-12) / 1e6)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_stand_in_columns() {
        let line = |cells: [&str; 3]| cells.map(str::to_owned).to_vec();
        assert_eq!(columns(&[line(["a", "1", "22"]), line(["bb", "333", "4"])]), "a     1  22\nbb  333   4\n");
    }
}
