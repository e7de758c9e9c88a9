//! What rules look at, of one set of figures: regrets, worst cases, means by weight.

use super::Rule;

/// Figures that options are chosen by; of all of them more is better, but of regrets less.
#[derive(Clone, Debug)]
pub(super) struct Figures {
    /// As `[option][world]`.
    pub regrets: Vec<Vec<f64>>,
    pub worst_regret: Vec<f64>,
    worst: Vec<f64>,
    mean: Option<Vec<f64>>,
    often: Option<Vec<f64>>,
}

impl Figures {
    /// Of judged figures `[option][world]`, of which more is better, and shares of paths that reach
    /// enough, in the same form.
    pub fn of(values: &[Vec<f64>], enough: Option<&[Vec<f64>]>, weights: Option<&[f64]>) -> Self {
        let worlds = values.first().map_or(0, Vec::len);
        let best: Vec<f64> = (0..worlds)
            .map(|world| values.iter().map(|row| row[world]).fold(f64::NEG_INFINITY, f64::max))
            .collect();
        let regrets: Vec<Vec<f64>> = values
            .iter()
            .map(|row| best.iter().zip(row).map(|(best, own)| best - own).collect())
            .collect();
        let least = |row: &Vec<f64>| row.iter().copied().fold(f64::INFINITY, f64::min);
        let by_weight = |rows: &[Vec<f64>]| -> Option<Vec<f64>> {
            weights.map(|weights| rows.iter().map(|row| weighted(weights, row)).collect())
        };
        Self {
            worst_regret: regrets
                .iter()
                .map(|row| row.iter().copied().fold(0.0, f64::max))
                .collect(),
            regrets,
            worst: values.iter().map(least).collect(),
            mean: by_weight(values),
            often: enough.map(|enough| {
                by_weight(enough).unwrap_or_else(|| enough.iter().map(least).collect())
            }),
        }
    }

    /// How good each option is by a rule; none where the rule does not apply.
    pub fn goodness(&self, rule: Rule) -> Option<Vec<f64>> {
        match rule {
            Rule::Mean => self.mean.clone(),
            Rule::LeastRegret => Some(self.worst_regret.iter().map(|regret| -regret).collect()),
            Rule::BestWorst => Some(self.worst.clone()),
            Rule::OftenEnough => self.often.clone(),
        }
    }
}

/// `Σ w·x`.
fn weighted(weights: &[f64], row: &[f64]) -> f64 {
    weights.iter().zip(row).map(|(weight, value)| weight * value).sum()
}
