//! The second act of the week: new interest, firming, and orders that leave the book.

use super::state::Carries;
use super::{Cell, Flow, Model, State};
use crate::lanes::{Lanes, math};
use crate::process::{Carry, Draw, Draws, logistic};

/// 1 − exp(−h): the share that a hazard h takes in a week.
#[inline(always)]
fn share_taken<const L: usize>(hazard: Lanes<L>) -> Lanes<L> {
    Lanes::ONE - math::exp_lanes(-hazard)
}

/// The whole chips that a hazard takes in a week of those that are held.
#[inline(always)]
fn taken<const L: usize>(held: Lanes<L>, hazard: Lanes<L>, carry: &mut Carry<L>) -> Lanes<L> {
    carry.whole(held * share_taken(hazard), held)
}

/// Puts orders of the drawn sizes into the books of their buyers.
#[inline(always)]
fn book<const L: usize>(cells: &mut [Cell<L>], asked: &mut Lanes<L>, sizes: &[Draw]) {
    for &Draw { place, lane, value } in sizes {
        let size = value.round_ties_even().clamp(1.0, super::UNLIMITED);
        cells[place].provisional.0[lane] += size;
        cells[place].asked.0[lane] += size;
        asked.0[lane] += size;
    }
}

impl<const L: usize> State<L> {
    /// The domestic chips that this week brings, in H20 equivalents.
    #[inline(always)]
    pub(super) fn supply_domestic(&mut self, model: &Model) {
        let Some(domestic) = &model.domestic else { return };
        let get = |parameter| self.parameters.get(parameter);
        let opening = get(domestic.opening_per_week);
        let growth = (get(domestic.ceiling_per_week) - opening)
            * logistic(self.week as f64, get(domestic.midpoint_weeks), get(domestic.rise_weeks));
        let reference = get(model.products[domestic.reference_product].performance_h20e);
        self.domestic_h20e =
            (opening + growth).positive() * get(domestic.available_share) * reference;
    }

    /// New orders: a Poisson number of them a week, each of a size drawn from its law, at least one
    /// chip.
    #[inline(always)]
    pub(super) fn take_orders(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let buyers = model.buyers.len();
        let interest = self.parameters.get(product.demand.new_interest_per_week);
        let state = &mut self.products[index];
        let orders = (interest / product.demand.order_size_mean).only(state.launched);
        if !orders.gt(Lanes::ZERO).any() {
            return;
        }
        let cells = &mut self.cells[index * buyers..(index + 1) * buyers];
        let (law, parameters) = (&product.demand.order_size, &self.parameters);
        let asked = &mut state.flows[Flow::Asked as usize];
        let mut sizes = Draws::default();
        for place in 0..buyers {
            let count = cells[place].arrivals.advance(orders * cells[place].share);
            for lane in count.gt(Lanes::ZERO).lanes() {
                for _ in 0..count.0[lane] as u64 {
                    if sizes.is_full() {
                        book(cells, asked, sizes.finish(law, parameters));
                    }
                    sizes.begin(law, parameters, place, lane, cells[place].sizes.lane(lane));
                }
            }
        }
        book(cells, asked, sizes.finish(law, parameters));
    }

    /// Interest becomes firm: the gap between what the buyer would commit to, s·(Q + F + M), and
    /// what it has, F + M, closes at 1/firming weeks.
    ///
    /// s = firming share × guidance × (1 + levy borne by the buyer)^elasticity where the buyer is
    /// admitted, Q provisional, F firm, M under way or delivered. Without an approval in hand the
    /// gap closes slower by the unapproved factor.
    #[inline(always)]
    pub(super) fn firm_up(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let class = product.policy_class;
        let get = |parameter| self.parameters.get(parameter);
        let mut levy = Lanes::ZERO;
        for (instrument, terms) in model.tariff.instruments.iter().enumerate() {
            levy += self.levy_rate(model, instrument, class) * get(terms.borne_by_buyer);
        }
        let demand = &product.demand;
        let price = math::pow_lanes(levy + 1.0, get(demand.elasticity));
        let willing = get(demand.firming_share) * self.climate.guidance * price;
        let willing = willing.min(Lanes::ONE);
        // Firming weeks of zero mean at once.
        let pace = Lanes::ONE / get(demand.firming_weeks).max(Lanes::splat(1e-9));
        let speed = share_taken(pace);
        let speed_unapproved = share_taken(pace * get(demand.unapproved_factor));
        let buyers = model.buyers.len();
        for (cell, buyer) in
            self.cells[index * buyers..(index + 1) * buyers].iter_mut().zip(&model.buyers)
        {
            let admitted = self.climate.admitted[buyer.class];
            if !(admitted & cell.provisional.gt(Lanes::ZERO)).any() {
                continue;
            }
            let has_paper = !self.climate.approval_needed | cell.approved.gt(Lanes::ZERO);
            let speed = has_paper.pick(speed, speed_unapproved).only(admitted);
            let committed = cell.firm + cell.under_way() + cell.delivered;
            let gap = (willing * (cell.provisional + committed) - committed).positive();
            let firming = cell.carries.firming.whole(gap * speed, cell.provisional);
            cell.provisional -= firming;
            cell.firm += firming;
        }
    }

    /// Waiting orders leave: cancelled at a hazard that grows with the mean time they have waited,
    /// or replaced by domestic chips while there are some.
    ///
    /// Cancelled chips are given up or, for a share, served abroad. What domestic supply cannot
    /// replace stays in the book.
    #[inline(always)]
    pub(super) fn let_orders_go(&mut self, model: &Model, index: usize) {
        let demand = &model.products[index].demand;
        let get = |parameter| self.parameters.get(parameter);
        let base = get(demand.cancellation_hazard);
        let growth = get(demand.cancellation_growth);
        let firm_factor = get(demand.firm_cancellation_factor);
        let offshore_share = get(demand.offshore_share);
        let domestic_exists = model.domestic.is_some();
        let turning = if domestic_exists { get(demand.substitution_hazard) } else { Lanes::ZERO };
        let power = get(model.products[index].performance_h20e);
        let state = &mut self.products[index];
        let buyers = model.buyers.len();
        let cells = &mut self.cells[index * buyers..(index + 1) * buyers];

        let mut turning_away = Lanes::ZERO;
        for cell in cells.iter_mut() {
            cell.leaving_to_domestic = [Lanes::ZERO; 2];
            let waiting = cell.waiting();
            if !waiting.gt(Lanes::ZERO).any() {
                continue;
            }
            let cancelling = base * (growth * cell.waited.over(waiting) + 1.0);
            let leaving = cancelling + turning;
            let domestic_part = turning.over(leaving);
            let Carries { leaving: [carry, firm_carry], to_domestic, .. } = &mut cell.carries;
            let [part_carry, firm_part_carry] = to_domestic;
            let out = taken(cell.provisional, leaving, carry);
            let firm_out = taken(cell.firm, leaving * firm_factor, firm_carry);
            let domestic = part_carry.whole(out * domestic_part, out);
            let firm_domestic = firm_part_carry.whole(firm_out * domestic_part, firm_out);
            cell.leaving_to_domestic = [domestic, firm_domestic];
            turning_away += domestic + firm_domestic;
            cell.provisional -= out - domestic;
            cell.firm -= firm_out - firm_domestic;
            let given_up = (out - domestic) + (firm_out - firm_domestic);
            let abroad = cell.carries.offshore.whole(given_up * offshore_share, given_up);
            cell.offshore += abroad;
            cell.cancelled += given_up - abroad;
            state.flows[Flow::Offshore as usize] += abroad;
            state.flows[Flow::Cancelled as usize] += given_up - abroad;
            cell.waited = cell.waited * (cell.waiting().over(waiting));
        }

        if domestic_exists && turning_away.gt(Lanes::ZERO).any() {
            let available = self.domestic_h20e.over(power);
            let served = available.over(turning_away).min(Lanes::ONE);
            let mut taken = Lanes::ZERO;
            for cell in cells {
                let before = cell.waiting();
                let [provisional, firm] = cell.leaving_to_domestic;
                let (provisional, firm) = ((provisional * served).floor(), (firm * served).floor());
                cell.provisional -= provisional;
                cell.firm -= firm;
                cell.substituted += provisional + firm;
                cell.waited = cell.waited * (cell.waiting().over(before));
                taken += provisional + firm;
            }
            self.domestic_h20e = (self.domestic_h20e - taken * power).positive();
            state.match_credit += taken;
            state.flows[Flow::Substituted as usize] += taken;
        }
    }

    /// Every order still waiting has waited one week more.
    #[inline(always)]
    pub(super) fn age_orders(&mut self) {
        for cell in &mut self.cells {
            let waiting = cell.waiting();
            cell.waited = (cell.waited + waiting).only(waiting.gt(Lanes::ZERO));
        }
    }
}
