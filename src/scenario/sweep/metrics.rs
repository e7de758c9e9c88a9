//! The metrics that a sweep reports.

use super::SweepChoice;
use super::load::{Loading, texts};
use crate::engine::Outcomes;
use crate::model::Model;
use crate::scenario::Scenario;
use crate::scenario::diagnostics::Diagnostic;
use crate::scenario::escape::{did_you_mean, shown};
use crate::scenario::source::Place;
use crate::scenario::spec::SweepSpec;

/// Metrics that are reported where a sweep names none: first those that are kept by product and
/// by year, of the headline product and in the first year.
const BY_PRODUCT: [&str; 2] = ["delivered_units", "gross_revenue_usd"];
const REPORTED: [&str; 12] = [
    "delivered_units",
    "gross_revenue_usd",
    "first_delivery_week",
    "shipped_units",
    "net_revenue_usd",
    "government_take_usd",
    "gross_margin_usd",
    "write_down_usd",
    "cancelled_units",
    "substituted_units",
    "closing_backlog_units",
    "longest_paper_only_weeks",
];

impl Loading {
    /// The metric of charts, and all that are reported: what every scenario has.
    pub(super) fn metrics(
        &mut self,
        spec: Option<&SweepSpec>,
        choice: &SweepChoice,
        scenarios: &[Scenario],
    ) -> (String, Vec<String>) {
        let known: Vec<Vec<String>> =
            scenarios.iter().map(|scenario| Outcomes::names(&scenario.model)).collect();
        let everywhere = |name: &String| known.iter().all(|names| names.contains(name));
        let mut asked: Vec<(String, Option<Place>)> = Vec::new();
        let listed = spec.and_then(|spec| spec.metrics.given());
        for (name, place) in texts(listed) {
            asked.push((name.clone(), Some(place.clone())));
        }
        if listed.is_none() {
            let model = scenarios.first().map(|scenario| &scenario.model);
            let usual = model.map_or_else(Vec::new, usual_metrics);
            asked.extend(usual.into_iter().filter(&everywhere).map(|name| (name, None)));
        }
        let of_file = spec.and_then(|spec| spec.metric.given()).map(|text| text.text.clone());
        let focus = choice.metric.clone().or(of_file);
        if let Some(focus) = &focus
            && asked.iter().all(|(name, _)| name != focus)
        {
            asked.insert(0, (focus.clone(), None));
        }
        for (name, place) in &asked {
            if !everywhere(name) {
                let names = known.iter().flatten().map(String::as_str);
                let key = if place.is_some() { "sweep.metrics" } else { "metric" };
                let message = format!("there is no metric \"{}\"", shown(name));
                let problem = Diagnostic::new(place.clone(), key, message);
                let help = did_you_mean(name, names);
                let help = help.unwrap_or_else(|| "docs/model.md lists the metrics".to_owned());
                self.problems.push(problem.with_help(help));
            }
        }
        let mut metrics: Vec<String> = Vec::new();
        for (name, _) in asked {
            if !metrics.contains(&name) {
                metrics.push(name);
            }
        }
        let focus = focus.or_else(|| metrics.first().cloned()).unwrap_or_default();
        (focus, metrics)
    }
}

fn usual_metrics(model: &Model) -> Vec<String> {
    let mut names = Vec::new();
    let product = model.headline_product.and_then(|product| model.products.get(product));
    let years = model.calendar.years();
    for metric in BY_PRODUCT {
        let whole = product.map_or(metric.to_owned(), |p| format!("{metric}.{}", p.id.name));
        names.push(whole.clone());
        if let [first, _, ..] = years.as_slice() {
            names.push(format!("{whole}.{}", first.label));
        }
    }
    names.extend(REPORTED.map(str::to_owned));
    names
}
