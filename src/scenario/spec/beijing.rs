//! Chinese policy: regimes and approval rounds.

use super::super::describe::{
    ABOVE_0, AT_LEAST_0, CHIPS, PER_MONTH, SHARE, WEEKS, between, number, optional, required, word,
};
use super::{ByName, InputSpec, Keyed, LawSpec, Name, Names, Text, Whole, element};
use crate::model::UNLIMITED;

element! {
    /// The Chinese side of the lane.
    BeijingSpec {
        /// The regime at the start.
        opening_regime: Name = required();
        /// Switches of regime. With it, `sojourn` counts in mean times between switches; without
        /// it, in weeks.
        switch_hazard_per_month: InputSpec = optional().unit(PER_MONTH).range(AT_LEAST_0);
        /// The regimes, by name.
        regime: Keyed<BeijingRegimeSpec> = required();
        /// Approval rounds, by policy class. A class without them is never in a round.
        rounds: Keyed<RoundsSpec> = optional();
    }
}

element! {
    /// One Chinese stance.
    BeijingRegimeSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// Higher is stricter; a switch to a stricter regime is an escalation.
        strictness: Whole = number(1.0).range(between(0.0, 100.0));
        /// How long it lasts. Without it, or without `next`, until an event forces it away.
        sojourn: LawSpec = optional().range(ABOVE_0);
        /// Odds of the regimes that may follow; fixed odds sum to 1.
        next: ByName = optional().unit(SHARE).range(AT_LEAST_0);
        /// What may move: nothing, what approval rounds allowed, or anything.
        imports: Name = word("free").choices(&["barred", "rounds", "free"]);
        /// The buyer classes that may import; all where absent.
        admits: Names = optional();
        /// Share of the firming share that guidance lets through.
        guidance: InputSpec = number(1.0).share();
        /// Pace of approval rounds relative to their own gaps.
        round_pace: InputSpec = number(1.0).range(AT_LEAST_0);
        /// Hazard of customs closing, relative to its own law.
        customs_closure_factor: InputSpec = number(1.0).range(AT_LEAST_0);
        /// Hazard of customs reopening, relative to its own law.
        customs_reopening_factor: InputSpec = number(1.0).range(AT_LEAST_0);
    }
}

element! {
    /// Approval rounds for one policy class.
    RoundsSpec {
        /// Time between rounds at pace 1.
        gap_weeks: LawSpec = required().unit(WEEKS).range(ABOVE_0);
        /// Chips approved in a round over all buyers.
        size_units: LawSpec = required().unit(CHIPS).range(AT_LEAST_0);
        /// Odds that a round approves a buyer, as tier-1, tier-2 and so on; 1 where absent.
        odds: ByName = optional().share();
        /// What each refusal adds to a waiting buyer's chances in the next round.
        waiting_gain: InputSpec = number(0.0).range(AT_LEAST_0);
        /// Time that an approval lasts.
        validity_weeks: InputSpec = number(UNLIMITED).unit(WEEKS).range(AT_LEAST_0);
        /// Domestic chips of equal power that a buyer takes for each chip imported.
        domestic_units_per_unit: InputSpec = number(0.0).range(AT_LEAST_0);
    }
}
