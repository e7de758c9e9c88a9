//! The week in order: the page to read first.

use super::{Model, State};
use crate::lanes::Lanes;
use crate::lanes::dispatch::Set;

impl<const L: usize> State<L> {
    /// Passes one week on every path of the block. The week number is `self.week`; call
    /// [`State::end_week`] when it has been observed.
    pub fn step(&mut self, model: &Model) {
        self.step_on(Set::widest(), model);
    }

    /// As [`State::step`], on an instruction set of choice. A path alone gains nothing from a wide set, and is
    /// compiled for the baseline only.
    pub fn step_on(&mut self, set: Set, model: &Model) {
        /// Runs an act compiled for the set. The acts are `#[inline(always)]`, so this is where they
        /// become code.
        macro_rules! wide {
            ($act:expr) => {
                if L == 1 {
                    $act
                } else {
                    set.run(
                        #[inline(always)]
                        || $act,
                    )
                }
            };
        }

        wide!(self.clear_flows());

        // 1. Events and policy: what holds, who rules, what is allowed, what it costs.
        let hazards = wide!(self.apply_events(model));
        wide!(self.advance_policy(model, &hazards));
        wide!(self.read_climate(model, &hazards));
        wide!(self.launch_products(model));

        // 2. Demand: domestic chips of the week, new interest, firming, orders that leave.
        wide!(self.supply_domestic(model));
        for product in 0..model.products.len() {
            wide!(self.take_orders(model, product));
            wide!(self.firm_up(model, product));
            wide!(self.let_orders_go(model, product));
        }

        // 3. Washington's licences, 4. Beijing's approval rounds: allowances, not flows.
        wide!(self.grow_white_list(model));
        for product in 0..model.products.len() {
            wide!(self.decide_licences(model, product));
            wide!(self.hold_rounds(model, product));
        }

        for product in 0..model.products.len() {
            // 5. Supply: output, and other customers with priority.
            wide!(self.produce(model, product));
            wide!(self.serve_others_first(model, product));
            // 6. Settlement: what every gate lets through.
            wide!(self.settle(model, product));
            wide!(self.serve_others_last(product));
            // 7. Logistics: testing, transit, customs, delivery, returns.
            wide!(self.move_goods(model, product));
            // 8. The vendor's decisions, write-downs and the ledger.
            wide!(self.decide_production(model, product));
            wide!(self.write_down(model, product));
            wide!(self.keep_ledger(model, product));
        }
        wide!(self.age_orders());
        wide!(self.add_up_flows());
    }

    #[inline(always)]
    fn clear_flows(&mut self) {
        for product in &mut self.products {
            for flow in &mut product.flows {
                *flow = Lanes::ZERO;
            }
        }
    }

    #[inline(always)]
    fn add_up_flows(&mut self) {
        for product in &mut self.products {
            for (total, flow) in product.totals.iter_mut().zip(&product.flows) {
                *total += *flow;
            }
        }
    }

    /// Turns the page to the next week.
    #[inline(always)]
    pub fn end_week(&mut self) {
        self.week += 1;
    }
}
