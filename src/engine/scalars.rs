//! The metrics of a block of paths, gathered week by week.

use super::catalogue::{Catalogue, Metric, RegimeKind, Stock};
use crate::lanes::{Lanes, Mask};
use crate::model::{FLOWS, Flow, GATES, Model, State};

/// What the metrics need to remember of the weeks gone by.
#[derive(Clone, Debug)]
pub(super) struct Scalars<const L: usize> {
    /// Totals of every flow at the end of each week that a period begins or ends with, as
    /// `[boundary][product][flow]`.
    boundaries: Vec<usize>,
    marks: Vec<Vec<[Lanes<L>; FLOWS.len()]>>,
    /// Approval rounds held by then, as `[boundary][product]`.
    rounds: Vec<Vec<Lanes<L>>>,
    /// Regimes asked for on a day: process, regime, week, and 1 where it held.
    on_days: Vec<(RegimeKind, usize, usize, Lanes<L>)>,
    peak_stock: Lanes<L>,
    first_delivery: Vec<Lanes<L>>,
    paper_only: Lanes<L>,
    streak: Lanes<L>,
    longest: Lanes<L>,
    withheld: [Lanes<L>; GATES.len()],
    /// Weeks in each regime, as `[entry][regime]`.
    weeks_in: Vec<Vec<Lanes<L>>>,
}

/// Where a regime of a process is in force.
#[inline(always)]
pub(super) fn in_regime<const L: usize>(
    state: &State<L>,
    kind: RegimeKind,
    regime: usize,
) -> Mask<L> {
    match kind {
        RegimeKind::Washington => state.washington.is(regime),
        RegimeKind::Beijing => state.beijing.is(regime),
        RegimeKind::Customs if regime == 1 => state.climate.customs_open,
        RegimeKind::Customs => !state.climate.customs_open,
        RegimeKind::Tariff => match &state.ladder {
            Some(ladder) => ladder.rung().same(Lanes::splat(regime as f64)),
            None => Mask::NONE,
        },
    }
}

/// Every stock of one product, summed over its buyers, by [`Stock`].
#[inline(always)]
pub(super) fn stocks_of<const L: usize>(
    model: &Model,
    state: &State<L>,
    product: usize,
) -> [Lanes<L>; Stock::COUNT] {
    let mut stocks = [Lanes::ZERO; Stock::COUNT];
    stocks[Stock::Warehouse as usize] = state.products[product].stock;
    for cell in state.cells_of(model, product) {
        for (stock, amount) in [
            (Stock::Backlog, cell.waiting()),
            (Stock::Firm, cell.firm),
            (Stock::Provisional, cell.provisional),
            (Stock::UnderWay, cell.under_way()),
            (Stock::AtCustoms, cell.at_customs),
            (Stock::Licensed, cell.licensed),
            (Stock::Approved, cell.approved),
        ] {
            stocks[stock as usize] += amount;
        }
    }
    stocks
}

impl<const L: usize> Scalars<L> {
    pub fn new(model: &Model, catalogue: &Catalogue) -> Self {
        let mut boundaries: Vec<usize> = catalogue
            .metrics
            .iter()
            .filter_map(|entry| match entry.metric {
                Metric::Flow { first, end, .. } | Metric::Rounds { first, end, .. } => {
                    Some([first, end])
                }
                _ => None,
            })
            .flatten()
            .filter(|&week| week > 0)
            .collect();
        boundaries.sort_unstable();
        boundaries.dedup();
        let on_days = catalogue.metrics.iter().filter_map(|entry| match entry.metric {
            Metric::RegimeOn { process, regime, week } => {
                Some((process, regime, week, Lanes::ZERO))
            }
            _ => None,
        });
        let products = model.products.len();
        let never = Lanes::splat(f64::NAN);
        Self {
            marks: vec![vec![[Lanes::ZERO; FLOWS.len()]; products]; boundaries.len()],
            rounds: vec![vec![Lanes::ZERO; products]; boundaries.len()],
            on_days: on_days.collect(),
            boundaries,
            peak_stock: Lanes::ZERO,
            first_delivery: vec![never; products + 1],
            paper_only: Lanes::ZERO,
            streak: Lanes::ZERO,
            longest: Lanes::ZERO,
            withheld: [Lanes::ZERO; GATES.len()],
            weeks_in: catalogue.regimes.iter().map(|r| vec![Lanes::ZERO; r.order.len()]).collect(),
        }
    }

    /// Forgets the last block.
    pub fn restart(&mut self) {
        self.peak_stock = Lanes::ZERO;
        self.first_delivery.fill(Lanes::splat(f64::NAN));
        self.paper_only = Lanes::ZERO;
        self.streak = Lanes::ZERO;
        self.longest = Lanes::ZERO;
        self.withheld = [Lanes::ZERO; GATES.len()];
        for weeks in &mut self.weeks_in {
            weeks.fill(Lanes::ZERO);
        }
    }

    /// Takes in a week after its step.
    #[inline(always)]
    pub fn observe(&mut self, model: &Model, catalogue: &Catalogue, state: &State<L>) {
        let ended = state.week + 1;
        let (mut stock, mut delivered, mut paper) = (Lanes::ZERO, Lanes::ZERO, Mask::NONE);
        let week = Lanes::splat(ended as f64);
        for (index, product) in state.products.iter().enumerate() {
            stock += product.stock;
            let now = state.flow(index, Flow::Delivered);
            delivered += now;
            paper = paper | state.paper_in_hand(model, index);
            for (sum, gate) in self.withheld.iter_mut().zip(product.withheld) {
                *sum += gate;
            }
            mark_first(&mut self.first_delivery[index + 1], now, week);
        }
        mark_first(&mut self.first_delivery[0], delivered, week);
        self.peak_stock = self.peak_stock.max(stock);
        let paper_only = paper & !delivered.gt(Lanes::ZERO);
        self.paper_only += paper_only.one_or_zero();
        self.streak = (self.streak + 1.0).only(paper_only);
        self.longest = self.longest.max(self.streak);
        for (entry, weeks) in catalogue.regimes.iter().zip(&mut self.weeks_in) {
            for (&regime, weeks) in entry.order.iter().zip(weeks) {
                *weeks += in_regime(state, entry.kind, regime).one_or_zero();
            }
        }
        for (process, regime, week, held) in &mut self.on_days {
            if *week == state.week {
                *held = in_regime(state, *process, *regime).one_or_zero();
            }
        }
        if let Ok(place) = self.boundaries.binary_search(&ended) {
            let marks = self.marks[place].iter_mut().zip(&mut self.rounds[place]);
            for ((mark, rounds), product) in marks.zip(&state.products) {
                *mark = product.totals;
                *rounds = product.rounds_held();
            }
        }
    }

    fn flow_by(&self, week: usize, flow: Flow, product: Option<usize>) -> Lanes<L> {
        let Ok(place) = self.boundaries.binary_search(&week) else { return Lanes::ZERO };
        let mark = &self.marks[place];
        match product {
            Some(product) => mark[product][flow as usize],
            None => mark.iter().fold(Lanes::ZERO, |sum, product| sum + product[flow as usize]),
        }
    }

    fn rounds_by(&self, week: usize, product: Option<usize>) -> Lanes<L> {
        let Ok(place) = self.boundaries.binary_search(&week) else { return Lanes::ZERO };
        match product {
            Some(product) => self.rounds[place][product],
            None => self.rounds[place].iter().fold(Lanes::ZERO, |sum, held| sum + *held),
        }
    }

    /// The ladder's rungs with their rates and the weeks spent on them.
    fn rungs<'s>(
        &'s self,
        model: &'s Model,
        catalogue: &'s Catalogue,
    ) -> impl Iterator<Item = (f64, Lanes<L>)> + 's {
        let rates = model.tariff.ladder.as_ref().map_or(&[][..], |ladder| &ladder.rungs);
        catalogue
            .regimes
            .iter()
            .zip(&self.weeks_in)
            .filter(|(entry, _)| entry.kind == RegimeKind::Tariff)
            .flat_map(|(entry, weeks)| entry.order.iter().zip(weeks))
            .map(|(&rung, &weeks)| (rates[rung], weeks))
    }

    /// A metric of the finished block.
    pub fn value(
        &self,
        model: &Model,
        catalogue: &Catalogue,
        state: &State<L>,
        metric: &Metric,
    ) -> Lanes<L> {
        match metric {
            Metric::Flow { flow, product, first, end } => {
                self.flow_by(*end, *flow, *product) - self.flow_by(*first, *flow, *product)
            }
            Metric::Closing(stock) => (0..model.products.len())
                .fold(Lanes::ZERO, |sum, product| {
                    sum + stocks_of(model, state, product)[*stock as usize]
                }),
            Metric::PeakStock => self.peak_stock,
            Metric::FirstDelivery(product) => self.first_delivery[product.map_or(0, |p| p + 1)],
            Metric::PaperOnlyWeeks => self.paper_only,
            Metric::LongestPaperOnlyWeeks => self.longest,
            Metric::Withheld(gate) => self.withheld[*gate as usize],
            Metric::WeeksIn { process, regime } => catalogue
                .regimes
                .iter()
                .zip(&self.weeks_in)
                .filter(|(entry, _)| entry.kind == *process)
                .flat_map(|(entry, weeks)| entry.order.iter().zip(weeks))
                .filter(|(index, _)| **index == *regime)
                .fold(Lanes::ZERO, |sum, (_, weeks)| sum + *weeks),
            Metric::Rounds { product, first, end } => {
                self.rounds_by(*end, *product) - self.rounds_by(*first, *product)
            }
            Metric::EventWeek(event) => {
                let week = event_week(state, *event);
                let within = week.le(Lanes::splat(model.calendar.weeks() as f64));
                within.pick(week, Lanes::splat(f64::NAN))
            }
            Metric::EventBy { event, end } => {
                event_week(state, *event).le(Lanes::splat(*end as f64)).one_or_zero()
            }
            Metric::MeanTariffRate => {
                let weeks = Lanes::splat(model.calendar.weeks() as f64);
                self.rungs(model, catalogue)
                    .fold(Lanes::ZERO, |sum, (rate, on)| sum + on * Lanes::splat(rate))
                    / weeks
            }
            Metric::PeakTariffRate => {
                self.rungs(model, catalogue).fold(Lanes::ZERO, |peak, (rate, on)| {
                    peak.max(Lanes::splat(rate).only(on.gt(Lanes::ZERO)))
                })
            }
            Metric::RegimeOn { process, regime, week } => self
                .on_days
                .iter()
                .find(|(kind, index, at, _)| (kind, index, at) == (process, regime, week))
                .map_or(Lanes::ZERO, |(.., held)| *held),
            Metric::Levy(instrument) => state
                .products
                .iter()
                .fold(Lanes::ZERO, |sum, product| sum + product.levies[*instrument]),
        }
    }
}

/// The number, from 1, of the week that holds an event's day; +∞ where it never happens.
#[inline(always)]
fn event_week<const L: usize>(state: &State<L>, event: usize) -> Lanes<L> {
    state.event_weeks[event].map(f64::floor) + 1.0
}

#[inline(always)]
fn mark_first<const L: usize>(first: &mut Lanes<L>, delivered: Lanes<L>, week: Lanes<L>) {
    // Only NaN differs from itself: no delivery yet.
    let not_yet = !first.same(*first);
    first.set(not_yet & delivered.gt(Lanes::ZERO), week);
}
