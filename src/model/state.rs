//! The state of a block of paths: structures of arrays over lanes, one entry a path.

use std::sync::Arc;

use super::first_draws::FirstDraws;
use super::{Model, Redraw, metrics::FLOWS, withheld::GATES};
use crate::lanes::{Lanes, Mask};
use crate::process::{
    Carry, DelayLine, Excitation, GateState, HazardClock, LadderState, Noise, Parameters,
    RegimeState,
};
use crate::random::Stream;

/// Everything that changes on a path. Chips are whole numbers held in doubles, so that every
/// balance of chips is exact.
#[derive(Clone, Debug)]
pub struct State<const L: usize> {
    /// The first path of the block and the seed: the addresses of its streams.
    pub(super) seed: u64,
    /// How they begin.
    pub(super) first_draws: FirstDraws,
    /// What is drawn from another seed.
    pub(super) redraw: Option<Arc<Redraw>>,
    pub first_path: u64,
    pub week: usize,
    /// What was drawn at the start of the path.
    pub(super) drawn: Parameters<L>,
    /// What holds this week, after events.
    pub parameters: Parameters<L>,
    pub climate: Climate<L>,
    pub washington: RegimeState<L>,
    pub beijing: RegimeState<L>,
    pub ladder: Option<LadderState<L>>,
    pub(super) customs: Option<GateState<L>>,
    pub(super) washington_excitation: Excitation<L>,
    pub(super) beijing_excitation: Excitation<L>,
    pub(super) ladder_excitation: Excitation<L>,
    /// Where the volume cap is read as a cumulative total.
    pub cumulative_reading: Mask<L>,
    /// The week, as a real number, in which each event happens; infinite where it does not.
    pub event_weeks: Vec<Lanes<L>>,
    pub buyers: Vec<BuyerState<L>>,
    pub products: Vec<ProductState<L>>,
    /// Product-major: the cell of product p and buyer b is `cells[p·buyers + b]`.
    pub cells: Vec<Cell<L>>,
    /// Domestic chips still to be had this week, in H20 equivalents.
    pub(super) domestic_h20e: Lanes<L>,
}

/// What both capitals, customs and the tariff allow this week.
#[derive(Clone, Debug)]
pub struct Climate<const L: usize> {
    /// By policy class.
    pub policies: Vec<PolicyWeek<L>>,
    /// By buyer class: where it may import.
    pub admitted: Vec<Mask<L>>,
    /// Where imports need an approval, and where nothing may come in.
    pub approval_needed: Mask<L>,
    pub imports_barred: Mask<L>,
    pub guidance: Lanes<L>,
    /// Pace of approval rounds, zero where none are held.
    pub round_pace: Lanes<L>,
    pub customs_open: Mask<L>,
    /// By instrument: its rate, zero where it is not in force.
    pub levy_rates: Vec<Lanes<L>>,
}

/// Washington's rule for one policy class this week.
#[derive(Clone, Copy, Debug)]
pub struct PolicyWeek<const L: usize> {
    pub exports: Mask<L>,
    pub licence_needed: Mask<L>,
    pub test_required: Mask<L>,
}

/// A buyer over all products.
#[derive(Clone, Debug)]
pub struct BuyerState<const L: usize> {
    pub(super) listing: HazardClock<L>,
    /// On the white list.
    pub listed: Mask<L>,
}

/// A product over all buyers.
#[derive(Clone, Debug)]
pub struct ProductState<const L: usize> {
    /// The week the product goes on sale; infinite where it never does.
    pub(super) launch_week: Lanes<L>,
    pub launched: Mask<L>,
    pub stock: Lanes<L>,
    /// Chips of the week that other customers still want.
    pub(super) others_wanted: Lanes<L>,
    pub(super) line: Line<L>,
    pub(super) output_noise: Noise<L>,
    pub(super) others_noise: Noise<L>,
    pub(super) disruption: HazardClock<L>,
    pub(super) disruption_lengths: Stream<L>,
    pub(super) disrupted_left: Lanes<L>,
    pub(super) stop: HazardClock<L>,
    /// Weeks since the last shipment.
    pub(super) idle_weeks: Lanes<L>,
    /// Weeks in a row that a restart was worth it.
    pub(super) wanted_weeks: Lanes<L>,
    /// Weeks in a row without permission on either side.
    pub(super) stranded_weeks: Lanes<L>,
    pub(super) output_carry: Carry<L>,
    pub(super) others_carry: Carry<L>,
    pub(super) throughput_carry: Carry<L>,
    /// Chips exported under the cap: in all, and in this quarter.
    pub exported: Lanes<L>,
    pub(super) exported_this_quarter: Lanes<L>,
    pub(super) rounds: RoundState<L>,
    /// Domestic chips bought in place of this product that no import has yet been matched with.
    pub(super) match_credit: Lanes<L>,
    /// Levies paid at US entry on chips still on their way, by instrument, in USD.
    pub(super) levies_under_way: Vec<Lanes<L>>,
    /// Levies of the whole path by instrument, less refunds, in USD.
    pub levies: Vec<Lanes<L>>,
    /// The week's flows, in the order of [`FLOWS`].
    pub flows: [Lanes<L>; FLOWS.len()],
    /// Their sums since the start.
    pub totals: [Lanes<L>; FLOWS.len()],
    /// Chips that each gate held back this week, in the order of [`GATES`].
    pub withheld: [Lanes<L>; GATES.len()],
    /// Chips asked for and still waiting after this week's settlement.
    pub unmet: Lanes<L>,
    pub opening_stock: Lanes<L>,
    pub sold_elsewhere: Lanes<L>,
    pub written_off: Lanes<L>,
    pub produced: Lanes<L>,
}

/// A production line: stopped, restarting or running.
#[derive(Clone, Copy, Debug)]
pub(super) struct Line<const L: usize> {
    pub running: Mask<L>,
    pub restarting: Mask<L>,
    /// Weeks to the first output, while restarting.
    pub lag_left: Lanes<L>,
    /// Weeks since the first output, while running.
    pub ramp_age: Lanes<L>,
}

/// Approval rounds of a product.
#[derive(Clone, Debug)]
pub(super) struct RoundState<const L: usize> {
    pub gaps: Stream<L>,
    pub sizes: Stream<L>,
    /// Weeks to the next round at pace 1.
    pub remaining: Lanes<L>,
    /// Rounds held so far.
    pub held: Lanes<L>,
}

/// The orders of one buyer for one product, and its paper.
#[derive(Clone, Debug)]
pub struct Cell<const L: usize> {
    pub(super) arrivals: HazardClock<L>,
    pub(super) sizes: Stream<L>,
    pub(super) licences: Stream<L>,
    pub(super) verdicts: Stream<L>,
    /// Share of the product's order book.
    pub(super) share: Lanes<L>,

    pub asked: Lanes<L>,
    pub provisional: Lanes<L>,
    pub firm: Lanes<L>,
    /// Chip-weeks that the waiting orders have waited.
    pub(super) waited: Lanes<L>,
    pub cancelled: Lanes<L>,
    pub offshore: Lanes<L>,
    pub substituted: Lanes<L>,
    pub returned: Lanes<L>,
    pub delivered: Lanes<L>,
    /// In US testing, tested and held while exports are barred included.
    pub in_testing: Lanes<L>,
    pub in_transit: Lanes<L>,
    /// At the border, in clearance or held.
    pub at_customs: Lanes<L>,
    /// Of those in testing: tested. Of those at customs: cleared.
    pub(super) tested: Lanes<L>,
    pub(super) cleared: Lanes<L>,
    /// Weeks in a row that cleared crates have been held.
    pub(super) held_weeks: Lanes<L>,
    pub(super) testing_line: DelayLine<L>,
    pub(super) transit_line: DelayLine<L>,
    pub(super) clearance_line: DelayLine<L>,

    /// Chips still allowed by licence, weeks left of it.
    pub licensed: Lanes<L>,
    pub(super) licence_left: Lanes<L>,
    /// An application is pending, and for how many weeks more; weeks until the next may be made.
    pub(super) pending: Mask<L>,
    pub(super) decision_left: Lanes<L>,
    pub(super) reapply_left: Lanes<L>,
    /// Chips still allowed by approval rounds, weeks left of that, refusals since the last approval.
    pub approved: Lanes<L>,
    pub(super) approval_left: Lanes<L>,
    pub(super) refusals: Lanes<L>,

    pub(super) carries: Carries<L>,
    /// This week's movements out of the order book, for settlement and the ledger.
    pub(super) wanted: Lanes<L>,
    pub shipped_now: Lanes<L>,
    pub delivered_now: Lanes<L>,
    pub(super) returned_now: Lanes<L>,
    pub(super) leaving_to_domestic: [Lanes<L>; 2],
}

/// Fractions of chips carried over, one for each flow that a share or a hazard cuts.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Carries<const L: usize> {
    pub firming: Carry<L>,
    pub leaving: [Carry<L>; 2],
    pub to_domestic: [Carry<L>; 2],
    pub offshore: Carry<L>,
    pub returning: Carry<L>,
}

impl<const L: usize> ProductState<L> {
    /// Approval rounds held so far.
    #[inline(always)]
    pub fn rounds_held(&self) -> Lanes<L> {
        self.rounds.held
    }
}

impl<const L: usize> Cell<L> {
    /// Orders that wait: provisional and firm.
    #[inline(always)]
    pub fn waiting(&self) -> Lanes<L> {
        self.provisional + self.firm
    }

    /// Chips under way: in testing, in transit or at customs.
    #[inline(always)]
    pub fn under_way(&self) -> Lanes<L> {
        self.in_testing + self.in_transit + self.at_customs
    }
}

impl<const L: usize> State<L> {
    /// The cells of a product, in buyer order.
    #[inline(always)]
    pub fn cells_of(&self, model: &Model, product: usize) -> &[Cell<L>] {
        let buyers = model.buyers.len();
        &self.cells[product * buyers..(product + 1) * buyers]
    }

    /// A product's flow this week, by its place in [`FLOWS`].
    #[inline(always)]
    pub fn flow(&self, product: usize, flow: super::Flow) -> Lanes<L> {
        self.products[product].flows[flow as usize]
    }
}
