//! The first sheet: the answer in the words and with the rounding of the terminal, figures as numbers.

use rust_xlsxwriter::XlsxError;

use super::sheet::Sheet;
use crate::analysis::Answer;

const HEAD: [&str; 12] = [
    "Over the whole horizon",
    "P5",
    "P10",
    "P25",
    "P50",
    "P75",
    "P90",
    "P95",
    "mean",
    "± error",
    "lowest 5%",
    "P(zero)",
];
const READING: [&str; 4] = [
    "9 runs in 10 are at or above P10, 9 at or below P90. Lowest 5%: the mean of the lowest twentieth of runs. \
     P(zero): the share of runs in which it is exactly zero.",
    "± is one standard error of the simulation: how much the figure would move with another seed. It is \
     not the spread of outcomes, and says nothing of a wrong assumption.",
    "Figures here are rounded to that error, as they are printed. “Metrics” has all digits, “Assumptions” \
     what they rest on, “Run” what made them.",
    "",
];

pub(super) fn sheet(answer: &Answer, finding: &str) -> Result<Sheet, XlsxError> {
    let mut sheet = Sheet::new("Answer")?;
    sheet.widths(&[50.0, 15.0, 11.0, 11.0, 11.0, 11.0, 11.0, 11.0, 12.0, 12.0, 12.0, 11.0])?;
    sheet.title(&answer.title)?;
    sheet.line(&answer.subtitle)?;
    sheet.row += 1;
    for (what, text) in &answer.headlines {
        sheet.bold(0, what)?;
        sheet.text(1, text)?;
        sheet.row += 1;
    }
    sheet.row += 1;
    if !answer.targets.is_empty() {
        sheet.head(&["Target", "share of runs", "± error", "in words"])?;
        for target in &answer.targets {
            sheet.text(0, &target.title)?;
            match target.probability.split_once(" ± ") {
                Some((share, error)) => {
                    sheet.figure(1, share)?;
                    sheet.figure(2, error)?;
                    sheet.text(3, target.likelihood)?;
                }
                // No run or every run meets it: a bound, which is a sentence.
                None => sheet.text(3, &format!("{}: {}", target.likelihood, target.probability))?,
            }
            sheet.row += 1;
        }
        sheet.row += 1;
    }
    sheet.head(&HEAD)?;
    for line in &answer.metrics {
        sheet.text(0, &line.name)?;
        for (place, text) in line.quantiles.iter().enumerate() {
            sheet.figure(1 + place as u16, text)?;
        }
        let (mean, error) = line.mean.split_once(" ± ").unwrap_or((&line.mean, "0"));
        sheet.figure(8, mean)?;
        sheet.figure(9, error)?;
        sheet.figure(10, &line.expected_shortfall)?;
        sheet.figure(11, &line.p_zero)?;
        sheet.row += 1;
    }
    sheet.row += 1;
    for line in READING {
        sheet.line(line)?;
    }
    sheet.line(&format!("Inputs: {finding}"))?;
    sheet.inner.set_freeze_panes(2, 1)?;
    Ok(sheet)
}
