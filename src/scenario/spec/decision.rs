//! A decision file: the scenario, what options are judged by, and the options.

use super::super::describe::{AT_LEAST_0, between, empty, number, optional, required, word};
use super::world::Change;
use super::{InputPath, Keyed, Name, Number, Text, Texts, Whole, element};

/// The words for what a column of paths is summed up by.
pub(in crate::scenario) const STATISTICS: [&str; 9] =
    ["mean", "p05", "p10", "p25", "p50", "p75", "p90", "p95", "tail-mean"];
/// The words for which way is better.
pub(in crate::scenario) const BETTER: [&str; 2] = ["higher", "lower"];

element! {
    /// A decision: options that are held against each other in every world of a scenario.
    DecisionFileSpec {
        /// The version of the scenario language; this program reads version 1.
        schema: Whole = required().range(between(1.0, 1.0));
        /// What is decided, and by what.
        decision: DecisionSpec = required();
        /// What may be done, by name: at least two, at most 20; or a commitment.
        option: Keyed<OptionSpec> = empty();
        /// How much of something to commit, in place of options.
        commitment: CommitmentSpec = optional();
    }
}

element! {
    /// The scenario, and what options are judged by.
    DecisionSpec {
        /// The name of the decision, for folders and tables.
        name: Name = required();
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The question that it answers.
        question: Text = optional().long();
        /// The file of the scenario, seen from this file. Its worlds are the worlds of the decision.
        scenario: Text = optional().long();
        /// Scenario files that are the worlds, in place of `scenario`; they have no weights.
        scenarios: Texts = optional().long();
        /// Inputs that are the same for all options, each as "path=value".
        set: Texts = optional().long();
        /// The metric that options are judged by; margin_after_stock_usd where absent.
        metric: Text = optional();
        /// A target of the scenario to judge by, in place of a metric: the share of paths that meet it.
        target: Name = optional();
        /// What the paths of an option in a world are summed up by; tail-mean is the mean of the worst 5%.
        statistic: Name = word("mean").choices(&STATISTICS);
        /// Whether more or less of the metric is better.
        better: Name = word("higher").choices(&BETTER);
        /// The level of the metric that is good enough on a path: at least, or at most where lower is
        /// better.
        enough: Number = optional();
        /// Metrics whose means are shown beside.
        metrics: Texts = optional();
        /// Paths of each option in each world; the scenario's where absent.
        paths: Whole = optional().range(between(1.0, 1e7));
        /// The seed; the scenario's where absent.
        seed: Whole = optional().range(AT_LEAST_0);
    }
}

element! {
    /// One thing that may be done.
    OptionSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// What differs if it is done, laid over every world as an overlay is; nothing where absent.
        /// `scenario`, `run`, `target` and `world` are the same for all options.
        change: Change = optional();
    }
}

element! {
    /// How much to commit: an input at equally spaced levels, each an option.
    CommitmentSpec {
        /// What is committed, for charts and reports.
        title: Text = optional();
        /// The path of the input that is set.
        input: InputPath = required();
        /// The lowest level.
        from: Number = required();
        /// The highest level.
        to: Number = required();
        /// Levels from the lowest to the highest.
        steps: Whole = number(21.0).range(between(2.0, 60.0));
        /// The metric of what is missed where too little is committed, drawn below the curve.
        missed: Text = optional();
        /// What else differs, at every level alike.
        change: Change = optional();
    }
}
