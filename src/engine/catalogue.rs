//! What a run reports, compiled from the model: metric columns, weekly variables, regimes.

use crate::model::{FLOWS, Flow, GATES, Gate, Model, TargetRule};
use crate::stats::Missing;
use crate::units::Unit;

/// Flows that are also reported by quarter and year, calendar and fiscal.
const BY_PERIOD: [Flow; 12] = [
    Flow::Delivered,
    Flow::Shipped,
    Flow::GrossRevenue,
    Flow::NetRevenue,
    Flow::GovernmentTake,
    Flow::GrossMargin,
    Flow::WriteDown,
    Flow::Compute,
    Flow::Cancelled,
    Flow::Substituted,
    Flow::Licensed,
    Flow::Approved,
];

/// Flows that are also reported by product.
const BY_PRODUCT: [Flow; 3] = [Flow::Delivered, Flow::Shipped, Flow::GrossRevenue];

/// The metric that counts approval rounds.
pub(super) const ROUNDS: &str = "approval_rounds";

/// The metric that tells when an event happens.
pub(super) const EVENT: &str = "event";

/// What a path without a value means in the metric of this name.
pub(super) fn missing_of(metric: &str) -> Missing {
    if metric.starts_with("first_delivery_week") { Missing::Never } else { Missing::Absent }
}

/// A metric's value on a path, as a rule over the whole path.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Metric {
    /// A flow of a product (all where None) over weeks `first..end`.
    Flow {
        flow: Flow,
        product: Option<usize>,
        first: usize,
        end: usize,
    },
    /// A stock at the horizon.
    Closing(Stock),
    PeakStock,
    /// Weeks from the start to the end of the first week with a delivery; NaN if there is none.
    FirstDelivery(Option<usize>),
    /// Weeks in which paper was in hand on both sides and nothing was delivered: all, and the
    /// longest stretch.
    PaperOnlyWeeks,
    LongestPaperOnlyWeeks,
    /// Chip-weeks that a gate held back.
    Withheld(Gate),
    WeeksIn {
        process: RegimeKind,
        regime: usize,
    },
    /// A levy's total over all products.
    Levy(usize),
    /// Approval rounds held of a product (all where None) in weeks `first..end`.
    Rounds {
        product: Option<usize>,
        first: usize,
        end: usize,
    },
    /// The ladder's rate: its mean and its highest over the weeks.
    MeanTariffRate,
    PeakTariffRate,
    /// The number of the week in which an event happens; NaN where it does not within the horizon.
    EventWeek(usize),
    /// 1 where an event has happened in the first `end` weeks, else 0.
    EventBy {
        event: usize,
        end: usize,
    },
    /// 1 where a regime holds at the end of a week, else 0.
    RegimeOn {
        process: RegimeKind,
        regime: usize,
        week: usize,
    },
}

/// A stock of a product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stock {
    Backlog,
    Firm,
    Provisional,
    UnderWay,
    AtCustoms,
    Warehouse,
    Licensed,
    Approved,
}

impl Stock {
    /// How many kinds there are.
    pub const COUNT: usize = 8;
}

/// A process whose regimes are counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum RegimeKind {
    Washington,
    Beijing,
    Customs,
    Tariff,
}

/// A metric with its name and unit.
#[derive(Clone, Debug)]
pub(super) struct MetricEntry {
    pub name: String,
    pub unit: Unit,
    pub metric: Metric,
}

/// A weekly variable as a rule over the state at the week's end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Variable {
    /// The week's flow, and its sum since the start.
    Flow(Flow),
    Total(Flow),
    Stock(Stock),
    Withheld(Gate),
    Unmet,
    /// Of one buyer class.
    DeliveredTo(usize),
    BacklogOf(usize),
}

/// A weekly variable with its place in the long table.
#[derive(Clone, Debug)]
pub(super) struct VariableEntry {
    pub name: String,
    pub product: Option<usize>,
    pub group: Option<usize>,
    pub unit: Unit,
    pub variable: Variable,
    /// Whether quantiles are kept.
    pub banded: bool,
}

/// A regime process and its regimes, the strictest first.
#[derive(Clone, Debug)]
pub(super) struct RegimeEntry {
    pub kind: RegimeKind,
    pub name: &'static str,
    pub title: &'static str,
    /// Indices of the model's regimes (or rungs), and their titles, in the order of the chart.
    pub order: Vec<usize>,
    pub titles: Vec<String>,
}

/// Everything a run reports.
#[derive(Clone, Debug)]
pub(super) struct Catalogue {
    pub metrics: Vec<MetricEntry>,
    pub variables: Vec<VariableEntry>,
    pub regimes: Vec<RegimeEntry>,
}

fn name_of(flow: Flow) -> (&'static str, Unit) {
    let (_, name, unit) = FLOWS[flow as usize];
    (name, unit)
}

impl Catalogue {
    pub fn new(model: &Model) -> Self {
        let regimes = regimes(model);
        Self { metrics: metrics(model, &regimes), variables: variables(model), regimes }
    }
}

/// The metric columns that a run of the model reports, in their order, with their units.
pub fn metric_units(model: &Model) -> Vec<(String, Unit)> {
    let metrics = metrics(model, &regimes(model));
    metrics.into_iter().map(|entry| (entry.name, entry.unit)).collect()
}

fn metrics(model: &Model, regimes: &[RegimeEntry]) -> Vec<MetricEntry> {
    let weeks = model.calendar.weeks();
    let mut list = Vec::new();
    let mut add = |name: String, unit: Unit, metric: Metric| {
        list.push(MetricEntry { name, unit, metric });
    };
    for (flow, name, unit) in FLOWS {
        let whole = Metric::Flow { flow, product: None, first: 0, end: weeks };
        add(name.to_owned(), unit, whole);
    }
    use Unit::{Chips, Count, Usd, Weeks};
    for (name, stock) in [
        ("closing_backlog_units", Stock::Backlog),
        ("closing_firm_units", Stock::Firm),
        ("closing_provisional_units", Stock::Provisional),
        ("in_pipeline_units", Stock::UnderWay),
        ("closing_at_customs_units", Stock::AtCustoms),
        ("closing_stock_units", Stock::Warehouse),
    ] {
        add(name.to_owned(), Chips, Metric::Closing(stock));
    }
    add("peak_stock_units".to_owned(), Chips, Metric::PeakStock);
    add("first_delivery_week".to_owned(), Weeks, Metric::FirstDelivery(None));
    add("paper_only_weeks".to_owned(), Weeks, Metric::PaperOnlyWeeks);
    add("longest_paper_only_weeks".to_owned(), Weeks, Metric::LongestPaperOnlyWeeks);
    for (gate, name, _) in GATES {
        add(format!("withheld_unit_weeks.{name}"), Count, Metric::Withheld(gate));
    }
    for (index, instrument) in model.tariff.instruments.iter().enumerate() {
        add(format!("levy_usd.{}", instrument.id.name), Usd, Metric::Levy(index));
    }
    for entry in regimes.iter().filter(|entry| entry.kind != RegimeKind::Tariff) {
        for (regime, name) in entry.order.iter().zip(regime_names(model, entry)) {
            let metric = Metric::WeeksIn { process: entry.kind, regime: *regime };
            add(format!("weeks_in.{}.{name}", entry.name), Weeks, metric);
        }
    }
    if model.tariff.ladder.is_some() {
        add("mean_tariff_rate".to_owned(), Unit::Share, Metric::MeanTariffRate);
        add("peak_tariff_rate".to_owned(), Unit::Share, Metric::PeakTariffRate);
    }
    for (index, event) in model.events.iter().enumerate() {
        add(format!("{EVENT}.{}", event.id.name), Weeks, Metric::EventWeek(index));
    }
    let periods = model.calendar.reporting_periods();
    if model.beijing.rounds.iter().any(Option::is_some) {
        let rounds = |product, first, end| Metric::Rounds { product, first, end };
        add(ROUNDS.to_owned(), Count, rounds(None, 0, weeks));
        for (index, product) in model.products.iter().enumerate() {
            add(format!("{ROUNDS}.{}", product.id.name), Count, rounds(Some(index), 0, weeks));
        }
        for period in &periods {
            let metric = rounds(None, period.first_week, period.end_week);
            add(format!("{ROUNDS}.{}", period.label), Count, metric);
        }
    }
    for flow in BY_PERIOD {
        let (name, unit) = name_of(flow);
        for period in &periods {
            let (first, end) = (period.first_week, period.end_week);
            let metric = Metric::Flow { flow, product: None, first, end };
            add(format!("{name}.{}", period.label), unit, metric);
        }
    }
    for (index, product) in model.products.iter().enumerate() {
        let product_name = &product.id.name;
        for flow in BY_PRODUCT {
            let (name, unit) = name_of(flow);
            let part = |first, end| Metric::Flow { flow, product: Some(index), first, end };
            add(format!("{name}.{product_name}"), unit, part(0, weeks));
            for period in &periods {
                let metric = part(period.first_week, period.end_week);
                add(format!("{name}.{product_name}.{}", period.label), unit, metric);
            }
        }
        let metric = Metric::FirstDelivery(Some(index));
        add(format!("first_delivery_week.{product_name}"), Weeks, metric);
    }
    for rule in &model.targets {
        let flow = FLOWS.into_iter().find(|(_, name, _)| *name == rule.metric);
        if let (Some(by), Some((flow, _, unit))) = (rule.by, flow) {
            let name = target_column(model, rule);
            if list.iter().all(|entry| entry.name != name) {
                let end = model.calendar.weeks_ended_by(by);
                let metric = Metric::Flow { flow, product: rule.product, first: 0, end };
                list.push(MetricEntry { name, unit, metric });
            }
        }
    }
    list
}

/// The metric that a target is about, as in "delivered_units.h200".
pub(super) fn target_metric(model: &Model, rule: &TargetRule) -> String {
    match rule.product {
        Some(product) => format!("{}.{}", rule.metric, model.products[product].id.name),
        None => rule.metric.clone(),
    }
}

/// The column on which a target is judged, as in "delivered_units.h200.by-2026-03-31".
pub fn target_column(model: &Model, rule: &TargetRule) -> String {
    let metric = target_metric(model, rule);
    match rule.by {
        Some(by) => format!("{metric}.by-{by}"),
        None => metric,
    }
}

fn variables(model: &Model) -> Vec<VariableEntry> {
    let mut list = Vec::new();
    let products = (0..model.products.len()).map(Some);
    for product in std::iter::once(None).chain(products) {
        let mut add = |name: String, group, unit, variable, banded| {
            list.push(VariableEntry { name, product, group, unit, variable, banded });
        };
        for flow in
            [Flow::Asked, Flow::Shipped, Flow::Delivered, Flow::Cancelled, Flow::Substituted]
        {
            let (name, unit) = name_of(flow);
            add(name.to_owned(), None, unit, Variable::Flow(flow), false);
        }
        for (flow, banded) in [
            (Flow::Delivered, true),
            (Flow::GrossRevenue, true),
            (Flow::Shipped, product.is_none()),
            (Flow::GovernmentTake, product.is_none()),
            (Flow::NetRevenue, false),
            (Flow::GrossMargin, false),
        ] {
            let (name, unit) = name_of(flow);
            let variable = Variable::Total(flow);
            add(format!("{name}_cumulative"), None, unit, variable, banded);
        }
        for (name, stock, banded) in [
            ("backlog_units", Stock::Backlog, true),
            ("firm_units", Stock::Firm, false),
            ("provisional_units", Stock::Provisional, false),
            ("under_way_units", Stock::UnderWay, false),
            ("at_customs_units", Stock::AtCustoms, false),
            ("stock_units", Stock::Warehouse, true),
            ("licensed_units_in_hand", Stock::Licensed, false),
            ("approved_units_in_hand", Stock::Approved, false),
        ] {
            let banded = banded && product.is_none();
            add(name.to_owned(), None, Unit::Chips, Variable::Stock(stock), banded);
        }
        for (gate, name, _) in GATES {
            let variable = Variable::Withheld(gate);
            add(format!("withheld_units.{name}"), None, Unit::Chips, variable, false);
        }
        add("unmet_units".to_owned(), None, Unit::Chips, Variable::Unmet, false);
        for class in 0..model.buyer_classes.len() {
            let name = "delivered_units_cumulative".to_owned();
            add(name, Some(class), Unit::Chips, Variable::DeliveredTo(class), false);
            let name = "backlog_units".to_owned();
            add(name, Some(class), Unit::Chips, Variable::BacklogOf(class), false);
        }
    }
    list
}

/// The names of a process's regimes in the order of its chart, for metric columns.
pub(super) fn regime_names(model: &Model, entry: &RegimeEntry) -> Vec<String> {
    entry
        .order
        .iter()
        .map(|&index| match entry.kind {
            RegimeKind::Washington => model.washington.process.regimes[index].name.clone(),
            RegimeKind::Beijing => model.beijing.process.regimes[index].name.clone(),
            RegimeKind::Customs => ["closed", "open"][index].to_owned(),
            RegimeKind::Tariff => format!("rung-{}", index + 1),
        })
        .collect()
}

fn regimes(model: &Model) -> Vec<RegimeEntry> {
    let mut list = Vec::new();
    for (kind, name, title, process) in [
        (RegimeKind::Washington, "washington", "Washington", &model.washington.process),
        (RegimeKind::Beijing, "beijing", "Beijing", &model.beijing.process),
    ] {
        let mut order: Vec<usize> = (0..process.regimes.len()).collect();
        order.sort_by_key(|&index| std::cmp::Reverse(process.regimes[index].strictness));
        let titles = order.iter().map(|&index| process.regimes[index].title.clone()).collect();
        list.push(RegimeEntry { kind, name, title, order, titles });
    }
    if model.customs.process.is_some() {
        let titles = vec!["Closed".to_owned(), "Open".to_owned()];
        let (name, title) = ("customs", "Chinese customs");
        list.push(RegimeEntry {
            kind: RegimeKind::Customs,
            name,
            title,
            order: vec![0, 1],
            titles,
        });
    }
    if let Some(ladder) = &model.tariff.ladder {
        let order: Vec<usize> = (0..ladder.rungs.len()).rev().collect();
        let titles = order.iter().map(|&rung| Unit::Share.format(ladder.rungs[rung])).collect();
        let (name, title) = ("tariff", "Tariff ladder");
        list.push(RegimeEntry { kind: RegimeKind::Tariff, name, title, order, titles });
    }
    list
}
