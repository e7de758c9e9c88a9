//! Values for charts and for the tables beside them, made from a run's result and nothing else.

mod answer;
pub mod backtest;
pub mod benchmark;
pub mod bottleneck;
pub mod calibration;
pub mod commitment;
pub mod comparison;
mod comparison_answer;
pub mod convergence;
pub mod decision;
pub mod discovery;
pub mod distribution;
pub mod dots;
mod drawn;
pub mod exceedance;
pub mod extremes;
pub mod fan;
pub mod funnel;
pub mod heatmap;
pub mod held;
pub mod likelihood;
pub mod odds;
pub mod overlay;
pub mod parallel;
mod precision;
pub mod quarterly;
pub mod regimes;
pub mod round;
pub mod sample;
pub mod sankey;
pub mod sensitivity;
pub mod stress;
pub mod strip;
pub mod subject;
mod table;
#[cfg(test)]
pub(crate) mod test_result;
#[cfg(test)]
pub(crate) mod test_sweep;
pub mod waterfall;
pub mod wording;
pub mod worlds;
mod worlds_answer;

pub use answer::{Answer, MetricLine, TargetLine};
pub use comparison_answer::{ComparisonAnswer, PairAnswer, WhyAnswer};
pub use drawn::{Comparison, DRAWN_LEVELS, Drawn, DrawnInput, DrawnPair, FALSE_ALARM_RATE};
pub use precision::PrecisionLines;
pub use table::{Cell, ChartTable};
pub use worlds_answer::{WorldsAnswer, WorldsBlock};
