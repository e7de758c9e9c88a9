//! Domestic chips: a supply that grows along an S-curve and takes over lapsed demand.

use crate::process::Parameter;

/// Supply per week at week t: opening + (ceiling − opening)/(1 + exp(−(t − midpoint)·ln 81/rise)),
/// times the available share.
#[derive(Clone, Debug)]
pub struct Domestic {
    /// The product in whose equivalents the supply is counted (by performance).
    pub reference_product: usize,
    pub opening_per_week: Parameter,
    pub ceiling_per_week: Parameter,
    pub midpoint_weeks: Parameter,
    /// Weeks from 10% to 90% of the growth.
    pub rise_weeks: Parameter,
    /// Share that buyers of this lane can have.
    pub available_share: Parameter,
}
