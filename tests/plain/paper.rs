//! 7.11 to 7.13: the white list, licences, and approval rounds.

use tradeflow::model::Flow;

use super::Path;
use super::chance::Chance;
use super::draw::{draw, round, share_out};

/// A bound on the rounds of a week.
const MOST_ROUNDS: usize = 64;

impl<C: Chance> Path<'_, C> {
    /// 7.11.
    pub(super) fn white_list(&mut self) {
        if !self.rules.licence_needed.contains(&true) {
            return;
        }
        let hazard = self.values.at(self.model.washington.listing_hazard);
        for buyer in self.buyers.iter_mut().filter(|buyer| !buyer.listed) {
            buyer.listed = buyer.clock.strikes(&mut self.chance, hazard);
        }
    }

    /// 7.12.
    pub(super) fn licences(&mut self, p: usize) {
        let class = self.model.products[p].policy_class;
        let needed = self.rules.licence_needed[class];
        let policy = &self.model.washington.regimes[self.washington.regime].policies[class];
        let mut issued = 0.0;
        for (b, cell) in self.products[p].cells.iter_mut().enumerate() {
            if !self.rules.exports[class] || cell.licence_weeks <= 0.0 {
                cell.l = 0.0;
            }
            cell.licence_weeks -= 1.0;
            if !needed {
                cell.pending = None;
            }
            let may_apply = self.buyers[b].listed && cell.pending.is_none();
            let applies = may_apply && cell.reapply_weeks <= 0.0 && cell.waiting() > cell.l;
            cell.reapply_weeks -= 1.0;
            let Some(licensing) = policy.licensing.as_ref().filter(|_| needed) else { continue };
            if applies {
                let lag = &licensing.lag_weeks;
                cell.pending = Some(draw(lag, &self.values, &mut self.chance, &mut cell.licences));
            }
            let Some(weeks) = cell.pending else { continue };
            if weeks >= 0.5 {
                cell.pending = Some(weeks - 1.0);
                continue;
            }
            cell.pending = None;
            let screening = self.values.at(self.model.buyers[b].screening_factor);
            let odds = self.values.at(licensing.odds) * screening;
            if self.chance.uniform(&mut cell.licences) < odds {
                let cap = round(self.values.at(licensing.buyer_cap));
                let licence = cell.l.max(cell.waiting().min(cap));
                issued += licence - cell.l;
                cell.l = licence;
                cell.licence_weeks = self.values.at(licensing.validity_weeks) - 1.0;
            } else {
                cell.reapply_weeks = self.values.at(licensing.reapply_weeks) - 1.0;
            }
        }
        self.products[p].add(Flow::Licensed, issued);
    }

    /// 7.13.
    pub(super) fn approval_rounds(&mut self, p: usize) {
        let product = &mut self.products[p];
        for cell in &mut product.cells {
            if cell.approval_weeks <= 0.0 {
                cell.p = 0.0;
            }
            cell.approval_weeks -= 1.0;
        }
        let Some(terms) = &self.model.beijing.rounds[self.model.products[p].policy_class] else {
            return;
        };
        if !product.launched || self.rules.round_pace <= 0.0 {
            return;
        }
        let values = &self.values;
        let tiers: Vec<u32> = self.model.buyers.iter().map(|buyer| buyer.tier).collect();
        product.to_round -= self.rules.round_pace;
        for _ in 0..MOST_ROUNDS {
            if product.to_round > 0.0 {
                break;
            }
            product.rounds += 1;
            product.to_round +=
                draw(&terms.gap_weeks, values, &mut self.chance, &mut product.round_times);
            let size = draw(&terms.size, values, &mut self.chance, &mut product.round_sizes);
            let mut wants = vec![0.0; product.cells.len()];
            for (b, cell) in product.cells.iter_mut().enumerate() {
                let verdict = self.chance.uniform(&mut cell.verdicts);
                let want = cell.waiting() - cell.p;
                if !self.rules.admitted[self.model.buyers[b].class] || want < 1.0 {
                    continue;
                }
                let odds = values.at(terms.odds[tiers[b] as usize - 1]);
                let chances = 1.0 + values.at(terms.waiting_gain) * cell.refusals;
                if verdict < 1.0 - C::pow(1.0 - odds, chances) {
                    wants[b] = want;
                } else {
                    cell.refusals += 1.0;
                }
            }
            let grants = share_out(round(size), &wants, &tiers);
            for (cell, &grant) in product.cells.iter_mut().zip(&grants) {
                if grant > 0.0 {
                    cell.p += grant;
                    cell.approval_weeks = values.at(terms.validity_weeks) - 1.0;
                    cell.refusals = 0.0;
                }
            }
            product.add(Flow::Approved, grants.iter().sum());
        }
    }
}
