//! The fifth act of the week: the vendor's line, its stock and its other customers.

use super::{Flow, Model, State};
use crate::lanes::{Lanes, Mask};

impl<const L: usize> State<L> {
    /// What the line makes this week, before it stops or starts: full output, times the ramp, the
    /// noise, and what a disruption leaves.
    #[inline(always)]
    pub(super) fn produce(&mut self, model: &Model, index: usize) {
        let supply = &model.products[index].supply;
        let get = |parameter| self.parameters.get(parameter);
        let state = &mut self.products[index];
        let noise =
            state.output_noise.factor(get(supply.yield_volatility), get(supply.yield_persistence));

        let lasting = state.disrupted_left.gt(Lanes::ZERO);
        state.disrupted_left -= lasting.one_or_zero();
        let free = state.disrupted_left.le(Lanes::ZERO);
        let strikes =
            state.disruption.strikes(get(supply.disruption_hazard).only(free & state.launched));
        for lane in strikes.lanes() {
            let stream = state.disruption_lengths.lane(lane);
            let weeks = supply.disruption_weeks.draw(&self.parameters, lane, stream);
            state.disrupted_left.0[lane] = weeks.round_ties_even();
        }
        let disrupted = state.disrupted_left.gt(Lanes::ZERO);
        let undisturbed = disrupted.pick(get(supply.disruption_output_share), Lanes::ONE);

        let line = &mut state.line;
        let starts = line.restarting & line.lag_left.lt(Lanes::splat(0.5)) & state.launched;
        line.restarting = line.restarting & !starts;
        line.running = line.running | starts;
        line.ramp_age.set(starts, Lanes::ZERO);
        line.lag_left -= (line.restarting & state.launched).one_or_zero();
        let ramp_weeks = get(supply.ramp_weeks).max(Lanes::ONE);
        let ramp = ((line.ramp_age + 1.0) / ramp_weeks).min(Lanes::ONE);
        line.ramp_age += line.running.one_or_zero();

        let full = get(supply.full_output_per_week) * ramp * noise * undisturbed;
        let making = line.running & state.launched;
        let output = state.output_carry.whole(full.only(making), Lanes::splat(super::UNLIMITED));
        state.stock += output;
        state.produced += output;
        state.flows[Flow::Produced as usize] += output;
    }

    /// Other customers' purchases of the week; the share with priority is served now.
    #[inline(always)]
    pub(super) fn serve_others_first(&mut self, model: &Model, index: usize) {
        let supply = &model.products[index].supply;
        let get = |parameter| self.parameters.get(parameter);
        let state = &mut self.products[index];
        let noise = state.others_noise.factor(get(supply.other_customers_volatility), Lanes::ZERO);
        let wanted = (get(supply.other_customers_per_week) * noise).only(state.launched);
        let wanted = state.others_carry.whole(wanted, Lanes::splat(super::UNLIMITED));
        let first = (wanted * get(supply.other_customers_priority)).floor();
        let sold = state.sell_elsewhere(first);
        state.others_wanted = wanted - sold;
    }

    /// What China's buyers left over.
    #[inline(always)]
    pub(super) fn serve_others_last(&mut self, index: usize) {
        let state = &mut self.products[index];
        state.sell_elsewhere(state.others_wanted);
    }

    /// The vendor's decisions for the weeks to come, on what this week showed.
    ///
    /// A running line stops at the stop hazard once nothing has shipped for the stated weeks. A
    /// stopped one is restarted when Washington lets goods out, Beijing does not bar them, and firm
    /// orders have exceeded the cover times stock (one chip at least) for the decision weeks.
    #[inline(always)]
    pub(super) fn decide_production(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let supply = &product.supply;
        let get = |parameter| self.parameters.get(parameter);
        let buyers = model.buyers.len();
        let cells = &self.cells[index * buyers..(index + 1) * buyers];
        let firm = cells.iter().fold(Lanes::ZERO, |sum, cell| sum + cell.firm);
        let exports = self.climate.policies[product.policy_class].exports;
        let permitted = exports & !self.climate.imports_barred;
        let state = &mut self.products[index];

        let shipped = state.flows[Flow::Shipped as usize].gt(Lanes::ZERO);
        state.idle_weeks = (state.idle_weeks + 1.0).only(!shipped & state.launched);
        let line = &mut state.line;
        let long_idle = state.idle_weeks.ge(get(supply.stop_after_idle_weeks));
        let may_stop = line.running & state.launched & long_idle;
        let stops = state.stop.strikes(get(supply.stop_hazard).only(may_stop));
        line.running = line.running & !stops;

        let wanted = permitted & firm.gt(get(supply.restart_cover) * state.stock.max(Lanes::ONE));
        state.wanted_weeks = (state.wanted_weeks + 1.0).only(wanted);
        let idle = !line.running & !line.restarting & state.launched;
        let restarts = idle & state.wanted_weeks.gt(get(supply.decision_weeks));
        line.restarting = line.restarting | restarts;
        line.lag_left.set(restarts, get(supply.ramp_lag_weeks).round());
    }

    /// Stock is written down once in each stretch of weeks without permission, when that has lasted
    /// the stated weeks. The chips written off are scrapped: they cannot be sold later.
    #[inline(always)]
    pub(super) fn write_down(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let get = |parameter| self.parameters.get(parameter);
        let exports = self.climate.policies[product.policy_class].exports;
        let stranded = !exports | self.climate.imports_barred;
        let after = get(product.supply.write_down_after_weeks);
        let share = get(product.supply.write_down_share);
        let cost = get(product.unit_cost_usd);
        let state = &mut self.products[index];
        let before = state.stranded_weeks;
        state.stranded_weeks = (before + 1.0).only(stranded & state.launched);
        // At the first week of the stretch where the wait is shorter than that.
        let after = after.max(Lanes::ONE);
        let falls: Mask<L> = state.stranded_weeks.ge(after) & before.lt(after);
        let lost = (state.stock * share).floor().only(falls);
        state.stock -= lost;
        state.written_off += lost;
        state.flows[Flow::WriteDown as usize] += lost * cost;
    }
}

impl<const L: usize> super::state::ProductState<L> {
    #[inline(always)]
    fn sell_elsewhere(&mut self, wanted: Lanes<L>) -> Lanes<L> {
        let sold = wanted.min(self.stock);
        self.stock -= sold;
        self.sold_elsewhere += sold;
        self.flows[Flow::SoldElsewhere as usize] += sold;
        sold
    }
}
