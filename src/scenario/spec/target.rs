//! A level to reach by a date.

use super::super::describe::{CHIPS, FileUnit, H20E, OF_METRIC, USD, WEEKS, optional, required};
use super::{Day, Name, Number, Text, element};

/// A metric that targets may name.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct TargetMetric {
    pub name: &'static str,
    /// True for what adds up week by week, so that a date may be named.
    pub flow: bool,
    /// True for what is kept by product.
    pub by_product: bool,
}

const fn metric(name: &'static str, flow: bool, by_product: bool) -> TargetMetric {
    TargetMetric { name, flow, by_product }
}

/// All metrics that targets may name.
pub(in crate::scenario) const TARGET_METRICS: [TargetMetric; 17] = [
    metric("delivered_units", true, true),
    metric("shipped_units", true, true),
    metric("gross_revenue_usd", true, true),
    metric("net_revenue_usd", true, false),
    metric("government_take_usd", true, false),
    metric("gross_margin_usd", true, false),
    metric("margin_after_stock_usd", true, false),
    metric("write_down_usd", true, false),
    metric("cancelled_units", true, false),
    metric("substituted_units", true, false),
    metric("compute_delivered_h20e", true, false),
    metric("licensed_units", true, false),
    metric("approved_units", true, false),
    metric("longest_paper_only_weeks", false, false),
    metric("peak_stock_units", false, false),
    metric("closing_stock_units", false, false),
    metric("closing_backlog_units", false, false),
];

impl TargetMetric {
    /// The unit of the metric of this name, which ends with it.
    pub fn unit(name: &str) -> Option<FileUnit> {
        match name.rsplit_once('_')?.1 {
            "units" => Some(CHIPS),
            "usd" => Some(USD),
            "h20e" => Some(H20E),
            "weeks" => Some(WEEKS),
            _ => None,
        }
    }
}

const METRIC_NAMES: &[&str] = &{
    let mut names = [""; TARGET_METRICS.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = TARGET_METRICS[index].name;
        index += 1;
    }
    names
};

element! {
    /// At least this much of a metric, by a date.
    TargetSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The metric.
        metric: Name = required().choices(METRIC_NAMES);
        /// Of this product; of all together where absent.
        product: Name = optional();
        /// The last day that counts; the horizon where absent. Only for what adds up week by week.
        by: Day = optional();
        /// The level.
        at_least: Number = required().unit(OF_METRIC);
    }
}
