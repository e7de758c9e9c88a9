//! Rank correlation of two columns.

/// Spearman's rank correlation: [`correlation`] of the [`ranks`] over the rows where both columns
/// have a finite value. None if the columns differ in length or either is constant there.
pub fn spearman(a: &[f64], b: &[f64]) -> Option<f64> {
    if a.len() != b.len() {
        return None;
    }
    let both = a.iter().zip(b).filter(|(x, y)| x.is_finite() && y.is_finite());
    let (a, b): (Vec<f64>, Vec<f64>) = both.map(|(x, y)| (*x, *y)).unzip();
    correlation(&ranks(&a), &ranks(&b))
}

/// The rank of each value, from 1; tied values share the mean of their ranks. NaN ranks last.
pub fn ranks(values: &[f64]) -> Vec<f64> {
    ranks_and_ties(values).0
}

/// The ranks, and how many rows have a value that another row has too.
fn ranks_and_ties(values: &[f64]) -> (Vec<f64>, usize) {
    let mut order: Vec<(f64, usize)> =
        values.iter().enumerate().map(|(row, x)| (*x, row)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; values.len()];
    let (mut before, mut tied_rows) = (0, 0);
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        tied_rows += if tied.len() > 1 { tied.len() } else { 0 };
        // Ranks before+1 to before+len have this mean.
        let mean = before as f64 + (tied.len() as f64 + 1.0) / 2.0;
        for (_, row) in tied {
            ranks[*row] = mean;
        }
        before += tied.len();
    }
    (ranks, tied_rows)
}

/// Pearson's correlation, in [−1, 1]. None if the columns differ in length or either is constant.
pub fn correlation(a: &[f64], b: &[f64]) -> Option<f64> {
    // Asked of the values: the sums below are not exactly zero for a constant such as 0.1.
    let constant = |values: &[f64]| values.iter().all(|x| Some(x) == values.first());
    if a.len() != b.len() || constant(a) || constant(b) {
        return None;
    }
    let n = a.len() as f64;
    let mean_a = a.iter().sum::<f64>() / n;
    let mean_b = b.iter().sum::<f64>() / n;
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (dx, dy) = (x - mean_a, y - mean_b);
        aa += dx * dx;
        bb += dy * dy;
        ab += dx * dy;
    }
    let scale = aa.sqrt() * bb.sqrt();
    (scale > 0.0).then(|| (ab / scale).clamp(-1.0, 1.0))
}

/// Partial sums kept side by side, so that a sum of products compiles to vector additions.
const STRIPES: usize = 8;

/// A column's ranks, centred and of unit length: the correlation of two is a sum of products, so
/// that many pairs of few columns are quick.
#[derive(Clone, Debug, PartialEq)]
pub struct Ranked {
    scores: Vec<f64>,
    tied_rows: usize,
}

impl Ranked {
    /// None for a constant or empty column, or one with a value that is not finite.
    pub fn new(values: &[f64]) -> Option<Self> {
        if !values.iter().all(|x| x.is_finite()) {
            return None;
        }
        let (mut scores, tied_rows) = ranks_and_ties(values);
        let middle = (values.len() as f64 + 1.0) / 2.0;
        for score in &mut scores {
            *score -= middle;
        }
        let length = dot(&scores, &scores).sqrt();
        if length <= 0.0 || length.is_nan() {
            return None;
        }
        for score in &mut scores {
            *score /= length;
        }
        Some(Self { scores, tied_rows })
    }

    /// The share of rows whose value another row has too. Spearman's ρ of a Gaussian copula holds
    /// for columns without ties.
    pub fn tied_share(&self) -> f64 {
        self.tied_rows as f64 / self.scores.len() as f64
    }

    /// Spearman's rank correlation, in [−1, 1]; None if the columns differ in length.
    pub fn correlation(&self, other: &Self) -> Option<f64> {
        (self.scores.len() == other.scores.len())
            .then(|| dot(&self.scores, &other.scores).clamp(-1.0, 1.0))
    }
}

/// Σ aᵢ·bᵢ, added up in the same order on every machine.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let (heads, tails) = (a.as_chunks::<STRIPES>(), b.as_chunks::<STRIPES>());
    let mut sums = [0.0; STRIPES];
    for (x, y) in heads.0.iter().zip(tails.0) {
        for k in 0..STRIPES {
            sums[k] += x[k] * y[k];
        }
    }
    let rest: f64 = heads.1.iter().zip(tails.1).map(|(x, y)| x * y).sum();
    sums.iter().sum::<f64>() + rest
}

#[cfg(test)]
mod tests {
    use super::*;
    #[test]
    fn ranks_begin_at_one_and_ties_share_them() {
        assert_eq!(ranks(&[0.0, 1.0, -0.0]), [1.5, 3.0, 1.5]);
        assert_eq!(ranks(&[10.0, 20.0, 20.0, 5.0]), [2.0, 3.5, 3.5, 1.0]);
        let rising = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0];
        assert_eq!(correlation(&[0.1; 7], &rising), None);
        assert_eq!(correlation(&rising, &[0.1; 7]), None);
        assert_eq!(correlation(&rising, &rising[..6]), None);
    }

    #[test]
    fn ranked_columns_correlate_as_their_values_do() {
        let x: Vec<f64> = (0..103).map(|k| f64::from(k * 37 % 103)).collect();
        let y: Vec<f64> = (0..103).map(|k| f64::from(k * k % 11)).collect();
        let (a, b) = (Ranked::new(&x).expect("a spread"), Ranked::new(&y).expect("a spread"));
        let sought = spearman(&x, &y).expect("a spread");
        assert!((a.correlation(&b).expect("one length") - sought).abs() < 1e-14);
        assert!((a.correlation(&a).expect("one length") - 1.0).abs() < 1e-14);
        assert_eq!((a.tied_share(), b.tied_share()), (0.0, 1.0));
        assert_eq!(Ranked::new(&[1.0, 2.0, 2.0, 3.0]).map(|r| r.tied_share()), Some(0.5));
        assert_eq!(Ranked::new(&[0.1; 5]), None);
        assert_eq!(Ranked::new(&[]), None);
        assert_eq!(Ranked::new(&[1.0, f64::NAN]), None);
        let short = Ranked::new(&[1.0, 2.0]).expect("a spread");
        assert_eq!(a.correlation(&short), None);
    }

    #[test]
    fn ties_share_the_mean_of_their_ranks() {
        assert_eq!(ranks(&[30.0, 10.0, 20.0, 10.0, -0.0, 0.0]), [6.0, 3.5, 5.0, 3.5, 1.5, 1.5]);
        assert_eq!(ranks(&[]), [0.0; 0]);
    }

    #[test]
    fn any_rising_relation_has_correlation_one() {
        let x: Vec<f64> = (0..100).map(f64::from).collect();
        let cubes: Vec<f64> = x.iter().map(|x| x * x * x).collect();
        let falling: Vec<f64> = x.iter().map(|x| -x.sqrt()).collect();
        assert_eq!(spearman(&x, &cubes), Some(1.0));
        assert_eq!(spearman(&x, &falling), Some(-1.0));
    }

    #[test]
    fn tied_data_agree_with_a_calculation_by_hand() {
        // Ranks 1, 2.5, 2.5, 4 and 1, 3, 2, 4: Σd² = 0.5, and with ties ρ = 4.5 / √(4.5·5).
        let rho = spearman(&[1.0, 2.0, 2.0, 3.0], &[1.0, 5.0, 4.0, 9.0]).expect("four rows");
        assert!((rho - 4.5 / 22.5_f64.sqrt()).abs() < 1e-15, "{rho}");
    }

    #[test]
    fn rows_without_a_value_are_left_out_and_constants_have_none() {
        let holes = [1.0, f64::NAN, 2.0, 3.0, f64::INFINITY];
        let rho = spearman(&holes, &[1.0, -50.0, 2.0, 3.0, -9.0]).expect("three rows");
        assert!((rho - 1.0).abs() < 1e-15, "{rho}");
        assert_eq!(spearman(&[0.1; 5], &[1.0, 2.0, 3.0, 4.0, 5.0]), None);
        assert_eq!(correlation(&[1.0, 2.0, 3.0], &[0.1; 3]), None);
        assert_eq!(spearman(&[1.0], &[1.0, 2.0]), None);
        assert_eq!(spearman(&[], &[]), None);
    }
}
