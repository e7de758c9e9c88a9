//! How many times larger one sample is than another, with an interval that supposes no distribution.

use super::Interval;

/// Hodges and Lehmann's estimate of a ratio, with the interval of Mann and Whitney's test.
///
/// Where two samples of positive numbers differ by a factor and else by chance alone, the quotients of all pairs
/// lie around the factor. Their median is the estimate, and their order statistics bound it exactly, whatever the
/// distribution (Hodges and Lehmann 1963; Lehmann, *Nonparametrics*, 1975, section 2.5). One wild value moves it little.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SampleRatio {
    /// The median quotient second ÷ first.
    pub ratio: f64,
    /// None where the samples are too small for the level: four and four cannot be 99% sure.
    pub interval: Option<Interval>,
}

impl SampleRatio {
    /// The ratio of `second` to `first`, its interval at a level such as 0.99; none without values, or
    /// where one is not positive and finite.
    pub fn new(first: &[f64], second: &[f64], level: f64) -> Option<Self> {
        let is_positive = |x: &f64| *x > 0.0 && x.is_finite();
        if first.is_empty() || second.is_empty() {
            return None;
        }
        if !first.iter().chain(second).all(is_positive) {
            return None;
        }
        let mut quotients: Vec<f64> =
            second.iter().flat_map(|b| first.iter().map(move |a| b / a)).collect();
        quotients.sort_by(f64::total_cmp);
        let pairs = quotients.len();
        // The median of logarithms, so that the ratio the other way round is the inverse.
        let ratio = (quotients[(pairs - 1) / 2] * quotients[pairs / 2]).sqrt();
        let cut = most_cut(first.len(), second.len(), (1.0 - level) / 2.0);
        let interval =
            cut.map(|cut| Interval { low: quotients[cut], high: quotients[pairs - 1 - cut] });
        Some(Self { ratio, interval })
    }
}

/// The largest c with P(U ≤ c) ≤ `tail`, U being Mann and Whitney's statistic of samples of n and m without a
/// difference; none where P(U = 0) is above it.
fn most_cut(n: usize, m: usize, tail: f64) -> Option<usize> {
    // ways[j][s]: the ways in which j of the ranks 0, 1, … sum to s.
    let most = n * (n + m);
    let mut ways = vec![vec![0.0; most + 1]; n + 1];
    ways[0][0] = 1.0;
    for rank in 0..n + m {
        for j in (1..=n.min(rank + 1)).rev() {
            for sum in (rank..=most).rev() {
                ways[j][sum] += ways[j - 1][sum - rank];
            }
        }
    }
    let least = n * (n - 1) / 2;
    let all: f64 = ways[n].iter().sum();
    let mut below = 0.0;
    let mut fits = |count: &f64| {
        below += count / all;
        below <= tail
    };
    ways[n][least..].iter().take_while(|count| fits(count)).count().checked_sub(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cuts_are_those_of_published_tables() {
        // Mann-Whitney tables, two-sided: 5% for five and five 2, seven and seven 8, ten and ten 23; 1% 0, 4 and 16.
        for (n, m, at_5, at_1) in [(5, 5, 2, 0), (7, 7, 8, 4), (10, 10, 23, 16), (5, 8, 6, 2)] {
            assert_eq!(most_cut(n, m, 0.025), Some(at_5), "{n} {m}");
            assert_eq!(most_cut(m, n, 0.005), Some(at_1), "{n} {m}");
        }
        assert_eq!(most_cut(4, 4, 0.005), None);
        assert_eq!(most_cut(1, 1, 0.005), None);
    }

    #[test]
    fn a_factor_is_found_and_bounded_and_the_other_way_round_is_the_inverse() {
        let first = [10.0, 10.2, 9.9, 10.1, 10.3, 9.8, 10.0];
        let second = first.map(|x| x * 1.25);
        let found = SampleRatio::new(&first, &second, 0.99).expect("values");
        assert!((found.ratio - 1.25).abs() < 0.01, "{found:?}");
        let interval = found.interval.expect("enough");
        assert!(interval.low > 1.2 && interval.high < 1.3, "{interval:?}");
        let back = SampleRatio::new(&second, &first, 0.99).expect("values");
        assert!((back.ratio * found.ratio - 1.0).abs() < 1e-12);
        // One round that something else disturbed moves little.
        let mut disturbed = second;
        disturbed[3] *= 20.0;
        let found = SampleRatio::new(&first, &disturbed, 0.99).expect("values");
        assert!((found.ratio - 1.25).abs() < 0.02, "{found:?}");
    }

    #[test]
    fn what_has_no_ratio_has_none() {
        assert!(SampleRatio::new(&[], &[1.0], 0.99).is_none());
        assert!(SampleRatio::new(&[1.0, f64::NAN], &[1.0], 0.99).is_none());
        assert!(SampleRatio::new(&[0.0], &[1.0], 0.99).is_none());
        let few = SampleRatio::new(&[1.0; 4], &[2.0; 4], 0.99).expect("values");
        assert_eq!((few.ratio, few.interval), (2.0, None));
    }
}
