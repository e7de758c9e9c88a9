//! The whole file, and its header.

use super::super::describe::{between, empty, optional, required};
use super::{
    BeijingSpec, BuyerSpec, CorrelationSpec, CouplingSpec, CustomsSpec, Day, DomesticSpec,
    EventSpec, Keyed, List, Name, ProductSpec, RunSpec, TargetSpec, TariffSpec, Text,
    WashingtonSpec, Whole, WorldSpec, element,
};

element! {
    /// A scenario file. Besides the keys here, a first line `extends = "base.toml"` names a
    /// baseline, relative to the file, that this one overrides path by path.
    ScenarioSpec {
        /// The version of the scenario language: 1.
        schema: Whole = required().range(between(1.0, 1.0));
        /// What the scenario is called and which weeks it covers.
        scenario: HeaderSpec = required();
        /// How many paths are drawn, and from which seed.
        run: RunSpec = empty();
        /// The chips for sale, by name.
        product: Keyed<ProductSpec> = required();
        /// The firms and groups that buy, by name.
        buyer: Keyed<BuyerSpec> = required();
        /// US policy. Without it everything may leave.
        washington: WashingtonSpec = optional();
        /// The tariff ladder and the levies.
        tariff: TariffSpec = empty();
        /// Chinese policy. Without it everything may enter.
        beijing: BeijingSpec = optional();
        /// Chinese customs. Without it the gate is always open.
        customs: CustomsSpec = optional();
        /// Domestic Chinese supply. Without it there is none.
        domestic: DomesticSpec = optional();
        /// How the two capitals answer each other. Without it they do not.
        coupling: CouplingSpec = empty();
        /// Dated events, by name.
        event: Keyed<EventSpec> = optional();
        /// Inputs that move together.
        correlation: List<CorrelationSpec> = optional();
        /// Inputs that move together, by names of your choice.
        correlated: Keyed<CorrelationSpec> = optional();
        /// Levels to reach by a date, by name.
        target: Keyed<TargetSpec> = optional();
        /// Variants of the scenario that are kept apart, by name. Without them there is one world.
        world: Keyed<WorldSpec> = optional();
    }
}

element! {
    /// The scenario's name and horizon.
    HeaderSpec {
        /// Names the folder of results.
        name: Name = required();
        /// For charts and reports, at most 80 characters.
        title: Text = required();
        /// The question that the scenario answers.
        question: Text = optional().long();
        /// The day of the latest news that the scenario knows.
        as_of: Day = optional();
        /// The first day of the first week.
        start: Day = required();
        /// The last day; weeks that end later are not simulated.
        end: Day = required();
        /// The day on which a fiscal year ends, as in "last-sunday-of-january" or "last-day-of-june": flows are then reported by fiscal quarter and year too, as FY2026Q1 and FY2026.
        fiscal_year_ends: Name = optional();
        /// The product that headline sentences are about; all together where there is none, or "all".
        headline_product: Name = optional();
    }
}
