//! Runs in the long form of integrated assessment models (IAMC): model, scenario, region, variable, unit.

use super::{MetricSummary, Provenance};
use crate::analysis::{Cell, ChartTable};
use crate::engine::{BAND_LEVELS, RunResult};
use crate::stats::{Estimate, QUANTILE_LEVELS};
use crate::units::{Calendar, Unit};

/// What a variable of the whole horizon has in its name.
const WHOLE: &str = "Whole horizon";

/// A row a scenario, variable, statistic and calendar year. A metric of the whole horizon stands in
/// the horizon's last year, under a name that says so; quarters, fiscal periods and days of choice
/// are left out.
pub fn iamc_years(runs: &[(&RunResult, &[MetricSummary])], region: &str) -> ChartTable {
    let mut table =
        ChartTable::new(&["model", "scenario", "region", "variable", "unit", "year", "value"]);
    for (result, summaries) in runs {
        let calendar = &result.calendar;
        let end = calendar.last_day(calendar.weeks() - 1);
        let mut row = |variable: String, unit: &str, year: f64, value: f64| {
            if value.is_finite() {
                let mut cells = head(result, region, variable, unit);
                cells.extend([Cell::Number(year), Cell::Number(value)]);
                table.push(cells);
            }
        };
        for (name, unit, summary) in *summaries {
            let Some((variable, year)) = variable(name, calendar) else { continue };
            let year = year.unwrap_or(f64::from(end.year()));
            let unit = unit_name(*unit);
            let mut estimate = |statistic: &str, unit: &str, e: Option<Estimate>| {
                let Some(e) = e else { return };
                row(format!("{variable}|{statistic}"), unit, year, e.value);
                row(format!("{variable}|{statistic}|Standard error"), unit, year, e.standard_error);
            };
            estimate("Mean", unit, summary.mean);
            for (place, level) in QUANTILE_LEVELS.iter().enumerate() {
                estimate(&level_name(*level), unit, summary.quantiles.map(|all| all[place]));
            }
            estimate("Share at zero", unit_name(Unit::Share), summary.p_zero);
        }
        for target in &result.targets {
            let variable = format!("Target|{}|Share of runs", target.name);
            let year = f64::from(target.by.unwrap_or(end).year());
            let Estimate { value, standard_error } = target.probability;
            row(variable.clone(), unit_name(Unit::Share), year, value);
            row(format!("{variable}|Standard error"), unit_name(Unit::Share), year, standard_error);
        }
    }
    table
}

/// A row a scenario, variable, statistic and week, dated by its last day; totals over buyers only.
pub fn iamc_weeks(runs: &[(&RunResult, &[MetricSummary])], region: &str) -> ChartTable {
    let mut table =
        ChartTable::new(&["model", "scenario", "region", "variable", "unit", "time", "value"]);
    for (result, _) in runs {
        let totals = result.series.variables.iter().filter(|variable| variable.group == "all");
        for variable in totals {
            let mut name = words(&variable.name);
            if variable.product != "all" {
                name += &format!("|{}", variable.product);
            }
            for (index, week) in variable.weeks.iter().enumerate() {
                let mut row = |statistic: &str, unit: Unit, value: f64| {
                    if value.is_finite() {
                        let named = format!("{name}|{statistic}");
                        let mut cells = head(result, region, named, unit_name(unit));
                        cells.push(result.calendar.last_day(index).to_string().into());
                        cells.push(Cell::Number(value));
                        table.push(cells);
                    }
                };
                row("Mean", variable.unit, week.mean.value);
                row("Mean|Standard error", variable.unit, week.mean.standard_error);
                if let Some(bands) = &week.bands {
                    for (level, value) in BAND_LEVELS.iter().zip(bands.quantiles) {
                        row(&level_name(*level), variable.unit, value);
                    }
                    row("Share at zero", Unit::Share, bands.zero_share);
                }
            }
        }
    }
    table
}

fn head(result: &RunResult, region: &str, variable: String, unit: &str) -> Vec<Cell> {
    vec![
        Provenance::program().into(),
        result.scenario.as_str().into(),
        region.into(),
        variable.into(),
        unit.into(),
    ]
}

/// A metric's name as a variable, and its calendar year; None for other periods and days.
fn variable(metric: &str, calendar: &Calendar) -> Option<(String, Option<f64>)> {
    let mut parts = metric.split('.');
    let mut levels = vec![words(parts.next()?)];
    let mut year = None;
    for part in parts {
        let has = |periods: Vec<crate::units::Period>| periods.iter().any(|p| p.label == part);
        if has(calendar.years()) {
            year = Some(part.parse().ok()?);
        } else if has(
            [calendar.quarters(), calendar.fiscal_quarters(), calendar.fiscal_years()].concat()
        ) || part.starts_with("by-")
            || part.starts_with("on-")
        {
            return None;
        } else {
            levels.push(part.to_owned());
        }
    }
    if year.is_none() {
        levels.push(WHOLE.to_owned());
    }
    Some((levels.join("|"), year))
}

/// "gross_revenue_usd" as "Gross revenue USD"; a point begins a level.
fn words(name: &str) -> String {
    let words =
        name.replace('_', " ").replace('.', "|").replace("usd", "USD").replace("h20e", "H20e");
    let mut letters = words.chars();
    letters.next().map_or_else(String::new, |c| c.to_uppercase().chain(letters).collect())
}

fn level_name(level: f64) -> String {
    format!("P{:.0}", level * 100.0)
}

/// A unit's name; the format knows no variable without a unit.
fn unit_name(unit: Unit) -> &'static str {
    match unit {
        Unit::Count => "1",
        other => other.name(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Date;

    #[test]
    fn a_metrics_name_becomes_levels_and_a_year() {
        let date = |year, month, day| Date::new(year, month, day).expect("a date");
        let calendar = Calendar::new(date(2026, 1, 30), date(2027, 12, 30)).expect("weeks");
        let of = |name| variable(name, &calendar);
        assert_eq!(
            of("delivered_units.h200.2026"),
            Some(("Delivered units|h200".into(), Some(2026.0)))
        );
        assert_eq!(of("gross_revenue_usd"), Some(("Gross revenue USD|Whole horizon".into(), None)));
        assert_eq!(
            of("withheld_unit_weeks.customs"),
            Some(("Withheld unit weeks|customs|Whole horizon".into(), None))
        );
        assert_eq!(of("delivered_units.2026Q3"), None);
        assert_eq!(of("delivered_units.h200.by-2026-06-30"), None);
    }
}
