//! Signposts: the earliest thing to be seen that moves the odds of a target.

use crate::analysis::{Cell, ChartTable};
use crate::lanes::math::normal_quantile;
use crate::stats::{Estimate, Proportion};
use crate::units::{Date, Unit};

/// The chance that any of all signs is taken for one although none is.
const FALSE_ALARM: f64 = 0.01;
/// A signpost moves the odds by at least this, or by this factor.
const LEAST_MOVE: f64 = 0.05;
const LEAST_FACTOR: f64 = 1.5;
/// It is seen in at least this share of paths, and not seen in as many.
const LEAST_SHARE: f64 = 0.02;

/// Something that can be seen on a day.
#[derive(Clone, Debug, PartialEq)]
pub struct Sign {
    /// "no approval round by 30 Jun 2026".
    pub words: String,
    pub day: Date,
    /// The metric that shows it, and whether it shows at zero or above zero.
    pub metric: String,
    pub at_zero: bool,
}

/// A sign with the odds that it moves.
#[derive(Clone, Debug)]
pub struct Signpost {
    pub sign: Sign,
    /// The share of paths on which it is seen.
    pub seen: Estimate,
    /// The odds of the target where it is seen, and where it is not.
    pub with: Estimate,
    pub without: Estimate,
    /// Weeks from the sign to the target's day.
    pub lead_weeks: i64,
}

/// The signposts of a target, the earliest of each kind, the strongest first.
#[derive(Clone, Debug)]
pub struct Signposts {
    /// The target's title.
    pub target: String,
    pub paths: usize,
    pub base: Estimate,
    pub posts: Vec<Signpost>,
}

/// What one can look for on each of some days, by the metrics of a model.
///
/// `kinds` are pairs of a metric that can be read by or on a day and the words for it: with `{day}`
/// where the day goes.
pub fn signs(kinds: &[(String, bool, String)], days: &[Date]) -> Vec<Sign> {
    kinds
        .iter()
        .flat_map(|(metric, at_zero, words)| {
            days.iter().map(move |&day| Sign {
                words: words.replace("{day}", &day.long()),
                day,
                metric: metric.replace("{day}", &day.to_string()),
                at_zero: *at_zero,
            })
        })
        .collect()
}

impl Signposts {
    /// Judges signs by their columns over the same paths as `met`. Of the signs of one kind (the
    /// same metric on several days) the earliest stays that moves the odds enough and beyond chance
    /// (two proportions, Bonferroni over all signs).
    pub fn new(
        target: String,
        day: Date,
        met: &[bool],
        signs: &[(Sign, Vec<f64>)],
    ) -> Option<Self> {
        let base = Proportion::of(met.iter().copied())?.estimate();
        let z = normal_quantile(1.0 - FALSE_ALARM / (2.0 * signs.len().max(1) as f64));
        let mut posts: Vec<Signpost> = Vec::new();
        for (sign, column) in signs.iter().filter(|(sign, _)| sign.day < day) {
            let Some(post) = judge(sign, column, met, day) else { continue };
            let apart = post.with.value - post.without.value;
            let (a, b) = (post.with.standard_error, post.without.standard_error);
            let real = apart.abs() > z * (a * a + b * b).sqrt() && moves(&post);
            let kind = |sign: &Sign| (sign.metric.replace(&sign.day.to_string(), ""), sign.at_zero);
            let known = posts.iter().any(|other| kind(&other.sign) == kind(sign));
            if real && !known {
                posts.push(post);
            }
        }
        let strength = |post: &Signpost| (post.with.value - post.without.value).abs();
        posts.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        Some(Self { target, paths: met.len(), base, posts })
    }

    /// Each signpost as a sentence.
    pub fn sentences(&self) -> Vec<String> {
        let percent = |share: Estimate| share.digits(Unit::Share);
        self.posts
            .iter()
            .map(|post| {
                format!(
                    "{}: odds {} where so, {} where not (seen in {} of runs, {} weeks ahead)",
                    crate::analysis::wording::sentence(&post.sign.words),
                    percent(post.with),
                    percent(post.without),
                    percent(post.seen),
                    post.lead_weeks
                )
            })
            .collect()
    }

    /// The strongest sign as a sentence: "No US licence by 1 May 2026 moves the odds of “…” from 30%
    /// to 4%, 87 weeks ahead".
    pub fn finding(&self, strongest: &Signpost) -> String {
        let percent = |share: Estimate| crate::analysis::wording::percent(share.value);
        format!(
            "{} moves the odds of “{}” from {} to {}, {} weeks ahead",
            crate::analysis::wording::sentence(&strongest.sign.words),
            self.target,
            percent(strongest.without),
            percent(strongest.with),
            strongest.lead_weeks
        )
    }

    /// A row a signpost.
    pub fn table(&self) -> ChartTable {
        let mut table = ChartTable::new(&[
            "sign",
            "day",
            "lead_weeks",
            "seen",
            "odds_where_seen",
            "odds_where_seen_standard_error",
            "odds_where_not",
            "odds_where_not_standard_error",
            "odds_overall",
        ]);
        for post in &self.posts {
            let numbers = [
                post.lead_weeks as f64,
                post.seen.value,
                post.with.value,
                post.with.standard_error,
                post.without.value,
                post.without.standard_error,
                self.base.value,
            ];
            let mut row =
                vec![Cell::Text(post.sign.words.clone()), Cell::Text(post.sign.day.to_string())];
            row.extend(numbers.map(Cell::Number));
            table.push(row);
        }
        table
    }
}

fn moves(post: &Signpost) -> bool {
    let (low, high) = if post.with.value < post.without.value {
        (post.with.value, post.without.value)
    } else {
        (post.without.value, post.with.value)
    };
    high - low >= LEAST_MOVE || high >= LEAST_FACTOR * low
}

/// None where the sign is seen nearly always or nearly never.
fn judge(sign: &Sign, column: &[f64], met: &[bool], day: Date) -> Option<Signpost> {
    let shows: Vec<bool> = column.iter().map(|&x| (x == 0.0) == sign.at_zero).collect();
    let seen = Proportion::of(shows.iter().copied())?.estimate();
    if !(LEAST_SHARE..=1.0 - LEAST_SHARE).contains(&seen.value) {
        return None;
    }
    let odds = |shown: bool| {
        let paths = shows.iter().zip(met).filter(move |(shows, _)| **shows == shown);
        Proportion::of(paths.map(|(_, met)| *met)).map(bounded)
    };
    Some(Signpost {
        sign: sign.clone(),
        seen,
        with: odds(true)?,
        without: odds(false)?,
        lead_weeks: (day.days_since(sign.day) + 6) / 7,
    })
}

/// The odds with an error that is not zero at none or all of the paths.
fn bounded(odds: Proportion) -> Estimate {
    let Estimate { value, standard_error } = odds.estimate();
    let interval = odds.interval();
    let reach = (interval.high - interval.low) / (2.0 * 1.96);
    Estimate { value, standard_error: standard_error.max(reach) }
}
