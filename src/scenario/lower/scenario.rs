//! The whole scenario, part by part.

use std::collections::BTreeSet;

use super::buyer::{buyer, check_shares, tier};
use super::classes::{Classes, buyer_classes, policy_classes};
use super::event::{Scope, events, forced};
use super::{Lower, entries, names};
use crate::model::{Coupling, Customs, Domestic, GateOpening, Model, Product, UNLIMITED};
use crate::process::GateProcess;
use crate::scenario::diagnostics::Diagnostic;
use crate::scenario::escape::shown;
use crate::scenario::node::Node;
use crate::scenario::reader::{Reader, Slot};
use crate::scenario::source::Place;
use crate::scenario::spec::{
    BeijingSpec, CorrelationSpec, CouplingSpec, CustomsSpec, DomesticSpec, Element, HeaderSpec,
    ScenarioSpec, WashingtonSpec,
};
use crate::units::{Calendar, FISCAL_YEAR_FORM, FiscalYear};

/// The most products, buyers, targets, and cells (products × buyers × weeks) of a scenario.
pub(in crate::scenario) const MAX_PRODUCTS: usize = 20;
pub(in crate::scenario) const MAX_BUYERS: usize = 1_000;
pub(in crate::scenario) const MAX_TARGETS: usize = 100;
pub(in crate::scenario) const MAX_CELLS: usize = 5_000_000;

/// The model of a scenario, some of whose paths were `bad` already; problems are added to the list, and the model is None if any were found.
pub(in crate::scenario) fn lower(
    spec: &ScenarioSpec,
    bad: BTreeSet<String>,
    problems: &mut Vec<Diagnostic>,
) -> Option<Model> {
    let mut lower = Lower { bad, ..Lower::default() };
    let model = build(&mut lower, spec);
    let sound = lower.problems.is_empty();
    problems.append(&mut lower.problems);
    model.filter(|_| sound)
}

fn build(lower: &mut Lower, spec: &ScenarioSpec) -> Option<Model> {
    let header = spec.scenario.given();
    let calendar = header.and_then(|header| calendar(lower, header));
    lower.calendar.clone_from(&calendar);
    let (products, buyers) = (entries(&spec.product), entries(&spec.buyer));
    let product_names = names(products);
    check_size(lower, spec, calendar.as_ref());
    let policies = policy_classes(lower, spec);
    let classes = buyer_classes(lower, spec);
    let lowered_products: Vec<_> = products
        .iter()
        .map(|(name, product)| super::product::product(lower, name, product, &policies))
        .collect();
    let lowered_buyers = buyers
        .iter()
        .map(|(name, spec)| buyer(lower, name, spec, &classes, &product_names))
        .collect();
    check_shares(lower, buyers, &product_names);
    let washington = {
        let open = free_washington(spec.place());
        let given =
            if spec.washington.is_absent() { open.given() } else { spec.washington.given() };
        let forced = forced(spec, "washington");
        given.map(|given| super::washington::washington(lower, given, &policies, &forced))
    };
    let start = calendar.as_ref().map(Calendar::start);
    let tariff = spec.tariff.given().map(|t| super::tariff::tariff(lower, t, &policies, start));
    let beijing = beijing(lower, spec, &policies, &classes);
    let customs = customs(lower, &spec.customs, spec.place());
    let domestic =
        spec.domestic.given().and_then(|domestic| self::domestic(lower, domestic, &product_names));
    let coupling = spec.coupling.given().map(|coupling| self::coupling(lower, coupling));
    let regimes = |process: Option<&crate::process::RegimeProcess>| -> Vec<String> {
        process.map_or_else(Vec::new, |p| p.regimes.iter().map(|r| r.name.clone()).collect())
    };
    let scope = Scope {
        washington: &regimes(washington.as_ref().map(|capital| &capital.process)),
        beijing: &regimes(beijing.as_ref().map(|capital| &capital.process)),
        instruments: spec.tariff.given().map_or_else(Vec::new, |t| names(entries(&t.instrument))),
        launches: launches(&lowered_products, calendar.as_ref()),
    };
    let events = events(lower, entries(&spec.event), calendar.as_ref(), &scope);
    let listed = spec.correlation.given().map_or(&[][..], |list| &list.entries);
    let named = entries(&spec.correlated).iter().map(|(_, group)| group);
    let correlations: Vec<&CorrelationSpec> = listed.iter().chain(named).collect();
    let copula = super::correlation::copula(lower, &correlations);
    let targets = entries(&spec.target)
        .iter()
        .filter_map(|(name, target)| {
            super::target::target(lower, name, target, &product_names, calendar.as_ref())
        })
        .collect();
    let header = header?;
    let headline_product = header
        .headline_product
        .given()
        // An overlay takes back its baseline's choice by "all", unless a product has that name.
        .filter(|name| name.text != "all" || product_names.contains(&"all"))
        .and_then(|name| lower.find(name, &product_names, "product", "scenario.headline_product"));
    Some(Model {
        scenario: super::named(header.name.given()?, &header.title),
        calendar: calendar?,
        inputs: std::mem::take(&mut lower.inputs),
        dated: std::mem::take(&mut lower.dated),
        copula,
        products: lowered_products.into_iter().collect::<Option<Vec<_>>>()?,
        buyers: lowered_buyers,
        buyer_classes: classes.names,
        policy_classes: policies.names,
        washington: washington?,
        tariff: tariff?,
        beijing: beijing?,
        customs,
        domestic,
        coupling: coupling?,
        events,
        targets,
        headline_product,
    })
}

fn calendar(lower: &mut Lower, header: &HeaderSpec) -> Option<Calendar> {
    let (start, end) = (header.start.given()?, header.end.given()?);
    let fiscal = header.fiscal_year_ends.given().and_then(|name| {
        let fiscal = FiscalYear::from_words(&name.text);
        if fiscal.is_none() {
            let message =
                format!("\"{}\" does not name the end of a fiscal year", shown(&name.text));
            lower.problem(&name.place, "scenario.fiscal_year_ends", message).help =
                Some(format!("write {FISCAL_YEAR_FORM}, as in \"last-sunday-of-january\""));
        }
        fiscal
    });
    match Calendar::new(start.date, end.date) {
        Ok(calendar) => Some(calendar.with_fiscal_year(fiscal)),
        Err(error) => {
            lower.problem(&end.place, "scenario.end", error.to_string());
            None
        }
    }
}

/// The week in which each product goes on sale, if it does.
fn launches(products: &[Option<Product>], calendar: Option<&Calendar>) -> Vec<(String, f64)> {
    let week = |product: &Product| match (&product.launch, calendar) {
        (Some((date, _)), Some(calendar)) => calendar.week_of(*date).floor().max(0.0),
        _ => 0.0,
    };
    products.iter().flatten().map(|product| (product.id.name.clone(), week(product))).collect()
}

fn check_size(lower: &mut Lower, spec: &ScenarioSpec, calendar: Option<&Calendar>) {
    let (products, buyers) = (entries(&spec.product), entries(&spec.buyer));
    let targets = entries(&spec.target);
    for (what, count, most) in [
        ("product", products.len(), MAX_PRODUCTS),
        ("buyer", buyers.len(), MAX_BUYERS),
        ("target", targets.len(), MAX_TARGETS),
    ] {
        if count > most {
            let message = format!("there are {count} {what}s; at most {most} are allowed");
            lower.problem(spec.place(), what, message);
        }
    }
    let weeks = calendar.map_or(1, Calendar::weeks);
    let cells = products.len().saturating_mul(buyers.len()).saturating_mul(weeks);
    if cells > MAX_CELLS {
        let message = format!("{cells} products × buyers × weeks; at most {MAX_CELLS} are allowed");
        lower.problem(spec.place(), "scenario", message);
    }
}

/// A capital that lets everything pass, as the language writes it.
fn free_washington(place: &Place) -> Slot<WashingtonSpec> {
    read_default("washington", FREE_CAPITAL, place)
}

const FREE_CAPITAL: &str = "opening_regime = \"open\"\n[regime.open]\ntitle = \"Open\"\n";

fn read_default<T: Element>(key: &str, text: &str, place: &Place) -> Slot<T> {
    let table = crate::scenario::node::parse_default(text, place);
    let node = Node { value: table, ..Node::empty_table(place.clone()) };
    Reader::default().within(key, |reader| T::read_table(&node, reader))
}

fn beijing(
    lower: &mut Lower,
    spec: &ScenarioSpec,
    policies: &Classes,
    classes: &Classes,
) -> Option<crate::model::Beijing> {
    let open: Slot<BeijingSpec> = read_default("beijing", FREE_CAPITAL, spec.place());
    let given = if spec.beijing.is_absent() { open.given() } else { spec.beijing.given() };
    let tiers: Vec<u32> = entries(&spec.buyer).iter().map(|(_, buyer)| tier(buyer)).collect();
    let forced = forced(spec, "beijing");
    given.map(|given| super::beijing::beijing(lower, given, policies, classes, &tiers, &forced))
}

fn customs(lower: &mut Lower, slot: &Slot<CustomsSpec>, place: &Place) -> Customs {
    let Some(spec) = slot.given() else {
        return Customs {
            process: None,
            return_after_weeks: lower.fixed("customs.return_after_weeks", UNLIMITED, place),
            return_hazard: lower.fixed("customs.return_hazard_per_month", 0.0, place),
        };
    };
    let open = spec.opening.given().is_none_or(|name| name.text == "open");
    let opening = if !spec.opening_odds.is_absent() {
        GateOpening::Odds(lower.input(&spec.opening_odds))
    } else if open {
        GateOpening::Open
    } else {
        GateOpening::Closed
    };
    Customs {
        process: Some(GateProcess {
            opening,
            open_weeks: lower.law(&spec.open_weeks, "customs.open_weeks", spec.place()),
            closed_weeks: lower.law(&spec.closed_weeks, "customs.closed_weeks", spec.place()),
        }),
        return_after_weeks: lower.input(&spec.return_after_weeks),
        return_hazard: lower.input(&spec.return_hazard_per_month),
    }
}

fn domestic(lower: &mut Lower, spec: &DomesticSpec, products: &[&str]) -> Option<Domestic> {
    let reference = spec
        .reference_product
        .given()
        .and_then(|name| lower.find(name, products, "product", "domestic.reference_product"));
    Some(Domestic {
        opening_per_week: lower.input(&spec.opening_units_per_year),
        ceiling_per_week: lower.input(&spec.ceiling_units_per_year),
        midpoint_weeks: lower.input(&spec.midpoint_weeks),
        rise_weeks: lower.input(&spec.rise_weeks),
        available_share: lower.input(&spec.available_share),
        reference_product: reference?,
    })
}

fn coupling(lower: &mut Lower, spec: &CouplingSpec) -> Coupling {
    Coupling {
        washington_answers: lower.input(&spec.washington_answers),
        beijing_answers: lower.input(&spec.beijing_answers),
        ladder_answers: lower.input(&spec.ladder_answers),
        half_life_weeks: lower.input(&spec.half_life_weeks),
    }
}
