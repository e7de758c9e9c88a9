//! A shallow tree of yes-or-no questions about inputs, each leaf with its share of wanted paths.

use super::{Cases, Limit, Region};
use crate::analysis::{Cell, ChartTable};
use crate::stats::{Estimate, Proportion};

/// Questions on the way to a leaf, at most.
const DEPTH: usize = 3;
/// A leaf holds this share of the paths that the tree grew on, at least.
const LEAST_SHARE: f64 = 0.05;
/// Cuts tried for each input, at its quantiles.
const CUTS: usize = 32;

/// A leaf as a box, with its share of wanted paths among those that the tree did not grow on.
#[derive(Clone, Debug)]
pub struct Leaf {
    pub region: Region,
    pub density: Estimate,
    pub mass: Estimate,
}

/// A classification tree (Breiman and others, 1984), grown on every second path.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The share of wanted paths rises from leaf to leaf.
    pub leaves: Vec<Leaf>,
}

impl Tree {
    /// Grows a tree; one leaf where no question tells anything.
    pub fn grow(cases: &Cases) -> Self {
        let [grow, judge] = cases.halves();
        let least = ((LEAST_SHARE * grow.len() as f64) as usize).max(1);
        let mut regions = Vec::new();
        split(cases, grow, Region::default(), DEPTH, least, &mut regions);
        let mut leaves: Vec<Leaf> = regions
            .into_iter()
            .filter_map(|region| {
                let inside = region.inside(cases, &judge);
                let wanted = inside.iter().map(|&path| cases.wanted[path]);
                Some(Leaf {
                    density: Proportion::of(wanted)?.estimate(),
                    mass: Proportion::new(inside.len() as u64, judge.len() as u64)?.estimate(),
                    region,
                })
            })
            .collect();
        leaves.sort_by(|a, b| a.density.value.total_cmp(&b.density.value));
        Self { leaves }
    }

    /// A row a leaf and limit, the leaves in their order from 1.
    pub fn table(&self, names: &[String]) -> ChartTable {
        let mut table = ChartTable::new(&[
            "leaf",
            "input",
            "at_least",
            "at_most",
            "density",
            "density_standard_error",
            "mass",
        ]);
        for (place, leaf) in self.leaves.iter().enumerate() {
            for limit in &leaf.region.limits {
                let numbers = [
                    limit.low.unwrap_or(f64::NAN),
                    limit.high.unwrap_or(f64::NAN),
                    leaf.density.value,
                    leaf.density.standard_error,
                    leaf.mass.value,
                ];
                let mut row =
                    vec![Cell::Number((place + 1) as f64), Cell::Text(names[limit.input].clone())];
                row.extend(numbers.map(Cell::Number));
                table.push(row);
            }
        }
        table
    }
}

/// Gini's impurity times the number of paths.
fn impurity(hits: f64, count: f64) -> f64 {
    if count > 0.0 { 2.0 * hits * (1.0 - hits / count) } else { 0.0 }
}

fn split(
    cases: &Cases,
    paths: Vec<usize>,
    region: Region,
    depth: usize,
    least: usize,
    leaves: &mut Vec<Region>,
) {
    let best = (depth > 0).then(|| best_cut(cases, &paths, least)).flatten();
    let Some((input, at)) = best else {
        leaves.push(region);
        return;
    };
    let column = &cases.inputs[input];
    let (low, high): (Vec<usize>, Vec<usize>) =
        paths.into_iter().partition(|&path| column[path] <= at);
    let below = Limit { input, low: None, high: Some(at) };
    // The next double, so that every value lies on one side.
    let over = Limit { input, low: Some(at.next_up()), high: None };
    split(cases, low, narrowed(&region, below), depth - 1, least, leaves);
    split(cases, high, narrowed(&region, over), depth - 1, least, leaves);
}

/// The region with one more limit, merged with one of the same input.
fn narrowed(region: &Region, limit: Limit) -> Region {
    let mut region = region.clone();
    match region.limits.iter_mut().find(|other| other.input == limit.input) {
        Some(other) => {
            other.low = limit.low.or(other.low);
            other.high = limit.high.or(other.high);
        }
        None => region.limits.push(limit),
    }
    region
}

/// The cut that lowers impurity most, if any lowers it by more than a hundredth.
fn best_cut(cases: &Cases, paths: &[usize], least: usize) -> Option<(usize, f64)> {
    const LEAST_GAIN: f64 = 0.01;
    let hits = paths.iter().filter(|&&path| cases.wanted[path]).count() as f64;
    let whole = impurity(hits, paths.len() as f64);
    let mut best: Option<(f64, usize, f64)> = None;
    for (input, column) in cases.inputs.iter().enumerate() {
        let mut rows: Vec<(f64, bool)> =
            paths.iter().map(|&path| (column[path], cases.wanted[path])).collect();
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let mut below = 0.0;
        let mut next = 1;
        for (row, (value, wanted)) in rows.iter().enumerate() {
            below += f64::from(u8::from(*wanted));
            let count = row + 1;
            if count * CUTS < next * rows.len() {
                continue;
            }
            // Ties stay together.
            let tied = rows.get(count).is_none_or(|after| after.0 <= *value);
            if tied || count < least || rows.len() - count < least {
                continue;
            }
            next = count * CUTS / rows.len() + 1;
            let (left, right) = (count as f64, (rows.len() - count) as f64);
            let gain = whole - impurity(below, left) - impurity(hits - below, right);
            if best.is_none_or(|(most, ..)| gain > most) {
                best = Some((gain, input, *value));
            }
        }
    }
    best.filter(|(gain, ..)| *gain > LEAST_GAIN * whole).map(|(_, input, at)| (input, at))
}
