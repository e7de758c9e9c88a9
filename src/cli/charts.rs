//! Charts as the files of a run's folder.

use rayon::prelude::*;

use super::{Failure, interrupt};
use crate::output::chart_csv_bytes;
use crate::plot::{self, Chart};

/// Names of files in the folder, and their bytes.
pub type Files = Vec<(String, Vec<u8>)>;

/// Each chart as SVG and PNG and, with `csv`, the numbers that it shows; drawn in parallel, in the
/// order of the charts.
///
/// # Errors
/// If a picture or table cannot be made.
pub fn files(charts: Vec<Chart>, csv: bool) -> Result<Files, Failure> {
    let drawn = charts
        .into_par_iter()
        .map(|chart| {
            interrupt::check()?;
            let png = plot::png(&chart.svg)?;
            let name = chart.name;
            let mut files = vec![
                (format!("charts/{name}.svg"), chart.svg.into_bytes()),
                (format!("charts/{name}.png"), png),
            ];
            if csv {
                let table = chart_csv_bytes(&name, &chart.table)?;
                files.push((format!("charts/{name}.csv"), table));
            }
            Ok(files)
        })
        .collect::<Result<Vec<Files>, Failure>>()?;
    Ok(drawn.into_iter().flatten().collect())
}
