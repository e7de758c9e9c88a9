//! Rows on the terminal in columns, without lines around them.

use comfy_table::{CellAlignment, Table, presets};

/// Rows without a header.
pub fn bare() -> Table {
    let mut rows = Table::new();
    rows.load_style(presets::NOTHING);
    rows
}

/// Rows under a header.
pub fn headed(header: impl IntoIterator<Item = impl ToString>) -> Table {
    let mut rows = bare();
    rows.set_header(header.into_iter().map(|head| head.to_string()));
    rows
}

/// The text of rows, so many spaces after each column: those named in `left` to the left, all others to the right.
pub fn aligned(mut rows: Table, spaces: u16, left: &[usize]) -> String {
    for (index, column) in rows.column_iter_mut().enumerate() {
        column.set_padding((0, spaces));
        if !left.contains(&index) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    rows.trim_fmt()
}
