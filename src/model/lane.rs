//! The whole compiled scenario: everything a path needs, and nothing that changes on it.

use super::{
    Beijing, Buyer, Change, Coupling, Customs, Dated, Domestic, Effect, Event, Product, TargetRule,
    Tariff, Washington,
};
use crate::dist::{Copula, Dist};
use crate::process::Parameter;
use crate::units::Calendar;

/// A name for files and a title for people.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Named {
    /// Lower-case letters, digits and hyphens.
    pub name: String,
    pub title: String,
}

/// One number of the scenario: fixed, or drawn once a path.
#[derive(Clone, Debug)]
pub struct Input {
    /// Its path in the scenario file, as in "product.h200.price_usd".
    pub path: String,
    /// In the units of the file.
    pub dist: Dist,
    /// From the units of the file to internal ones: months to weeks, a quarter's flow to a week's.
    pub scale: f64,
}

/// An immutable lane, ready to run. [`Parameter`] k is `inputs[k]`.
#[derive(Clone, Debug)]
pub struct Model {
    pub scenario: Named,
    pub calendar: Calendar,
    pub inputs: Vec<Input>,
    /// By parameter, its weeks ascending.
    pub dated: Vec<Dated>,
    /// The inputs that move together and how.
    pub copula: Option<(Vec<Parameter>, Copula)>,
    /// In file order.
    pub products: Vec<Product>,
    pub buyers: Vec<Buyer>,
    /// Buyer classes by name; `Buyer::class` and `BeijingRegime::admits` index them.
    pub buyer_classes: Vec<String>,
    /// Policy classes by name; `Product::policy_class` indexes them.
    pub policy_classes: Vec<String>,
    pub washington: Washington,
    pub tariff: Tariff,
    pub beijing: Beijing,
    pub customs: Customs,
    pub domestic: Option<Domestic>,
    pub coupling: Coupling,
    /// In an order in which an event comes after those it hangs on.
    pub events: Vec<Event>,
    pub targets: Vec<TargetRule>,
    /// The product that headline sentences are about; all products together where there is none.
    pub headline_product: Option<usize>,
}

impl Model {
    /// Every parameter with its input.
    pub fn parameters(&self) -> impl Iterator<Item = (Parameter, &Input)> {
        (0..).map(Parameter).zip(&self.inputs)
    }

    /// The tiers that buyers have, the first served first.
    pub(super) fn tiers(&self) -> impl Iterator<Item = u32> {
        let mut tiers: Vec<u32> = self.buyers.iter().map(|buyer| buyer.tier).collect();
        tiers.sort_unstable();
        tiers.dedup();
        tiers.into_iter()
    }

    /// The parameters that some effect changes.
    pub(super) fn changed_by_events(&self) -> impl Iterator<Item = Parameter> {
        self.effects().filter_map(|(_, effect)| match effect.change {
            Change::ScaleParameter { parameter, .. } | Change::SetParameter { parameter, .. } => {
                Some(parameter)
            }
            _ => None,
        })
    }

    /// Every effect with the index of its event, in file order.
    pub(super) fn effects(&self) -> impl Iterator<Item = (usize, &Effect)> {
        self.events
            .iter()
            .enumerate()
            .flat_map(|(event, terms)| terms.effects.iter().map(move |effect| (event, effect)))
    }
}
