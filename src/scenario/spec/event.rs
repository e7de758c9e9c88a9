//! Dated events and what they do.

use super::super::describe::{
    AT_LEAST_0, OF_PARAMETER, Once, WEEKS, between, number, optional, required,
};
use super::{Day, InputPath, InputSpec, List, Name, Number, Text, element};
use crate::model::HazardTarget;

/// The names of hazards that events can scale.
const HAZARDS: &[&str] = &{
    let mut names = [""; HazardTarget::NAMES.len()];
    let mut index = 0;
    while index < names.len() {
        names[index] = HazardTarget::NAMES[index].0;
        index += 1;
    }
    names
};

/// The farthest week before or after an event at which its effect may begin or end.
const FAR: f64 = 600.0;

element! {
    /// Something that may happen once, at a day drawn uniformly from its window.
    EventSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// The first day of its window.
        from: Day = required();
        /// The last day of its window; the first where absent.
        to: Day = optional();
        /// Odds that it happens, where `requires` and `unless` let it.
        probability: InputSpec = number(1.0).share().once(Once::AtStart);
        /// An event without which this one does not happen.
        requires: Name = optional();
        /// An event with which this one does not happen: on a path on which that one happens,
        /// early or late, this one never does.
        unless: Name = optional();
        /// What it does.
        effect: List<EffectSpec> = optional();
    }
}

element! {
    /// One thing that an event does. Exactly one of `force_regime`, `scale_hazard`, `parameter`,
    /// `add_instrument` and `remove_instrument` says what.
    EffectSpec {
        /// Puts a capital into a regime.
        force_regime: ForceRegimeSpec = optional();
        /// Multiplies a hazard.
        scale_hazard: ScaleHazardSpec = optional();
        /// Changes an input, by its path: with `scale`, `add`, or `set`.
        parameter: InputPath = optional();
        /// The input is multiplied by this.
        scale: Number = optional().range(between(-1e6, 1e6));
        /// This is added to the input, in its unit, after `scale`.
        add: Number = optional().unit(OF_PARAMETER).range(between(-1e12, 1e12));
        /// The input becomes this.
        set: InputSpec = optional().unit(OF_PARAMETER);
        /// Puts a levy in force.
        add_instrument: Name = optional();
        /// Puts a levy out of force.
        remove_instrument: Name = optional();
        /// When the effect begins, from the event; negative for what is acted on before.
        from_week: Number = number(0.0).unit(WEEKS).range(between(-FAR, FAR));
        /// How long it lasts; to the horizon where absent.
        for_weeks: Number = optional().unit(WEEKS).range(AT_LEAST_0);
    }
}

element! {
    /// A regime that an event forces.
    ForceRegimeSpec {
        /// The capital.
        process: Name = required().choices(&["washington", "beijing"]);
        /// The regime, by name.
        regime: Name = required();
    }
}

element! {
    /// A hazard that an event multiplies.
    ScaleHazardSpec {
        /// The hazard.
        process: Name = required().choices(HAZARDS);
        /// The factor.
        factor: InputSpec = required().range(AT_LEAST_0);
    }
}
