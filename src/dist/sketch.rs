//! The shape of a distribution for a small picture: its atoms apart, the rest in bins.

/// Levels at which the quantile is asked for: a probability is told to one in so many.
const LEVELS: usize = 4_000;
/// The least probability of a value that is shown apart.
const LEAST_ATOM: f64 = 0.02;
/// With more values than these apart, all go into bins.
const MOST_ATOMS: usize = 12;
/// P95 over P5 from which bins are even in the logarithm.
const WIDE: f64 = 20.0;

/// A distribution in a few numbers.
#[derive(Clone, Debug, PartialEq)]
pub struct Sketch {
    /// Values with a probability of their own, ascending, each with it.
    pub atoms: Vec<(f64, f64)>,
    /// The probability in each bin between `low` and `high`; empty where there are only atoms.
    pub bins: Vec<f64>,
    /// Where the bins begin and end: P1 and P99 of what is not in the atoms.
    pub low: f64,
    pub high: f64,
    /// Whether the bins are even in the logarithm of the value.
    pub logarithmic: bool,
}

impl Sketch {
    /// The sketch of an inverse distribution function in `bins` bins.
    pub fn new(quantile: impl Fn(f64) -> f64, bins: usize) -> Self {
        let level = |k: usize| (k as f64 + 0.5) / LEVELS as f64;
        let values: Vec<f64> = (0..LEVELS).map(|k| quantile(level(k))).collect();
        let runs = values.chunk_by(|a, b| a == b);
        let share = |count: usize| count as f64 / LEVELS as f64;
        let mut atoms: Vec<(f64, f64)> = runs
            .filter(|run| share(run.len()) >= LEAST_ATOM)
            .map(|run| (run[0], share(run.len())))
            .collect();
        if atoms.len() > MOST_ATOMS {
            atoms.clear();
        }
        let is_atom = |value: f64| atoms.iter().any(|(atom, _)| *atom == value);
        let rest: Vec<f64> = values.into_iter().filter(|value| !is_atom(*value)).collect();
        let at = |share: f64| rest[((rest.len() - 1) as f64 * share) as usize];
        if rest.is_empty() {
            return Self { atoms, bins: Vec::new(), low: 0.0, high: 0.0, logarithmic: false };
        }
        let (low, high) = (at(0.01), at(0.99));
        let logarithmic = low > 0.0 && at(0.95) > WIDE * at(0.05);
        let scale = |value: f64| if logarithmic { crate::lanes::math::ln(value) } else { value };
        let width = (scale(high) - scale(low)) / bins as f64;
        let mut counts = vec![0_usize; bins];
        for value in rest.into_iter().filter(|value| (low..=high).contains(value)) {
            let bin = if width > 0.0 { (scale(value) - scale(low)) / width } else { 0.0 };
            counts[(bin as usize).min(bins - 1)] += 1;
        }
        let bins = counts.into_iter().map(share).collect();
        Self { atoms, bins, low, high, logarithmic }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Discrete, Dist, Lognormal, Poisson, Truncated, Uniform};
    use super::*;

    fn sketch(dist: impl Into<Dist>) -> Sketch {
        let dist = dist.into();
        Sketch::new(|u| dist.quantile(u), 10)
    }

    #[test]
    fn a_spike_stands_apart_from_the_density_beside_it() {
        // Three tenths at 0, the rest uniform between 5 and 15.
        let sketch = Sketch::new(|u| if u <= 0.3 { 0.0 } else { 5.0 + (u - 0.3) / 0.07 }, 10);
        assert_eq!(sketch.atoms, [(0.0, 0.3)]);
        assert!((sketch.low - 5.1).abs() < 0.02 && (sketch.high - 14.9).abs() < 0.02);
        // An even share of the 98% between P1 and P99 of seven tenths, to a level.
        assert!(sketch.bins.iter().all(|bin| (bin - 0.0686).abs() < 1e-3), "{:?}", sketch.bins);
    }

    #[test]
    fn values_of_their_own_leave_no_density() {
        let sketch = sketch(Discrete::new(&[1.0, 2.0, 4.0], &[0.5, 0.25, 0.25]).unwrap());
        assert_eq!(sketch.atoms, [(1.0, 0.5), (2.0, 0.25), (4.0, 0.25)]);
        assert!(sketch.bins.is_empty());
    }

    #[test]
    fn many_values_are_a_density() {
        let sketch = sketch(Poisson::new(100.0).unwrap());
        assert!(sketch.atoms.is_empty());
        let most = (0..10).max_by(|a, b| sketch.bins[*a].total_cmp(&sketch.bins[*b]));
        assert!(matches!(most, Some(4 | 5)), "{:?}", sketch.bins);
    }

    #[test]
    fn a_heavy_tail_gets_a_logarithmic_axis() {
        assert!(sketch(Lognormal::from_median_p90(1.0, 20.0).unwrap()).logarithmic);
        assert!(!sketch(Lognormal::from_median_p90(1.0, 2.0).unwrap()).logarithmic);
        let cut = Truncated::new(Uniform::new(-1.0, 1.0).unwrap().into(), 0.0, 0.5).unwrap();
        assert!(!sketch(cut).logarithmic);
    }
}
