//! The search for a rare outcome in a model, and what the paths that arrive have in common.

use super::splitting::{Effort, Levels, REPETITIONS, Repetition, Scored, levels, repetition};
use super::{Odds, Question, Step, Way};
use crate::analysis::stress::Shift;
use crate::analysis::subject::Subject;
use crate::engine::{OutcomeWorkspace, Outcomes, Plan, Progress, RunError, in_order};
use crate::model::{Draws, Model, Parts};
use crate::stats::{Estimate, Moments, Proportion, ratio_of_means};

/// Standard errors from zero at which a difference is called real. Fifteen degrees of freedom get
/// there by luck once in 6,000 looks.
const REAL: f64 = 5.0;

/// A search for the odds of an outcome.
#[derive(Debug)]
pub struct Search<'a> {
    model: &'a Model,
    question: Question,
    plan: Plan,
    effort: Effort,
    parts: Parts,
    /// The column that is asked about, and nothing else.
    asked: &'a Outcomes<'a>,
}

impl<'a> Search<'a> {
    /// `asked` gives the column of the question and no other. The paths of `plan` are shared among the
    /// repetitions, at least 16 each.
    pub fn new(
        model: &'a Model,
        asked: &'a Outcomes<'a>,
        question: Question,
        plan: Plan,
        moves: usize,
    ) -> Self {
        const FEWEST: usize = 16;
        let paths = plan.paths.div_ceil(REPETITIONS).max(FEWEST);
        let effort = Effort { seed: plan.seed, paths, moves };
        Self { model, question, plan, effort, parts: model.parts(), asked }
    }

    /// Levels on the way, from paths of their own.
    ///
    /// # Errors
    /// If a path cannot be run, or `progress` does not go on.
    pub fn levels(&self, progress: &dyn Progress) -> Result<Levels, RunError> {
        levels(self, self.effort, self.score(self.question.amount), progress)
    }

    /// The paths that [`Self::follow`] simulates.
    pub fn to_simulate(&self, levels: &Levels) -> usize {
        let walks = levels.levels.len().saturating_sub(1) * self.effort.moves;
        REPETITIONS * self.effort.paths * (1 + walks) + self.ordinary().paths
    }

    /// Follows all repetitions over the levels.
    ///
    /// # Errors
    /// If a path cannot be run, or `progress` does not go on.
    pub fn follow(self, found: &Levels, progress: &dyn Progress) -> Result<Odds, RunError> {
        let mut repetitions = Vec::with_capacity(REPETITIONS);
        in_order(
            self.plan.threads,
            REPETITIONS,
            progress,
            || self.scratch(),
            |scratch, number| {
                repetition(&self, scratch, self.effort, number, &found.levels, progress)
            },
            |one| repetitions.push(one),
        )?;
        let (names, compared) = self.compared();
        let all = compared.over_plan(self.ordinary(), progress)?;
        let score = |value: &f64| self.score(*value) >= self.score(self.question.amount);
        let plain = Proportion::of(all[0].iter().map(score));
        let plain = plain.expect("ordinary paths because a plan has some");
        let traits = self.traits(&repetitions, &compared, &names, &all)?;
        let step = |(place, level): (usize, &f64)| {
            let odds: Vec<f64> = repetitions.iter().map(|one| one.odds[place]).collect();
            let odds = Moments::of(&odds).mean().unwrap_or(Estimate::exact(0.0));
            Step { amount: self.score(*level), odds }
        };
        let products: Vec<(String, String)> =
            self.model.products.iter().map(|p| (p.id.name.clone(), p.id.title.clone())).collect();
        let unit = self.asked.units()[0];
        Ok(Odds {
            subject: Subject::of(&self.model.calendar, &products, &self.question.column, unit),
            scenario: self.model.scenario.name.clone(),
            title: self.model.scenario.title.clone(),
            seed: self.plan.seed,
            paths: REPETITIONS * self.effort.paths,
            simulated: self.to_simulate(found),
            moves: self.effort.moves,
            plain,
            steps: found.levels.iter().enumerate().map(step).collect(),
            traits,
            question: self.question,
        })
    }

    /// A value as a score, that is the higher the rarer; and back.
    fn score(&self, value: f64) -> f64 {
        match self.question.way {
            Way::AtLeast => value,
            Way::AtMost => -value,
        }
    }

    /// Ordinary paths beside which those that arrive are held.
    fn ordinary(&self) -> Plan {
        Plan { paths: REPETITIONS * self.effort.paths, ..self.plan }
    }

    /// The column that is asked about, then what may tell those that arrive from others: regimes,
    /// rounds, tariffs, events, and all uncertain inputs.
    fn compared(&self) -> (Vec<String>, Outcomes<'a>) {
        let end = self.model.calendar.last_day(self.model.calendar.weeks() - 1);
        let is_policy = |name: &String| {
            name.starts_with("weeks_in.")
                || ["mean_tariff_rate", "peak_tariff_rate", "approval_rounds"]
                    .contains(&name.as_str())
        };
        let events =
            self.model.events.iter().map(|event| format!("event.{}.by-{end}", event.id.name));
        let policy = Outcomes::names(self.model).into_iter().filter(is_policy).chain(events);
        let metrics: Vec<String> = std::iter::once(self.question.column.clone())
            .chain(policy.filter(|name| *name != self.question.column))
            .collect();
        let uncertain: Vec<usize> = (0..self.model.inputs.len())
            .filter(|&place| !self.model.inputs[place].dist.is_fixed())
            .collect();
        let outcomes = Outcomes::new(self.model, &metrics)
            .expect("columns of the model because it named them")
            .and_inputs(uncertain.iter().copied());
        let said = |name: &String| match name.strip_suffix(&format!(".by-{end}")) {
            Some(event) if event.starts_with("event.") => event.to_owned(),
            _ => name.clone(),
        };
        let inputs = uncertain.iter().map(|&place| self.model.inputs[place].path.clone());
        (metrics.iter().map(said).chain(inputs).collect(), outcomes)
    }

    /// How those that arrived differ from ordinary paths: the difference of means in standard
    /// deviations, with the error of the spread between repetitions.
    fn traits(
        &self,
        repetitions: &[Repetition],
        outcomes: &Outcomes<'_>,
        names: &[String],
        all: &[Vec<f64>],
    ) -> Result<Vec<Shift>, RunError> {
        let mut workspace = outcomes.workspace(self.plan);
        // By repetition: its odds, and by column the odds times the mean of those that arrived.
        let mut weights = Vec::new();
        let mut weighted: Vec<Vec<f64>> = vec![Vec::new(); names.len()];
        for one in repetitions {
            let odds = one.odds.last().copied().unwrap_or(0.0);
            weights.push(odds);
            let columns = workspace.of_mosaics(&self.parts, &one.arrived)?;
            for (sums, column) in weighted.iter_mut().zip(columns) {
                sums.push(Moments::of(&column).mean().map_or(0.0, |mean| odds * mean.value));
            }
        }
        let mut traits: Vec<Shift> = Vec::new();
        // The first column is the outcome itself.
        for ((name, sums), values) in names.iter().zip(&weighted).zip(all).skip(1) {
            let moments = Moments::of(values);
            let (Some(given), Some(mean), Some(deviation)) =
                (ratio_of_means(sums, &weights), moments.mean(), moments.standard_deviation())
            else {
                continue;
            };
            if deviation > 0.0 && given.value.is_finite() {
                let shift = Estimate {
                    value: (given.value - mean.value) / deviation,
                    standard_error: given.standard_error / deviation,
                };
                let real = shift.value.abs() > REAL * shift.standard_error;
                let (all, given) = (mean.value, given.value);
                traits.push(Shift { name: name.clone(), all, given, shift, real });
            }
        }
        traits.sort_by(|a, b| b.shift.value.abs().total_cmp(&a.shift.value.abs()));
        Ok(traits)
    }
}

impl<'a> Scored for Search<'a> {
    type Scratch = OutcomeWorkspace<'a>;

    fn scratch(&self) -> Self::Scratch {
        self.asked.workspace(self.plan)
    }

    fn inputs(&self) -> usize {
        self.parts.inputs()
    }

    fn streams(&self) -> usize {
        self.parts.streams()
    }

    fn scores(&self, scratch: &mut Self::Scratch, made: &[Draws]) -> Result<Vec<f64>, RunError> {
        let mut columns = scratch.of_mosaics(&self.parts, made)?;
        Ok(columns.swap_remove(0).iter().map(|value| self.score(*value)).collect())
    }
}
