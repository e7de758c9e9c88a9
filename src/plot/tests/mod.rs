//! Every chart over ordinary and adversarial results, by the command that draws it.

mod backtest;
mod bench;
mod compare;
mod decide;
mod discover;
mod run;
mod sensitivity;
mod stress;
mod sweep;

use super::*;

/// Ways to draw: as built in, and with all that a theme file can ask for.
pub(super) fn looks() -> [Theme; 3] {
    let long = "A line that goes on and on, far beyond what any house would print below its charts, and further";
    let marked = Theme {
        text_scale: theme::TEXT_SCALES[1],
        width: 1280.0,
        font: Some("Georgia".to_owned()),
        footer: Some(long.to_owned()),
        classification: Some("Internal – not for circulation".to_owned()),
        ..Theme::dark()
    };
    [Theme::light(), marked, Theme { text_scale: theme::TEXT_SCALES[0], ..Theme::light() }]
}
