//! Washington: a regime that says what may leave, and licences buyer by buyer.

use crate::process::{Law, Parameter, RegimeProcess};

/// The US side of the lane.
#[derive(Clone, Debug)]
pub struct Washington {
    pub process: RegimeProcess,
    /// What each regime of `process` means, in the same order.
    pub regimes: Vec<WashingtonRegime>,
    /// Hazard a week at which a buyer is added to the white list while licences are given.
    pub listing_hazard: Parameter,
    /// Odds that the volume cap is read as a cumulative total; otherwise as a quarterly flow.
    pub cumulative_reading_odds: Parameter,
}

/// What a regime means for each policy class.
#[derive(Clone, Debug)]
pub struct WashingtonRegime {
    /// Indexed by policy class.
    pub policies: Vec<Policy>,
}

/// The rule for one policy class.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Whether goods may leave at all. If not, nothing is licensed and licences in hand lapse.
    pub exports: bool,
    /// None: no licence is needed.
    pub licensing: Option<Licensing>,
    pub test_required: bool,
    /// None: no cap.
    pub volume_cap: Option<VolumeCap>,
    /// Share of revenue that the US takes; charged by instruments whose rate comes from Washington.
    pub revenue_share: Parameter,
}

/// How a buyer comes to a licence.
#[derive(Clone, Debug)]
pub struct Licensing {
    /// Odds that an application is approved.
    pub odds: Parameter,
    /// Weeks from application to decision.
    pub lag_weeks: Law,
    /// Most chips on one buyer's licence.
    pub buyer_cap: Parameter,
    /// Weeks a licence lasts.
    pub validity_weeks: Parameter,
    /// Weeks from a refusal to the next application.
    pub reapply_weeks: Parameter,
}

/// Exports to China held to a share of US sales.
#[derive(Clone, Debug)]
pub struct VolumeCap {
    pub share: Parameter,
    /// US sales before the start.
    pub us_sales_to_date: Parameter,
    pub us_sales_per_week: Parameter,
}
