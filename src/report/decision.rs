//! The page of a decision: options in every world, what each regrets, which to take and how sure that is.

use super::contrast::assumptions;
use super::document::{self, ReportError};
use super::drivers::Drivers;
use super::grid::{Grid, headlines};
use super::html::Html;
use super::method::{self, Made};
use super::pictures::Pictures;
use super::register;
use crate::analysis::decision::{Decision as Judgement, Rule, Ruling, odds_in_words};
use crate::analysis::wording::{amount, grouped, sentence};
use crate::plot;
use crate::scenario::{Decision, Scenario};
use crate::stats::Estimate;
use crate::study::Decided;
use crate::units::Unit;

/// Options that are named where it is too close to call.
const MOST_NAMED: usize = 4;

/// What the page is made from.
#[derive(Clone, Copy, Debug)]
pub struct DecisionReport<'a> {
    /// The run's id.
    pub run: &'a str,
    pub decision: &'a Decision,
    pub decided: &'a Decided,
    /// SHA-256 of each world's resolved text, and its scenario without an option.
    pub scenarios: &'a [(&'a str, &'a Scenario)],
}

impl DecisionReport<'_> {
    /// The page.
    ///
    /// # Errors
    /// If it is too large.
    pub fn html(&self) -> Result<Vec<u8>, ReportError> {
        let Self { decision, decided, .. } = self;
        let judged = &decided.judgement;
        let curve = decided.curve.as_ref();
        let charts = |theme: &plot::Theme| plot::decision_charts(judged, curve, theme);
        let pictures = Pictures::new(self.run, charts)?;
        let mut page = Html::new();
        let run = format!(
            "{} · {} in {} · {} paths of each on seed {}, path by path",
            judged.head.name,
            count(judged.options.len(), "option"),
            count(judged.worlds.len(), "world"),
            grouped(judged.head.paths),
            judged.head.seed
        );
        let question = decision.question.as_deref();
        document::head(&decision.title, question, (self.run, &run), &mut page);
        let regret = pictures.has("regret").then_some(("regret", "Regret"));
        let options = match curve {
            Some(_) => ("commitment", "How much to commit"),
            None => ("options", "Options and worlds"),
        };
        let all = [("bottom-line", "Bottom line"), options].into_iter().chain(regret).chain([
            ("rules", "Which to take"),
            ("changes", "What options change"),
            ("register", "Assumptions"),
            ("method", "Method and limits"),
        ]);
        document::contents(all, &mut page);

        page.raw("<main id=\"main\">\n");
        self.bottom_line(&mut page);
        page.raw("<section id=\"").raw(options.0).raw("\">\n<h2>").raw(options.1).raw("</h2>\n");
        pictures.write(options.0, &mut page);
        self.figures(&mut page);
        page.raw("</section>\n");
        if regret.is_some() {
            page.raw("<section id=\"regret\">\n<h2>Regret</h2>\n");
            pictures.write("regret", &mut page);
            let unit = judged.yardstick.unit();
            let caption = "Regret: behind the best option of the same world";
            self.by_world(caption, &judged.regrets, unit, Rule::LeastRegret).write(&mut page);
            page.raw("</section>\n");
        }
        self.rules(&mut page);
        self.changes(&mut page);
        if let Some((_, scenario)) = self.scenarios.first() {
            register::write(&scenario.register, &Drivers::default(), &mut page);
        }
        method::begin(&mut page);
        method::of_a_decision(&mut page);
        method::limits(&mut page);
        let made = Made {
            run: self.run,
            name: &judged.head.name,
            seed: judged.head.seed,
            runs: format!("{} of each option in each world", grouped(judged.head.paths)),
            scenarios: self.scenarios,
        };
        method::made(&made, &mut page);
        page.raw("</main>\n");
        pictures.page(&judged.head.name, &decision.title, &page)
    }

    fn bottom_line(&self, page: &mut Html) {
        let Decided { judgement: judged, curve, .. } = self.decided;
        let mut lines = Vec::new();
        if let Some(curve) = curve {
            lines.push(("How much".to_owned(), curve.finding()));
        } else {
            lines.push(("Best".to_owned(), judged.headline()));
        }
        if judged.worlds.len() > 1 {
            lines.push(("Regret".to_owned(), judged.finding()));
        }
        let judged_by = sentence(&judged.yardstick.what());
        page.raw(
            "<section id=\"bottom-line\">\n<h2>Bottom line</h2>\n<p class=\"note\">Judged by: ",
        );
        page.text(&judged_by).raw("</p>\n");
        headlines(&lines, page);
        if judged.worlds.len() > 1 {
            let best = judged.worlds.iter().zip(&judged.best_in).enumerate();
            let rows = best.map(|(world, (_, choice))| {
                let contenders: Vec<usize> =
                    (0..choice.contenders.len()).filter(|o| choice.contenders[*o]).collect();
                let best = if choice.is_close() {
                    format!("too close to call: {}", judged.names_of(&contenders))
                } else {
                    judged.options[choice.best].title.clone()
                };
                let odds = odds_in_words(choice.odds[choice.best]);
                vec![judged.world_label(world), best, odds]
            });
            let grid = Grid {
                caption: "The best option of each world alone".to_owned(),
                head: ["World", "Best option", "odds"].map(str::to_owned).into(),
                rows: rows.collect(),
                words: vec![1],
            };
            grid.write(page);
        }
        page.raw("</section>\n");
    }

    /// The judged figure by option and world, and how often there is enough.
    fn figures(&self, page: &mut Html) {
        let judged = &self.decided.judgement;
        let unit = judged.yardstick.unit();
        let what = sentence(&judged.yardstick.what());
        self.by_world(&what, &judged.values, unit, Rule::Mean).write(page);
        if let (Some(enough), Some(level)) = (&judged.enough, judged.yardstick.enough_in_words()) {
            let caption = format!("Share of runs with {level}");
            self.by_world(&caption, enough, Unit::Share, Rule::OftenEnough).write(page);
        }
    }

    /// A row an option, a column a world, and a last column of what a rule looks at.
    fn by_world(&self, caption: &str, values: &[Vec<Estimate>], unit: Unit, rule: Rule) -> Grid {
        let judged = &self.decided.judgement;
        let several = judged.worlds.len() > 1;
        let ruling = judged.ruling(rule).filter(|_| several);
        let curve = self.decided.curve.as_ref();
        let mut head = vec![curve.map_or("Option", |curve| curve.title.as_str()).to_owned()];
        head.extend((0..judged.worlds.len()).map(|world| judged.world_label(world)));
        head.extend(ruling.map(|_| {
            match (rule, judged.is_weighted()) {
                (Rule::LeastRegret, _) => "at most",
                (_, true) => "by weight",
                (_, false) => "at least",
            }
            .to_owned()
        }));
        let row = |option: usize| {
            let mut row = vec![judged.options[option].title.clone()];
            row.extend(values[option].iter().map(|value| value.digits(unit)));
            row.extend(ruling.map(|ruling| ruling.values[option].digits(unit)));
            row
        };
        let rows = (0..judged.options.len()).map(row).collect();
        Grid { caption: caption.to_owned(), head, rows, words: Vec::new() }
    }

    fn rules(&self, page: &mut Html) {
        let judged = &self.decided.judgement;
        page.raw("<section id=\"rules\">\n<h2>Which to take</h2>\n<p class=\"note\">Rules of choice differ ");
        page.raw(
            "where worlds disagree. Odds: that the option truly is best by the rule, as far as ",
        );
        page.text(&grouped(judged.head.paths)).raw(" runs tell.</p>\n");
        let grid = Grid {
            caption: "What each rule says".to_owned(),
            head: ["Looked for", "Choice", "odds", "figure ± error", "ahead of the next"]
                .map(str::to_owned)
                .into(),
            rows: judged.rulings.iter().map(|ruling| rule(judged, ruling)).collect(),
            words: vec![1, 4],
        };
        grid.write(page);
        if self.decided.curve.is_none() {
            self.odds(page);
        }
        page.raw("</section>\n");
    }

    /// The odds of being best, by option and rule.
    fn odds(&self, page: &mut Html) {
        let judged = &self.decided.judgement;
        let name = |ruling: &Ruling| match ruling.rule {
            Rule::Mean => "highest figure",
            Rule::LeastRegret => "least regret",
            Rule::BestWorst => "best in the worst world",
            Rule::OftenEnough => "enough most often",
        };
        let mut head = vec!["Option".to_owned()];
        head.extend(judged.rulings.iter().map(|ruling| name(ruling).to_owned()));
        let row = |option: usize| {
            let odds = judged.rulings.iter().map(|ruling| ruling.choice.odds[option]);
            let mut row = vec![judged.options[option].title.clone()];
            row.extend(odds.map(odds_in_words));
            row
        };
        let rows = (0..judged.options.len()).map(row).collect();
        let caption = "Odds of being best, by rule".to_owned();
        Grid { caption, head, rows, words: Vec::new() }.write(page);
    }

    /// What each option lays over the scenario; of a commitment, what the best level does.
    fn changes(&self, page: &mut Html) {
        let judged = &self.decided.judgement;
        let Some(world) = self.decision.worlds.first() else { return };
        page.raw("<section id=\"changes\">\n<h2>What options change</h2>\n<p class=\"note\">Before: the ");
        page.raw("scenario without an option");
        if judged.worlds.len() > 1 {
            page.raw(", in the world “").text(&world.title).raw("”");
        }
        page.raw(".</p>\n");
        let shown: Vec<usize> = match &self.decided.curve {
            Some(curve) => vec![curve.choice.best],
            None => (0..judged.options.len()).collect(),
        };
        for option in shown {
            page.raw("<h3 class=\"pair\">").text(&judged.options[option].title).raw("</h3>\n");
            assumptions(&world.base.contrast(&world.scenarios[option]), page);
        }
        page.raw("</section>\n");
    }
}

/// What a rule says, in a row.
fn rule(judged: &Judgement, ruling: &Ruling) -> Vec<String> {
    let unit = judged.unit_of(ruling.rule);
    let choice = &ruling.choice;
    let contenders = judged.contenders(ruling);
    let (said, odds) = if choice.is_close() {
        let named: Vec<String> = contenders
            .iter()
            .take(MOST_NAMED)
            .map(|&option| judged.options[option].title.clone())
            .collect();
        let more = contenders.len().saturating_sub(MOST_NAMED);
        let rest = if more > 0 { format!(" and {more} more") } else { String::new() };
        let odds = contenders.iter().take(MOST_NAMED).map(|&o| odds_in_words(choice.odds[o]));
        let odds: Vec<String> = odds.collect();
        (format!("too close to call: {}{rest}", named.join("; ")), odds.join("; "))
    } else {
        (judged.options[choice.best].title.clone(), odds_in_words(choice.odds_of_best()))
    };
    let ahead = match choice.lead {
        _ if choice.is_close() => {
            format!("at most {} short", amount(unit, Estimate::exact(choice.falls_short)))
        }
        Some(lead) => format!(
            "{} (95% sure: {} to {})",
            lead.by.digits(unit),
            unit.format(lead.interval.low),
            unit.format(lead.interval.high)
        ),
        None => String::new(),
    };
    let figure = ruling.values[choice.best].digits(unit);
    vec![sentence(&judged.looked_for(ruling.rule)), said, odds, figure, ahead]
}

fn count(n: usize, noun: &str) -> String {
    format!("{n} {noun}{}", if n == 1 { "" } else { "s" })
}
