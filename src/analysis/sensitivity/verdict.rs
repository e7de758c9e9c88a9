//! Whether an effect can be told from zero, and how many paths would settle it.

use crate::lanes::math::normal_quantile;
use crate::stats::Estimate;

/// The chance that any of several effects that are all zero is taken for real.
pub const FALSE_ALARM: f64 = 0.05;

/// What an estimate says about zero.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Verdict {
    Real,
    /// Not distinguishable from zero; an effect of the size seen would be with so many paths.
    /// None where nothing at all was seen.
    Unclear {
        paths: Option<f64>,
    },
}

impl Verdict {
    /// Judges one of `count` estimates from `paths` paths: real if it lies more than z errors
    /// from zero, with z so that all of them together raise a false alarm in [`FALSE_ALARM`]
    /// of runs (Bonferroni).
    pub fn of(estimate: Estimate, count: usize, paths: usize) -> Self {
        let Estimate { value, standard_error } = estimate;
        let z = normal_quantile(1.0 - FALSE_ALARM / (2.0 * count.max(1) as f64));
        if value.abs() > z * standard_error {
            return Self::Real;
        }
        let short = z * standard_error / value.abs();
        let enough = paths as f64 * short * short;
        Self::Unclear { paths: enough.is_finite().then_some(enough) }
    }

    pub fn is_real(self) -> bool {
        self == Self::Real
    }

    /// The verdict as a word for tables, and the paths that would settle it: NaN where it is
    /// settled, or where nothing was seen.
    pub fn in_words(self) -> (&'static str, f64) {
        match self {
            Self::Real => ("real", f64::NAN),
            Self::Unclear { paths } => {
                ("not distinguishable from zero", paths.unwrap_or(f64::NAN).ceil())
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn many_bars_need_a_higher_hurdle_and_four_times_the_paths_halve_the_error() {
        let at = |value| Estimate { value, standard_error: 1.0 };
        assert_eq!(Verdict::of(at(2.0), 1, 100), Verdict::Real);
        assert!(!Verdict::of(at(-2.0), 60, 100).is_real());
        assert!(Verdict::of(at(-3.5), 60, 100).is_real());
        let Verdict::Unclear { paths: Some(paths) } = Verdict::of(at(0.979_982), 1, 100) else {
            panic!("half the hurdle is not real");
        };
        assert!((paths - 400.0).abs() < 0.01, "{paths}");
        assert_eq!(Verdict::of(at(0.0), 1, 100), Verdict::Unclear { paths: None });
    }
}
