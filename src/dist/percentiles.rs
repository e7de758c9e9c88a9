//! A smooth distribution through given percentiles: the metalog.

use nalgebra::{DMatrix, DVector};

use super::DistError;
use super::curve::{Bounds, Curve};
use super::error::{below, finite};
use crate::lanes::math::{exp, ln, pow_whole};

/// What 1/max|y − ½ + y(1 − y)·ln(y/(1 − y))| comes to: the largest |a₃|/a₂ at which a three-term
/// metalog still increases everywhere (Keelin 2016).
const THREE_TERM_LIMIT: f64 = 1.667_11;
/// Levels this near to p and 1 − p count as a symmetric pair around p50.
const LEVEL_TOLERANCE: f64 = 1e-12;
/// How exactly the curve must meet the points it was fitted to, as a part of their spread.
const FIT_TOLERANCE: f64 = 1e-9;
/// What rounding may add to that, as a part of the value.
const FIT_ROUNDING: f64 = 16.0 * f64::EPSILON;
/// The grid on which the slope is checked: steps of t = ln(y/(1 − y)) from end to end.
const GRID_REACH: f64 = 745.0;
const GRID_STEP: f64 = 1.0 / 64.0;

/// A metalog (Keelin 2016, "The Metalog Distributions", Decision Analysis 13) through n ≥ 3 points.
///
/// With L = ln(u/(1 − u)) and c = u − ½,
/// M(u) = a₁ + a₂·L + a₃·c·L + a₄·c + a₅·c² + a₆·c²·L + a₇·c³ + …, n terms that meet the n points
/// exactly. Unbounded Q = M; with a minimum Q = min + exp(M); with a maximum Q = max − exp(−M);
/// with both Q = (min + max·exp(M))/(1 + exp(M)); M is then fitted to the points so transformed.
///
/// Not every set of points admits such a curve. For three at levels p, ½ and 1 − p with values
/// x₁ < x₂ < x₃ (transformed ones if bounded), the ratio r = (x₂ − x₁)/(x₃ − x₁) must satisfy
/// k < r < 1 − k with k = ½·(1 − 1.66711·(½ − p)): for p10, p50 and p90, P50 must lie between 16.7%
/// and 83.3% of the way from P10 to P90.
#[derive(Clone, Debug, PartialEq)]
pub struct Percentiles {
    curve: Curve,
}

/// "p10" for 0.1, "p2.5" for 0.025.
fn level_name(level: f64) -> String {
    // Ten decimals drop what the multiplication adds to 0.07 or 0.29.
    let percent = format!("{:.10}", level * 100.0);
    format!("p{}", percent.trim_end_matches('0').trim_end_matches('.'))
}

impl Percentiles {
    /// Points (level, value) in any order, each level strictly between 0 and 1 (p10 is 0.1), with a
    /// bound on either side, both, or none.
    ///
    /// # Errors
    /// [`DistError::TooFewPercentiles`], [`DistError::LevelOutside`], [`DistError::LevelRepeated`],
    /// [`DistError::NotFinite`], [`DistError::NotBelow`] (values that do not rise with their
    /// levels, or bounds out of order), [`DistError::PercentileOutsideBounds`];
    /// [`DistError::Lopsided`] or [`DistError::NotIncreasing`] when the curve would turn down;
    /// [`DistError::IllConditioned`].
    pub fn new(
        points: &[(f64, f64)],
        min: Option<f64>,
        max: Option<f64>,
    ) -> Result<Self, DistError> {
        let bounds = Bounds { min, max };
        let points = ordered(points, bounds)?;
        let transformed: Vec<(f64, f64)> =
            points.iter().map(|&(level, value)| (level, bounds.unfold(value))).collect();
        let rises = symmetric_triplet_rises(&points, &transformed, bounds)?;
        let curve = Curve::new(&fit(&transformed), bounds);
        check_fit(&curve, &points)?;
        if !rises {
            check_slope(&curve)?;
        }
        Ok(Self { curve })
    }

    /// The quantile at `u`, 0 < u < 1; held within the finite numbers.
    #[inline]
    pub fn quantile(&self, u: f64) -> f64 {
        self.curve.quantile(u)
    }

    /// By numerical integration; `None` where an unbounded side of a bounded curve is too heavy.
    pub fn mean(&self) -> Option<f64> {
        self.curve.moments().0
    }

    /// By numerical integration; `None` where an unbounded side of a bounded curve is too heavy.
    pub fn standard_deviation(&self) -> Option<f64> {
        self.curve.moments().1
    }

    pub fn support(&self) -> (f64, f64) {
        self.curve.bounds().support()
    }
}

/// The points by level, when they can be percentiles of something within the bounds.
fn ordered(points: &[(f64, f64)], bounds: Bounds) -> Result<Vec<(f64, f64)>, DistError> {
    if points.len() < 3 {
        return Err(DistError::TooFewPercentiles { count: points.len() });
    }
    for (name, bound) in [("min", bounds.min), ("max", bounds.max)] {
        finite(name, bound.unwrap_or(0.0))?;
    }
    let (min, max) = bounds.support();
    below(("min", min), ("max", max))?;
    for &(level, value) in points {
        if !(level > 0.0 && level < 1.0) {
            return Err(DistError::LevelOutside { level });
        }
        finite("a percentile", value)?;
        if !(value > min && value < max) {
            let level = level_name(level);
            return Err(DistError::PercentileOutsideBounds { level, value, min, max });
        }
    }
    let mut points = points.to_vec();
    points.sort_by(|a, b| a.0.total_cmp(&b.0));
    for pair in points.windows(2) {
        let ((left, lower), (right, upper)) = (pair[0], pair[1]);
        if left == right {
            return Err(DistError::LevelRepeated { level: level_name(left) });
        }
        below((&level_name(left), lower), (&level_name(right), upper))?;
    }
    Ok(points)
}

/// Refuses three symmetric points that violate the closed condition, saying where P50 may lie;
/// true if they meet it, false if the points are others, for which there is none.
fn symmetric_triplet_rises(
    points: &[(f64, f64)],
    transformed: &[(f64, f64)],
    bounds: Bounds,
) -> Result<bool, DistError> {
    let &[(p, low), (half, median), (q, high)] = points else { return Ok(false) };
    if (half - 0.5).abs() > LEVEL_TOLERANCE || (p + q - 1.0).abs() > LEVEL_TOLERANCE {
        return Ok(false);
    }
    let (x1, x2, x3) = (transformed[0].1, transformed[1].1, transformed[2].1);
    let k = 0.5 * (1.0 - THREE_TERM_LIMIT * (0.5 - p));
    let (least, most) = (x1 + k * (x3 - x1), x3 - k * (x3 - x1));
    if x2 > least && x2 < most {
        return Ok(true);
    }
    Err(DistError::Lopsided {
        median,
        low_name: level_name(p),
        low,
        high_name: level_name(q),
        high,
        least: bounds.fold(least),
        most: bounds.fold(most),
    })
}

/// The coefficients that solve Y·a = x, Y the terms at each point's level.
fn fit(transformed: &[(f64, f64)]) -> Vec<f64> {
    let count = transformed.len();
    let terms = DMatrix::from_fn(count, count, |row, column| {
        let level = transformed[row].0;
        let (centred, logit) = (level - 0.5, ln(level / (1.0 - level)));
        match column {
            // The third and fourth terms come in the other order.
            2 => centred * logit,
            3 => centred,
            _ if column % 2 == 0 => pow_whole(centred, (column / 2) as u32),
            _ => pow_whole(centred, (column / 2) as u32) * logit,
        }
    });
    let values = DVector::from_iterator(count, transformed.iter().map(|point| point.1));
    // A singular matrix leaves NaN, which the check of the fit reports.
    match terms.lu().solve(&values) {
        Some(solution) => solution.iter().copied().collect(),
        None => vec![f64::NAN; count],
    }
}

/// Refuses a curve that misses a point it was fitted to.
fn check_fit(curve: &Curve, points: &[(f64, f64)]) -> Result<(), DistError> {
    let spread = points[points.len() - 1].1 - points[0].1;
    for &(level, value) in points {
        let miss = (curve.quantile(level) - value).abs();
        if miss.is_nan() || miss > FIT_TOLERANCE * spread + FIT_ROUNDING * value.abs() {
            let (count, level) = (points.len(), level_name(level));
            return Err(DistError::IllConditioned { count, level, miss });
        }
    }
    Ok(())
}

/// Refuses a curve that does not rise, on a grid that reaches u = 1e-323 on both sides.
fn check_slope(curve: &Curve) -> Result<(), DistError> {
    let steps = (GRID_REACH / GRID_STEP) as i32;
    for step in 0..=steps {
        for t in [f64::from(-step) * GRID_STEP, f64::from(step) * GRID_STEP] {
            let slope = curve.slope(t);
            if slope.is_nan() || slope <= 0.0 {
                let level = level_name(1.0 / (1.0 + exp(-t)));
                return Err(DistError::NotIncreasing { level });
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::super::{Dist, check};
    use super::*;

    const TRIPLET: [(f64, f64); 3] = [(0.1, 20.0), (0.5, 30.0), (0.9, 50.0)];

    fn dist(points: &[(f64, f64)], min: Option<f64>, max: Option<f64>) -> Dist {
        Percentiles::new(points, min, max).unwrap().into()
    }

    #[test]
    fn the_points_given_are_met_with_and_without_bounds() {
        let five = [(0.05, 2.0), (0.25, 5.0), (0.5, 8.0), (0.75, 12.0), (0.95, 21.0)];
        for points in [&TRIPLET[..], &five[..]] {
            for (min, max) in
                [(None, None), (Some(0.0), None), (None, Some(90.0)), (Some(-5.0), Some(90.0))]
            {
                let found = dist(points, min, max);
                for &(level, value) in points {
                    let miss = (found.quantile(level) - value).abs();
                    assert!(miss < 1e-9, "{min:?} {max:?} {level}: {miss:e}");
                }
                let (low, high) = found.support();
                for u in [1e-300, 1e-20, check::LAST] {
                    let x = found.quantile(u);
                    assert!(x >= low && x <= high && x.is_finite(), "{x}");
                }
            }
        }
    }

    #[test]
    fn symmetric_points_give_the_logistic() {
        // a₃ = 0 leaves M = a₁ + a₂·ln(u/(1−u)); its variance is a₂²π²/3.
        let symmetric = dist(&[(0.1, -9f64.ln()), (0.5, 0.0), (0.9, 9f64.ln())], None, None);
        for u in [1e-300f64, 1e-9, 0.2, 0.7, check::LAST] {
            let expected = (u / (1.0 - u)).ln();
            assert!((symmetric.quantile(u) - expected).abs() < 1e-11 * expected.abs(), "{u}");
        }
        let sd = std::f64::consts::PI / 3f64.sqrt();
        assert!((symmetric.standard_deviation().unwrap() - sd).abs() < check::INTEGRAL);
        check::draws(&symmetric, |x| 1.0 / (1.0 + (-x).exp()));
    }

    #[test]
    fn the_mean_of_three_terms_is_in_closed_form() {
        // ∫c·L du = ½, so the mean is a₁ + a₃/2, with a₃ from the triplet: 0.8·a₃·ln 9 = 10.
        let mean = 30.0 + 10.0 / (1.6 * 9f64.ln());
        assert!((dist(&TRIPLET, None, None).mean().unwrap() - mean).abs() < check::INTEGRAL * mean);
        for (min, max) in [(None, None), (Some(0.0), Some(90.0)), (None, Some(90.0))] {
            check::moments(&dist(&TRIPLET, min, max));
        }
        // With a minimum and a₃ = 0, Q = m·(u/(1−u))^s (log-logistic): mean m·πs/sin πs.
        let s = 0.3;
        let loglogistic: Vec<(f64, f64)> =
            [0.1, 0.5, 0.9].map(|u: f64| (u, (u / (1.0 - u)).powf(s))).to_vec();
        let found = dist(&loglogistic, Some(0.0), None);
        let angle = std::f64::consts::PI * s;
        let mean = angle / angle.sin();
        assert!((found.mean().unwrap() - mean).abs() < check::INTEGRAL);
        let second = 2.0 * angle / (2.0 * angle).sin();
        let sd = (second - mean * mean).sqrt();
        assert!((found.standard_deviation().unwrap() - sd).abs() < check::INTEGRAL * 10.0);
    }

    #[test]
    fn a_tail_too_heavy_has_no_mean() {
        let of = |s: f64| {
            let points = [0.1, 0.5, 0.9].map(|u: f64| (u, (u / (1.0 - u)).powf(s)));
            dist(&points, Some(0.0), None)
        };
        assert!(of(0.4).standard_deviation().is_some());
        assert!(of(0.6).standard_deviation().is_none() && of(0.6).mean().is_some());
        assert!(of(1.1).mean().is_none());
    }

    #[test]
    fn the_median_may_come_exactly_as_near_to_an_end_as_documented() {
        let with_median =
            |r: f64| Percentiles::new(&[(0.1, 0.0), (0.5, r), (0.9, 1.0)], None, None).map(drop);
        let k = 0.5 * (1.0 - 1.667_11 * 0.4);
        assert!(with_median(k + 1e-4).is_ok() && with_median(1.0 - k - 1e-4).is_ok());
        for r in [k - 1e-4, 1.0 - k + 1e-4] {
            assert!(matches!(with_median(r), Err(DistError::Lopsided { .. })), "{r}");
        }
        // The same limit from the slope alone, with levels that are not quite symmetric.
        let nearly = |r: f64| {
            Percentiles::new(&[(0.1, 0.0), (0.5 + 1e-9, r), (0.9, 1.0)], None, None).map(drop)
        };
        assert!(nearly(k + 1e-4).is_ok());
        assert!(matches!(nearly(k - 1e-4), Err(DistError::NotIncreasing { .. })));
        let apart = [(0.1, 0.0), (0.5, k - 1e-4), (0.9 + 1e-9, 1.0)];
        let apart = Percentiles::new(&apart, None, None);
        assert!(matches!(apart, Err(DistError::NotIncreasing { .. })), "{apart:?}");
        // The limits that are told are on the scale of the points.
        let told = Percentiles::new(&[(0.1, 10.0), (0.5, 11.0), (0.9, 110.0)], None, None);
        let Err(DistError::Lopsided { least, most, .. }) = told else { panic!("{told:?}") };
        assert!((least - (10.0 + 100.0 * k)).abs() < 1e-9, "{least}");
        assert!((most - (110.0 - 100.0 * k)).abs() < 1e-9, "{most}");
    }

    #[test]
    fn every_cause_of_refusal_has_its_message() {
        let message = |points: &[(f64, f64)], min, max| {
            Percentiles::new(points, min, max).unwrap_err().to_string()
        };
        let swapped = [(0.1, 30.0), (0.5, 20.0), (0.9, 50.0)];
        assert_eq!(message(&swapped, None, None), "p10 (30) must be below p50 (20)");
        assert!(message(&TRIPLET[..2], None, None).contains("at least 3 points"));
        assert_eq!(
            message(&TRIPLET, Some(25.0), None),
            "p10 (20) must lie inside the bounds, 25 to inf"
        );
        for (min, max) in [(Some(20.0), None), (None, Some(50.0))] {
            assert!(message(&TRIPLET, min, max).contains("must lie inside the bounds"));
        }
        assert_eq!(message(&TRIPLET, Some(9.0), Some(9.0)), "min (9) must be below max (9)");
        let lopsided = message(&[(0.1, 10.0), (0.5, 11.0), (0.9, 110.0)], None, None);
        assert!(lopsided.starts_with("p50 (11) is too far to one side"), "{lopsided}");
        let refused = |points: &[(f64, f64)]| Percentiles::new(points, None, None).unwrap_err();
        assert!(matches!(
            refused(&[(0.0, 1.0), (0.5, 2.0), (0.9, 3.0)]),
            DistError::LevelOutside { level: 0.0 }
        ));
        assert!(matches!(
            refused(&[(0.1, 1.0), (0.5, 2.0), (1.0, 3.0)]),
            DistError::LevelOutside { level: 1.0 }
        ));
        assert!(matches!(
            refused(&[(10.0, 1.0), (50.0, 2.0), (90.0, 3.0)]),
            DistError::LevelOutside { level: 10.0 }
        ));
        assert_eq!(
            refused(&[(0.025, 1.0), (0.025, 2.0), (0.9, 3.0)]),
            DistError::LevelRepeated { level: "p2.5".to_owned() }
        );
        assert!(matches!(
            refused(&[(0.1, 1.0), (0.5, f64::NAN), (0.9, 3.0)]),
            DistError::NotFinite { .. }
        ));
        let stairs = [(0.1, 0.0), (0.3, 0.1), (0.4, 5.0), (0.6, 5.1), (0.7, 10.0), (0.9, 10.1)];
        assert!(matches!(refused(&stairs), DistError::NotIncreasing { .. }));
        let crowded = [(0.3, 1.0), (0.3 + f64::EPSILON, 2.0), (0.3 + 2.0 * f64::EPSILON, 3.5)];
        let crowded = refused(&crowded);
        assert!(matches!(crowded, DistError::IllConditioned { .. }), "{crowded}");
    }

    #[test]
    fn a_miss_is_held_against_the_spread_and_the_rounding_of_the_values() {
        let free = Bounds { min: None, max: None };
        // One point has no spread: of a billion, rounding is 16 units in 2⁻⁵² of it.
        let flat = Curve::new(&[1e9], free);
        let rounding = 16.0 * f64::EPSILON * 1e9;
        for sign in [-1.0, 1.0] {
            assert!(check_fit(&flat, &[(0.3, 1e9 + sign * 0.9 * rounding)]).is_ok());
            assert!(check_fit(&flat, &[(0.3, 1e9 + sign * 1.2 * rounding)]).is_err());
        }
        // From 0 to 100, a part in a billion of it.
        let rising = Curve::new(&[50.0, 0.0, 0.0, 100.0], free);
        let points = |miss: f64| [(1e-9, 1e-7), (0.5, 50.0 + miss), (1.0 - 1e-9, 100.0 - 1e-7)];
        assert!(check_fit(&rising, &points(0.9e-7)).is_ok());
        assert!(check_fit(&rising, &points(1.1e-7)).is_err());
        // Percentiles of a large amount that is known closely.
        for base in [1e6, 1e9, 1e12] {
            let closely = [(0.1, base), (0.5, base + 1e-3), (0.9, base + 2.5e-3)];
            assert!(Percentiles::new(&closely, None, None).is_ok(), "{base}");
        }
    }

    /// Slopes in t = ln(u/(1 − u)): M = L ± 4c·L turns down on one side alone, at u(1 − u)·t + c = ∓¼.
    #[test]
    fn where_a_curve_turns_down_is_told() {
        let free = Bounds { min: None, max: None };
        let told = |third: f64| match check_slope(&Curve::new(&[0.0, 1.0, third], free)) {
            Err(DistError::NotIncreasing { level }) => level,
            other => panic!("{other:?}"),
        };
        assert!(check_slope(&Curve::new(&[0.0, 1.0, 1.6], free)).is_ok());
        assert_eq!(
            (told(-4.0), told(4.0)),
            ("p62.9774607404".to_owned(), "p37.0225392596".to_owned())
        );
    }

    #[test]
    fn money_doubles_exactly_when_its_percentiles_do() {
        let doubled = TRIPLET.map(|(level, value)| (level, 2.0 * value));
        let (one, two) = (dist(&TRIPLET, None, None), dist(&doubled, None, None));
        for u in [1e-300, 0.01, 0.123, 0.5, 0.97] {
            assert_eq!(two.quantile(u), 2.0 * one.quantile(u));
        }
    }
}
