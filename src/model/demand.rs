//! The second act of the week: new interest, firming, and orders that leave the book.

use super::{Flow, Model, State};
use crate::lanes::{Lanes, math};
use crate::process::logistic;

/// 1 − exp(−h): the share that a hazard h takes in a week.
#[inline(always)]
fn share_taken<const L: usize>(hazard: Lanes<L>) -> Lanes<L> {
    Lanes::ONE - math::exp_lanes(-hazard)
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
        for cell in &mut self.cells[index * buyers..(index + 1) * buyers] {
            let count = cell.arrivals.advance(orders * cell.share);
            for lane in count.gt(Lanes::ZERO).lanes() {
                for _ in 0..count.0[lane] as u64 {
                    let law = &product.demand.order_size;
                    let size = law.draw(&self.parameters, lane, cell.sizes.lane(lane));
                    let size = size.round_ties_even().clamp(1.0, super::UNLIMITED);
                    cell.provisional.0[lane] += size;
                    cell.asked.0[lane] += size;
                    state.flows[Flow::Asked as usize].0[lane] += size;
                }
            }
        }
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
            let books = [cell.provisional, cell.firm];
            let hazards = [leaving, leaving * firm_factor];
            let mut given_up = Lanes::ZERO;
            for (book, (held, hazard)) in books.into_iter().zip(hazards).enumerate() {
                let out = cell.carries.leaving[book].whole(held * share_taken(hazard), held);
                let domestic = cell.carries.to_domestic[book].whole(out * domestic_part, out);
                cell.leaving_to_domestic[book] = domestic;
                turning_away += domestic;
                let cancelled = out - domestic;
                given_up += cancelled;
                if book == 0 {
                    cell.provisional -= cancelled;
                } else {
                    cell.firm -= cancelled;
                }
            }
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
                let [provisional, firm] =
                    cell.leaving_to_domestic.map(|leaving| (leaving * served).floor());
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
