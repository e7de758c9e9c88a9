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
    let mut order: Vec<(f64, usize)> =
        values.iter().enumerate().map(|(row, x)| (x + 0.0, row)).collect();
    order.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
    let mut ranks = vec![0.0; values.len()];
    let mut before = 0;
    for tied in order.chunk_by(|a, b| a.0 == b.0) {
        // Ranks before+1 to before+len have this mean.
        let mean = before as f64 + (tied.len() as f64 + 1.0) / 2.0;
        for (_, row) in tied {
            ranks[*row] = mean;
        }
        before += tied.len();
    }
    ranks
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

#[cfg(test)]
mod tests {
    use super::*;

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
