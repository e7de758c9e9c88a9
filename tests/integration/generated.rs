//! Scenarios by construction: every generated file is valid, and most of its machinery runs.

use proptest::collection::vec;
use proptest::prelude::*;
use tradeflow::scenario::{Scenario, from_text};
use tradeflow::units::Date;

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
    pub effects: Vec<(&'static str, String)>,
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
        for (index, event) in self.events.iter().enumerate() {
            text += &format!("[event.e{index}]\n{}", event.keys);
            for (_, effect) in event.effects.iter().filter(|(needs, _)| self.has(needs)) {
                text += &format!("[[event.e{index}.effect]]\n{effect}");
            }
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

/// An input between two values: fixed or of some distribution.
fn input(low: f64, high: f64) -> impl Strategy<Value = String> + Clone {
    (0..5u32, 0.0..1.0f64, 0.0..1.0f64).prop_map(move |(kind, a, b)| {
        let at = |x: f64| low + (high - low) * x;
        let (a, b) = (at(a.min(b)), at(a.max(b)) + (high - low) * 1e-6 + 1e-9);
        let middle = (a + b) / 2.0;
        match kind {
            0 => format!("{{ uniform = {{ low = {a}, high = {b} }} }}"),
            1 => format!("{{ triangular = {{ low = {a}, mode = {middle}, high = {b} }} }}"),
            2 => format!("{{ discrete = {{ values = [{a}, {b}], weights = [0.5, 0.5] }} }}"),
            _ => format!("{middle}"),
        }
    })
}

/// A law with about this mean.
fn law(low: f64, high: f64) -> impl Strategy<Value = String> + Clone {
    (0..6u32, low..high).prop_map(|(kind, x)| match kind {
        0 => format!("{{ exponential = {{ mean = {x} }} }}"),
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

fn product() -> impl Strategy<Value = String> {
    let launch = (0..5u32, 0..250i64).prop_map(|(kind, offset)| {
        if kind > 0 {
            return String::new();
        }
        format!("launch = {{ date = {}, odds = 0.8 }}\n", day(offset))
    });
    let demand = (
        input(0.0, 40_000.0).prop_map(|x| format!("demand.asked_units = {x}\n")),
        maybe("demand.opening_firm_share", input(0.0, 1.0)),
        maybe("demand.firming_share", input(0.2, 1.0)),
        maybe("demand.firming_weeks", input(0.0, 8.0)),
        maybe("demand.unapproved_factor", input(0.0, 1.0)),
        maybe("demand.elasticity", input(-2.0, 0.0)),
        (0..4u32, input(10.0, 8_000.0), law(1.0, 900.0)).prop_map(|(there, pace, size)| {
            let keys = format!(
                "demand.new_interest_units_per_month = {pace}\ndemand.order_size_units = {size}\n"
            );
            if there == 0 { String::new() } else { keys }
        }),
        maybe("demand.cancellation_hazard_per_month", input(0.0, 0.6)),
        maybe("demand.cancellation_growth_per_month", input(0.0, 0.4)),
        maybe("demand.firm_cancellation_factor", input(0.0, 2.0)),
        maybe("demand.substitution_hazard_per_month", input(0.0, 0.6)),
        maybe("demand.offshore_share", input(0.0, 1.0)),
    );
    let supply = (
        maybe("supply.opening_stock_units", input(0.0, 30_000.0)),
        prop_oneof!["\"running\"", "\"stopped\"", "\"restarting\""]
            .prop_map(|line| format!("supply.opening_line = {line}\n")),
        maybe("supply.full_output_units_per_quarter", input(0.0, 60_000.0)),
        maybe("supply.ramp_lag_months", input(0.0, 4.0)),
        maybe("supply.ramp_weeks", input(0.0, 10.0)),
        maybe("supply.yield_volatility", input(0.0, 1.0)),
        (0..2u32, input(0.1, 6.0), law(0.3, 12.0)).prop_map(|(there, hazard, weeks)| {
            let keys = format!(
                "supply.disruption_hazard_per_year = {hazard}\nsupply.disruption_weeks = {weeks}\n"
            );
            if there == 0 { String::new() } else { keys }
        }),
        maybe("supply.other_customers_units_per_quarter", input(0.0, 30_000.0)),
        maybe("supply.other_customers_priority", input(0.0, 1.0)),
        (input(0.0, 6.0), input(0.0, 3.0), input(0.0, 2.0), input(0.0, 3.0)).prop_map(
            |(idle, stop, cover, decision)| {
                format!(
                    "supply.stop_after_idle_weeks = {idle}\nsupply.stop_hazard_per_month = {stop}\n\
                     supply.restart_cover = {cover}\nsupply.decision_weeks = {decision}\n"
                )
            },
        ),
        (input(0.0, 9.0), input(0.0, 1.0)).prop_map(|(after, share)| {
            format!("supply.write_down_after_weeks = {after}\nsupply.write_down_share = {share}\n")
        }),
    );
    let logistics = (
        maybe("logistics.test_throughput_units_per_week", input(0.0, 3_000.0)),
        maybe("logistics.test_weeks", input(0.0, 6.0)),
        maybe("logistics.transit_weeks", input(0.0, 6.0)),
        maybe("logistics.clearance_weeks", input(0.0, 3.0)),
    );
    let own = (
        input(100.0, 30_000.0),
        input(10.0, 9_000.0),
        input(0.3, 9.0),
        prop_oneof!["advanced", "legacy", "free"],
    );
    (own, launch, demand, supply, logistics).prop_map(
        |((price, cost, power, class), launch, d, s, l)| {
            let mut text = format!(
                "price_usd = {price}\nunit_cost_usd = {cost}\nperformance_h20e = {power}\n\
                 policy_class = \"{class}\"\n{launch}"
            );
            for part in [
                d.0, d.1, d.2, d.3, d.4, d.5, d.6, d.7, d.8, d.9, d.10, d.11, s.0, s.1, s.2, s.3,
                s.4, s.5, s.6, s.7, s.8, s.9, s.10, l.0, l.1, l.2, l.3,
            ] {
                text += &part;
            }
            text
        },
    )
}

fn buyers() -> impl Strategy<Value = Vec<BuyerPart>> {
    let one = (
        1..=7u32,
        1..=4u32,
        prop_oneof!["major", "firm", "barred"],
        any::<bool>(),
        maybe("screening_factor", input(0.2, 1.5)),
        maybe("opening_approved_units", input(0.0, 4_000.0)),
        maybe("opening_licensed_units", input(0.0, 4_000.0)),
    );
    vec(one, 1..=9).prop_map(|list| {
        let count = list.len();
        let mut left = 64;
        list.into_iter()
            .enumerate()
            .map(|(index, (share, tier, class, listed, screening, approved, licensed))| {
                let share = if index + 1 == count { left } else { share };
                left -= share;
                let keys = format!(
                    "class = \"{class}\"\nwhite_list = {listed}\n{screening}{approved}{licensed}"
                );
                BuyerPart { name: format!("b{index}"), share, tier, keys }
            })
            .collect()
    })
}

fn policy(class: &'static str, regime: &'static str) -> impl Strategy<Value = String> {
    let licence = (0..3u32, input(0.3, 1.0), law(0.2, 6.0), input(1.0, 20.0), input(0.0, 5.0))
        .prop_map(|(there, odds, lag, validity, again)| {
            let keys = format!(
                "licence_odds = {odds}\nlicence_weeks = {lag}\nvalidity_weeks = {validity}\n\
                 reapply_weeks = {again}\n"
            );
            if there == 0 { String::new() } else { keys }
        });
    let cap = (0..3u32, input(0.05, 1.0), input(0.0, 9_000.0), input(10.0, 40_000.0)).prop_map(
        |(there, share, before, pace)| {
            let keys = format!(
                "volume_cap_share = {share}\nus_sales_to_date_units = {before}\n\
                 us_sales_units_per_quarter = {pace}\n"
            );
            if there == 0 { keys } else { String::new() }
        },
    );
    (
        0..5u32,
        any::<bool>(),
        licence,
        cap,
        maybe("buyer_cap_units", input(0.0, 6_000.0)),
        maybe("revenue_share", input(0.0, 0.3)),
    )
        .prop_map(move |(exports, test, licence, cap, buyer_cap, revenue)| {
            format!(
                "[washington.regime.{regime}.policy.{class}]\nexports = {}\ntest_required = {test}\n\
                 {licence}{cap}{buyer_cap}{revenue}",
                exports > 0
            )
        })
}

fn washington() -> impl Strategy<Value = String> {
    (
        (law(1.0, 12.0), law(1.0, 12.0), input(0.0, 1.0), maybe("listing_hazard_per_month", input(0.0, 1.0))),
        policy("advanced", "strict"),
        policy("legacy", "strict"),
        policy("advanced", "loose"),
        policy("legacy", "loose"),
    )
        .prop_map(|((one, two, reading, listing), a, b, c, d)| {
            format!(
                "[washington]\nopening_regime = \"loose\"\ncumulative_reading_odds = {reading}\n{listing}\
                 [washington.regime.strict]\nstrictness = 3\nsojourn = {one}\nnext = {{ loose = 0.8, denied = 0.2 }}\n\
                 [washington.regime.loose]\nstrictness = 1\nsojourn = {two}\nnext = {{ strict = 0.7, denied = 0.3 }}\n\
                 [washington.regime.denied]\nstrictness = 5\nsojourn = {one}\nnext = {{ loose = 1 }}\n\
                 [washington.regime.denied.policy.advanced]\nexports = false\n\
                 [washington.regime.denied.policy.legacy]\nexports = false\n{a}{b}{c}{d}"
            )
        })
}

fn rounds(class: &'static str) -> impl Strategy<Value = String> {
    (
        (law(0.3, 6.0), law(10.0, 20_000.0), input(0.2, 1.0), input(0.0, 1.0)),
        maybe("waiting_gain", input(0.0, 1.0)),
        maybe("validity_weeks", input(1.0, 20.0)),
        maybe("domestic_units_per_unit", input(0.0, 1.5)),
    )
        .prop_map(move |((gap, size, one, two), gain, validity, domestic)| {
            let odds: Vec<String> = (1..=9)
                .map(|tier| format!("tier-{tier} = {}", if tier % 2 == 1 { &one } else { &two }))
                .collect();
            format!(
                "[beijing.rounds.{class}]\ngap_weeks = {gap}\nsize_units = {size}\n\
                 odds = {{ {} }}\n{gain}{validity}{domestic}",
                odds.join(", ")
            )
        })
}

fn beijing() -> impl Strategy<Value = String> {
    (
        (law(1.0, 10.0), law(1.0, 10.0), input(0.2, 1.0), input(0.3, 2.0), input(0.3, 3.0)),
        rounds("advanced"),
        rounds("legacy"),
        0..3u32,
    )
        .prop_map(|((one, two, guidance, pace, customs), advanced, legacy, with)| {
            let legacy = if with == 0 { String::new() } else { legacy };
            format!(
                "[beijing]\nopening_regime = \"rounds\"\n\
                 [beijing.regime.rounds]\nstrictness = 3\nsojourn = {one}\nnext = {{ free = 0.6, barred = 0.4 }}\n\
                 imports = \"rounds\"\nadmits = [\"major\", \"firm\"]\nguidance = {guidance}\nround_pace = {pace}\n\
                 customs_closure_factor = {customs}\n\
                 [beijing.regime.free]\nstrictness = 1\nsojourn = {two}\nnext = {{ rounds = 1 }}\n\
                 imports = \"free\"\nadmits = [\"major\", \"firm\"]\n\
                 [beijing.regime.barred]\nstrictness = 5\nsojourn = {one}\nnext = {{ rounds = 0.5, free = 0.5 }}\n\
                 imports = \"barred\"\ncustoms_reopening_factor = {customs}\n{advanced}{legacy}"
            )
        })
}

/// A gate that closes often, and crates that soon go back.
fn customs() -> impl Strategy<Value = String> {
    (law(0.5, 6.0), law(0.5, 6.0), input(0.0, 3.0), input(0.2, 6.0), 0..3u32).prop_map(
        |(open, closed, patience, back, kind)| {
            let opening = ["opening = \"open\"", "opening = \"closed\"", "opening_odds = 0.5"];
            format!(
                "[customs]\n{}\nopen_weeks = {open}\nclosed_weeks = {closed}\n\
                 return_after_weeks = {patience}\nreturn_hazard_per_month = {back}\n",
                opening[kind as usize]
            )
        },
    )
}

fn ladder() -> impl Strategy<Value = String> {
    (input(0.0, 1.0), input(0.0, 1.0), input(0.0, 1.0), law(1.0, 12.0), input(0.0, 1.0)).prop_map(
        |(up, down, truce, weeks, back)| {
            format!(
                "[tariff.ladder]\nrungs = [0.1, 0.25, 0.5, 1.45]\nopening_rate = 0.25\n\
                 escalation_hazard_per_month = {up}\neasing_hazard_per_month = {down}\n\
                 truce_hazard_per_month = {truce}\ntruce_weeks = {weeks}\nsnap_back_odds = {back}\n"
            )
        },
    )
}

fn instrument() -> impl Strategy<Value = String> {
    let rate = prop_oneof![
        input(0.0, 0.4),
        Just("{ from = \"washington\" }".to_owned()),
        Just("{ from = \"ladder\", above = 0.2, scale = 0.5 }".to_owned()),
    ];
    (
        prop_oneof!["us-entry", "delivery"],
        prop_oneof!["us", "china"],
        rate,
        maybe("borne_by_buyer", input(0.0, 1.0)),
        maybe("refundable_share", input(0.0, 1.0)),
        0..4u32,
    )
        .prop_map(|(on, receiver, rate, borne, refund, inactive)| {
            format!(
                "on = \"{on}\"\nreceiver = \"{receiver}\"\nrate = {rate}\n{borne}{refund}active = {}\n",
                inactive > 0
            )
        })
}

fn event() -> impl Strategy<Value = EventPart> {
    let hazard = prop_oneof![
        Just(("washington", "washington")),
        Just(("beijing", "beijing")),
        Just(("beijing", "rounds")),
        Just(("customs", "customs-closure")),
        Just(("customs", "customs-reopening")),
        Just(("ladder", "tariff-escalation")),
        Just(("ladder", "tariff-easing")),
        Just(("ladder", "tariff-truce")),
    ];
    let parameter = prop_oneof![
        Just("product.p0.price_usd"),
        Just("product.p0.demand.asked_units"),
        Just("product.p0.demand.firming_share"),
        Just("product.p0.demand.firming_weeks"),
        Just("product.p0.demand.cancellation_hazard_per_month"),
        Just("product.p0.supply.full_output_units_per_quarter"),
        Just("product.p0.supply.opening_stock_units"),
        Just("product.p0.supply.other_customers_units_per_quarter"),
        Just("product.p0.supply.write_down_share"),
        Just("product.p0.logistics.test_throughput_units_per_week"),
        Just("product.p0.logistics.test_weeks"),
        Just("product.p0.logistics.transit_weeks"),
        Just("product.p0.logistics.clearance_weeks"),
    ];
    let effect = prop_oneof![
        prop_oneof!["strict", "loose", "denied"].prop_map(|regime| {
            let process = "process = \"washington\"";
            ("washington", format!("force_regime = {{ {process}, regime = \"{regime}\" }}\n"))
        }),
        prop_oneof!["rounds", "free", "barred"].prop_map(|regime| {
            let process = "process = \"beijing\"";
            ("beijing", format!("force_regime = {{ {process}, regime = \"{regime}\" }}\n"))
        }),
        (hazard, input(0.0, 6.0)).prop_map(|((needs, process), factor)| {
            (needs, format!("scale_hazard = {{ process = \"{process}\", factor = {factor} }}\n"))
        }),
        (parameter.clone(), -1.0..3.0f64).prop_map(|(path, scale)| {
            ("", format!("parameter = \"{path}\"\nscale = {scale}\n"))
        }),
        (parameter.clone(), -9_000.0..9_000.0f64)
            .prop_map(|(path, add)| { ("", format!("parameter = \"{path}\"\nadd = {add}\n")) }),
        (parameter, input(0.0, 1.0))
            .prop_map(|(path, value)| { ("", format!("parameter = \"{path}\"\nset = {value}\n")) }),
        Just(("instrument", "add_instrument = \"i0\"\n".to_owned())),
        Just(("instrument", "remove_instrument = \"i0\"\n".to_owned())),
    ];
    let timed = (effect, -6..8i32, 0..3u32, 0.0..20.0f64).prop_map(
        |((needs, mut text), from, lasts, weeks)| {
            text += &format!("from_week = {from}\n");
            let forced = text.starts_with("force_regime");
            if lasts > 0 && !forced {
                text += &format!("for_weeks = {weeks}\n");
            }
            (needs, text)
        },
    );
    (0..200i64, 0..120i64, input(0.3, 1.0), vec(timed, 1..4)).prop_map(
        |(from, length, probability, effects)| EventPart {
            keys: format!(
                "from = {}\nto = {}\nprobability = {probability}\n",
                day(from),
                day(from + length)
            ),
            effects,
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
        coupling,
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
                coupling,
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
                    events,
                    more: String::new(),
                }
            },
        )
}
