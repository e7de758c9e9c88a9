//! A box that was found, judged on paths that it was not found on, and said in a sentence.

use super::prim::peel;
use super::{Cases, Region};
use crate::analysis::sample::Sample;
use crate::analysis::sensitivity::short_name;
use crate::analysis::{Cell, ChartTable};
use crate::stats::{Estimate, Proportion};
use crate::units::short;

/// Refits that tell how stable a box is, each without one of so many parts of the paths.
const REFITS: usize = 10;
/// The share of a linear axis in which half of the draws may not stand together.
const CROWDED: f64 = 0.1;
/// A limit stays if the wanted share without it is lower by so many standard errors.
const HURDLE: f64 = 1.645;

/// A box with what it is worth, from the paths that it was not found on.
#[derive(Clone, Debug)]
pub struct FoundBox {
    pub region: Region,
    /// The share of the wanted paths that lie inside.
    pub coverage: Estimate,
    /// The share of the paths inside that are wanted.
    pub density: Estimate,
    /// The share of all paths that lie inside.
    pub mass: Estimate,
    /// For each limit: the share of refits, each without a tenth of the paths, that limit the same
    /// input on the same side.
    pub stability: Vec<f64>,
}

/// The least and the greatest draw of an input.
#[derive(Clone, Copy, Debug)]
pub struct Range {
    pub low: f64,
    pub high: f64,
    /// Whether its draws, all above zero, are so skewed that half of them would share a tenth of a linear axis.
    pub log: bool,
}

/// What was looked for, how common it is, and the box where it is dense.
#[derive(Clone, Debug)]
pub struct Discovery {
    /// What is looked for, as in "“One million by 2027” is missed".
    pub what: String,
    pub names: Vec<String>,
    /// What was drawn of each input.
    pub ranges: Vec<Range>,
    pub paths: usize,
    /// The share of all paths that are wanted.
    pub base: Estimate,
    /// None where no box raises the share.
    pub found: Option<FoundBox>,
}

impl Discovery {
    /// Looks for a box that holds the share `coverage` of the wanted paths. None where fewer than
    /// 30 paths are wanted, or fewer than 30 are not: then there is nothing to learn from.
    pub fn new(cases: &Cases, what: String, coverage: f64) -> Option<Self> {
        const LEAST: usize = 30;
        let hits = cases.wanted.iter().filter(|wanted| **wanted).count();
        if hits < LEAST || cases.wanted.len() - hits < LEAST {
            return None;
        }
        let [search, judge] = cases.halves();
        let region = plain(cases, &search, peel(cases, &search, coverage));
        let found = (!region.limits.is_empty())
            .then(|| FoundBox::judge(cases, region, &search, &judge, coverage))
            .flatten();
        Some(Self {
            what,
            names: cases.names.clone(),
            ranges: cases.inputs.iter().map(|draws| Range::of(draws)).collect(),
            paths: cases.wanted.len(),
            base: Proportion::of(cases.wanted.iter().copied())?.estimate(),
            found,
        })
    }

    /// The box as a sentence, or that there is none.
    pub fn finding(&self) -> String {
        let Some(found) = &self.found else {
            return format!("No box of inputs tells when {}", self.what);
        };
        let percent = |share: Estimate| share.digits(crate::units::Unit::Share);
        let limits: Vec<String> =
            found.region.limits.iter().map(|limit| self.limit_in_words(limit)).collect();
        format!(
            "Where {}, {} in {} of runs, against {} overall; so it goes in {} of the runs where it happens",
            limits.join(" and "),
            self.what,
            percent(found.density),
            percent(self.base),
            percent(found.coverage),
        )
    }

    /// The finding without the box's limits: "“One million by 2027” is met in 31% of runs inside the
    /// box of 2 inputs, against 4% overall".
    pub fn title(&self) -> String {
        let Some(found) = &self.found else { return self.finding() };
        let inputs = match found.region.limits.as_slice() {
            [only] => format!("where {}", self.limit_in_words(only)),
            limits => format!("inside a box of {} inputs", limits.len()),
        };
        let percent = |share: Estimate| share.digits(crate::units::Unit::Share);
        let (inside, overall) = (percent(found.density), percent(self.base));
        format!("{} in {inside} of runs {inputs}, against {overall} overall", self.what)
    }

    /// "h200 · firming share is at least 0.42".
    pub fn limit_in_words(&self, limit: &super::Limit) -> String {
        let name = short_name(&self.names[limit.input]);
        match (limit.low, limit.high) {
            (Some(low), Some(high)) => {
                format!("{name} is between {} and {}", figure(low), figure(high))
            }
            (Some(low), None) => format!("{name} is at least {}", figure(low)),
            (None, Some(high)) => format!("{name} is at most {}", figure(high)),
            (None, None) => name,
        }
    }

    /// A row a limit, with the box's worth beside each.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "input",
            "at_least",
            "at_most",
            "stability",
            "density",
            "density_standard_error",
            "coverage",
            "coverage_standard_error",
            "mass",
            "base_share",
        ]);
        if let Some(found) = &self.found {
            for (limit, stability) in found.region.limits.iter().zip(&found.stability) {
                let numbers = [
                    limit.low.unwrap_or(f64::NAN),
                    limit.high.unwrap_or(f64::NAN),
                    *stability,
                    found.density.value,
                    found.density.standard_error,
                    found.coverage.value,
                    found.coverage.standard_error,
                    found.mass.value,
                    self.base.value,
                ];
                let mut row = vec![Cell::Text(self.names[limit.input].clone())];
                row.extend(numbers.map(Cell::Number));
                table.push(row);
            }
        }
        table
    }
}

impl Range {
    fn of(draws: &[f64]) -> Self {
        let finite = || draws.iter().copied().filter(|draw| draw.is_finite());
        let low = finite().fold(f64::INFINITY, f64::min);
        let high = finite().fold(f64::NEG_INFINITY, f64::max);
        let median = Sample::new(draws).map_or(high, |sample| sample.quantile(0.5));
        Self { low, high, log: low > 0.0 && median - low < CROWDED * (high - low) }
    }
}

/// Three digits, small shares too; never zero for what is not.
pub fn figure(value: f64) -> String {
    match value {
        v if v.abs() >= 0.0995 || v == 0.0 => short(v),
        v if v > 0.0 && v < 0.0005 => "<0.001".to_owned(),
        v => format!("{v:.3}"),
    }
}

impl FoundBox {
    fn judge(
        cases: &Cases,
        region: Region,
        search: &[usize],
        judge: &[usize],
        coverage: f64,
    ) -> Option<Self> {
        let inside = region.inside(cases, judge);
        let wanted = |path: &usize| cases.wanted[*path];
        let held = judge.iter().filter(|path| wanted(path)).map(|&path| region.holds(cases, path));
        let all = judge.iter().map(|&path| region.holds(cases, path));
        let stability = stability(cases, &region, search, coverage);
        Some(Self {
            coverage: Proportion::of(held)?.estimate(),
            density: Proportion::of(inside.iter().map(wanted))?.estimate(),
            mass: Proportion::of(all)?.estimate(),
            stability,
            region,
        })
    }
}

/// The box without the limits that do little: each goes if the wanted share without it is not lower
/// by more than chance explains (after Bryant and Lempert, 2010).
fn plain(cases: &Cases, paths: &[usize], mut region: Region) -> Region {
    let mut place = region.limits.len();
    while place > 0 {
        place -= 1;
        let mut without = region.clone();
        without.limits.remove(place);
        let (with, wider) = (region.inside(cases, paths), without.inside(cases, paths));
        let (share, wider_share) = (cases.share(&with), cases.share(&wider));
        let spread = wider_share * (1.0 - wider_share) / with.len().max(1) as f64;
        if share - wider_share <= HURDLE * spread.sqrt() {
            region = without;
        }
    }
    region
}

fn stability(cases: &Cases, region: &Region, paths: &[usize], coverage: f64) -> Vec<f64> {
    let mut seen = vec![0usize; region.limits.len()];
    for part in 0..REFITS {
        let rest: Vec<usize> = paths
            .iter()
            .enumerate()
            .filter(|(row, _)| row % REFITS != part)
            .map(|(_, &path)| path)
            .collect();
        let other = plain(cases, &rest, peel(cases, &rest, coverage));
        for (limit, seen) in region.limits.iter().zip(&mut seen) {
            let same = other.limits.iter().any(|o| {
                o.input == limit.input
                    && (o.low.is_some() && limit.low.is_some()
                        || o.high.is_some() && limit.high.is_some())
            });
            *seen += usize::from(same);
        }
    }
    seen.into_iter().map(|count| count as f64 / REFITS as f64).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_positive_draws_that_crowd_at_one_end_get_a_log_axis() {
        let of = |draw: fn(i32) -> f64| Range::of(&(1..=100).map(draw).collect::<Vec<_>>());
        let fourth = |k: i32| f64::from(k * k) * f64::from(k * k);
        let wide = of(|k| f64::from(k * k) * f64::from(k * k));
        assert!(wide.log && (wide.low, wide.high) == (1.0, fourth(100)), "{wide:?}");
        for range in [of(f64::from), of(|k| f64::from(k * k)), of(|_| 3.0)] {
            assert!(!range.log, "{range:?}");
        }
        let to_zero = of(|k| f64::from(k * k) * f64::from(k * k) - 1.0);
        assert!(!to_zero.log, "a log axis has no zero");
    }
}
