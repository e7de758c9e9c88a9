//! The table of inputs on the terminal: what was asked for above what was drawn.

use super::columns;
use crate::analysis::{Comparison, Drawn};
use crate::units::short;

/// Every uncertain input in three rows: asked, drawn, and the deviation in standard errors; then the
/// correlations. What is off is marked with "!".
pub fn table(drawn: &Drawn) -> String {
    let mut table = columns::headed(["", "", "P5", "P10", "P50", "P90", "P95", "mean"]);
    let asked = |one: &Comparison| one.asked.map_or("none".to_owned(), value);
    let deviation = |one: &Comparison| match one.deviation {
        None => "n/a".to_owned(),
        Some(d) => {
            let mark = if one.is_off(drawn.allowed) { "! " } else { "" };
            let sign = if d > -0.05 { "+" } else { "−" };
            format!("{mark}{sign}{:.1}", d.abs())
        }
    };
    for input in &drawn.inputs {
        let row = |name: &str, what: &str, show: &dyn Fn(&Comparison) -> String| {
            let cells = input.statistics().map(|(_, one)| show(one));
            [name.to_owned(), what.to_owned()].into_iter().chain(cells).collect::<Vec<_>>()
        };
        table.add_row(row(&input.path, "asked", &asked));
        table.add_row(row("", "drawn", &|one| value(one.drawn.value)));
        table.add_row(row("", "off by", &deviation));
    }
    let mut text = format!(
        "Uncertain inputs: asked for, drawn, and off by how many standard errors\n{}\n",
        columns::aligned(table, 1, &[0, 1])
    );
    let pairs = drawn.correlations.iter().map(|pair| (pair, ""));
    let other = drawn.largest_other.iter().map(|pair| (pair, ", the largest of all other pairs"));
    for (pair, note) in pairs.chain(other) {
        let ([first, second], one) = (&pair.inputs, &pair.spearman);
        text += &format!(
            "\n{first} and {second}{note}\n  rank correlation asked {:.2}, drawn {:.3} ± {:.3}, \
             off by {}\n",
            one.asked.unwrap_or(0.0),
            one.drawn.value,
            one.drawn.standard_error,
            deviation(one),
        );
    }
    text
}

/// Three significant digits; two of a share or odds below a tenth.
fn value(x: f64) -> String {
    let size = x.abs();
    if size == 0.0 || size >= 0.0995 || x.is_nan() {
        return short(x);
    }
    let sign = if x < 0.0 { "−" } else { "" };
    if size < 0.000_95 { format!("{sign}{size:.1e}") } else { format!("{sign}{size:.3}") }
}
