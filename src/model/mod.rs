//! The compiled lane: products, buyers, the vendor, two capitals, customs, and the week they share.
//!
//! [`Model`] is what a scenario compiles to, [`State`] a block of paths, and `step` the week. The
//! parts of the lane have a file each; the acts of the week, in order, are in `climate`, `demand`,
//! `licensing`, `rounds`, `vendor`, `settlement`, `logistics` and `ledger`.

mod beijing;
mod buyer;
mod climate;
mod conservation;
mod coupling;
mod customs;
mod dated;
mod demand;
mod domestic;
mod drawing;
mod driver;
mod event;
mod first_draws;
mod lane;
mod ledger;
mod licensing;
mod logistics;
mod metrics;
mod mosaic;
mod observation;
mod opening;
mod product;
mod redraw;
mod rounds;
mod settlement;
mod state;
mod step;
mod target;
mod tariff;
mod vendor;
mod washington;
mod withheld;

pub use crate::process::{LadderProcess as Ladder, Truce};
pub use beijing::{Beijing, BeijingRegime, Imports, Rounds};
pub use buyer::Buyer;
pub use conservation::Violation;
pub use coupling::Coupling;
pub use customs::{Customs, GateOpening};
pub use dated::Dated;
pub use domestic::Domestic;
pub use driver::Driver;
pub use event::{Change, Effect, Event, HazardTarget, RegimeTarget};
pub use lane::{Input, Model, Named};
pub use metrics::{FLOWS, Flow};
pub use mosaic::{Draws, Mosaic, Parts};
pub use observation::{Evidence, Observation, Observed, Unmatched};
pub use product::{Demand, LineState, Logistics, Product, Supply};
pub use redraw::{Redraw, StreamKey};
pub use state::{BuyerState, Cell, Climate, PolicyWeek, ProductState, State};
pub use target::TargetRule;
pub use tariff::{Instrument, LevyBase, RateSource, Receiver, Tariff};
pub use washington::{Licensing, Policy, VolumeCap, Washington, WashingtonRegime};
pub use withheld::{GATES, Gate};

/// More chips than any lane will ever move: stands for "no limit" and keeps whole-number
/// arithmetic exact, which an infinity would not.
pub const UNLIMITED: f64 = 1e12;
