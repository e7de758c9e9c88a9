//! 7.7 to 7.10: new orders, firming, orders that leave, and domestic supply.

use tradeflow::model::Flow;

use super::Path;
use super::chance::Chance;
use super::draw::{draw, ratio, round};

/// A bound on the week's hazard of a clock.
const MOST_HAZARD: f64 = 100_000.0;
/// The largest order, in chips.
const MOST_CHIPS: f64 = 1e12;
/// Weeks of firming below this count as so many.
const LEAST_WEEKS: f64 = 1e-9;

impl<C: Chance> Path<'_, C> {
    /// 7.7.
    pub(super) fn new_orders(&mut self, p: usize) {
        let product = &mut self.products[p];
        if !product.launched {
            return;
        }
        let terms = &self.model.products[p].demand;
        let hazard = ratio(self.values.at(terms.new_interest_per_week), terms.order_size_mean);
        for b in 0..product.cells.len() {
            let cell = &mut product.cells[b];
            let orders = cell.arrivals.count(&mut self.chance, hazard * cell.share, MOST_HAZARD);
            let mut chips = 0.0;
            for _ in 0..orders {
                let size = draw(&terms.order_size, &self.values, &mut self.chance, &mut cell.sizes);
                chips += round(size).clamp(1.0, MOST_CHIPS);
            }
            cell.q += chips;
            product.add(Flow::Asked, chips);
        }
    }

    /// 7.8.
    pub(super) fn firming(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let values = &self.values;
        let rates = &self.rules.rates[terms.policy_class];
        let borne: f64 = self
            .model
            .tariff
            .instruments
            .iter()
            .zip(rates)
            .map(|(instrument, rate)| rate * values.at(instrument.borne_by_buyer))
            .sum();
        let demand = &terms.demand;
        let answer = C::pow(1.0 + borne, values.at(demand.elasticity));
        let share = values.at(demand.firming_share) * self.rules.guidance * answer;
        let share = share.min(1.0);
        let weeks = values.at(demand.firming_weeks).max(LEAST_WEEKS);
        for (cell, buyer) in self.products[p].cells.iter_mut().zip(&self.model.buyers) {
            if !self.rules.admitted[buyer.class] {
                continue;
            }
            let unhurried = self.rules.approval_needed && cell.p <= 0.0;
            let pace = if unhurried { values.at(demand.unapproved_factor) } else { 1.0 };
            let committed = cell.f + cell.u + cell.v + cell.k + cell.y;
            let gap = (share * (cell.q + committed) - committed).max(0.0);
            let firm = gap * (1.0 - C::exp(-pace / weeks));
            let firm = cell.firming_carry.whole(firm, cell.q);
            cell.q -= firm;
            cell.f += firm;
        }
    }

    /// 7.9.
    pub(super) fn orders_that_leave(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let demand = &terms.demand;
        let values = &self.values;
        let product = &mut self.products[p];
        let turning = match &self.model.domestic {
            Some(_) => values.at(demand.substitution_hazard),
            None => 0.0,
        };
        let growth = values.at(demand.cancellation_growth);
        let firm_factor = values.at(demand.firm_cancellation_factor);
        let (mut cancelled, mut offshore) = (0.0, 0.0);
        for cell in &mut product.cells {
            let before = cell.waiting();
            let age = ratio(cell.waited, before);
            let hazard = values.at(demand.cancellation_hazard) * (1.0 + growth * age) + turning;
            let mut leaving = 0.0;
            for (book, factor) in [(0, 1.0), (1, firm_factor)] {
                let held = if book == 0 { cell.q } else { cell.f };
                let out = held * (1.0 - C::exp(-factor * hazard));
                let out = cell.leaving_carries[book].whole(out, held);
                let domestic = cell.domestic_carries[book].whole(out * ratio(turning, hazard), out);
                cell.to_domestic[book] = domestic;
                leaving += out - domestic;
                if book == 0 {
                    cell.q -= out - domestic;
                } else {
                    cell.f -= out - domestic;
                }
            }
            let abroad = leaving * values.at(demand.offshore_share);
            let abroad = cell.offshore_carry.whole(abroad, leaving);
            offshore += abroad;
            cancelled += leaving - abroad;
            cell.waited *= ratio(cell.waiting(), before);
        }
        product.add(Flow::Cancelled, cancelled);
        product.add(Flow::Offshore, offshore);

        let would: f64 = product.cells.iter().map(|c| c.to_domestic[0] + c.to_domestic[1]).sum();
        let power = values.at(terms.performance_h20e);
        let served = ratio(self.domestic, power * would).min(1.0);
        let mut substituted = 0.0;
        for cell in &mut product.cells {
            let before = cell.waiting();
            let [provisional, firm] = cell.to_domestic.map(|chips| (chips * served).floor());
            cell.q -= provisional;
            cell.f -= firm;
            substituted += provisional + firm;
            cell.waited *= ratio(cell.waiting(), before);
        }
        self.domestic = (self.domestic - power * substituted).max(0.0);
        product.match_credit += substituted;
        product.add(Flow::Substituted, substituted);
    }

    /// 7.10: D of this week, in H20 equivalents.
    pub(super) fn domestic_supply(&self) -> f64 {
        let Some(terms) = &self.model.domestic else { return 0.0 };
        let at = |parameter| self.values.at(parameter);
        let (opening, ceiling) = (at(terms.opening_per_week), at(terms.ceiling_per_week));
        let weeks = self.week as f64 - at(terms.midpoint_weeks);
        let rise = at(terms.rise_weeks);
        let chips = opening + (ceiling - opening) / (1.0 + C::exp(-weeks * C::ln(81.0) / rise));
        let power = at(self.model.products[terms.reference_product].performance_h20e);
        chips.max(0.0) * at(terms.available_share) * power
    }
}
