//! The scenario language, one table a file: what may be written, before its meaning is checked.

mod beijing;
mod buyer;
mod correlation;
mod coupling;
mod customs;
mod demand;
mod distribution;
mod domestic;
mod element;
mod event;
mod input;
mod keyed;
mod law;
mod law_shape;
mod logistics;
mod mixture;
mod numbers;
mod parameters;
mod product;
mod run;
mod scenario;
mod supply;
mod target;
mod tariff;
mod washington;
mod words;

pub(super) use beijing::{BeijingRegimeSpec, BeijingSpec, RoundsSpec};
pub(super) use buyer::BuyerSpec;
pub(super) use correlation::CorrelationSpec;
pub(super) use coupling::CouplingSpec;
pub(super) use customs::CustomsSpec;
pub(super) use demand::DemandSpec;
pub(super) use domestic::DomesticSpec;
pub(super) use element::{Element, FieldValue, element};
pub(super) use event::{EffectSpec, EventSpec};
pub(super) use input::{ByName, ByProduct, InputSpec, PerProduct};
pub(super) use keyed::{Keyed, List};
pub(super) use law::{LawKind, LawSpec};
pub(super) use logistics::LogisticsSpec;
pub(super) use numbers::{Flag, MAX_MAGNITUDE, Number, Numbers, Whole};
pub(super) use product::ProductSpec;
pub(super) use run::RunSpec;
pub(super) use scenario::{HeaderSpec, ScenarioSpec};
pub(super) use supply::SupplySpec;
pub(super) use target::{TARGET_METRICS, TargetMetric, TargetSpec};
pub(super) use tariff::{InstrumentSpec, LadderSpec, RateSpec, TariffSpec};
pub(super) use washington::{PolicySpec, WashingtonRegimeSpec, WashingtonSpec};
pub(super) use words::{Day, InputPath, InputPaths, Name, Names, Text};

/// The keys that make a table a number, a distribution or a law.
pub(super) const VALUE_KINDS: [&str; 17] = [
    "value",
    "percentiles",
    "normal",
    "lognormal",
    "triangular",
    "pert",
    "uniform",
    "beta",
    "gamma",
    "discrete",
    "empirical",
    "poisson",
    "mixture",
    "truncate",
    "exponential",
    "weibull",
    "lomax",
];
