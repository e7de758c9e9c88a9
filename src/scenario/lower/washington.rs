//! US policy.

use super::classes::Classes;
use super::regime::{RegimeView, process};
use super::{Lower, entries};
use crate::model::{Licensing, Policy, VolumeCap, Washington, WashingtonRegime};
use crate::scenario::node::Node;
use crate::scenario::reader::Reader;
use crate::scenario::spec::{Element, PolicySpec, WashingtonRegimeSpec, WashingtonSpec};

pub(super) fn washington(
    lower: &mut Lower,
    spec: &WashingtonSpec,
    classes: &Classes,
    forced: &[&str],
) -> Washington {
    let regimes = entries(&spec.regime);
    let views: Vec<RegimeView<'_>> = regimes
        .iter()
        .map(|(name, regime)| RegimeView {
            name,
            path: regime.path(),
            title: &regime.title,
            strictness: &regime.strictness,
            sojourn: &regime.sojourn,
            next: &regime.next,
        })
        .collect();
    Washington {
        process: process(
            lower,
            "washington",
            &spec.opening_regime,
            &spec.switch_hazard_per_month,
            &views,
            forced,
        ),
        regimes: regimes.iter().map(|(_, regime)| meaning(lower, regime, classes)).collect(),
        listing_hazard: lower.input(&spec.listing_hazard_per_month),
        cumulative_reading_odds: lower.input(&spec.cumulative_reading_odds),
    }
}

fn meaning(
    lower: &mut Lower,
    regime: &WashingtonRegimeSpec,
    classes: &Classes,
) -> WashingtonRegime {
    let given = entries(&regime.policy);
    let policies = classes
        .names
        .iter()
        .map(|class| match given.iter().find(|(name, _)| name.text == *class) {
            Some((_, spec)) => policy(lower, spec),
            None => free_policy(lower, regime, class),
        })
        .collect();
    WashingtonRegime { policies }
}

/// The rule for a class without rules: an empty table.
fn free_policy(lower: &mut Lower, regime: &WashingtonRegimeSpec, class: &str) -> Policy {
    let path = format!("{}.policy.{class}", regime.path());
    let node = Node::empty_table(regime.place().clone());
    let mut reader = Reader::default();
    let spec = reader.within(&path, |reader| PolicySpec::read_table(&node, reader));
    let spec = spec.given().expect("a policy because all of its keys have defaults");
    policy(lower, spec)
}

fn policy(lower: &mut Lower, spec: &PolicySpec) -> Policy {
    let lag_path = format!("{}.licence_weeks", spec.path());
    let licensing = (!spec.licence_odds.is_absent()).then(|| Licensing {
        odds: lower.input(&spec.licence_odds),
        lag_weeks: lower.law(&spec.licence_weeks, &lag_path, spec.place()),
        buyer_cap: lower.input(&spec.buyer_cap_units),
        validity_weeks: lower.input(&spec.validity_weeks),
        reapply_weeks: lower.input(&spec.reapply_weeks),
    });
    let volume_cap = (!spec.volume_cap_share.is_absent()).then(|| VolumeCap {
        share: lower.input(&spec.volume_cap_share),
        us_sales_to_date: lower.input(&spec.us_sales_to_date_units),
        us_sales_per_week: lower.input(&spec.us_sales_units_per_quarter),
    });
    Policy {
        exports: spec.exports.given().is_some_and(|flag| flag.0),
        licensing,
        test_required: spec.test_required.given().is_some_and(|flag| flag.0),
        volume_cap,
        revenue_share: lower.input(&spec.revenue_share),
    }
}
