//! Inputs that hold until the next date.

use super::{Model, State};
use crate::process::Parameter;

/// A value that takes an input's place from a week on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Dated {
    /// The week that holds its date.
    pub week: f64,
    pub parameter: Parameter,
    /// An input of its own, drawn once a path as all are.
    pub value: Parameter,
}

impl<const L: usize> State<L> {
    /// Sets what events or dates change to what holds this week without events.
    #[inline(always)]
    pub(super) fn turn_calendar(&mut self, model: &Model) {
        for parameter in model.changed_by_events() {
            self.draw_back(model, parameter, parameter);
        }
        let week = self.week as f64;
        for dated in model.dated.iter().filter(|dated| dated.week <= week) {
            self.draw_back(model, dated.parameter, dated.value);
        }
    }

    #[inline(always)]
    fn draw_back(&mut self, model: &Model, parameter: Parameter, value: Parameter) {
        let scale = model.inputs[value.0 as usize].scale;
        self.parameters.set(parameter, self.drawn.get(value) * scale);
    }
}
