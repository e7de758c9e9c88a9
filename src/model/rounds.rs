//! The fourth act of the week: Beijing's approval rounds.

use super::{Cell, Flow, Model, Rounds, State};
use crate::lanes::{Lanes, math};
use crate::process::Parameters;

/// A guard against gaps of zero length.
const MOST_ROUNDS_A_WEEK: usize = 64;

impl<const L: usize> State<L> {
    /// Approvals lapse; a round is held whenever the gap since the last has passed, at most
    /// [`MOST_ROUNDS_A_WEEK`] a week.
    #[inline(always)]
    pub(super) fn hold_rounds(&mut self, model: &Model, index: usize) {
        let buyers = model.buyers.len();
        for cell in &mut self.cells[index * buyers..(index + 1) * buyers] {
            cell.approved = cell.approved.only(cell.approval_left.gt(Lanes::ZERO));
            cell.approval_left -= Lanes::ONE;
        }
        let Some(rounds) = &model.beijing.rounds[model.products[index].policy_class] else {
            return;
        };
        let state = &mut self.products[index];
        let pace = self.climate.round_pace.only(state.launched);
        state.rounds.remaining -= pace;
        let due = pace.gt(Lanes::ZERO) & state.rounds.remaining.le(Lanes::ZERO);
        for lane in due.lanes() {
            for _ in 0..MOST_ROUNDS_A_WEEK {
                self.hold_round(model, index, rounds, lane);
                if self.products[index].rounds.remaining.0[lane] > 0.0 {
                    break;
                }
            }
        }
    }

    /// One round on one path: its size is drawn, each admitted buyer with waiting orders has its
    /// chance, and the size is shared among the approved by tier, then pro rata to what they wait
    /// for, never more than that.
    #[inline(always)]
    fn hold_round(&mut self, model: &Model, index: usize, rounds: &Rounds, lane: usize) {
        let buyers = model.buyers.len();
        let parameters: &Parameters<L> = &self.parameters;
        let state = &mut self.products[index];
        let cells = &mut self.cells[index * buyers..(index + 1) * buyers];
        let gap = rounds.gap_weeks.draw(parameters, lane, state.rounds.gaps.lane(lane));
        state.rounds.remaining.0[lane] += gap;
        state.rounds.held.0[lane] += 1.0;
        let size = rounds.size.draw(parameters, lane, state.rounds.sizes.lane(lane));
        let mut left = size.round_ties_even().min(super::UNLIMITED);

        let mut wants = vec![0.0; buyers];
        let refused = odds_of_refusal(model, parameters, rounds, cells, lane);
        for (buyer, cell) in cells.iter_mut().enumerate() {
            let terms = &model.buyers[buyer];
            // Every buyer draws in every round, so that one buyer's orders shift no other's draws.
            let verdict = cell.verdicts.lane(lane).uniform();
            let want =
                (cell.provisional.0[lane] + cell.firm.0[lane] - cell.approved.0[lane]).max(0.0);
            if want < 1.0 || !self.climate.admitted[terms.class].holds(lane) {
                continue;
            }
            if verdict < 1.0 - refused[buyer] {
                wants[buyer] = want;
            } else {
                cell.refusals.0[lane] += 1.0;
            }
        }
        for tier in model.tiers() {
            let members = || (0..buyers).filter(|&b| model.buyers[b].tier == tier);
            let total: f64 = members().map(|buyer| wants[buyer]).sum();
            if total <= 0.0 || left <= 0.0 {
                continue;
            }
            let share = (left / total).min(1.0);
            // First whole chips pro rata, then what rounding left over, in buyer order.
            for grant_rest in [false, true] {
                for buyer in members() {
                    let cell = &mut cells[buyer];
                    let want = wants[buyer];
                    let grant =
                        if grant_rest { want.min(left) } else { (want * share).floor().min(left) };
                    wants[buyer] -= grant;
                    left -= grant;
                    if grant > 0.0 {
                        cell.approved.0[lane] += grant;
                        cell.approval_left.0[lane] =
                            parameters.at(rounds.validity_weeks, lane) - 1.0;
                        cell.refusals.0[lane] = 0.0;
                        state.flows[Flow::Approved as usize].0[lane] += grant;
                    }
                }
            }
        }
    }
}

/// (1 − odds)^chances for each buyer on one path: its odds are those of its tier, and it has one
/// chance and the gain for each refusal since its last approval. Eight buyers go abreast.
#[inline(always)]
fn odds_of_refusal<const L: usize>(
    model: &Model,
    parameters: &Parameters<L>,
    rounds: &Rounds,
    cells: &[Cell<L>],
    lane: usize,
) -> Vec<f64> {
    const ABREAST: usize = 8;
    let gain = parameters.at(rounds.waiting_gain, lane);
    let mut refused = vec![0.0; cells.len()];
    for ((refused, cells), buyers) in
        refused.chunks_mut(ABREAST).zip(cells.chunks(ABREAST)).zip(model.buyers.chunks(ABREAST))
    {
        let (mut misses, mut chances) = (Lanes::<ABREAST>::ONE, Lanes::ONE);
        for (place, (cell, buyer)) in cells.iter().zip(buyers).enumerate() {
            let tier = (buyer.tier as usize - 1).min(rounds.odds.len() - 1);
            misses.0[place] = (1.0 - parameters.at(rounds.odds[tier], lane)).max(0.0);
            chances.0[place] = 1.0 + gain * cell.refusals.0[lane];
        }
        let odds = math::pow_lanes(misses, chances);
        refused.copy_from_slice(&odds.0[..refused.len()]);
    }
    refused
}
