//! A smooth inverse distribution function, tabulated once so that a quantile takes nanoseconds.

use super::incomplete::Tails;
use crate::lanes::math::{exp, ln};

/// The table reaches from u = 1e-6 to 1 − 1e-6, in t = ln(u/(1−u)): ±ln(1e6 − 1).
const REACH: f64 = 13.815_509_557_963_773;
/// Error in y allowed at the middle of an interval, where a cubic's is largest: y is a logarithm,
/// so this is a relative error of the quantile, a tenth of what the public types promise.
const TOLERANCE: f64 = 1e-7;
const FIRST_INTERVALS: usize = 64;
const MOST_INTERVALS: usize = 16_384;

/// Cubic Hermite interpolation of y(t) with exact slopes, on an even grid of t.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct InverseTable {
    /// At each knot y, and its slope times the width of an interval.
    knots: Vec<[f64; 2]>,
    per_interval: f64,
}

/// y and dy/dt at t: dy/dt = u(1−u)/density(y).
fn exact(tails: &impl Tails, t: f64, guess: Option<f64>) -> [f64; 2] {
    // The smaller of u and 1 − u, from whichever side of ½ it lies.
    let small = 1.0 / (1.0 + exp(t.abs()));
    let (y, density) = tails.solve(small, t > 0.0, guess);
    [y, small * (1.0 - small) / density]
}

impl InverseTable {
    /// Doubles the number of intervals until the cubic through the knots meets their middles.
    pub(super) fn new(tails: &impl Tails) -> Self {
        let mut intervals = FIRST_INTERVALS;
        let mut width = 2.0 * REACH / intervals as f64;
        let mut points: Vec<[f64; 2]> = Vec::with_capacity(intervals + 1);
        for knot in 0..=intervals {
            points.push(exact(tails, -REACH + knot as f64 * width, None));
        }
        loop {
            let table = Self {
                knots: points.iter().map(|[y, slope]| [*y, slope * width]).collect(),
                per_interval: 1.0 / width,
            };
            let mut worst = 0.0f64;
            let mut finer = Vec::with_capacity(2 * intervals + 1);
            for (knot, point) in points[..intervals].iter().enumerate() {
                let guess = cubic(table.knots[knot], table.knots[knot + 1], 0.5);
                let middle = exact(tails, -REACH + (knot as f64 + 0.5) * width, Some(guess));
                worst = worst.max((middle[0] - guess).abs());
                finer.push(*point);
                finer.push(middle);
            }
            if worst < TOLERANCE || intervals == MOST_INTERVALS {
                return table;
            }
            finer.push(points[intervals]);
            points = finer;
            intervals *= 2;
            width /= 2.0;
        }
    }

    /// y at `u`: from the table, or from `tails` beyond its ends.
    #[inline]
    pub(super) fn position(&self, u: f64, tails: impl FnOnce(f64, bool) -> f64) -> f64 {
        let at = (ln(u / (1.0 - u)) + REACH) * self.per_interval;
        let last = self.knots.len() - 1;
        if !(at >= 0.0 && at < last as f64) {
            return if u < 0.5 { tails(u, false) } else { tails(1.0 - u, true) };
        }
        let knot = at as usize;
        cubic(self.knots[knot], self.knots[knot + 1], at - knot as f64)
    }
}

/// The cubic with values and scaled slopes `left` at 0 and `right` at 1.
#[inline]
fn cubic(left: [f64; 2], right: [f64; 2], s: f64) -> f64 {
    let rise = right[0] - left[0];
    let bend = 3.0 * rise - 2.0 * left[1] - right[1];
    let twist = left[1] + right[1] - 2.0 * rise;
    left[0] + s * (left[1] + s * (bend + s * twist))
}

#[cfg(test)]
mod tests {
    use super::super::incomplete::{BetaTails, GammaTails};
    use super::*;

    /// What the public types promise.
    const PROMISED: f64 = 1e-6;

    fn agrees(tails: &impl Tails, name: &str) {
        let table = InverseTable::new(tails);
        let mut last = f64::NEG_INFINITY;
        for step in 0..4_000 {
            let t = -REACH + 2.0 * REACH * (f64::from(step) + 0.37) / 4_000.0;
            let u = 1.0 / (1.0 + exp(-t));
            let y = table.position(u, |_, _| f64::NAN);
            let small = if u < 0.5 { u } else { 1.0 - u };
            let (expected, _) = tails.solve(small, u >= 0.5, None);
            assert!((y - expected).abs() < PROMISED, "{name} at {u}: {y} for {expected}");
            assert!(y > last, "{name} falls at {u}");
            last = y;
        }
    }

    #[test]
    fn tables_meet_the_exact_inverse_between_their_knots_and_rise() {
        for shape in [1e-3, 0.05, 0.8, 1.0, 4.0, 60.0, 5e3] {
            agrees(&GammaTails::new(shape), &format!("gamma {shape}"));
        }
        for (a, b) in [(0.01, 0.01), (0.5, 3.0), (1.0, 5.0), (3.0, 3.0), (900.0, 2.0), (1e3, 0.05)]
        {
            agrees(&BetaTails::new(a, b), &format!("beta {a} {b}"));
        }
    }

    #[test]
    fn a_cubic_is_met_by_its_ends_and_slopes() {
        // 2 + 3s − s² + 4s³: 8 and 3 + 12 − 2 = 13 at the end.
        for s in [0.0, 0.2, 0.5, 0.9, 1.0] {
            let expected = 2.0 + 3.0 * s - s * s + 4.0 * s * s * s;
            assert!((cubic([2.0, 3.0], [8.0, 13.0], s) - expected).abs() < 1e-14, "{s}");
        }
    }

    #[test]
    fn beyond_the_table_the_tails_are_asked() {
        let table = InverseTable::new(&GammaTails::new(2.0));
        let ask = |u: f64| table.position(u, |tail, upper| if upper { -tail } else { tail });
        assert_eq!(ask(1e-9), 1e-9);
        // Just beyond either end, by less than an interval.
        let beyond = REACH + 0.5 / table.per_interval;
        for t in [-beyond, beyond] {
            let u = 1.0 / (1.0 + exp(-t));
            assert_eq!(ask(u), if t < 0.0 { u } else { -(1.0 - u) }, "{t}");
        }
        assert_eq!(ask(1.0 - f64::EPSILON / 2.0), -f64::EPSILON / 2.0);
    }
}
