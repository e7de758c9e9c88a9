//! A sweep file: the scenario that is varied, how, and the levers.

use super::super::describe::{AT_LEAST_0, between, empty, number, optional, required, word};
use super::super::metadata::CONFIDENCES;
use super::{InputPath, Keyed, Name, Number, Text, Texts, Values, Whole, element};

/// The words for designs.
const DESIGNS: [&str; 3] = ["grid", "latin-hypercube", "sobol"];
/// The most paths of a cell.
const MAX_PATHS: f64 = 1e7;

element! {
    /// A sweep: one scenario in many cells, each with its own values of the levers.
    SweepFileSpec {
        /// The version of the scenario language; this program reads version 1.
        schema: Whole = required().range(between(1.0, 1.0));
        /// What is varied, and how.
        sweep: SweepSpec = required();
        /// The assumptions that are varied.
        lever: Keyed<LeverSpec> = empty();
    }
}

element! {
    /// The scenario that is varied, the design over the levers, and what is looked at.
    SweepSpec {
        /// The name of the sweep, for folders and tables.
        name: Name = required();
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The question that it answers.
        question: Text = optional().long();
        /// The file of the scenario that is varied, seen from this file.
        scenario: Text = required().long();
        /// The world that is varied, of a scenario that names several.
        world: Name = optional();
        /// Inputs that are the same in all cells, each as "path=value".
        set: Texts = optional().long();
        /// How cells are chosen: every combination of levels, or so many points drawn evenly.
        design: Name = word("grid").choices(&DESIGNS);
        /// The number of cells of a drawn design; a grid counts its own.
        cells: Whole = number(1_024.0).range(between(1.0, 1e6));
        /// Conditions that a cell must meet, as in "low < high", between levers and numbers.
        keep: Texts = optional().long();
        /// Paths a cell.
        paths: Whole = number(500.0).range(between(1.0, MAX_PATHS));
        /// The seed of all cells and of the design; the scenario's where absent.
        seed: Whole = optional().range(AT_LEAST_0);
        /// The metric of charts and effects; deliveries of the headline product where absent.
        metric: Text = optional();
        /// All metrics to report; those of the answer of a run where absent.
        metrics: Texts = optional();
        /// The target whose odds are drawn; where absent the one whose odds differ most between cells.
        target: Name = optional();
    }
}

element! {
    /// An assumption that is varied: an input by its path, or the scenario itself.
    LeverSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The path of the input that is set.
        input: InputPath = optional();
        /// The lowest value.
        from: Number = optional();
        /// The highest value.
        to: Number = optional();
        /// Equally spaced values from the lowest to the highest; needed in a grid.
        steps: Whole = optional().range(between(2.0, 1e6));
        /// Values to choose from, in place of a range: numbers, words, or whatever the input takes.
        values: Values = optional();
        /// Scenario files to choose from, in place of an input, seen from this file.
        scenarios: Texts = optional().long();
        /// Where the values come from.
        source: Text = optional().long();
        /// How sure that is.
        confidence: Name = optional().choices(&CONFIDENCES);
        /// A remark.
        note: Text = optional().long();
    }
}
