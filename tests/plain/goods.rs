//! 7.14 to 7.19: output, other customers, settlement, logistics, the vendor's decisions.

use tradeflow::model::{Flow, UNLIMITED};

use super::chance::Chance;
use super::draw::{ratio, round, share_out};
use super::{Line, Noise, Path};

/// Weeks of a quarter.
const QUARTER: f64 = 365.2425 / 28.0;

impl<S> Noise<S> {
    /// 7.14: this week's factor, and y of the next.
    fn factor<C: Chance<Stream = S>>(&mut self, chance: &mut C, sigma: f64, rho: f64) -> f64 {
        let factor = C::exp(sigma * self.level - sigma * sigma / 2.0);
        let fresh = (1.0 - rho * rho).max(0.0).sqrt();
        self.level = rho * self.level + fresh * chance.normal(&mut self.stream);
        factor
    }
}

impl<C: Chance> Path<'_, C> {
    /// 7.14.
    pub(super) fn output(&mut self, p: usize) {
        let terms = &self.model.products[p].supply;
        let (values, chance) = (&self.values, &mut self.chance);
        let product = &mut self.products[p];
        let sigma = values.at(terms.yield_volatility);
        let rho = values.at(terms.yield_persistence);
        let noise = product.output_noise.factor(chance, sigma, rho);
        if product.disrupted_weeks > 0.0 {
            product.disrupted_weeks -= 1.0;
        }
        if product.launched
            && product.disrupted_weeks <= 0.0
            && product.disruption.strikes(chance, values.at(terms.disruption_hazard))
        {
            let lengths = &mut product.disruption_lengths;
            let weeks = super::draw::draw(&terms.disruption_weeks, values, chance, lengths);
            product.disrupted_weeks = round(weeks);
        }
        if product.launched
            && let Line::Restarting(lag) = product.line
        {
            product.line = if lag < 0.5 { Line::Running(0.0) } else { Line::Restarting(lag - 1.0) };
        }
        let mut full = 0.0;
        if let Line::Running(age) = product.line {
            if product.launched {
                let ramp = (age + 1.0) / values.at(terms.ramp_weeks).max(1.0);
                let disrupted = product.disrupted_weeks > 0.0;
                let share = if disrupted { values.at(terms.disruption_output_share) } else { 1.0 };
                full = values.at(terms.full_output_per_week) * ramp.min(1.0) * noise * share;
            }
            product.line = Line::Running(age + 1.0);
        }
        let made = product.output_carry.whole(full, UNLIMITED);
        product.stock += made;
        product.add(Flow::Produced, made);
    }

    /// 7.15: sells what other customers have priority for; returns what they still want.
    pub(super) fn priority_customers(&mut self, p: usize) -> f64 {
        let terms = &self.model.products[p].supply;
        let product = &mut self.products[p];
        let sigma = self.values.at(terms.other_customers_volatility);
        let noise = product.others_noise.factor(&mut self.chance, sigma, 0.0);
        if !product.launched {
            return 0.0;
        }
        let wish = self.values.at(terms.other_customers_per_week) * noise;
        let wish = product.others_carry.whole(wish, UNLIMITED);
        let first = (wish * self.values.at(terms.other_customers_priority)).floor();
        let sold = first.min(product.stock);
        product.stock -= sold;
        product.add(Flow::SoldElsewhere, sold);
        wish - first
    }

    /// 7.15: sells what is left of the week's stock to other customers.
    pub(super) fn other_customers(&mut self, p: usize, rest: f64) {
        let product = &mut self.products[p];
        let sold = rest.min(product.stock);
        product.stock -= sold;
        product.add(Flow::SoldElsewhere, sold);
    }

    /// 7.16.
    pub(super) fn settlement(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let class = terms.policy_class;
        let headroom = self.cap_headroom(class);
        let product = &self.products[p];
        let (mut waiting, mut firm, mut open, mut licensed) = (0.0, 0.0, 0.0, 0.0);
        let mut wants = Vec::with_capacity(product.cells.len());
        for (cell, buyer) in product.cells.iter().zip(&self.model.buyers) {
            waiting += cell.waiting();
            firm += cell.f;
            let admitted = self.rules.admitted[buyer.class];
            if !self.rules.exports[class] || !admitted || !product.launched {
                wants.push(0.0);
                continue;
            }
            let paper = if self.rules.licence_needed[class] { cell.l } else { UNLIMITED };
            let covered = cell.f.min(paper);
            let approved = if self.rules.approval_needed { cell.p } else { UNLIMITED };
            open += cell.f;
            licensed += covered;
            wants.push(covered.min(approved));
        }
        let power = self.values.at(terms.performance_h20e);
        let matching = self.model.beijing.rounds[class].as_ref().map_or(0.0, |rounds| {
            if self.model.domestic.is_some() {
                self.values.at(rounds.domestic_per_unit)
            } else {
                0.0
            }
        });
        let matched = if self.rules.approval_needed && matching > 0.0 {
            ((product.match_credit + ratio(self.domestic, power)) / matching).floor()
        } else {
            UNLIMITED
        };
        let product = &mut self.products[p];
        let throughput = self.values.at(terms.logistics.test_throughput_per_week);
        let throughput = product.test_carry.whole(throughput, UNLIMITED);
        let laboratory = if self.rules.test_required[class] { throughput } else { UNLIMITED };
        let wanted: f64 = wants.iter().sum();
        let limits = [
            firm,
            open,
            licensed,
            headroom,
            wanted.min(matched),
            product.stock,
            laboratory,
            if self.rules.gate_open { UNLIMITED } else { 0.0 },
        ];
        let mut passing = waiting;
        for (blame, limit) in product.withheld.iter_mut().zip(limits) {
            let through = passing.min(limit);
            *blame = passing - through;
            passing = through;
        }
        let tiers: Vec<u32> = self.model.buyers.iter().map(|buyer| buyer.tier).collect();
        let shipped = share_out(passing, &wants, &tiers);
        for (cell, &n) in product.cells.iter_mut().zip(&shipped) {
            let before = cell.waiting();
            cell.f -= n;
            cell.u += n;
            cell.shipped_now = n;
            cell.l = (cell.l - n).max(0.0);
            if self.rules.approval_needed {
                cell.p -= n;
            }
            cell.waited *= ratio(cell.waiting(), before);
        }
        let shipped: f64 = shipped.iter().sum();
        product.stock -= shipped;
        product.exported += shipped;
        product.exported_this_quarter += shipped;
        product.add(Flow::Shipped, shipped);
        if self.rules.approval_needed && matching > 0.0 {
            let used = matching * shipped;
            let credit = used.min(product.match_credit);
            product.match_credit -= credit;
            self.domestic = (self.domestic - power * (used - credit)).max(0.0);
        }
    }

    /// 7.16, *Cap headroom*.
    fn cap_headroom(&self, class: usize) -> f64 {
        let policy = &self.model.washington.regimes[self.washington.regime].policies[class];
        let Some(cap) = &policy.volume_cap else { return UNLIMITED };
        let of_class = || {
            let all = self.products.iter().zip(&self.model.products);
            all.filter(move |(_, terms)| terms.policy_class == class).map(|(product, _)| product)
        };
        let share = self.values.at(cap.share);
        let weekly = self.values.at(cap.us_sales_per_week);
        let room = if self.cumulative_reading {
            let sales = self.values.at(cap.us_sales_to_date) + weekly * (self.week as f64 + 1.0);
            share * sales - of_class().map(|product| product.exported).sum::<f64>()
        } else {
            let exported: f64 = of_class().map(|product| product.exported_this_quarter).sum();
            share * weekly * QUARTER - exported
        };
        room.max(0.0).floor()
    }

    /// 7.17.
    pub(super) fn logistics(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let class = terms.policy_class;
        let lag = |parameter| round(self.values.at(parameter));
        let test_lag =
            if self.rules.test_required[class] { lag(terms.logistics.test_weeks) } else { 0.0 };
        let transit_lag = lag(terms.logistics.transit_weeks);
        let clearance_lag = lag(terms.logistics.clearance_weeks);
        let patience = self.values.at(self.model.customs.return_after_weeks);
        let back = 1.0 - C::exp(-self.values.at(self.model.customs.return_hazard));
        let week = self.week;
        let send = |line: &mut Vec<f64>, chips: f64, lag: f64| {
            // What would arrive after the horizon stays on its way.
            if lag < (line.len() - week) as f64 {
                line[week + lag as usize] += chips;
            }
        };
        let product = &mut self.products[p];
        let (mut delivered, mut returned) = (0.0, 0.0);
        for (cell, buyer) in product.cells.iter_mut().zip(&self.model.buyers) {
            let shipped = cell.shipped_now;
            send(&mut cell.testing, shipped, test_lag);
            cell.tested += cell.testing[week];
            if self.rules.exports[class] {
                let leaving = cell.tested;
                cell.tested = 0.0;
                cell.u -= leaving;
                cell.v += leaving;
                send(&mut cell.transit, leaving, transit_lag);
            }
            let landing = cell.transit[week];
            cell.v -= landing;
            cell.k += landing;
            send(&mut cell.clearance, landing, clearance_lag);
            cell.cleared += cell.clearance[week];
            cell.delivered_now = 0.0;
            cell.returned_now = 0.0;
            if self.rules.gate_open && self.rules.admitted[buyer.class] {
                cell.delivered_now = cell.cleared;
            }
            cell.cleared -= cell.delivered_now;
            cell.k -= cell.delivered_now;
            cell.y += cell.delivered_now;
            cell.held_weeks = if cell.cleared > 0.0 { cell.held_weeks + 1.0 } else { 0.0 };
            if cell.held_weeks > patience {
                let chips = cell.return_carry.whole(cell.cleared * back, cell.cleared);
                cell.returned_now = chips;
                cell.cleared -= chips;
                cell.k -= chips;
            }
            delivered += cell.delivered_now;
            returned += cell.returned_now;
        }
        product.stock += returned;
        product.add(Flow::Delivered, delivered);
        product.add(Flow::Returned, returned);
    }

    /// 7.18.
    pub(super) fn production_decision(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let supply = &terms.supply;
        let product = &mut self.products[p];
        let shipped = product.flow(Flow::Shipped) > 0.0;
        product.idle_weeks =
            if product.launched && !shipped { product.idle_weeks + 1.0 } else { 0.0 };
        if product.launched
            && matches!(product.line, Line::Running(_))
            && product.idle_weeks >= self.values.at(supply.stop_after_idle_weeks)
            && product.stop.strikes(&mut self.chance, self.values.at(supply.stop_hazard))
        {
            product.line = Line::Stopped;
        }
        let firm: f64 = product.cells.iter().map(|cell| cell.f).sum();
        let cover = self.values.at(supply.restart_cover) * product.stock.max(1.0);
        let allowed = self.rules.exports[terms.policy_class] && !self.rules.barred;
        product.wanted_weeks =
            if allowed && firm > cover { product.wanted_weeks + 1.0 } else { 0.0 };
        if product.launched
            && product.line == Line::Stopped
            && product.wanted_weeks > self.values.at(supply.decision_weeks)
        {
            product.line = Line::Restarting(round(self.values.at(supply.ramp_lag_weeks)));
        }
    }

    /// 7.19.
    pub(super) fn write_down(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let product = &mut self.products[p];
        product.written_off_now = 0.0;
        let stranded = !self.rules.exports[terms.policy_class] || self.rules.barred;
        if !product.launched || !stranded {
            product.stranded_weeks = 0.0;
            return;
        }
        let before = product.stranded_weeks;
        product.stranded_weeks += 1.0;
        let after = self.values.at(terms.supply.write_down_after_weeks).max(1.0);
        if before < after && product.stranded_weeks >= after {
            let share = self.values.at(terms.supply.write_down_share);
            product.written_off_now = (product.stock * share).floor();
            product.stock -= product.written_off_now;
        }
    }
}
