//! A decision in sentences.

use super::{Decision, Rule, Ruling};
use crate::analysis::wording::{amount, percent, sentence, shortened};
use crate::stats::Estimate;
use crate::units::Unit;

/// Letters of an option's title in a sentence.
const LONGEST: usize = 36;
/// Options that are named where it is too close to call.
const MOST_NAMED: usize = 3;

/// Odds from replicates, of which there are not enough to say 100%.
pub fn odds_in_words(odds: f64) -> String {
    const MOST: f64 = 0.9995;
    percent(if odds > 0.0 { odds.min(MOST) } else { 0.0 })
}

impl Decision {
    /// An option's title in quotation marks.
    pub fn named(&self, option: usize) -> String {
        format!("“{}”", shortened(&self.options[option].title, LONGEST))
    }

    /// A world's title with its weight.
    pub fn world_label(&self, world: usize) -> String {
        let head = &self.worlds[world];
        match head.weight.filter(|_| self.worlds.len() > 1) {
            Some(weight) => format!("{} · {}", head.title, percent(weight)),
            None => head.title.clone(),
        }
    }

    /// The unit of what a rule looks at.
    pub fn unit_of(&self, rule: Rule) -> Unit {
        if rule == Rule::OftenEnough { Unit::Share } else { self.yardstick.unit() }
    }

    /// The options that may be the best by a ruling, the likeliest first.
    pub fn contenders(&self, ruling: &Ruling) -> Vec<usize> {
        let odds = &ruling.choice.odds;
        let mut list: Vec<usize> =
            (0..odds.len()).filter(|&option| ruling.choice.contenders[option]).collect();
        list.sort_by(|&a, &b| odds[b].total_cmp(&odds[a]).then(a.cmp(&b)));
        list
    }

    /// "“a”, “b” and 2 more".
    pub fn names_of(&self, options: &[usize]) -> String {
        let named: Vec<String> =
            options.iter().take(MOST_NAMED).map(|&option| self.named(option)).collect();
        let more = options.len() - named.len();
        match (named.split_last(), more) {
            (Some((last, [])), 0) => last.clone(),
            (Some((last, rest)), 0) => format!("{} and {last}", rest.join(", ")),
            _ => format!("{} and {more} more", named.join(", ")),
        }
    }

    /// What a rule looks for, after "the": "highest mean gross margin by Dec 2027, worlds by weight".
    pub fn looked_for(&self, rule: Rule) -> String {
        let [most, least] = match self.yardstick.more_is_better {
            true => ["highest", "lowest"],
            false => ["lowest", "highest"],
        };
        let what = self.yardstick.what();
        let many = self.worlds.len() > 1;
        match rule {
            Rule::Mean if many => format!("{most} {what}, worlds by weight"),
            Rule::Mean => format!("{most} {what}"),
            Rule::LeastRegret => "least regret in the world where it is largest".to_owned(),
            Rule::BestWorst => format!("{most} {what} in the world where it is {least}"),
            Rule::OftenEnough => {
                let level = self.yardstick.enough_in_words().unwrap_or_default();
                let where_ = match (many, self.is_weighted()) {
                    (false, _) => String::new(),
                    (true, true) => ", worlds by weight".to_owned(),
                    (true, false) => " in the world where it is smallest".to_owned(),
                };
                format!("largest share of runs with {level}{where_}")
            }
        }
    }

    /// The title of the regret table: the option that regrets least, or that it is too close to call.
    pub fn finding(&self) -> String {
        let Some(ruling) = self.ruling(Rule::LeastRegret) else { return self.headline() };
        let best = ruling.choice.best;
        if ruling.choice.is_close() {
            let names = self.names_of(&self.contenders(ruling));
            return format!("Least regret at worst: too close to call between {names}");
        }
        let named = self.named(best);
        if ruling.values[best].value > 0.0 {
            let behind = self.value(ruling.values[best]);
            format!("{named} regrets least: at worst {behind} behind the best option of a world")
        } else {
            format!("{named} is the best option in every world")
        }
    }

    /// The title of the chart of options: the best by weight, or in the worst world where worlds have no
    /// weights, and its lead.
    pub fn headline(&self) -> String {
        let first = self.rulings.iter().find(|ruling| ruling.rule != Rule::LeastRegret);
        let Some(ruling) = first else { return sentence(&self.yardstick.what()) };
        let what = match (ruling.rule, self.worlds.len()) {
            (_, 1) => String::new(),
            (Rule::Mean, _) => " by weight".to_owned(),
            _ => " in its worst world".to_owned(),
        };
        if ruling.choice.is_close() {
            let names = self.names_of(&self.contenders(ruling));
            return format!("Too close to call which is best{what}: {names}");
        }
        let named = self.named(ruling.choice.best);
        match ruling.choice.lead.filter(|lead| lead.by.value > 0.0) {
            Some(lead) => format!(
                "{named} is best{what}, {} ahead of {}",
                self.value(lead.by),
                self.named(lead.over)
            ),
            None => format!("{named} is best{what}, but not alone"),
        }
    }

    /// A figure in words, with no digit beyond its error.
    pub fn value(&self, estimate: Estimate) -> String {
        amount(self.yardstick.unit(), estimate)
    }
}
