//! What a run costs by the size of its scenario: fitted on some sizes, checked on others.

use serde::{Deserialize, Serialize};

use crate::engine::Size;

/// Rounds of the fit; it has settled long before.
const FIT_ROUNDS: usize = 20_000;
/// The terms of the model.
const TERMS: usize = 6;

/// Seconds of a run on one thread,
///
/// T = a·v·w + n·(b + w·(c + d·p + e·p·u) + f·o),
///
/// of n paths over w weeks with p products, u buyers, v weekly variables and o outputs a path
/// ([`Size::outputs`]). The first term is the tables of weekly quantiles, made once. No coefficient is negative.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct CostModel {
    /// a: once a weekly variable and week.
    pub seconds_a_weekly_table: f64,
    /// b: a path.
    pub seconds_a_path: f64,
    /// c: a path and week.
    pub seconds_a_week: f64,
    /// d: a path, week and product.
    pub seconds_a_product_week: f64,
    /// e: a path, week, product and buyer.
    pub seconds_a_buyer_week: f64,
    /// f: a path and output.
    pub seconds_an_output: f64,
}

/// A run of a scenario of a size, timed and foretold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Sized {
    pub name: String,
    #[serde(flatten)]
    pub size: Size,
    pub paths: usize,
    /// The median round, on one thread.
    pub seconds: f64,
    /// What the cost model says.
    pub predicted_seconds: f64,
}

/// A cost model, the runs that it was fitted on, and those that it had not seen.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    pub model: CostModel,
    pub fitted: Vec<Sized>,
    pub held_out: Vec<Sized>,
}

impl CostModel {
    /// The model that fits timed runs best: it minimises Σ (predicted ÷ measured − 1)², so that a short run counts as
    /// much as a long one.
    pub fn fit(runs: &[Sized]) -> Self {
        // Each column is scaled to length one, which makes the descent quick.
        let mut rows: Vec<[f64; TERMS]> = runs
            .iter()
            .map(|run| terms(run.size, run.paths).map(|term| term / run.seconds))
            .collect();
        let mut scale = [0.0; TERMS];
        for row in &rows {
            for (length, x) in scale.iter_mut().zip(row) {
                *length += x * x;
            }
        }
        let scale = scale.map(|length: f64| if length > 0.0 { length.sqrt() } else { 1.0 });
        for row in &mut rows {
            for (x, length) in row.iter_mut().zip(scale) {
                *x /= length;
            }
        }
        // Coordinate descent on a convex quadratic over coefficients that are not negative.
        let mut fit = [0.0_f64; TERMS];
        let mut left = vec![1.0; rows.len()];
        for _ in 0..FIT_ROUNDS {
            for term in 0..TERMS {
                let slope: f64 = rows.iter().zip(&left).map(|(row, left)| row[term] * left).sum();
                let next = (fit[term] + slope).max(0.0);
                for (row, left) in rows.iter().zip(&mut left) {
                    *left -= row[term] * (next - fit[term]);
                }
                fit[term] = next;
            }
        }
        let [a, b, c, d, e, f] = std::array::from_fn(|term| fit[term] / scale[term]);
        Self {
            seconds_a_weekly_table: a,
            seconds_a_path: b,
            seconds_a_week: c,
            seconds_a_product_week: d,
            seconds_a_buyer_week: e,
            seconds_an_output: f,
        }
    }

    /// Seconds of a run of a scenario of this size, on one thread.
    pub fn seconds(&self, size: Size, paths: usize) -> f64 {
        let fit = [
            self.seconds_a_weekly_table,
            self.seconds_a_path,
            self.seconds_a_week,
            self.seconds_a_product_week,
            self.seconds_a_buyer_week,
            self.seconds_an_output,
        ];
        terms(size, paths).iter().zip(fit).map(|(term, cost)| term * cost).sum()
    }
}

/// What each coefficient is multiplied by.
fn terms(size: Size, paths: usize) -> [f64; TERMS] {
    let [n, w] = [paths, size.weeks].map(|count| count as f64);
    let [p, u] = [size.products, size.buyers].map(|count| count as f64);
    [size.weekly() as f64, n, n * w, n * w * p, n * w * p * u, n * size.outputs() as f64]
}

impl Sized {
    /// By what factor the prediction is off, at least 1.
    pub fn factor(&self) -> f64 {
        let ratio = self.predicted_seconds / self.seconds;
        ratio.max(1.0 / ratio)
    }
}

impl Cost {
    /// Fits the model to some runs, and foretells them and others.
    pub fn new(mut fitted: Vec<Sized>, mut held_out: Vec<Sized>) -> Self {
        let model = CostModel::fit(&fitted);
        for run in fitted.iter_mut().chain(&mut held_out) {
            run.predicted_seconds = model.seconds(run.size, run.paths);
        }
        Self { model, fitted, held_out }
    }

    /// The run that it had not seen whose prediction is furthest off.
    pub fn worst(&self) -> Option<&Sized> {
        self.held_out.iter().max_by(|a, b| a.factor().total_cmp(&b.factor()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn runs(truth: &CostModel, sizes: &[(usize, usize, usize, usize)]) -> Vec<Sized> {
        let run = |&(weeks, products, buyers, paths): &(usize, usize, usize, usize)| {
            let columns = 200 + weeks / 2 + 90 * products;
            let size = Size { weeks, products, buyers, columns, variables: 30 * (products + 1) };
            let seconds = truth.seconds(size, paths);
            Sized { name: String::new(), size, paths, seconds, predicted_seconds: f64::NAN }
        };
        sizes.iter().map(run).collect()
    }

    #[test]
    fn a_law_of_this_form_is_found_from_few_sizes_and_foretells_others() {
        let truth = CostModel {
            seconds_a_weekly_table: 5e-6,
            seconds_a_path: 2e-6,
            seconds_a_week: 2e-7,
            seconds_a_product_week: 5e-7,
            seconds_a_buyer_week: 4e-8,
            seconds_an_output: 0.0,
        };
        let fitted = [
            (100, 1, 8, 2000),
            (100, 1, 8, 200),
            (26, 1, 8, 4000),
            (200, 1, 8, 1000),
            (100, 4, 8, 1000),
            (100, 1, 28, 1500),
            (52, 3, 16, 1000),
        ];
        let held = [(150, 6, 8, 700), (80, 2, 40, 900), (300, 1, 2, 5000)];
        let cost = Cost::new(runs(&truth, &fitted), runs(&truth, &held));
        let worst = cost.worst().expect("some");
        assert!(worst.factor() < 1.02, "{worst:?}\n{:?}", cost.model);
        // A model without what depends on buyers would be far off.
        let blind = CostModel { seconds_a_buyer_week: 0.0, ..cost.model };
        let many = cost.held_out[1].clone();
        assert!(many.seconds / blind.seconds(many.size, many.paths) > 1.2);
    }

    #[test]
    fn a_prediction_is_off_by_the_same_factor_both_ways() {
        let size = Size { weeks: 1, products: 1, buyers: 1, columns: 1, variables: 1 };
        let run = |seconds, predicted_seconds| {
            Sized { name: String::new(), size, paths: 1, seconds, predicted_seconds }.factor()
        };
        assert_eq!((run(2.0, 1.0), run(1.0, 2.0), run(3.0, 3.0)), (2.0, 2.0, 1.0));
    }
}
