//! The eighth act of the week: revenue, levies by instrument and by who bears them, cost, margin.

use super::{Flow, LevyBase, Model, Receiver, State};
use crate::lanes::Lanes;

impl<const L: usize> State<L> {
    /// Books the week in USD.
    ///
    /// Gross revenue = price × delivered. A levy at US entry falls due on shipments, one on delivery
    /// on deliveries, each at rate × price; the vendor pays its part out of the price, the buyer the
    /// rest on top. Chips sent back give back the refundable share of what was paid on them.
    /// Net revenue = gross − vendor's levies + refunds to the vendor. Margin = net − cost of the
    /// delivered − write-down. What the stock cost beyond what it is worth is charged as it changes,
    /// so that its sum to any week is the charge on the stock then.
    #[inline(always)]
    pub(super) fn keep_ledger(&mut self, model: &Model, index: usize) {
        let product = &model.products[index];
        let price = self.parameters.get(product.price_usd);
        let (shipped, delivered, returned) = (
            self.flow(index, Flow::Shipped),
            self.flow(index, Flow::Delivered),
            self.flow(index, Flow::Returned),
        );
        let (mut us, mut china, mut vendor, mut buyer, mut vendor_refunds, mut refunds) =
            (Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO, Lanes::ZERO);
        // Chips under way before this week's deliveries and returns left it.
        let under_way = self
            .cells_of(model, index)
            .iter()
            .fold(delivered + returned, |sum, cell| sum + cell.under_way());
        for (instrument, terms) in model.tariff.instruments.iter().enumerate() {
            if !terms.applies_to[product.policy_class] {
                continue;
            }
            let borne_by_buyer = self.parameters.get(terms.borne_by_buyer);
            let rate = self.levy_rate(model, instrument, product.policy_class);
            let units = if terms.base == LevyBase::UsEntry { shipped } else { delivered };
            let levy = rate * price * units;
            let mut refund = Lanes::ZERO;
            if terms.base == LevyBase::UsEntry {
                let paid = &mut self.products[index].levies_under_way[instrument];
                *paid += levy;
                let per_chip = paid.over(under_way);
                *paid = (*paid - per_chip * (delivered + returned)).positive();
                // Rounding must not give back more than was ever paid.
                let most = self.products[index].levies[instrument] + levy;
                refund = per_chip * returned * self.parameters.get(terms.refundable_share);
                refund = refund.min(most);
            }
            let net = levy - refund;
            self.products[index].levies[instrument] += net;
            match terms.receiver {
                Receiver::Us => us += net,
                Receiver::China => china += net,
            }
            buyer += net * borne_by_buyer;
            vendor += levy * (Lanes::ONE - borne_by_buyer);
            vendor_refunds += refund * (Lanes::ONE - borne_by_buyer);
            refunds += refund;
        }
        let gross = price * delivered;
        let cost = self.parameters.get(product.unit_cost_usd) * delivered;
        let power = self.parameters.get(product.performance_h20e);
        let net = gross - vendor + vendor_refunds;
        let charge = self.charge_on_stock(model, index);
        let product = &mut self.products[index];
        let unsold = charge - product.totals[Flow::UnsoldCost as usize];
        let flows = &mut product.flows;
        let margin = net - cost - flows[Flow::WriteDown as usize];
        for (flow, value) in [
            (Flow::GrossRevenue, gross),
            (Flow::NetRevenue, net),
            (Flow::UsTake, us),
            (Flow::ChinaTake, china),
            (Flow::GovernmentTake, us + china),
            (Flow::VendorLevy, vendor - vendor_refunds),
            (Flow::BuyerLevy, buyer),
            (Flow::Refunds, refunds),
            (Flow::Cost, cost),
            (Flow::GrossMargin, margin),
            (Flow::Compute, delivered * power),
            (Flow::UnsoldCost, unsold),
            (Flow::MarginAfterStock, margin - unsold),
        ] {
            flows[flow as usize] = value;
        }
    }

    /// What the stock of a product cost beyond what it is worth: c·(1 − salvage share)·S, in USD.
    #[inline(always)]
    pub(super) fn charge_on_stock(&self, model: &Model, index: usize) -> Lanes<L> {
        let product = &model.products[index];
        let lost = Lanes::ONE - self.parameters.get(product.supply.salvage_share);
        self.parameters.get(product.unit_cost_usd) * lost * self.products[index].stock
    }
}
