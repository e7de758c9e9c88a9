//! Levies: the ladder of tariff rates, and instruments.

use super::super::describe::{
    AT_LEAST_0, Description, Field, Kind, PER_MONTH, WEEKS, empty, flag, number, optional,
    required, word,
};
use super::super::node::Node;
use super::super::reader::{Reader, Slot};
use super::{
    Day, Element, FieldValue, Flag, InputSpec, Keyed, LawSpec, Name, Names, Number, Numbers, Text,
    element,
};

element! {
    /// The ladder and the levies.
    TariffSpec {
        /// A general tariff rate that climbs and descends. Without it there is none.
        ladder: LadderSpec = optional();
        /// The levies, by name; they stack, each on the list price.
        instrument: Keyed<InstrumentSpec> = empty();
    }
}

element! {
    /// A general tariff rate between the two countries, on rungs.
    LadderSpec {
        /// Increasing rates, as fractions.
        rungs: Numbers = required().range(AT_LEAST_0);
        /// The rung at the start.
        opening_rate: Number = required().range(AT_LEAST_0);
        /// The rung to which the end of the opening truce may return; the opening rung where absent.
        opening_peak_rate: Number = optional().range(AT_LEAST_0);
        /// The last day of the truce that holds at the start. Without it none does.
        opening_truce_until: Day = optional();
        /// Hazard of one rung up.
        escalation_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// Hazard of one rung down.
        easing_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// Hazard of a truce.
        truce_hazard_per_month: InputSpec = number(0.0).unit(PER_MONTH).range(AT_LEAST_0);
        /// How long a truce lasts. Needed where there are truces.
        truce_weeks: LawSpec = optional().unit(WEEKS).range(AT_LEAST_0);
        /// Odds that a truce ends in a return to the rung before it.
        snap_back_odds: InputSpec = number(0.0).share();
    }
}

element! {
    /// One levy.
    InstrumentSpec {
        /// For charts and reports; the name where there is none.
        title: Text = optional();
        /// When it falls due.
        on: Name = word("delivery").choices(&["us-entry", "delivery"]);
        /// Who receives it.
        receiver: Name = required().choices(&["us", "china"]);
        /// The policy classes it applies to; all where absent.
        policy_classes: Names = optional();
        /// A share of the list price; or `from = "washington"`, the regime's revenue share; or
        /// `from = "ladder"` with `above` and `scale`.
        rate: RateSpec = required().share();
        /// Share that the buyer pays on top of the price; the vendor pays the rest.
        borne_by_buyer: InputSpec = number(0.0).share();
        /// Share given back for chips that are sent back.
        refundable_share: InputSpec = number(0.0).share();
        /// Whether it is in force at the start; events add and remove it.
        active: Flag = flag(true);
    }
}

element! {
    /// A rate that a process sets.
    RateFromSpec {
        /// The process.
        from: Name = required().choices(&["washington", "ladder"]);
        /// With the ladder: the rate is scale × the ladder's rate above this.
        above: InputSpec = number(0.0).range(AT_LEAST_0);
        /// With the ladder: see `above`.
        scale: InputSpec = number(1.0).range(AT_LEAST_0);
    }
}

/// Where a levy's rate comes from.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum RateSpec {
    Fixed(Box<InputSpec>),
    From(Box<RateFromSpec>),
}

impl FieldValue for RateSpec {
    const KIND: Kind = Kind::Input;
    const NESTED: Option<fn() -> &'static Description> = Some(RateFromSpec::description);

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        if node.as_table().is_some_and(|table| table.contains_key("from")) {
            RateFromSpec::read_table(node, reader).map(|from| Self::From(Box::new(from)))
        } else {
            InputSpec::read(node, field, reader).map(|rate| Self::Fixed(Box::new(rate)))
        }
    }
}
