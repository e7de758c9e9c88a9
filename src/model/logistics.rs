//! The seventh act of the week: testing, transit, customs, delivery and crates that go back.

use super::{Flow, Model, State};
use crate::lanes::{Lanes, math};

impl<const L: usize> State<L> {
    /// Moves chips along. Tested chips wait while exports are barred; cleared crates wait while
    /// customs is closed or Beijing bars their buyer, and after long enough go back to the vendor,
    /// where the order ends and the chip returns to stock.
    #[inline(always)]
    pub(super) fn move_goods(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let policy = self.climate.policies[product.policy_class];
        let week = self.week;
        let get = |parameter| self.parameters.get(parameter);
        let test_lag = get(product.logistics.test_weeks).only(policy.test_required);
        let transit_lag = get(product.logistics.transit_weeks);
        let clearance_lag = get(product.logistics.clearance_weeks);
        let patience = get(model.customs.return_after_weeks);
        let going_back = Lanes::ONE - math::exp_lanes(-get(model.customs.return_hazard));
        let climate = &self.climate;
        let buyers = model.buyers.len();
        let state = &mut self.products[index];
        let cells = &mut self.cells[index * buyers..(index + 1) * buyers];
        for (cell, buyer) in cells.iter_mut().zip(&model.buyers) {
            cell.delivered_now = Lanes::ZERO;
            cell.returned_now = Lanes::ZERO;
            if !(cell.shipped_now + cell.under_way()).gt(Lanes::ZERO).any() {
                cell.held_weeks = Lanes::ZERO;
                continue;
            }
            cell.testing_line.send(week, test_lag, cell.shipped_now);
            cell.in_testing += cell.shipped_now;
            cell.tested += cell.testing_line.arriving(week);
            let leaving = cell.tested.only(policy.exports);
            cell.tested -= leaving;
            cell.in_testing -= leaving;

            cell.transit_line.send(week, transit_lag, leaving);
            let landed = cell.transit_line.arriving(week);
            cell.in_transit += leaving - landed;

            cell.clearance_line.send(week, clearance_lag, landed);
            cell.at_customs += landed;
            cell.cleared += cell.clearance_line.arriving(week);
            let open = climate.customs_open & climate.admitted[buyer.class];
            let delivered = cell.cleared.only(open);
            cell.cleared -= delivered;
            cell.at_customs -= delivered;
            cell.delivered += delivered;
            cell.delivered_now = delivered;

            let held = cell.cleared.gt(Lanes::ZERO);
            cell.held_weeks = (cell.held_weeks + 1.0).only(held);
            let impatient = held & cell.held_weeks.gt(patience);
            let back = (cell.cleared * going_back).only(impatient);
            let returned = cell.carries.returning.whole(back, cell.cleared);
            cell.cleared -= returned;
            cell.at_customs -= returned;
            cell.returned += returned;
            cell.returned_now = returned;
            state.stock += returned;
            state.flows[Flow::Delivered as usize] += delivered;
            state.flows[Flow::Returned as usize] += returned;
        }
    }
}
