//! The compiled lane: products, buyers, the vendor, two capitals, customs, and the week they share.

mod beijing;
mod buyer;
mod coupling;
mod customs;
mod domestic;
mod event;
mod lane;
mod product;
mod target;
mod tariff;
mod washington;

pub use beijing::{Beijing, BeijingRegime, Imports, Rounds};
pub use buyer::Buyer;
pub use coupling::Coupling;
pub use customs::{Customs, GateOpening};
pub use domestic::Domestic;
pub use event::{Change, Effect, Event, HazardTarget, RegimeTarget};
pub use lane::{Input, Model, Named};
pub use product::{Demand, LineState, Logistics, Product, Supply};
pub use target::TargetRule;
pub use tariff::{Instrument, Ladder, LevyBase, RateSource, Receiver, Tariff, Truce};
pub use washington::{Licensing, Policy, VolumeCap, Washington, WashingtonRegime};

/// More chips than any lane will ever move: stands for "no limit" and keeps whole-number
/// arithmetic exact, which an infinity would not.
pub const UNLIMITED: f64 = 1e12;
