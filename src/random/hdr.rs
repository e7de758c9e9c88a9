//! The generator of SIPmath libraries, so that a reader can check its own against ours.
//!
//! HDR 2.0 makes a uniform number from a trial's number and four seeds in plain arithmetic that fits a
//! spreadsheet's cell. No path of a run draws from it. Source: D. W. Hubbard, "A Multi-Dimensional,
//! Counter-Based Pseudo Random Number Generator as a Standard for Monte Carlo Simulations", Winter
//! Simulation Conference, 2019.

/// A stream of HDR 2.0: the seeds of one variable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hdr {
    pub entity: u64,
    pub variable: u64,
    pub seed3: u64,
    pub seed4: u64,
}

/// Trials, and variables and the like, that the generator is made for.
pub const HDR_RANGE: u64 = 100_000_000;

impl Hdr {
    /// The uniform number of a trial, from 1, in (0, 1).
    pub fn uniform(self, trial: u64) -> f64 {
        const START: u64 = 999_999_999_999_989;
        let Self { entity, variable, seed3, seed4 } = self;
        let sum = |primes: [u64; 5]| -> u64 {
            let seeds = [trial, variable, entity, seed3, seed4];
            seeds.iter().zip(primes).map(|(seed, prime)| seed * prime).sum()
        };
        let first = sum([2_499_997, 1_800_451, 2_000_371, 1_796_777, 2_299_603]);
        let second = sum([2_246_527, 2_399_993, 2_100_869, 1_918_303, 1_624_729]);
        let first = START % (first % 7_450_589 * 4_658 + 7_450_581) * 383 % 99_991 * 7_440_893;
        let second = START % (second % 7_450_987 * 7_580 + 7_560_584) * 17_669 % 7_440_893;
        let whole = (first + second) * 1_343 % (1 << 32);
        (whole as f64 + 0.5) / (1u64 << 32) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// "Marketing" of the example library in the schema that ProbabilityManagement.org publishes
    /// (multi-lib-schema, 2021-08-19): a metalog of five terms and its first two trials.
    #[test]
    fn the_published_library_has_its_published_trials() {
        let a = [9.872_717_622, 1.678_242_357, 2.549_678_22, 3.535_388_319, -13.409_050_29];
        let hdr = Hdr { entity: 9_039_920, variable: 8, seed3: 0, seed4: 0 };
        let published = [4.973_777_734_027_23, 5.263_032_643_472_32];
        for (trial, value) in (1..).zip(published) {
            let y = hdr.uniform(trial);
            let (l, d) = (crate::lanes::math::ln(y / (1.0 - y)), y - 0.5);
            let found = a[0] + a[1] * l + a[2] * d * l + a[3] * d + a[4] * d * d;
            assert!((found - value).abs() < 1e-11, "trial {trial}: {found}");
        }
    }

    /// "Poisson" of the same library: the cumulative shares between which its trials lie.
    #[test]
    fn the_published_counts_lie_where_the_generator_puts_them() {
        let hdr = Hdr { entity: 9_039_920, variable: 9, seed3: 0, seed4: 0 };
        for (trial, low, high) in [
            (6, 0.606_530_660, 0.909_795_990),
            (23, 0.909_795_990, 0.985_612_322),
            (299, 0.985_612_322, 0.998_248_377),
        ] {
            let u = hdr.uniform(trial);
            assert!(low < u && u <= high, "trial {trial}: {u}");
        }
    }

    /// Values of metalog-jax 2.2.0, another implementation, at the ends of what the seeds may be.
    #[test]
    fn all_seeds_count() {
        for (trial, variable, entity, seed3, seed4, value) in [
            (1, 0, 0, 0, 0, 0.300_006_955_978_460_6),
            (99_999_999, 12_345_678, 1, 7, 11, 0.896_861_788_467_504_1),
            (77, 99_999_999, 99_999_999, 99_999_999, 99_999_999, 0.596_860_735_793_598),
        ] {
            assert_eq!(Hdr { entity, variable, seed3, seed4 }.uniform(trial), value);
        }
    }
}
