//! A sweep as two tables: where the levers stand in each cell, and what comes out of it.

use std::borrow::Cow;

use super::tables::NamedColumn;
use super::{Cells, Table, Words};
use crate::engine::sweep::{CellLayout, Coordinate, Lever};

/// A row a cell: "cell" (from 0), then each lever by its name, a number or a word.
pub fn design_table<'a>(levers: &'a [Lever], first: usize, cells: &[Vec<Coordinate>]) -> Table<'a> {
    Table::new("design", cells.len(), lever_columns(levers, first, cells))
}

/// A row a cell: "cell", the levers, then each estimate by its name and, as "….error", its standard
/// error. `rows` are those of the cells from `first` on.
pub fn cells_table<'a>(
    levers: &'a [Lever],
    layout: &CellLayout,
    first: usize,
    cells: &[Vec<Coordinate>],
    rows: &[Vec<f64>],
) -> Table<'a> {
    let mut columns = lever_columns(levers, first, cells);
    for (place, name) in layout.names().into_iter().enumerate() {
        let estimates = || rows.iter().map(|row| layout.estimate(row, place));
        let values: Vec<f64> = estimates().map(|estimate| estimate.value).collect();
        let errors: Vec<f64> = estimates().map(|estimate| estimate.standard_error).collect();
        let error_name = format!("{name}.error");
        columns.push((name.into(), Cells::Number(Cow::Owned(values))));
        columns.push((error_name.into(), Cells::Number(Cow::Owned(errors))));
    }
    Table::new("cells", rows.len(), columns)
}

fn lever_columns<'a>(
    levers: &'a [Lever],
    first: usize,
    cells: &[Vec<Coordinate>],
) -> Vec<NamedColumn<'a>> {
    let numbers = (first as i64..).take(cells.len()).collect();
    let mut columns: Vec<NamedColumn<'a>> = vec![("cell".into(), Cells::Whole(numbers))];
    for (place, lever) in levers.iter().enumerate() {
        let coordinates = cells.iter().map(|cell| cell[place]);
        let in_words = lever.numbers.len() < lever.labels.len();
        let column = if in_words {
            let mut words = Words::default();
            coordinates.for_each(|coordinate| words.push(&lever.label(coordinate)));
            Cells::Text(words)
        } else {
            Cells::Number(coordinates.map(|coordinate| lever.number(coordinate)).collect())
        };
        columns.push((Cow::Borrowed(&lever.name), column));
    }
    columns
}
