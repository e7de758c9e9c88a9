//! Scenarios by construction: every generated file is valid, and most of its machinery runs.

mod event;
mod lane;
mod policy;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{FileFailurePersistence, RngAlgorithm, RngSeed};
use tradeflow::scenario::{Scenario, from_text};
use tradeflow::units::Date;

use self::event::event;
use self::lane::{buyers, product};
use self::policy::{beijing, customs, instrument, ladder, washington};

/// A generated scenario, in parts that a test can take apart and put together otherwise.
#[derive(Clone, Debug)]
pub struct Parts {
    pub weeks: i64,
    pub seed: u64,
    /// The keys below `[product.pN]`.
    pub products: Vec<String>,
    pub buyers: Vec<BuyerPart>,
    pub washington: Option<String>,
    pub beijing: Option<String>,
    pub customs: Option<String>,
    pub ladder: Option<String>,
    pub instruments: Vec<String>,
    pub domestic: Option<String>,
    pub coupling: String,
    /// Inputs of the first product that move together.
    pub correlated: String,
    pub events: Vec<EventPart>,
    /// Tables that a test adds.
    pub more: String,
}

/// A buyer: its part of the order book in sixty-fourths, which add up exactly, and its other keys.
#[derive(Clone, Debug)]
pub struct BuyerPart {
    pub name: String,
    pub share: u32,
    pub tier: u32,
    pub keys: String,
}

/// An event's own keys and its effects, each with the table that it needs.
#[derive(Clone, Debug)]
pub struct EventPart {
    pub keys: String,
    /// "requires" or "unless" the event before it.
    pub link: Option<&'static str>,
    pub effects: Vec<(&'static str, String)>,
}

/// How many scenarios a test generates, and how long it looks for a simpler one where it fails: `TRADEFLOW_CASES` asks for other
/// than the usual number, and then a failure is told as it is found.
pub fn config(usual: u32, regressions: &'static str) -> ProptestConfig {
    let asked = std::env::var("TRADEFLOW_CASES").ok().and_then(|cases| cases.parse().ok());
    ProptestConfig {
        cases: asked.unwrap_or(usual),
        rng_algorithm: RngAlgorithm::ChaCha,
        rng_seed: RngSeed::Fixed(2026),
        failure_persistence: match asked {
            Some(_) => None,
            None => Some(Box::new(FileFailurePersistence::Direct(regressions))),
        },
        max_shrink_iters: if asked.is_some() { 0 } else { 300 },
        ..ProptestConfig::default()
    }
}

/// The first day of every generated scenario, a Friday: 52 weeks end on 31 December.
pub fn day(offset: i64) -> Date {
    Date::new(2026, 1, 2).expect("a date").plus_days(offset)
}

impl Parts {
    pub fn text(&self) -> String {
        let mut text = format!(
            "schema = 1\n[scenario]\nname = \"generated\"\ntitle = \"Generated\"\nstart = {}\nend = {}\n",
            day(0),
            day(7 * self.weeks - 1)
        );
        for (index, keys) in self.products.iter().enumerate() {
            text += &format!("[product.p{index}]\n{keys}");
        }
        for buyer in &self.buyers {
            let BuyerPart { name, share, tier, keys } = buyer;
            let share = f64::from(*share) / 64.0;
            text += &format!("[buyer.{name}]\norder_share = {share}\ntier = {tier}\n{keys}");
        }
        for part in [&self.washington, &self.beijing, &self.customs, &self.ladder, &self.domestic] {
            text += part.as_deref().unwrap_or_default();
        }
        for (index, keys) in self.instruments.iter().enumerate() {
            text += &format!("[tariff.instrument.i{index}]\n{keys}");
        }
        text += &self.coupling;
        text += &self.correlated;
        for (index, event) in self.events.iter().enumerate() {
            text += &format!("[event.e{index}]\n{}", event.keys);
            if let Some(link) = event.link
                && index > 0
            {
                text += &format!("{link} = \"e{}\"\n", index - 1);
            }
            for (_, effect) in event.effects.iter().filter(|(needs, _)| self.has(needs)) {
                text += &format!("[[event.e{index}.effect]]\n{effect}");
            }
            // Changes nothing in all weeks: no event lies wholly outside the horizon.
            text += &format!(
                "[[event.e{index}.effect]]\nscale_hazard = {{ process = \"rounds\", factor = 1 }}\n\
                 from_week = -60\n"
            );
        }
        text + &self.more
    }

    fn has(&self, needs: &str) -> bool {
        match needs {
            "washington" => self.washington.is_some(),
            "beijing" => self.beijing.is_some(),
            "customs" => self.customs.is_some(),
            "ladder" => self.ladder.is_some(),
            "instrument" => !self.instruments.is_empty(),
            _ => true,
        }
    }

    pub fn compile(&self) -> Scenario {
        let text = self.text();
        from_text("generated.toml", &text, &[]).unwrap_or_else(|e| panic!("{e}\n{text}"))
    }
}

/// A distribution between two values.
fn uncertain(low: f64, high: f64) -> impl Strategy<Value = String> + Clone {
    (0..9u32, 0.0..1.0f64, 0.0..1.0f64).prop_map(move |(kind, a, b)| {
        // Apart by a millionth of the range at least, and within it.
        const APART: f64 = 1e-6;
        let at = |x: f64| (low + (high - low) * x).min(high);
        let (a, b) = (at(a.min(b) * (1.0 - APART)), at(a.max(b) * (1.0 - APART) + APART));
        let middle = (a + b) / 2.0;
        let fifth = (b - a) / 5.0;
        match kind {
            0 | 1 => format!("{{ uniform = {{ low = {a}, high = {b} }} }}"),
            2 => format!("{{ triangular = {{ low = {a}, mode = {middle}, high = {b} }} }}"),
            3 => format!("{{ discrete = {{ values = [{a}, {b}], weights = [0.5, 0.5] }} }}"),
            4 => format!("{{ pert = {{ low = {a}, mode = {middle}, high = {b} }} }}"),
            5 => format!(
                "{{ percentiles = {{ p10 = {}, p50 = {middle}, p90 = {}, min = {a}, max = {b} }} }}",
                a + fifth,
                b - fifth
            ),
            6 => format!("{{ empirical = {{ values = [{a}, {middle}, {b}] }} }}"),
            7 => format!(
                "{{ normal = {{ mean = {middle}, sd = {fifth} }}, truncate = {{ min = {a}, max = {b} }} }}"
            ),
            _ => format!(
                "{{ mixture = {{ one = {{ weight = 0.3, value = {a} }}, other = {{ weight = 0.7, \
                 uniform = {{ low = {a}, high = {b} }} }} }} }}"
            ),
        }
    })
}

/// An input between two values: fixed or of some distribution.
fn input(low: f64, high: f64) -> impl Strategy<Value = String> + Clone {
    let fixed = (0.0..1.0f64).prop_map(move |x| format!("{}", low + (high - low) * x));
    prop_oneof![2 => fixed, 3 => uncertain(low, high)]
}

/// An input that may change on two days.
fn moving(low: f64, high: f64) -> impl Strategy<Value = String> + Clone {
    let days = (input(low, high), input(low, high), 0..60i64, 1..120i64);
    let dated = days.prop_map(|(first, second, from, after)| {
        format!(
            "{{ dated = {{ {} = {first}, {} = {second} }} }}",
            day(from - 60),
            day(from + after)
        )
    });
    prop_oneof![3 => input(low, high), 1 => dated]
}

/// A law with about this mean.
fn law(low: f64, high: f64) -> impl Strategy<Value = String> + Clone {
    (0..9u32, low..high).prop_map(move |(kind, x)| match kind {
        0 => format!("{{ exponential = {{ mean = {x} }} }}"),
        6 => format!("{{ triangular = {{ low = {low}, mode = {x}, high = {high} }} }}"),
        7 => format!("{{ weibull = {{ mean = {{ uniform = {{ low = {low}, high = {high} }} }}, shape = 0.8 }} }}"),
        1 => format!("{{ weibull = {{ mean = {x}, shape = 1.4 }} }}"),
        2 => format!("{{ lomax = {{ median = {x}, tail = 1.5 }} }}"),
        3 => format!("{{ lognormal = {{ median = {x}, sigma = 0.8 }} }}"),
        4 => format!("{{ gamma = {{ shape = 2, mean = {x} }} }}"),
        _ => format!("{x}"),
    })
}

/// A key that is there three times in four.
fn maybe(key: &'static str, value: impl Strategy<Value = String>) -> impl Strategy<Value = String> {
    (0..4u32, value).prop_map(
        move |(there, value)| {
            if there == 0 { String::new() } else { format!("{key} = {value}\n") }
        },
    )
}

/// There three times in four.
fn often<S: Strategy>(part: S) -> impl Strategy<Value = Option<S::Value>> {
    proptest::option::weighted(0.75, part)
}

/// Any scenario.
pub fn parts() -> impl Strategy<Value = Parts> {
    let domestic = (input(0.0, 9_000.0), input(0.0, 90_000.0), input(0.0, 60.0), input(1.0, 60.0))
        .prop_map(|(opening, ceiling, midpoint, rise)| {
            format!(
                "[domestic]\nreference_product = \"p0\"\nopening_units_per_year = {opening}\n\
                 ceiling_units_per_year = {ceiling}\nmidpoint_weeks = {midpoint}\nrise_weeks = {rise}\n\
                 available_share = 0.5\n"
            )
        });
    let correlated = (0..2u32, -0.9..0.9f64).prop_map(|(there, spearman)| {
        let keys = format!(
            "[correlated.money]\ninputs = [\"product.p0.price_usd\", \"product.p0.unit_cost_usd\"]\n\
             spearman = {spearman}\n"
        );
        if there == 0 { String::new() } else { keys }
    });
    let coupling = (input(0.0, 2.0), input(0.0, 2.0)).prop_map(|(one, two)| {
        format!(
            "[coupling]\nwashington_answers = {one}\nbeijing_answers = {two}\nladder_answers = {two}\n\
             half_life_weeks = 6\n"
        )
    });
    (
        (8..=60i64, 0..1_000_000u64),
        vec(product(), 1..=3),
        buyers(),
        often(washington()),
        often(beijing()),
        often(customs()),
        often(ladder()),
        vec(instrument(), 0..=4),
        often(domestic),
        (coupling, correlated),
        vec(event(), 0..=4),
    )
        .prop_map(
            |(
                (weeks, seed),
                products,
                buyers,
                washington,
                beijing,
                customs,
                ladder,
                mut instruments,
                domestic,
                (coupling, correlated),
                events,
            )| {
                if ladder.is_none() {
                    instruments.retain(|keys| !keys.contains("from = \"ladder\""));
                }
                Parts {
                    weeks,
                    seed,
                    products,
                    buyers,
                    washington,
                    beijing,
                    customs,
                    ladder,
                    instruments,
                    domestic,
                    coupling,
                    correlated,
                    events,
                    more: String::new(),
                }
            },
        )
}
