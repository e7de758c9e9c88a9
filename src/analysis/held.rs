//! One forecast held against one observation: its bands, where in it the observation fell, how far off it was.

use super::sample::Sample;
use crate::stats::{Estimate, Score};

/// The shares of paths in the central bands, narrow to wide.
pub const BANDS: [f64; 3] = [0.5, 0.8, 0.9];
/// The share of paths below each band, and above it.
const TAILS: [f64; 3] = [0.25, 0.10, 0.05];

/// A forecast of one value, held against what came.
#[derive(Clone, Debug)]
pub struct Held {
    pub median: Estimate,
    /// The ends of the central bands at [`BANDS`]: for 0.8 P10 and P90.
    pub bands: [(f64, f64); 3],
    pub score: Score,
    /// What came.
    pub observed: f64,
}

impl Held {
    /// Holds the paths' values against what came; none without values.
    pub fn new(values: &[f64], observed: f64) -> Option<Self> {
        let sample = Sample::new(values)?;
        let score = Score::of(values, observed)?;
        let bands = TAILS.map(|tail| (sample.quantile(tail), sample.quantile(1.0 - tail)));
        Some(Self { median: sample.quantile_estimate(0.5), bands, score, observed })
    }

    /// Whether each band, its ends included, holds what came. A band that ends in an atom holds more
    /// than its share of paths.
    pub fn covered(&self) -> [bool; 3] {
        self.bands.map(|(low, high)| low <= self.observed && self.observed <= high)
    }

    /// The narrowest band that holds what came, if one does.
    pub fn narrowest(&self) -> Option<f64> {
        self.covered().iter().zip(BANDS).find(|(held, _)| **held).map(|(_, share)| share)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bands_are_central_and_hold_their_ends() {
        let values: Vec<f64> = (0..=100).map(f64::from).collect();
        let held = Held::new(&values, 90.0).expect("values");
        assert_eq!(held.median.value, 50.0);
        for (found, sought) in held.bands.iter().zip([(25.0, 75.0), (10.0, 90.0), (5.0, 95.0)]) {
            assert!((found.0 - sought.0).abs() < 1e-9 && (found.1 - sought.1).abs() < 1e-9);
        }
        assert_eq!(Held::new(&values, 60.0).and_then(|held| held.narrowest()), Some(0.5));
        assert_eq!(Held::new(&values, 93.0).and_then(|held| held.narrowest()), Some(0.9));
        assert_eq!(Held::new(&values, 96.0).and_then(|held| held.narrowest()), None);
        assert!(Held::new(&[], 1.0).is_none());
    }
}
