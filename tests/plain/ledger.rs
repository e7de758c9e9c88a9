//! 7.20: the ledger.

use tradeflow::model::{Flow, LevyBase, Receiver};

use super::Path;
use super::chance::Chance;
use super::draw::ratio;

impl<C: Chance> Path<'_, C> {
    pub(super) fn ledger(&mut self, p: usize) {
        let terms = &self.model.products[p];
        let rates = &self.rules.rates[terms.policy_class];
        let product = &mut self.products[p];
        let price = self.values.at(terms.price_usd);
        let cost = self.values.at(terms.unit_cost_usd);
        let shipped = product.flow(Flow::Shipped);
        let delivered = product.flow(Flow::Delivered);
        let returned = product.flow(Flow::Returned);
        let now: f64 = product.cells.iter().map(super::Cell::under_way).sum();
        let under_way = now + delivered + returned;
        let (mut by_vendor, mut by_buyer, mut us, mut china, mut refunds) =
            (0.0, 0.0, 0.0, 0.0, 0.0);
        for (i, instrument) in self.model.tariff.instruments.iter().enumerate() {
            let (levy, refund) = match instrument.base {
                LevyBase::Delivery => (rates[i] * price * delivered, 0.0),
                LevyBase::UsEntry => {
                    let levy = rates[i] * price * shipped;
                    let pool = product.levies_under_way[i] + levy;
                    let each = ratio(pool, under_way);
                    product.levies_under_way[i] = pool - each * (delivered + returned);
                    let refund = each * returned * self.values.at(instrument.refundable_share);
                    (levy, refund.min(product.levies[i] + levy))
                }
            };
            let net = levy - refund;
            product.levies[i] += net;
            let borne = self.values.at(instrument.borne_by_buyer);
            by_vendor += net * (1.0 - borne);
            by_buyer += net * borne;
            refunds += refund;
            match instrument.receiver {
                Receiver::Us => us += net,
                Receiver::China => china += net,
            }
        }
        let gross = price * delivered;
        let net = gross - by_vendor;
        let written_down = product.written_off_now * cost;
        let margin = net - cost * delivered - written_down;
        let lost = 1.0 - self.values.at(terms.supply.salvage_share);
        let charge = cost * lost * product.stock;
        let unsold = charge - product.totals[Flow::UnsoldCost as usize];
        for (flow, amount) in [
            (Flow::GrossRevenue, gross),
            (Flow::NetRevenue, net),
            (Flow::UsTake, us),
            (Flow::ChinaTake, china),
            (Flow::GovernmentTake, us + china),
            (Flow::VendorLevy, by_vendor),
            (Flow::BuyerLevy, by_buyer),
            (Flow::Refunds, refunds),
            (Flow::Cost, cost * delivered),
            (Flow::WriteDown, written_down),
            (Flow::GrossMargin, margin),
            (Flow::UnsoldCost, unsold),
            (Flow::MarginAfterStock, margin - unsold),
            (Flow::Compute, self.values.at(terms.performance_h20e) * delivered),
        ] {
            product.add(flow, amount);
        }
    }
}
