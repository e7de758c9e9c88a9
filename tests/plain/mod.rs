//! The path a second time, plainly: one path, numbers and vectors, written from docs/model.md
//! section by section and knowing nothing of how the engine does it.
//!
//! What it takes from the library: the compiled scenario ([`Model`]), the quantile functions of
//! distributions (6.2), and, for [`Addressed`] chance, the streams. Numbers in comments are sections of
//! docs/model.md.

mod chance;
mod draw;
mod goods;
mod ledger;
mod opening;
mod orders;
mod paper;
mod policy;

use tradeflow::model::{FLOWS, Flow, GATES, Model};

pub use self::chance::{Addressed, Chance, OneGenerator};
use self::draw::{Carry, Clock, Values};

/// A capital (7.3).
#[derive(Clone, Debug)]
pub struct Capital<S> {
    stream: S,
    pub regime: usize,
    /// The rest of the sojourn, T.
    left: f64,
    /// The share of stricter regimes among those that may follow, q.
    stricter: f64,
    /// X.
    excitation: f64,
    /// Whether it grew stricter this week.
    escalated: bool,
}

/// The tariff ladder (7.4).
#[derive(Clone, Debug)]
pub struct Ladder<S> {
    stream: S,
    up: Clock<S>,
    down: Clock<S>,
    truces: Clock<S>,
    pub rung: usize,
    peak: usize,
    /// Weeks of truce left; None outside a truce.
    truce: Option<f64>,
    excitation: f64,
    climbed: bool,
}

/// The customs gate (7.5).
#[derive(Clone, Debug)]
pub struct Gate<S> {
    stream: S,
    open: bool,
    left: f64,
}

/// What holds this week (7.6).
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// By policy class.
    exports: Vec<bool>,
    licence_needed: Vec<bool>,
    test_required: Vec<bool>,
    /// By buyer class.
    admitted: Vec<bool>,
    approval_needed: bool,
    barred: bool,
    guidance: f64,
    round_pace: f64,
    pub gate_open: bool,
    /// By policy class and instrument.
    rates: Vec<Vec<f64>>,
}

/// A buyer (7.11).
#[derive(Clone, Debug)]
pub struct Buyer<S> {
    listed: bool,
    clock: Clock<S>,
}

/// How a product's line stands.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Line {
    Stopped,
    /// Weeks of lag left.
    Restarting(f64),
    /// Weeks since the first output.
    Running(f64),
}

/// A product and its cells, one a buyer.
#[derive(Clone, Debug)]
pub struct Product<S> {
    pub cells: Vec<Cell<S>>,
    launch_week: f64,
    launched: bool,
    pub stock: f64,
    match_credit: f64,
    line: Line,
    output_noise: Noise<S>,
    others_noise: Noise<S>,
    disruption: Clock<S>,
    disruption_lengths: S,
    disrupted_weeks: f64,
    stop: Clock<S>,
    idle_weeks: f64,
    wanted_weeks: f64,
    stranded_weeks: f64,
    exported: f64,
    exported_this_quarter: f64,
    written_off_now: f64,
    levies_under_way: Vec<f64>,
    pub levies: Vec<f64>,
    round_times: S,
    round_sizes: S,
    /// Weeks to the next round; ∞ in a class without.
    to_round: f64,
    pub rounds: u64,
    output_carry: Carry,
    others_carry: Carry,
    test_carry: Carry,
    pub flows: [f64; FLOWS.len()],
    pub totals: [f64; FLOWS.len()],
    pub withheld: [f64; GATES.len()],
}

/// The level y of a noise and its stream (7.14).
#[derive(Clone, Debug)]
struct Noise<S> {
    stream: S,
    level: f64,
}

/// One product and one buyer, by the symbols of section 2.
#[derive(Clone, Debug)]
pub struct Cell<S> {
    arrivals: Clock<S>,
    sizes: S,
    licences: S,
    verdicts: S,
    /// σ_b.
    share: f64,
    pub q: f64,
    pub f: f64,
    waited: f64,
    pub u: f64,
    pub v: f64,
    pub k: f64,
    tested: f64,
    cleared: f64,
    held_weeks: f64,
    /// Chips due, by week.
    testing: Vec<f64>,
    transit: Vec<f64>,
    clearance: Vec<f64>,
    pub y: f64,
    pub l: f64,
    licence_weeks: f64,
    pub p: f64,
    approval_weeks: f64,
    /// Weeks to the decision on an application; None where none is pending.
    pending: Option<f64>,
    reapply_weeks: f64,
    refusals: f64,
    /// Of this week.
    shipped_now: f64,
    delivered_now: f64,
    returned_now: f64,
    /// Chips that would turn to domestic ones this week: provisional and firm.
    to_domestic: [f64; 2],
    firming_carry: Carry,
    leaving_carries: [Carry; 2],
    domestic_carries: [Carry; 2],
    offshore_carry: Carry,
    return_carry: Carry,
}

impl<S> Cell<S> {
    fn waiting(&self) -> f64 {
        self.q + self.f
    }

    fn under_way(&self) -> f64 {
        self.u + self.v + self.k
    }
}

/// One path of a model, at a week.
#[derive(Debug)]
pub struct Path<'m, C: Chance> {
    model: &'m Model,
    chance: C,
    pub week: usize,
    /// As drawn, and as this week's events have it.
    drawn: Values,
    values: Values,
    /// What multiplies each hazard, in the order of `HazardTarget`.
    multipliers: [f64; 8],
    in_force: Vec<bool>,
    event_weeks: Vec<f64>,
    cumulative_reading: bool,
    pub washington: Capital<C::Stream>,
    pub beijing: Capital<C::Stream>,
    pub ladder: Option<Ladder<C::Stream>>,
    gate: Option<Gate<C::Stream>>,
    pub rules: Rules,
    buyers: Vec<Buyer<C::Stream>>,
    pub products: Vec<Product<C::Stream>>,
    /// D, in H20 equivalents.
    domestic: f64,
}

impl<C: Chance> Path<'_, C> {
    /// 3: passes one week. What it ends with stands until the next is passed.
    pub fn pass_week(&mut self) {
        let begins_quarter = self.week > 0 && {
            let quarter = |week| {
                let day = self.model.calendar.last_day(week);
                (day.year(), day.quarter())
            };
            quarter(self.week) != quarter(self.week - 1)
        };
        for product in &mut self.products {
            product.flows = [0.0; FLOWS.len()];
            if begins_quarter {
                product.exported_this_quarter = 0.0;
            }
        }
        self.policy();
        self.launch();
        self.domestic = self.domestic_supply();
        for p in 0..self.products.len() {
            self.new_orders(p);
            self.firming(p);
            self.orders_that_leave(p);
        }
        self.white_list();
        for p in 0..self.products.len() {
            self.licences(p);
            self.approval_rounds(p);
        }
        for p in 0..self.products.len() {
            self.output(p);
            let rest = self.priority_customers(p);
            self.settlement(p);
            self.other_customers(p, rest);
            self.logistics(p);
            self.production_decision(p);
            self.write_down(p);
            self.ledger(p);
        }
        for product in &mut self.products {
            for cell in &mut product.cells {
                cell.waited = if cell.waiting() > 0.0 { cell.waited + cell.waiting() } else { 0.0 };
            }
            for (total, flow) in product.totals.iter_mut().zip(product.flows) {
                *total += flow;
            }
        }
        self.week += 1;
    }

    /// Plays all weeks, showing the path to `see` at the end of each.
    pub fn play(&mut self, mut see: impl FnMut(&Self)) {
        for _ in 0..self.model.calendar.weeks() {
            self.pass_week();
            see(self);
        }
    }

    /// The source of chance, for another path.
    pub fn into_chance(self) -> C {
        self.chance
    }

    /// 8, *Paper in hand*.
    pub fn paper_in_hand(&self) -> bool {
        let free = !self.rules.approval_needed && !self.rules.barred;
        self.products.iter().zip(&self.model.products).any(|(product, terms)| {
            let class = terms.policy_class;
            let unlicensed = self.rules.exports[class] && !self.rules.licence_needed[class];
            product.cells.iter().zip(&self.model.buyers).any(|(cell, buyer)| {
                cell.waiting() > 0.0
                    && (cell.l > 0.0 || unlicensed)
                    && (cell.p > 0.0 || free && self.rules.admitted[buyer.class])
            })
        })
    }
}

impl<S> Product<S> {
    fn add(&mut self, flow: Flow, amount: f64) {
        self.flows[flow as usize] += amount;
    }

    pub fn flow(&self, flow: Flow) -> f64 {
        self.flows[flow as usize]
    }
}
