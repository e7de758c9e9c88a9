//! The sixth act of the week: what may move, who gets it, and which gate held back the rest.

use super::{Cell, Flow, Gate, Imports, Model, State, UNLIMITED};
use crate::lanes::{Lanes, Mask};

impl<const L: usize> State<L> {
    /// Ships what every gate lets through.
    ///
    /// A buyer may move w = min(firm, licensed, approved) where neither capital bars it. The total is
    /// T = min(Σw, cap headroom, domestic match, stock, test throughput), zero where customs is
    /// closed; it is shared by tier, then pro rata. Each gate is blamed in order for what it
    /// takes off the waiting orders, so that the blames sum to the unmet demand exactly.
    #[inline(always)]
    pub(super) fn settle(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let policy = self.climate.policies[product.policy_class];
        let headroom = self.cap_headroom(model, index);
        let match_limit = self.domestic_match(model, index);
        let throughput = self.parameters.get(product.logistics.test_throughput_per_week);
        let climate = &self.climate;
        let buyers = model.buyers.len();
        let state = &mut self.products[index];
        let cells = &mut self.cells[index * buyers..(index + 1) * buyers];

        let unlimited = Lanes::splat(UNLIMITED);
        let (mut waiting, mut firm, mut unbarred, mut licensed, mut approved) =
            (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        for (cell, buyer) in cells.iter_mut().zip(&model.buyers) {
            let open = policy.exports & climate.admitted[buyer.class] & state.launched;
            let may = cell.firm.only(open);
            let with_licence = may.min(policy.licence_needed.pick(cell.licensed, unlimited));
            cell.wanted = with_licence.min(climate.approval_needed.pick(cell.approved, unlimited));
            waiting += cell.waiting();
            firm += cell.firm;
            unbarred += may;
            licensed += with_licence;
            approved += cell.wanted;
        }
        let mut passing = waiting;
        let gates = [
            (Gate::NotFirm, firm),
            (Gate::Barred, unbarred),
            (Gate::NotLicensed, licensed),
            (Gate::VolumeCap, headroom),
            (Gate::NotApproved, approved.min(match_limit)),
            (Gate::NoStock, state.stock),
            (
                Gate::TestLab,
                policy
                    .test_required
                    .pick(state.throughput_carry.whole(throughput, unlimited), unlimited),
            ),
            (Gate::Customs, climate.customs_open.pick(unlimited, Lanes::ZERO)),
        ];
        for (gate, limit) in gates {
            let through = passing.min(limit);
            state.withheld[gate as usize] = passing - through;
            passing = through;
        }
        share_out(model, cells, passing);

        let mut shipped = Lanes::ZERO;
        for cell in cells.iter_mut() {
            if !cell.shipped_now.gt(Lanes::ZERO).any() {
                continue;
            }
            let before = cell.waiting();
            cell.firm -= cell.shipped_now;
            cell.waited = cell.waited * cell.waiting().over(before);
            cell.licensed = (cell.licensed - cell.shipped_now).positive();
            cell.approved = climate
                .approval_needed
                .pick((cell.approved - cell.shipped_now).positive(), cell.approved);
            shipped += cell.shipped_now;
        }
        state.unmet = waiting - shipped;
        state.stock -= shipped;
        state.exported += shipped;
        state.exported_this_quarter += shipped;
        state.flows[Flow::Shipped as usize] += shipped;
        self.use_domestic_match(model, index, shipped);
    }

    /// Chips that may still leave under the volume cap of the policy class: a share of US sales,
    /// read as a cumulative total or as the flow of the calendar quarter.
    #[inline(always)]
    fn cap_headroom(&mut self, model: &Model, index: usize) -> Lanes<L> {
        let class = model.products[index].policy_class;
        let week = self.week;
        if week > 0 {
            let quarter = |w| {
                let day = model.calendar.last_day(w);
                (day.year(), day.quarter())
            };
            if quarter(week) != quarter(week - 1) && index == 0 {
                for product in &mut self.products {
                    product.exported_this_quarter = Lanes::ZERO;
                }
            }
        }
        let (mut exported, mut this_quarter) = (Lanes::ZERO, Lanes::ZERO);
        for (product, state) in model.products.iter().zip(&self.products) {
            if product.policy_class == class {
                exported += state.exported;
                this_quarter += state.exported_this_quarter;
            }
        }
        let mut headroom = Lanes::splat(UNLIMITED);
        for (regime, rules) in model.washington.regimes.iter().enumerate() {
            let Some(cap) = &rules.policies[class].volume_cap else { continue };
            let get = |parameter| self.parameters.get(parameter);
            let (share, weekly) = (get(cap.share), get(cap.us_sales_per_week));
            let total = share * (get(cap.us_sales_to_date) + weekly * (week + 1) as f64);
            let quarterly = share * weekly * crate::units::WEEKS_PER_QUARTER;
            let left = self.cumulative_reading.pick(total - exported, quarterly - this_quarter);
            headroom.set(self.washington.is(regime), left.positive().floor());
        }
        headroom
    }

    /// Chips that domestic purchases match where approvals ask for it: those that this product's
    /// buyers have already made in its place, and what can still be bought this week.
    #[inline(always)]
    fn domestic_match(&self, model: &Model, index: usize) -> Lanes<L> {
        let unlimited = Lanes::splat(UNLIMITED);
        let Some(ratio) = self.match_ratio(model, index) else { return unlimited };
        let power = self.parameters.get(model.products[index].performance_h20e);
        let bought = self.products[index].match_credit;
        let matched = (bought + self.domestic_h20e / power).over(ratio).min(unlimited).floor();
        (self.climate.approval_needed & ratio.gt(Lanes::ZERO)).pick(matched, unlimited)
    }

    /// Uses up the purchases that matched the week's shipments, earlier ones first.
    #[inline(always)]
    fn use_domestic_match(&mut self, model: &Model, index: usize, shipped: Lanes<L>) {
        let Some(ratio) = self.match_ratio(model, index) else { return };
        let power = self.parameters.get(model.products[index].performance_h20e);
        let used = (shipped * ratio).only(self.climate.approval_needed);
        let credit = &mut self.products[index].match_credit;
        let bought_now = (used - *credit).positive();
        *credit = (*credit - used).positive();
        self.domestic_h20e = (self.domestic_h20e - bought_now * power).positive();
    }

    /// Domestic chips to be bought for each chip imported; None where nothing asks for it.
    #[inline(always)]
    fn match_ratio(&self, model: &Model, index: usize) -> Option<Lanes<L>> {
        let rounds = model.beijing.rounds[model.products[index].policy_class].as_ref()?;
        model.domestic.as_ref()?;
        Some(self.parameters.get(rounds.domestic_per_unit))
    }

    /// Weeks in which some buyer holds paper from both capitals and wants chips.
    #[inline(always)]
    pub fn paper_in_hand(&self, model: &Model, index: usize) -> Mask<L> {
        let policy = self.climate.policies[model.products[index].policy_class];
        let mut holds = Mask::NONE;
        for (cell, buyer) in self.cells_of(model, index).iter().zip(&model.buyers) {
            let licence = cell.licensed.gt(Lanes::ZERO) | (policy.exports & !policy.licence_needed);
            let free = model
                .beijing
                .regimes
                .iter()
                .enumerate()
                .filter(|(_, rules)| rules.imports == Imports::Free && rules.admits[buyer.class])
                .fold(Mask::NONE, |free, (regime, _)| free | self.beijing.is(regime));
            let approval = cell.approved.gt(Lanes::ZERO) | free;
            holds = holds | (licence & approval & cell.waiting().gt(Lanes::ZERO));
        }
        holds
    }
}

/// Shares `total` over the cells by tier, then pro rata to `wanted`, in whole chips: first the
/// whole part of each share, then what rounding left over, in buyer order. Exactly
/// min(total, Σ wanted) is given out, to nobody more than it wanted.
#[inline(always)]
fn share_out<const L: usize>(model: &Model, cells: &mut [Cell<L>], total: Lanes<L>) {
    for cell in cells.iter_mut() {
        cell.shipped_now = Lanes::ZERO;
    }
    let mut left = total;
    if !left.gt(Lanes::ZERO).any() {
        return;
    }
    for tier in model.tiers() {
        let mut wanted = Lanes::ZERO;
        for (cell, buyer) in cells.iter().zip(&model.buyers) {
            if buyer.tier == tier {
                wanted += cell.wanted;
            }
        }
        let share = left.over(wanted).min(Lanes::ONE);
        for (cell, buyer) in cells.iter_mut().zip(&model.buyers) {
            if buyer.tier == tier {
                // Rounding in the quotient can lift the product above the whole part by one chip.
                cell.shipped_now = (cell.wanted * share).floor().min(left);
                left -= cell.shipped_now;
            }
        }
        for (cell, buyer) in cells.iter_mut().zip(&model.buyers) {
            if buyer.tier == tier {
                let more = (cell.wanted - cell.shipped_now).min(left);
                cell.shipped_now += more;
                left -= more;
            }
        }
    }
}
