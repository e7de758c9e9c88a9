//! Weekly variables, summarised over paths as they stream past in memory that does not grow.

use super::catalogue::{Catalogue, Variable};
use super::result::{BAND_LEVELS, Bands, RegimeSeries, SeriesTable, SeriesVariable, WeekSummary};
use super::scalars::{in_regime, stock_of};
use crate::lanes::Lanes;
use crate::model::{Model, State};
use crate::stats::{Histogram, Moments};

/// Partial sums a (variable, week): path k adds to sum k mod 16, so that the bits do not depend on
/// how many paths step abreast.
const STRIPES: usize = 16;

/// Sums of one batch.
#[derive(Clone, Debug)]
pub(super) struct BatchSeries {
    paths: u64,
    /// The first path's value, from which the sums measure.
    pivots: Vec<f64>,
    sums: Vec<[f64; STRIPES]>,
    squares: Vec<[f64; STRIPES]>,
}

/// Integer counts of one worker, over all its batches: their order does not matter.
#[derive(Clone, Debug)]
pub(super) struct WorkerSeries {
    /// As [banded variable · weeks + week].
    histograms: Vec<Histogram>,
    /// As [process][week · regimes + regime].
    regimes: Vec<Vec<u64>>,
}

/// Moments folded over batches in their order, as [variable · weeks + week].
#[derive(Clone, Debug)]
pub(super) struct RunSeries(Vec<Moments>);

/// A variable's value on each path at the week's end.
#[inline(always)]
fn value_of<const L: usize>(
    model: &Model,
    state: &State<L>,
    product: Option<usize>,
    variable: Variable,
) -> Lanes<L> {
    let one = |product: usize| {
        let entry = &state.products[product];
        let of_class = |class: usize, f: fn(&crate::model::Cell<L>) -> Lanes<L>| {
            state
                .cells_of(model, product)
                .iter()
                .zip(&model.buyers)
                .filter(|(_, buyer)| buyer.class == class)
                .fold(Lanes::ZERO, |sum, (cell, _)| sum + f(cell))
        };
        match variable {
            Variable::Flow(flow) => entry.flows[flow as usize],
            Variable::Total(flow) => entry.totals[flow as usize],
            Variable::Stock(stock) => stock_of(model, state, product, stock),
            Variable::Withheld(gate) => entry.withheld[gate as usize],
            Variable::Unmet => entry.unmet,
            Variable::DeliveredTo(class) => of_class(class, |cell| cell.delivered),
            Variable::BacklogOf(class) => of_class(class, |cell| cell.waiting()),
        }
    };
    match product {
        Some(product) => one(product),
        None => (0..model.products.len()).fold(Lanes::ZERO, |sum, product| sum + one(product)),
    }
}

impl BatchSeries {
    pub fn new(model: &Model, catalogue: &Catalogue) -> Self {
        let cells = catalogue.variables.len() * model.calendar.weeks();
        Self {
            paths: 0,
            pivots: vec![0.0; cells],
            sums: vec![[0.0; STRIPES]; cells],
            squares: vec![[0.0; STRIPES]; cells],
        }
    }

    /// Forgets the last batch.
    pub fn restart(&mut self) {
        self.paths = 0;
        self.sums.fill([0.0; STRIPES]);
        self.squares.fill([0.0; STRIPES]);
    }

    /// Takes in a week of a block, of which the first `live` paths count; `offset` is the place of
    /// the block's first path in its batch.
    #[inline(always)]
    pub fn observe<const L: usize>(
        &mut self,
        worker: &mut WorkerSeries,
        model: &Model,
        catalogue: &Catalogue,
        state: &State<L>,
        offset: usize,
        live: usize,
    ) {
        let weeks = model.calendar.weeks();
        let week = state.week;
        let mut banded = 0;
        for (index, entry) in catalogue.variables.iter().enumerate() {
            let values = value_of(model, state, entry.product, entry.variable);
            let cell = index * weeks + week;
            if offset == 0 {
                self.pivots[cell] = values.0[0];
            }
            let away = values - Lanes::splat(self.pivots[cell]);
            let (sums, squares) = (&mut self.sums[cell], &mut self.squares[cell]);
            if live == L && L.is_multiple_of(STRIPES) {
                for (lane, x) in away.0.iter().enumerate() {
                    sums[lane % STRIPES] += x;
                    squares[lane % STRIPES] += x * x;
                }
            } else {
                for (lane, x) in away.0.iter().take(live).enumerate() {
                    sums[(offset + lane) % STRIPES] += x;
                    squares[(offset + lane) % STRIPES] += x * x;
                }
            }
            if entry.banded {
                worker.histograms[banded * weeks + week].push_slice(&values.0[..live]);
                banded += 1;
            }
        }
        if week + 1 == weeks {
            self.paths += live as u64;
        }
        for (entry, counts) in catalogue.regimes.iter().zip(&mut worker.regimes) {
            let regimes = entry.order.len();
            for (place, &regime) in entry.order.iter().enumerate() {
                let held = in_regime(state, entry.kind, regime);
                let count = held.lanes().take_while(|&lane| lane < live).count();
                counts[week * regimes + place] += count as u64;
            }
        }
    }

    /// The moments of the batch.
    pub fn moments(&self) -> Vec<Moments> {
        let total = |stripes: &[f64; STRIPES]| stripes.iter().sum::<f64>();
        self.pivots
            .iter()
            .zip(self.sums.iter().zip(&self.squares))
            .map(|(&pivot, (sums, squares))| {
                Moments::of_sums(self.paths, pivot, total(sums), total(squares))
            })
            .collect()
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
    pub fn regime_series(&self, catalogue: &Catalogue, paths: usize) -> Vec<RegimeSeries> {
        let share = |count: &u64| *count as f64 / paths as f64;
        catalogue
            .regimes
            .iter()
            .zip(&self.regimes)
            .map(|(entry, counts)| RegimeSeries {
                process: entry.name.to_owned(),
                title: entry.title.to_owned(),
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
