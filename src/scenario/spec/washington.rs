//! US policy: regimes, and what each means for a policy class.

use super::super::describe::{
    ABOVE_0, AT_LEAST_0, CHIPS, CHIPS_PER_QUARTER, Once, PER_MONTH, SHARE, WEEKS, between, flag,
    number, optional, required,
};
use super::{ByName, Flag, InputSpec, Keyed, LawSpec, Name, Text, Whole, element};
use crate::model::UNLIMITED;

element! {
    /// The US side of the lane.
    WashingtonSpec {
        /// The regime at the start.
        opening_regime: Name = required();
        /// Switches of regime. With it, `sojourn` counts in mean times between switches; without
        /// it, in weeks.
        switch_hazard_per_month: InputSpec = optional().unit(PER_MONTH).range(AT_LEAST_0);
        /// Hazard at which a buyer is added to the white list while licences are given.
        listing_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// Odds that the volume cap is read as a cumulative total rather than a quarterly flow.
        cumulative_reading_odds: InputSpec = number(1.0).share().once(Once::AtStart);
        /// The regimes, by name.
        regime: Keyed<WashingtonRegimeSpec> = required();
    }
}

element! {
    /// One US stance.
    WashingtonRegimeSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// Higher is stricter; a switch to a stricter regime is an escalation.
        strictness: Whole = number(1.0).range(between(0.0, 100.0));
        /// How long it lasts. Without it, or without `next`, until an event forces it away.
        sojourn: LawSpec = optional().range(ABOVE_0);
        /// Odds of the regimes that may follow; fixed odds sum to 1.
        next: ByName = optional().unit(SHARE).range(AT_LEAST_0);
        /// The rules, by policy class. A class without rules leaves freely.
        policy: Keyed<PolicySpec> = optional();
    }
}

element! {
    /// The rule of a US regime for one policy class.
    PolicySpec {
        /// Whether goods may leave at all.
        exports: Flag = flag(true);
        /// Whether chips go through a US test laboratory.
        test_required: Flag = flag(false);
        /// Odds that an application is approved. Without it no licence is needed.
        licence_odds: InputSpec = optional().share();
        /// Time from application to decision.
        licence_weeks: LawSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// Most chips on one buyer's licence.
        buyer_cap_units: InputSpec = number(UNLIMITED).unit(CHIPS).range(AT_LEAST_0);
        /// Time that a licence lasts.
        validity_weeks: InputSpec = number(UNLIMITED).unit(WEEKS).range(AT_LEAST_0);
        /// Time from a refusal to the next application.
        reapply_weeks: InputSpec = number(0.0).unit(WEEKS).range(AT_LEAST_0);
        /// US sales before the start, for a cap read as a total.
        us_sales_to_date_units: InputSpec = number(0.0).unit(CHIPS).range(AT_LEAST_0);
        /// US sales from the start.
        us_sales_units_per_quarter: InputSpec =
            number(0.0).unit(CHIPS_PER_QUARTER).range(AT_LEAST_0);
        /// Exports to China allowed as a share of US sales. Without it there is no cap.
        volume_cap_share: InputSpec = optional().unit(SHARE).range(AT_LEAST_0);
        /// Share of revenue that the US takes, for levies whose rate comes from Washington.
        revenue_share: InputSpec = number(0.0).share();
    }
}
