//! Scenarios of other sizes than the base scenario's: more or fewer weeks, more buyers and products.

use crate::scenario::{self, Diagnostics, Scenario};

/// The base scenario, as it is shipped.
pub const BASE: &str = include_str!("../../scenarios/h200-2026.toml");
/// One more buyer and one more product: texts with NAME and SHARE to be filled in.
const BUYER: &str = include_str!("../../assets/bench-buyer.toml");
const PRODUCT: &str = include_str!("../../assets/bench-product.toml");
/// What the largest buyer of the base scenario has of the order book, and what it keeps where there are more.
const LARGEST: &str = "buyer.bytedance.order_share";
const KEEPS: f64 = 0.05;
const GIVES: f64 = 0.20;

/// A scenario by what is added to the base scenario, and its last day.
#[derive(Clone, Copy, Debug)]
pub struct Variant {
    pub name: &'static str,
    pub end: &'static str,
    pub products: usize,
    pub buyers: usize,
    /// Whether a tenth of the paths is run, to tell what is paid once a run.
    pub few: bool,
}

const fn variant(name: &'static str, end: &'static str, products: usize, buyers: usize) -> Variant {
    Variant { name, end, products, buyers, few: false }
}

/// The variants on which costs are fitted: each coefficient moves in one of them at least.
pub const FITTED: [Variant; 8] = [
    variant("as it is", "2027-12-31", 0, 0),
    Variant { few: true, ..variant("few paths", "2027-12-31", 0, 0) },
    variant("a year", "2026-12-31", 0, 0),
    variant("four years", "2029-12-31", 0, 0),
    variant("3 more products", "2027-12-31", 3, 0),
    variant("10 more buyers", "2027-12-31", 0, 10),
    variant("40 more buyers", "2027-12-31", 0, 40),
    variant("2 more products, 20 more buyers, a year", "2026-12-31", 2, 20),
];

/// The variants that the fit does not see.
pub const HELD_OUT: [Variant; 3] = [
    variant("5 more products, three years", "2028-12-31", 5, 0),
    variant("1 more product, 20 more buyers", "2027-12-31", 1, 20),
    variant("10 more buyers, 17 months", "2027-06-30", 0, 10),
];

impl Variant {
    /// Compiles it.
    ///
    /// # Errors
    /// If a change of the base scenario has made it invalid.
    pub fn scenario(self) -> Result<Scenario, Diagnostics> {
        let mut text = BASE.to_owned();
        for k in 0..self.products {
            text += &PRODUCT.replace("NAME", &format!("more-{k}"));
        }
        let mut sets = vec![format!("scenario.end={}", self.end)];
        if self.buyers > 0 {
            sets.push(format!("{LARGEST}={KEEPS}"));
            let share = GIVES / self.buyers as f64;
            for k in 0..self.buyers {
                let named = BUYER.replace("NAME", &format!("more-{k}"));
                text += &named.replace("SHARE", &share.to_string());
            }
        }
        scenario::from_text("the base scenario", &text, &sets)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Size;

    #[test]
    fn every_variant_is_a_scenario_of_its_size() {
        let base = Size::of(&FITTED[0].scenario().expect("the base scenario").model);
        for variant in FITTED.iter().chain(&HELD_OUT) {
            let scenario =
                variant.scenario().unwrap_or_else(|problems| panic!("{variant:?}: {problems}"));
            let size = Size::of(&scenario.model);
            assert_eq!(size.products, base.products + variant.products, "{variant:?}");
            assert_eq!(size.buyers, base.buyers + variant.buyers, "{variant:?}");
            assert_eq!(size.weeks == base.weeks, variant.end == FITTED[0].end, "{variant:?}");
        }
    }
}
