//! Levies: a ladder of tariff rates that moves, and the instruments that stack on a sale.

use super::Named;
use crate::process::{LadderProcess, Parameter};

/// The ladder, if there is one, and all instruments in file order.
#[derive(Clone, Debug, Default)]
pub struct Tariff {
    pub ladder: Option<LadderProcess>,
    pub instruments: Vec<Instrument>,
}

/// When a levy falls due and on what.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LevyBase {
    /// On the price, when a chip enters the US for its test (at shipment).
    UsEntry,
    /// On the price, when the chip is delivered.
    Delivery,
}

/// Who receives a levy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Receiver {
    Us,
    China,
}

/// Where an instrument's rate comes from.
#[derive(Clone, Copy, Debug)]
pub enum RateSource {
    Fixed(Parameter),
    /// scale·max(0, ladder rate − above).
    Ladder {
        scale: Parameter,
        above: Parameter,
    },
    /// The revenue share of Washington's regime.
    Washington,
}

/// One levy: it stacks with the others, each computed on the list price.
#[derive(Clone, Debug)]
pub struct Instrument {
    pub id: Named,
    pub base: LevyBase,
    pub receiver: Receiver,
    /// True for each policy class it applies to.
    pub applies_to: Vec<bool>,
    pub rate: RateSource,
    /// Share that the buyer pays on top of the price; the vendor pays the rest out of it.
    pub borne_by_buyer: Parameter,
    /// Share given back for chips that are sent back.
    pub refundable_share: Parameter,
    /// In force at the start; events add and remove it.
    pub active: bool,
}
