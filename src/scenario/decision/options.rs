//! What is chosen among, as layers over a world: options, or the levels of a commitment.

use super::changes::OptionChanges;
use super::load::{Loading, Stop};
use super::{Alternative, Commitment, MAX_OPTIONS};
use crate::scenario::Scenario;
use crate::scenario::diagnostics::Diagnostic;
use crate::scenario::node::{Table, parse};
use crate::scenario::source::Place;
use crate::scenario::spec::{CommitmentSpec, DecisionFileSpec, Element, Name, OptionSpec};
use crate::scenario::sweep::{spaced, unit_of};

/// What is missed where too little is committed, if nothing else is said: chip-weeks that orders wait for
/// stock.
const MISSED: &str = "withheld_unit_weeks.no_stock";

/// An option as the layers that make it.
pub(super) struct Layered {
    pub names: Alternative,
    pub layers: Vec<Table>,
}

impl Loading {
    /// The options with their layers, or the levels of a commitment.
    pub(super) fn options(
        &mut self,
        spec: &DecisionFileSpec,
        mut changes: OptionChanges,
        base: &Scenario,
    ) -> Result<(Vec<Layered>, Option<Commitment>), Stop> {
        let entries = spec.option.given().map_or(&[][..], |keyed| &keyed.entries);
        let mut wrong = |place: &Place, key: &str, message: String, help: &str| {
            let problem = Diagnostic::new(Some(place.clone()), key, message).with_help(help);
            self.problems.push(problem);
            Err(Stop::Here)
        };
        if let Some(commitment) = spec.commitment.given().filter(|c| c.change.is_absent()) {
            if let Some((name, _)) = entries.first() {
                let message = "does not go with a commitment".to_owned();
                let help = "write options or a commitment, and the other in a file of its own";
                return wrong(&name.place, "option", message, help);
            }
            return self.levels(commitment, &changes.of_commitment, base);
        }
        if entries.len() < 2 || entries.len() > MAX_OPTIONS {
            let place = spec.place();
            let message = format!("needs 2 to {MAX_OPTIONS} options, not {}", entries.len());
            let help =
                "name each, as in [option.wait]; one without a change is the scenario as it is";
            return wrong(place, "option", message, help);
        }
        // A change that is a table was taken out; anything else was reported.
        let sound = entries.iter().filter(|(_, option)| option.change.is_absent());
        let option = |(name, option): &(Name, OptionSpec)| {
            let title = option.title.given().map_or(&name.text, |title| &title.text).clone();
            Layered {
                layers: changes.of_options.remove(&name.text).into_iter().collect(),
                names: Alternative { name: name.text.clone(), title },
            }
        };
        Ok((sound.map(option).collect(), None))
    }

    fn levels(
        &mut self,
        spec: &CommitmentSpec,
        change: &Table,
        base: &Scenario,
    ) -> Result<(Vec<Layered>, Option<Commitment>), Stop> {
        let (Some(input), Some(from), Some(to), Some(steps)) =
            (spec.input.given(), spec.from.given(), spec.to.given(), spec.steps.given())
        else {
            return Err(Stop::Here);
        };
        if from.value >= to.value {
            let problem =
                Diagnostic::new(Some(to.place.clone()), "commitment.to", "must lie above `from`");
            self.problems.push(problem.with_help("write the lower number first"));
            return Err(Stop::Here);
        }
        let entry = base.register.iter().find(|entry| entry.path == input.path);
        let unit = unit_of(entry.map_or("", |entry| entry.unit));
        let mut layered = Vec::new();
        let mut levels = Vec::new();
        for level in spaced(from.value, to.value, steps.value as usize) {
            let text = format!("{} = {}", input.path, level.text);
            let source = self.sources.add("a level of the commitment", text);
            let set = parse(&self.sources, source).map_err(|_| {
                let message = "is no path of an input";
                let place = Some(input.place.clone());
                let problem = Diagnostic::new(place, "commitment.input", message);
                let help = "write it as in \"product.h200.supply.opening_stock_units\"";
                self.problems.push(problem.with_help(help));
                Stop::Here
            })?;
            let value = level.number.unwrap_or(f64::NAN);
            let names = Alternative { name: level.text, title: unit.format(value) };
            layered.push(Layered { names, layers: vec![change.clone(), set] });
            levels.push(value);
        }
        let title = spec.title.given().map_or_else(|| input.path.clone(), |t| t.text.clone());
        let missed = spec.missed.given().map_or(MISSED, |metric| metric.text.as_str()).to_owned();
        self.known(&missed, Some(spec.place().clone()), "commitment.missed", &[&base.model]);
        let commitment = Commitment { title, input: input.path.clone(), unit, levels, missed };
        Ok((layered, Some(commitment)))
    }
}
