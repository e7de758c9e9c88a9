//! Weekly variables, summarised over paths as they stream past in memory that does not grow.

use super::batch::LANES;
use super::catalogue::{Catalogue, Stock, Variable, regime_names};
use super::plan::BATCH_PATHS;
use super::result::{BAND_LEVELS, Bands, RegimeSeries, SeriesTable, SeriesVariable, WeekSummary};
use super::scalars::{in_regime, stocks_of};
use crate::lanes::{Lanes, Mask};
use crate::model::{Model, State};
use crate::stats::{Bin, Histogram, Moments};

/// What one batch adds up: sums in the order of its blocks, and the bins of banded variables until
/// the batch is done. (Counting each week at once would touch every histogram for every block, and
/// wait for memory each time.)
#[derive(Clone, Debug)]
pub(super) struct BatchSeries {
    paths: usize,
    /// As [variable · weeks + week]: the first path's value, from which the sums measure, and the
    /// sums of the distances and of their squares.
    sums: Vec<ShiftedSums>,
    /// As [banded variable · weeks + week]: the smallest and the largest amount.
    extremes: Vec<(f64, f64)>,
    /// As [(banded variable · weeks + week) · BATCH_PATHS + path of the batch].
    bins: Vec<Bin>,
    snapshots: Snapshots<LANES>,
}

#[derive(Clone, Copy, Debug, Default)]
struct ShiftedSums {
    pivot: f64,
    sum: f64,
    squares: f64,
}

/// Integer counts of one worker, over all its batches: their order does not matter.
#[derive(Clone, Debug)]
pub(super) struct WorkerSeries {
    /// As [banded variable · weeks + week].
    pub histograms: Vec<Histogram>,
    /// As [process][week · regimes + regime].
    pub regimes: Vec<Vec<u64>>,
}

/// Moments folded over batches in their order, as [variable · weeks + week].
#[derive(Clone, Debug)]
pub(super) struct RunSeries(pub Vec<Moments>);

/// Stocks of one product at the week's end, summed over its buyers once for all variables.
#[derive(Clone, Debug)]
struct Snapshot<const L: usize> {
    stocks: [Lanes<L>; Stock::COUNT],
    /// By buyer class.
    delivered: Vec<Lanes<L>>,
    backlog: Vec<Lanes<L>>,
}

/// One snapshot a product; reused from week to week.
#[derive(Clone, Debug)]
struct Snapshots<const L: usize>(Vec<Snapshot<L>>);

impl<const L: usize> Snapshots<L> {
    fn new(model: &Model) -> Self {
        let classes = model.buyer_classes.len();
        let empty = Snapshot {
            stocks: [Lanes::ZERO; Stock::COUNT],
            delivered: vec![Lanes::ZERO; classes],
            backlog: vec![Lanes::ZERO; classes],
        };
        Self(vec![empty; model.products.len()])
    }

    #[inline(always)]
    fn take(&mut self, model: &Model, state: &State<L>) {
        for (index, snapshot) in self.0.iter_mut().enumerate() {
            snapshot.stocks = stocks_of(model, state, index);
            snapshot.delivered.fill(Lanes::ZERO);
            snapshot.backlog.fill(Lanes::ZERO);
            for (cell, buyer) in state.cells_of(model, index).iter().zip(&model.buyers) {
                snapshot.delivered[buyer.class] += cell.delivered;
                snapshot.backlog[buyer.class] += cell.waiting();
            }
        }
    }

    /// A variable's value on each path, of one product or of all.
    #[inline(always)]
    fn value(&self, state: &State<L>, product: Option<usize>, variable: Variable) -> Lanes<L> {
        let one = |product: usize| {
            let (entry, snapshot) = (&state.products[product], &self.0[product]);
            match variable {
                Variable::Flow(flow) => entry.flows[flow as usize],
                Variable::Total(flow) => entry.totals[flow as usize],
                Variable::Stock(stock) => snapshot.stocks[stock as usize],
                Variable::Withheld(gate) => entry.withheld[gate as usize],
                Variable::Unmet => entry.unmet,
                Variable::DeliveredTo(class) => snapshot.delivered[class],
                Variable::BacklogOf(class) => snapshot.backlog[class],
            }
        };
        match product {
            Some(product) => one(product),
            None => (0..self.0.len()).fold(Lanes::ZERO, |sum, product| sum + one(product)),
        }
    }
}

impl BatchSeries {
    pub fn new(model: &Model, catalogue: &Catalogue) -> Self {
        let weeks = model.calendar.weeks();
        let banded = catalogue.variables.iter().filter(|entry| entry.banded).count();
        Self {
            paths: 0,
            sums: vec![ShiftedSums::default(); catalogue.variables.len() * weeks],
            extremes: vec![NO_EXTREMES; banded * weeks],
            bins: vec![Bin::default(); banded * weeks * BATCH_PATHS],
            snapshots: Snapshots::new(model),
        }
    }

    /// Begins a batch of `paths` paths.
    pub fn restart(&mut self, paths: usize) {
        self.paths = paths;
        self.sums.fill(ShiftedSums::default());
        self.extremes.fill(NO_EXTREMES);
    }

    /// Takes in a week of a block, of which the first `live` paths count; `offset` is the place of
    /// the block's first path in its batch.
    #[inline(always)]
    pub fn observe(
        &mut self,
        worker: &mut WorkerSeries,
        model: &Model,
        catalogue: &Catalogue,
        state: &State<LANES>,
        offset: usize,
        live: usize,
    ) {
        let weeks = model.calendar.weeks();
        let week = state.week;
        self.snapshots.take(model, state);
        let counted = Lanes::from_fn(|lane| lane as f64).lt(Lanes::splat(live as f64));
        let mut banded = 0;
        for (group, entries) in catalogue.variables.chunks(ABREAST).enumerate() {
            let mut values = [Lanes::ZERO; ABREAST];
            let values = &mut values[..entries.len()];
            for (values, entry) in values.iter_mut().zip(entries) {
                *values = self.snapshots.value(state, entry.product, entry.variable);
            }
            let places = (group * ABREAST..).map(|index| index * weeks + week);
            self.add_up(values, places, counted, offset == 0);
            let mut amounts = [Lanes::ZERO; ABREAST];
            let mut count = 0;
            for (values, entry) in values.iter().zip(entries) {
                if entry.banded {
                    // Money that was paid and given back again may leave a sum a rounding below zero.
                    amounts[count] = values.positive();
                    count += 1;
                }
            }
            let places = (banded..).map(|index| index * weeks + week);
            self.sort_in(&amounts[..count], places, counted, offset);
            banded += count;
        }
        for (entry, counts) in catalogue.regimes.iter().zip(&mut worker.regimes) {
            let regimes = entry.order.len();
            for (place, &regime) in entry.order.iter().enumerate() {
                let held = in_regime(state, entry.kind, regime) & counted;
                counts[week * regimes + place] += held.lanes().count() as u64;
            }
        }
    }

    /// Adds the counted lanes of each row to the sums at its place; `pivots` sets where they measure from.
    #[inline(always)]
    fn add_up(
        &mut self,
        rows: &[Lanes<LANES>],
        places: impl Iterator<Item = usize> + Clone,
        counted: Mask<LANES>,
        pivots: bool,
    ) {
        let (mut away, mut squares) = ([Lanes::ZERO; ABREAST], [Lanes::ZERO; ABREAST]);
        let (away, squares) = (&mut away[..rows.len()], &mut squares[..rows.len()]);
        for (((row, away), squares), place) in
            rows.iter().zip(away.iter_mut()).zip(squares.iter_mut()).zip(places.clone())
        {
            let sums = &mut self.sums[place];
            if pivots {
                sums.pivot = row.0[0];
            }
            *away = (*row - Lanes::splat(sums.pivot)).only(counted);
            *squares = *away * *away;
        }
        fold(away, |a, b| a + b);
        fold(squares, |a, b| a + b);
        for ((away, squares), place) in away.iter().zip(squares).zip(places) {
            self.sums[place].sum += away.0[0];
            self.sums[place].squares += squares.0[0];
        }
    }

    /// Keeps the bins and the extremes of each row's amounts at its place.
    #[inline(always)]
    fn sort_in(
        &mut self,
        rows: &[Lanes<LANES>],
        places: impl Iterator<Item = usize> + Clone,
        counted: Mask<LANES>,
        offset: usize,
    ) {
        let (mut lows, mut highs) = ([Lanes::ZERO; ABREAST], [Lanes::ZERO; ABREAST]);
        let (lows, highs) = (&mut lows[..rows.len()], &mut highs[..rows.len()]);
        for (((row, low), high), place) in
            rows.iter().zip(lows.iter_mut()).zip(highs.iter_mut()).zip(places.clone())
        {
            let first = place * BATCH_PATHS + offset;
            for (bin, amount) in self.bins[first..first + LANES].iter_mut().zip(row.0) {
                *bin = Bin::of(amount);
            }
            *low = counted.pick(*row, Lanes::splat(row.0[0]));
            *high = *low;
        }
        fold(lows, |a, b| if a < b { a } else { b });
        fold(highs, |a, b| if a > b { a } else { b });
        for ((lows, highs), place) in lows.iter().zip(highs).zip(places) {
            let (low, high) = &mut self.extremes[place];
            *low = low.min(lows.0[0]);
            *high = high.max(highs.0[0]);
        }
    }

    /// Ends the batch: counts its banded values and hands over its moments.
    pub fn finish(&self, worker: &mut WorkerSeries) -> Vec<Moments> {
        let bins = self.bins.chunks_exact(BATCH_PATHS);
        for ((histogram, bins), &(low, high)) in
            worker.histograms.iter_mut().zip(bins).zip(&self.extremes)
        {
            histogram.push_bins(&bins[..self.paths], low, high);
        }
        let moments =
            |s: &ShiftedSums| Moments::of_sums(self.paths as u64, s.pivot, s.sum, s.squares);
        self.sums.iter().map(moments).collect()
    }
}

/// No amount is below or above these.
const NO_EXTREMES: (f64, f64) = (f64::INFINITY, f64::NEG_INFINITY);

/// Variables that are taken in abreast: enough to keep the processor busy, few enough for its nearest cache.
const ABREAST: usize = 16;

/// Folds all lanes of each row into its first, halves onto halves: a fixed order. All rows are halved before
/// any is halved again: a row by itself would be taken apart into numbers, and so compiled.
#[inline(always)]
fn fold(rows: &mut [Lanes<LANES>], f: impl Fn(f64, f64) -> f64 + Copy) {
    const { assert!(LANES == 16, "four halvings") }
    halve::<8>(rows, f);
    halve::<4>(rows, f);
    halve::<2>(rows, f);
    halve::<1>(rows, f);
}

#[inline(always)]
fn halve<const HALF: usize>(rows: &mut [Lanes<LANES>], f: impl Fn(f64, f64) -> f64) {
    for row in rows {
        for lane in 0..HALF {
            row.0[lane] = f(row.0[lane], row.0[lane + HALF]);
        }
    }
}

impl WorkerSeries {
    pub fn new(model: &Model, catalogue: &Catalogue) -> Self {
        let weeks = model.calendar.weeks();
        let banded = catalogue.variables.iter().filter(|entry| entry.banded).count();
        Self {
            histograms: vec![Histogram::new(); banded * weeks],
            regimes: catalogue.regimes.iter().map(|r| vec![0; r.order.len() * weeks]).collect(),
        }
    }

    pub fn merge(&mut self, other: &Self) {
        for (ours, theirs) in self.histograms.iter_mut().zip(&other.histograms) {
            ours.merge(theirs);
        }
        for (ours, theirs) in self.regimes.iter_mut().flatten().zip(other.regimes.iter().flatten())
        {
            *ours += theirs;
        }
    }

    /// Shares of paths in each regime by week.
    pub fn regime_series(
        &self,
        model: &Model,
        catalogue: &Catalogue,
        paths: usize,
    ) -> Vec<RegimeSeries> {
        let share = |count: &u64| *count as f64 / paths as f64;
        catalogue
            .regimes
            .iter()
            .zip(&self.regimes)
            .map(|(entry, counts)| RegimeSeries {
                process: entry.name.to_owned(),
                title: entry.title.to_owned(),
                names: regime_names(model, entry),
                regimes: entry.titles.clone(),
                shares: counts
                    .chunks(entry.order.len())
                    .map(|week| week.iter().map(share).collect())
                    .collect(),
            })
            .collect()
    }
}

impl RunSeries {
    pub fn new(model: &Model, catalogue: &Catalogue) -> Self {
        Self(vec![Moments::new(); catalogue.variables.len() * model.calendar.weeks()])
    }

    /// Takes in the next batch; batches come in their order.
    pub fn fold(&mut self, batch: &[Moments]) {
        for (ours, theirs) in self.0.iter_mut().zip(batch) {
            ours.merge(theirs);
        }
    }

    /// The weekly table of the run.
    pub fn table(
        &self,
        model: &Model,
        catalogue: &Catalogue,
        worker: &WorkerSeries,
    ) -> SeriesTable {
        let weeks = model.calendar.weeks();
        let mut banded = worker.histograms.chunks(weeks);
        let variables = catalogue
            .variables
            .iter()
            .zip(self.0.chunks(weeks))
            .map(|(entry, moments)| {
                let histograms = if entry.banded { banded.next() } else { None };
                let weeks = moments
                    .iter()
                    .enumerate()
                    .filter_map(|(week, moments)| {
                        let bands = histograms.and_then(|list| bands_of(&list[week]));
                        Some(WeekSummary { mean: moments.mean()?, bands })
                    })
                    .collect();
                SeriesVariable {
                    name: entry.name.clone(),
                    product: match entry.product {
                        Some(product) => model.products[product].id.name.clone(),
                        None => "all".to_owned(),
                    },
                    group: match entry.group {
                        Some(class) => model.buyer_classes[class].clone(),
                        None => "all".to_owned(),
                    },
                    unit: entry.unit,
                    weeks,
                }
            })
            .collect();
        SeriesTable { variables }
    }
}

fn bands_of(histogram: &Histogram) -> Option<Bands> {
    Some(Bands {
        zero_share: histogram.zero_share()?,
        quantiles: histogram.quantiles(BAND_LEVELS)?,
    })
}
