//! The second law: every unit is somewhere. Checked on each path; a violation stops the run.

use super::{Flow, Model, State};
use crate::lanes::{Lanes, Mask};

/// A balance that did not hold: a defect of the program, never of a scenario.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error(
    "units are not conserved on path {path} in week {week}: {balance}, {left} on one side and \
     {right} on the other; this is a defect of tradeflow, replay it with --path {path}"
)]
pub struct Violation {
    pub path: u64,
    pub week: usize,
    pub balance: String,
    pub left: f64,
    pub right: f64,
}

impl<const L: usize> State<L> {
    /// Checks every balance of chips (exact: they are whole numbers) and that nothing is negative.
    ///
    /// # Errors
    /// The first balance that fails.
    pub fn check_conservation(&self, model: &Model) -> Result<(), Violation> {
        for (index, product) in self.products.iter().enumerate() {
            let name = &model.products[index].id.name;
            let (mut asked, mut delivered, mut shipped) = (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
            let mut returned = Lanes::ZERO;
            for (cell, buyer) in self.cells_of(model, index).iter().zip(&model.buyers) {
                let moved = cell.under_way() + cell.delivered + cell.returned;
                let somewhere =
                    cell.waiting() + moved + cell.cancelled + cell.substituted + cell.offshore;
                self.balance(cell.asked.same(somewhere), cell.asked, somewhere, || {
                    format!("orders of {} for {name}", buyer.id.name)
                })?;
                for part in [
                    cell.provisional,
                    cell.firm,
                    cell.in_testing - cell.tested,
                    cell.in_transit,
                    cell.at_customs - cell.cleared,
                    cell.tested,
                    cell.cleared,
                    cell.licensed,
                    cell.approved,
                ] {
                    self.balance(part.ge(Lanes::ZERO), part, Lanes::ZERO, || {
                        format!("a negative number of chips of {} for {name}", buyer.id.name)
                    })?;
                }
                asked += cell.asked;
                delivered += cell.delivered;
                shipped += moved;
                returned += cell.returned;
            }
            let came = product.opening_stock + product.produced + returned;
            let went = product.stock + shipped + product.sold_elsewhere + product.written_off;
            let stocked = came.same(went) & product.stock.ge(Lanes::ZERO);
            self.balance(stocked, came, went, || format!("stock of {name}"))?;
            let blamed = product.withheld.iter().fold(Lanes::ZERO, |sum, gate| sum + *gate);
            self.balance(blamed.same(product.unmet), blamed, product.unmet, || {
                format!("units withheld by gates for {name}")
            })?;
            let total = |flow: Flow| product.totals[flow as usize];
            for (flow, side) in [(Flow::Asked, asked), (Flow::Delivered, delivered)] {
                self.balance(total(flow).same(side), total(flow), side, || {
                    format!("ledger of {name}")
                })?;
            }
            let net = total(Flow::GrossRevenue) - total(Flow::VendorLevy);
            let left = total(Flow::NetRevenue);
            // Money is not whole: the two sums differ by rounding, at most 1e-9 of the turnover.
            let slack = (total(Flow::GrossRevenue) + total(Flow::VendorLevy) + 1.0) * 1e-9;
            let near = (net - left).le(slack) & (left - net).le(slack);
            self.balance(near, left, net, || format!("net revenue of {name}"))?;
            let costs = total(Flow::Cost) + total(Flow::WriteDown);
            let charge = self.charge_on_stock(model, index);
            let margin = total(Flow::NetRevenue) - costs - charge;
            let left = total(Flow::MarginAfterStock);
            // The charge rises and falls with the stock: as large as it ever was, and its cost.
            let largest = self.parameters.get(model.products[index].unit_cost_usd) * came;
            let slack = slack + (costs + largest) * 1e-9;
            let near = (margin - left).le(slack) & (left - margin).le(slack);
            self.balance(near, left, margin, || format!("margin after stock of {name}"))?;
        }
        Ok(())
    }

    #[inline(always)]
    fn balance(
        &self,
        holds: Mask<L>,
        left: Lanes<L>,
        right: Lanes<L>,
        balance: impl Fn() -> String,
    ) -> Result<(), Violation> {
        if !(!holds).any() {
            return Ok(());
        }
        let lane = (!holds).lanes().next().unwrap_or(0);
        Err(Violation {
            path: self.first_path + lane as u64,
            week: self.week,
            balance: balance(),
            left: left.0[lane],
            right: right.0[lane],
        })
    }
}
