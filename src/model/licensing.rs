//! The third act of the week: US licences, buyer by buyer, through the white list.

use super::{Flow, Licensing, Model, State};
use crate::lanes::{Lanes, Mask};

impl<const L: usize> State<L> {
    /// Buyers join the white list at the listing hazard while any licence is being given.
    #[inline(always)]
    pub(super) fn grow_white_list(&mut self, model: &Model) {
        let giving = self
            .climate
            .policies
            .iter()
            .fold(Mask::NONE, |giving, policy| giving | policy.licence_needed);
        let hazard = self.parameters.get(model.washington.listing_hazard).only(giving);
        if !hazard.gt(Lanes::ZERO).any() {
            return;
        }
        for buyer in &mut self.buyers {
            if (!buyer.listed).any() {
                buyer.listed = buyer.listed | buyer.listing.strikes(hazard);
            }
        }
    }

    /// Licences lapse, applications are made and decided.
    ///
    /// A listed buyer whose waiting orders exceed its licence applies; after the lag the application
    /// is approved with the odds of the regime then in force, times the buyer's screening factor. A
    /// licence is issued for the waiting orders of that week, up to the cap, in place of a smaller
    /// one. Where exports are barred, licences and applications lapse.
    #[inline(always)]
    pub(super) fn decide_licences(&mut self, model: &Model, index: usize) {
        let class = model.products[index].policy_class;
        let policy = self.climate.policies[class];
        let needed = policy.licence_needed;
        let buyers = model.buyers.len();
        let state = &mut self.products[index];
        let cells = &mut self.cells[index * buyers..(index + 1) * buyers];
        for (buyer, cell) in cells.iter_mut().enumerate() {
            let valid = policy.exports & cell.licence_left.gt(Lanes::ZERO);
            cell.licensed = cell.licensed.only(valid);
            cell.licence_left -= Lanes::ONE;
            cell.pending = cell.pending & needed;
            let waiting = cell.waiting();
            let applies = needed
                & self.buyers[buyer].listed
                & !cell.pending
                & cell.reapply_left.le(Lanes::ZERO)
                & waiting.gt(cell.licensed);
            cell.reapply_left -= Lanes::ONE;
            let rules = |lane: usize| -> Option<&Licensing> {
                model.washington.regimes[self.washington.at(lane)].policies[class]
                    .licensing
                    .as_ref()
            };
            for lane in applies.lanes() {
                let Some(rule) = rules(lane) else { continue };
                cell.decision_left.0[lane] =
                    rule.lag_weeks.draw(&self.parameters, lane, cell.licences.lane(lane));
            }
            cell.pending = cell.pending | applies;
            let decided = cell.pending & cell.decision_left.lt(Lanes::splat(0.5));
            cell.decision_left -= Lanes::ONE;
            cell.pending = cell.pending & !decided;
            for lane in decided.lanes() {
                let Some(rule) = rules(lane) else { continue };
                let at = |parameter| self.parameters.at(parameter, lane);
                let odds = at(rule.odds) * at(model.buyers[buyer].screening_factor);
                if cell.licences.lane(lane).uniform() < odds {
                    let cap = at(rule.buyer_cap).round_ties_even();
                    let grant = waiting.0[lane].min(cap).max(cell.licensed.0[lane]);
                    state.flows[Flow::Licensed as usize].0[lane] += grant - cell.licensed.0[lane];
                    cell.licensed.0[lane] = grant;
                    // The week of issue is the first of its validity.
                    cell.licence_left.0[lane] = at(rule.validity_weeks) - 1.0;
                } else {
                    // The refusal's own week is the first of the wait.
                    cell.reapply_left.0[lane] = at(rule.reapply_weeks) - 1.0;
                }
            }
        }
    }
}
