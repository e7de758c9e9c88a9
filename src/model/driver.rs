//! What can drive an outcome: an assumption with all its randomness, as one.

use super::{Input, Model, StreamKey};
use crate::process::Parameter;
use crate::random::{Process, entity};

/// One assumption: the uncertain inputs that it is made of and the streams of its processes.
///
/// An event's odds, day and effects are one driver; so are a capital's changes of stance with their
/// pace, approval rounds with their size, odds and gaps. Any other uncertain input is a driver by
/// itself.
#[derive(Clone, Debug, PartialEq)]
pub struct Driver {
    /// A path in the scenario, as in "event.huang-visit", "beijing" or "product.h200.price_usd".
    pub name: String,
    /// For people.
    pub title: String,
    pub inputs: Vec<Parameter>,
    pub streams: Vec<StreamKey>,
}

impl Driver {
    /// True for one that holds no uncertain input: chance alone.
    pub fn is_chance(&self) -> bool {
        self.inputs.is_empty()
    }
}

/// A process of the lane with the inputs that belong to it.
struct Group {
    name: &'static str,
    title: &'static str,
    processes: &'static [Process],
    /// An input belongs here if its path holds one of these.
    paths: &'static [&'static str],
    present: fn(&Model) -> bool,
}

const GROUPS: [Group; 12] = [
    Group {
        name: "washington",
        title: "Washington's changes of stance",
        processes: &[Process::WashingtonRegime],
        paths: &[
            "washington.switch_hazard",
            "washington.regime.*.sojourn",
            "washington.regime.*.next",
        ],
        present: |model| model.washington.process.regimes.len() > 1,
    },
    Group {
        name: "beijing",
        title: "Beijing's changes of stance",
        processes: &[Process::BeijingRegime],
        paths: &["beijing.switch_hazard", "beijing.regime.*.sojourn", "beijing.regime.*.next"],
        present: |model| model.beijing.process.regimes.len() > 1,
    },
    Group {
        name: "tariff.ladder",
        title: "Tariff ladder",
        processes: &[Process::Ladder],
        paths: &["tariff.ladder."],
        present: |model| model.tariff.ladder.is_some(),
    },
    Group {
        name: "customs",
        title: "Chinese customs",
        processes: &[Process::CustomsGate],
        paths: &["customs."],
        present: |model| model.customs.process.is_some(),
    },
    Group {
        name: "beijing.rounds",
        title: "Approval rounds",
        processes: &[Process::RoundTime, Process::RoundSize, Process::RoundVerdict],
        paths: &["beijing.rounds."],
        present: |model| model.beijing.rounds.iter().any(Option::is_some),
    },
    Group {
        name: "washington.licences",
        title: "US licences",
        processes: &[Process::WhiteList, Process::Licence],
        paths: &[
            "washington.listing_hazard",
            "washington.regime.*.licence_odds",
            "washington.regime.*.licence_weeks",
        ],
        present: |_| true,
    },
    Group {
        name: "washington.cap_reading",
        title: "Reading of the volume cap",
        processes: &[Process::CapReading],
        paths: &["washington.cumulative_reading_odds"],
        present: |_| true,
    },
    Group {
        name: "demand.new_orders",
        title: "New orders",
        processes: &[Process::Arrival, Process::OrderSize],
        paths: &["product.*.demand.new_interest", "product.*.demand.order_size"],
        present: |_| true,
    },
    Group {
        name: "supply.output",
        title: "Yield and disruptions",
        processes: &[Process::Yield, Process::Disruption],
        paths: &["product.*.supply.yield", "product.*.supply.disruption"],
        present: |_| true,
    },
    Group {
        name: "supply.other_customers",
        title: "Other customers",
        processes: &[Process::OtherCustomers],
        paths: &["product.*.supply.other_customers"],
        present: |_| true,
    },
    Group {
        name: "supply.stop",
        title: "The vendor's stops",
        processes: &[Process::VendorStop],
        paths: &["product.*.supply.stop_"],
        present: |_| true,
    },
    Group {
        name: "launch",
        title: "Launches",
        processes: &[Process::Launch],
        paths: &["product.*.launch."],
        present: |model| model.products.iter().any(|product| product.launch.is_some()),
    },
];

/// True if a path lies under a prefix in which `*` stands for whatever lies between.
fn lies_under(path: &str, prefix: &str) -> bool {
    match prefix.split_once('*') {
        None => path.starts_with(prefix),
        Some((head, tail)) => path.strip_prefix(head).is_some_and(|rest| rest.contains(tail)),
    }
}

impl Model {
    /// All drivers: processes in the order of the week, events and single inputs in file order.
    /// Each uncertain input belongs to exactly one, and each stream to one at most.
    pub fn drivers(&self) -> Vec<Driver> {
        let mut drivers: Vec<Driver> = GROUPS
            .iter()
            .filter(|group| (group.present)(self))
            .map(|group| {
                let key = |&process| StreamKey { process, entity: None };
                Driver {
                    name: group.name.to_owned(),
                    title: group.title.to_owned(),
                    inputs: Vec::new(),
                    streams: group.processes.iter().map(key).collect(),
                }
            })
            .collect();
        let groups: Vec<&Group> = GROUPS.iter().filter(|group| (group.present)(self)).collect();
        drivers.extend(self.events.iter().map(|event| {
            let key = StreamKey { process: Process::Event, entity: Some(entity(&event.id.name)) };
            Driver {
                name: format!("event.{}", event.id.name),
                title: event.id.title.clone(),
                inputs: Vec::new(),
                streams: vec![key],
            }
        }));
        for (parameter, input) in self.parameters() {
            if input.dist.is_fixed() {
                continue;
            }
            let group = groups
                .iter()
                .position(|group| group.paths.iter().any(|prefix| lies_under(&input.path, prefix)));
            let event = || {
                let holds = |driver: &Driver| {
                    input.path.strip_prefix(&driver.name).is_some_and(|rest| rest.starts_with('.'))
                };
                (groups.len()..groups.len() + self.events.len()).find(|&at| holds(&drivers[at]))
            };
            match group.or_else(event) {
                Some(at) => drivers[at].inputs.push(parameter),
                None => drivers.push(Driver {
                    name: input.path.clone(),
                    title: input.path.clone(),
                    inputs: vec![parameter],
                    streams: Vec::new(),
                }),
            }
        }
        drivers
    }

    /// The two layers of randomness as drivers: all uncertain inputs, and all chance.
    pub fn layers(&self) -> Vec<Driver> {
        let layer = |name: &str, title: &str| Driver {
            name: name.to_owned(),
            title: title.to_owned(),
            inputs: Vec::new(),
            streams: Vec::new(),
        };
        let mut inputs = layer("layer.epistemic", "All uncertain inputs");
        let mut chance = layer("layer.aleatory", "All chance");
        for driver in self.drivers() {
            inputs.inputs.extend(driver.inputs);
            chance.streams.extend(driver.streams);
        }
        vec![inputs, chance]
    }

    /// Each uncertain input as a driver by itself, in file order.
    pub fn single_inputs(&self) -> Vec<Driver> {
        let uncertain = self.parameters().filter(|(_, input)| !input.dist.is_fixed());
        let single = |(parameter, input): (_, &Input)| Driver {
            name: input.path.clone(),
            title: input.path.clone(),
            inputs: vec![parameter],
            streams: Vec::new(),
        };
        uncertain.map(single).collect()
    }
}
