//! Levels to reach by a date.

use super::{Lower, named};
use crate::model::TargetRule;
use crate::scenario::spec::{Element, Name, TARGET_METRICS, TargetMetric, TargetSpec};
use crate::units::Calendar;

pub(super) fn target(
    lower: &mut Lower,
    name: &Name,
    spec: &TargetSpec,
    products: &[&str],
    calendar: Option<&Calendar>,
) -> Option<TargetRule> {
    let metric = spec
        .metric
        .given()
        .and_then(|name| TARGET_METRICS.iter().find(|metric| metric.name == name.text));
    let key = |key: &str| format!("{}.{key}", spec.path());
    let product = spec
        .product
        .given()
        .and_then(|name| lower.find(name, products, "product", &key("product")));
    if let (Some(name), Some(metric)) = (spec.product.given(), metric)
        && !metric.by_product
    {
        let message = format!("{} is not kept by product", metric.name);
        lower.problem(&name.place, &key("product"), message).help =
            Some(format!("by product there is {}", those(|metric| metric.by_product)));
    }
    if let Some(by) = spec.by.given() {
        if let Some(metric) = metric.filter(|metric| !metric.flow) {
            let message = format!("{} does not add up week by week", metric.name);
            lower.problem(&by.place, &key("by"), message).help =
                Some(format!("a date goes with {}", those(|metric| metric.flow)));
        }
        let weeks = calendar.map(|calendar| calendar.weeks_ended_by(by.date));
        let end = calendar.map(|calendar| calendar.last_day(calendar.weeks() - 1));
        if weeks == Some(0) {
            lower
                .problem(&by.place, &key("by"), "no week of the scenario has ended by then")
                .help = Some("name a later date".to_owned());
        } else if let Some(end) = end.filter(|end| by.date > end.plus_days(6)) {
            let message = format!("the last simulated week ends on {end}, before this date");
            lower.problem(&by.place, &key("by"), message).help =
                Some("leave `by` out for the whole horizon".to_owned());
        }
    }
    Some(TargetRule {
        id: named(name, &spec.title),
        metric: metric?.name.to_owned(),
        product,
        by: spec.by.given().map(|day| day.date),
        at_least: spec.at_least.given()?.value,
    })
}

/// The names of some metrics.
fn those(which: impl Fn(&TargetMetric) -> bool) -> String {
    let names: Vec<&str> =
        TARGET_METRICS.iter().filter(|metric| which(metric)).map(|metric| metric.name).collect();
    names.join(", ")
}
