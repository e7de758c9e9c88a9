//! A run as two tables: a row a path, and a row a week, variable and statistic.

use std::borrow::Cow;
use std::collections::BTreeMap;

use crate::analysis::{Cell, ChartTable};
use crate::engine::{Column, RunResult, WeekSummary};
use crate::stats::QUANTILE_LEVELS;
use crate::units::Date;

/// Columns of one length.
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// "paths", "series" or "inputs": the file's name without its ending.
    name: &'static str,
    rows: usize,
    columns: Vec<NamedColumn<'a>>,
}

/// A column's name and its cells.
pub type NamedColumn<'a> = (Cow<'a, str>, Cells<'a>);

/// The cells of one column.
#[derive(Clone, Debug)]
pub enum Cells<'a> {
    Text(Words),
    Whole(Vec<i64>),
    Day(Vec<Date>),
    /// A value that is NaN or infinite is missing.
    Number(Cow<'a, [f64]>),
}

impl<'a> Table<'a> {
    /// # Panics
    /// If a column has not one cell a row: the engine then reported a value too few or too many.
    pub(super) fn new(name: &'static str, rows: usize, columns: Vec<NamedColumn<'a>>) -> Self {
        for (column, cells) in &columns {
            let cells = cells.len();
            assert!(cells == rows, "column {column} of {name} has {cells} cells in {rows} rows");
        }
        Self { name, rows, columns }
    }

    pub fn name(&self) -> &'static str {
        self.name
    }

    pub fn rows(&self) -> usize {
        self.rows
    }

    pub fn columns(&self) -> &[NamedColumn<'a>] {
        &self.columns
    }
}

impl Cells<'_> {
    fn len(&self) -> usize {
        match self {
            Self::Text(text) => text.rows.len(),
            Self::Whole(values) => values.len(),
            Self::Day(days) => days.len(),
            Self::Number(values) => values.len(),
        }
    }
}

/// A column of text in few distinct words.
#[derive(Clone, Debug, Default)]
pub struct Words {
    words: Vec<String>,
    index: BTreeMap<String, u32>,
    rows: Vec<u32>,
}

impl Words {
    /// The same word in each row.
    pub fn repeated(word: &str, rows: usize) -> Self {
        let mut column = Self::default();
        let code = column.code(word);
        column.rows = vec![code; rows];
        column
    }

    /// Appends a row.
    pub fn push(&mut self, word: &str) {
        let code = self.code(word);
        self.rows.push(code);
    }

    /// The distinct words.
    pub fn distinct(&self) -> &[String] {
        &self.words
    }

    /// The index into [`Self::distinct`] of each row.
    pub fn rows(&self) -> &[u32] {
        &self.rows
    }

    fn code(&mut self, word: &str) -> u32 {
        if let Some(code) = self.index.get(word) {
            return *code;
        }
        let code = self.words.len() as u32;
        self.words.push(word.to_owned());
        self.index.insert(word.to_owned(), code);
        code
    }
}

/// A row a kept path: "scenario", "path" (from 0), every metric, and every input as `input.<its path>`.
pub fn paths_table(result: &RunResult) -> Table<'_> {
    let rows = result.kept_paths();
    let mut columns: Vec<NamedColumn<'_>> = vec![
        ("scenario".into(), Cells::Text(Words::repeated(&result.scenario, rows))),
        ("path".into(), Cells::Whole((0..rows as i64).collect())),
    ];
    for metric in &result.metrics {
        let cells = Cells::Number(Cow::Borrowed(&metric.values));
        columns.push((Cow::Borrowed(&metric.name), cells));
    }
    for input in &result.inputs {
        let cells = Cells::Number(Cow::Borrowed(&input.values));
        columns.push((format!("input.{}", input.path).into(), cells));
    }
    Table::new("paths", rows, columns)
}

/// The paths of several runs below each other: the columns that all of them have, in the order of
/// the first. Rows of the same path share their random numbers.
pub fn stacked_paths_table<'a>(results: &[&'a RunResult]) -> Table<'a> {
    let rows = results.iter().map(|result| result.kept_paths()).sum();
    let mut scenarios = Words::default();
    let mut paths = Vec::with_capacity(rows);
    for result in results {
        for path in 0..result.kept_paths() {
            scenarios.push(&result.scenario);
            paths.push(path as i64);
        }
    }
    let mut columns: Vec<NamedColumn<'a>> =
        vec![("scenario".into(), Cells::Text(scenarios)), ("path".into(), Cells::Whole(paths))];
    let stacked = |parts: Option<Vec<&'a [f64]>>| {
        parts.map(|parts| Cells::Number(Cow::Owned(parts.concat())))
    };
    for metric in results.first().map_or(&[][..], |first| &first.metrics) {
        let same = |result: &&'a RunResult| {
            let column = result.metrics.iter().find(|other| other.name == metric.name);
            column.map(|column| column.values.as_slice())
        };
        if let Some(cells) = stacked(results.iter().map(same).collect()) {
            columns.push((Cow::Borrowed(metric.name.as_str()), cells));
        }
    }
    for input in results.first().map_or(&[][..], |first| &first.inputs) {
        let same = |result: &&'a RunResult| {
            let column = result.inputs.iter().find(|other| other.path == input.path);
            column.map(|column| column.values.as_slice())
        };
        if let Some(cells) = stacked(results.iter().map(same).collect()) {
            columns.push((format!("input.{}", input.path).into(), cells));
        }
    }
    Table::new("paths", rows, columns)
}

/// The paths of columns in several worlds under several options, as `[world][option][metric]`: a row a
/// world, option and path. Rows of the same path share their random numbers.
pub fn cases_table(
    worlds: &[&str],
    options: &[&str],
    columns: &[Vec<Vec<Column>>],
) -> Table<'static> {
    let cases: Vec<(&str, &str, &Vec<Column>)> = worlds
        .iter()
        .zip(columns)
        .flat_map(|(world, rows)| {
            options.iter().zip(rows).map(|(o, columns)| (*world, *o, columns))
        })
        .collect();
    let paths = cases.first().and_then(|(_, _, columns)| columns.first());
    let paths = paths.map_or(0, |column| column.values.len());
    let (mut world_words, mut option_words) = (Words::default(), Words::default());
    let mut numbers = Vec::with_capacity(paths * cases.len());
    for (world, option, _) in &cases {
        for path in 0..paths {
            world_words.push(world);
            option_words.push(option);
            numbers.push(path as i64);
        }
    }
    let mut table: Vec<NamedColumn<'static>> = vec![
        ("world".into(), Cells::Text(world_words)),
        ("option".into(), Cells::Text(option_words)),
        ("path".into(), Cells::Whole(numbers)),
    ];
    let metrics = cases.first().map_or(0, |(_, _, columns)| columns.len());
    for metric in 0..metrics {
        let values: Vec<f64> =
            cases.iter().flat_map(|(_, _, columns)| columns[metric].values.clone()).collect();
        let name = cases[0].2[metric].name.clone();
        table.push((name.into(), Cells::Number(Cow::Owned(values))));
    }
    Table::new("paths", paths * cases.len(), table)
}

/// A row a week, variable, product, group and statistic: "mean", "standard_error" and, where
/// bands are kept, "p_zero" and "p05" to "p95". Weeks count from 1 and are dated by their last
/// day. The shares of regimes are the variables `regime.<process>.<regime>` with the statistic
/// "share_of_paths".
pub fn series_table(result: &RunResult) -> Table<'static> {
    let mut rows = SeriesRows::new(result);
    for variable in &result.series.variables {
        let labels = [&*variable.name, &*variable.product, &*variable.group];
        for (week, summary) in variable.weeks.iter().enumerate() {
            rows.push_summary(week, labels, summary);
        }
    }
    for series in &result.regimes {
        for (place, regime) in series.names.iter().enumerate() {
            let name = format!("regime.{}.{regime}", series.process);
            for (week, shares) in series.shares.iter().enumerate() {
                let share = shares.get(place).copied().unwrap_or(f64::NAN);
                rows.push(week, [&name, "all", "all"], "share_of_paths", share);
            }
        }
    }
    rows.into_table(&result.scenario)
}

/// A table behind a chart, column by column: text where its first cell is, else numbers.
pub fn chart_table(name: &'static str, chart: &ChartTable) -> Table<'static> {
    let columns = chart.columns.iter().enumerate().map(|(place, title)| {
        let cells = chart.rows.iter().map(|row| &row[place]);
        let cells = if matches!(chart.rows.first().map(|row| &row[place]), Some(Cell::Text(_))) {
            let mut words = Words::default();
            for cell in cells {
                words.push(if let Cell::Text(text) = cell { text } else { "" });
            }
            Cells::Text(words)
        } else {
            let number = |cell: &Cell| if let Cell::Number(x) = cell { *x } else { f64::NAN };
            Cells::Number(Cow::Owned(cells.map(number).collect()))
        };
        (Cow::Owned(title.clone()), cells)
    });
    Table::new(name, chart.rows.len(), columns.collect())
}

/// "p05" for 0.05.
pub(super) fn quantile_name(level: f64) -> String {
    format!("p{:02}", (level * 100.0).round())
}

struct SeriesRows {
    last_days: Vec<Date>,
    quantile_names: [String; 7],
    weeks: Vec<i64>,
    days: Vec<Date>,
    labels: [Words; 3],
    statistics: Words,
    values: Vec<f64>,
}

impl SeriesRows {
    fn new(result: &RunResult) -> Self {
        Self {
            last_days: (0..result.calendar.weeks()).map(|w| result.calendar.last_day(w)).collect(),
            quantile_names: QUANTILE_LEVELS.map(quantile_name),
            weeks: Vec::new(),
            days: Vec::new(),
            labels: Default::default(),
            statistics: Words::default(),
            values: Vec::new(),
        }
    }

    fn push_summary(&mut self, week: usize, labels: [&str; 3], summary: &WeekSummary) {
        self.push(week, labels, "mean", summary.mean.value);
        self.push(week, labels, "standard_error", summary.mean.standard_error);
        let Some(bands) = &summary.bands else { return };
        self.push(week, labels, "p_zero", bands.zero_share);
        let names = std::mem::take(&mut self.quantile_names);
        for (name, value) in names.iter().zip(bands.quantiles) {
            self.push(week, labels, name, value);
        }
        self.quantile_names = names;
    }

    /// Appends a row; a week past the calendar's end has no date and is left out.
    fn push(&mut self, week: usize, labels: [&str; 3], statistic: &str, value: f64) {
        let Some(day) = self.last_days.get(week) else { return };
        self.weeks.push(week as i64 + 1);
        self.days.push(*day);
        for (column, word) in self.labels.iter_mut().zip(labels) {
            column.push(word);
        }
        self.statistics.push(statistic);
        self.values.push(value);
    }

    fn into_table(self, scenario: &str) -> Table<'static> {
        let rows = self.values.len();
        let [variable, product, group] = self.labels;
        let columns = vec![
            ("scenario".into(), Cells::Text(Words::repeated(scenario, rows))),
            ("week".into(), Cells::Whole(self.weeks)),
            ("date".into(), Cells::Day(self.days)),
            ("variable".into(), Cells::Text(variable)),
            ("product".into(), Cells::Text(product)),
            ("group".into(), Cells::Text(group)),
            ("statistic".into(), Cells::Text(self.statistics)),
            ("value".into(), Cells::Number(Cow::Owned(self.values))),
        ];
        Table::new("series", rows, columns)
    }
}
