//! Which assumption a key belongs to: what stands or falls together when two scenarios are compared.

/// What a change of a key is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// An assumption: it can change what happens.
    Assumption,
    /// The weeks that are simulated.
    Horizon,
    /// A target: what is asked of the outcome.
    Target,
    /// Paths and seed.
    Plan,
    /// A name, a title, a question.
    Label,
}

/// The regime process of a capital, apart from what a regime lets through.
const PROCESS: [&str; 4] = ["title", "strictness", "sojourn", "next"];
/// The alternating process of the customs gate.
const GATE: [&str; 4] = ["opening", "opening_odds", "open_weeks", "closed_weeks"];

/// The topic of a key path, and the path of the assumption that it is part of.
///
/// An event is one assumption, and so are the regime process of a capital (opening, pace, sojourns
/// and odds of what follows), the customs gate, the tariff ladder, a levy, the listed correlations, a named one, and a
/// product, buyer or table that only one of the scenarios has. Any other key is one by itself.
pub(super) fn of<'k>(keys: &[&'k str]) -> (Topic, Vec<&'k str>) {
    let part = |length: usize| (Topic::Assumption, keys[..length].to_vec());
    match keys {
        ["scenario", "start" | "end", ..] => (Topic::Horizon, keys.to_vec()),
        ["schema" | "scenario", ..] => (Topic::Label, keys.to_vec()),
        ["run", ..] => (Topic::Plan, keys.to_vec()),
        ["target", _, ..] => (Topic::Target, keys[..2].to_vec()),
        [.., "title"] if keys[0] != "event" => (Topic::Label, keys.to_vec()),
        ["event", _, "title"] => (Topic::Label, keys.to_vec()),
        ["event", _, ..] => part(2),
        [
            capital @ ("washington" | "beijing"),
            "opening_regime" | "switch_hazard_per_month",
            ..,
        ] => (Topic::Assumption, vec![*capital, "regime"]),
        ["washington" | "beijing", "regime"] => part(2),
        ["washington" | "beijing", "regime", _] => part(2),
        ["washington" | "beijing", "regime", _, key, ..] if PROCESS.contains(key) => part(2),
        ["customs", key, ..] if GATE.contains(key) => part(1),
        ["tariff", "ladder", ..] => part(2),
        ["tariff", "instrument", _, ..] => part(3),
        ["correlation", ..] => part(1),
        ["correlated", _, ..] => part(2),
        _ => part(keys.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_or_falls_together_is_one_assumption() {
        for (key, topic, path) in [
            ("product.h200.price_usd", Topic::Assumption, "product.h200.price_usd"),
            ("product.b30a", Topic::Assumption, "product.b30a"),
            ("product.b30a.title", Topic::Label, "product.b30a.title"),
            ("event.ban.effect", Topic::Assumption, "event.ban"),
            ("event.ban", Topic::Assumption, "event.ban"),
            ("event.ban.title", Topic::Label, "event.ban.title"),
            ("beijing.switch_hazard_per_month", Topic::Assumption, "beijing.regime"),
            ("beijing.regime.closed.next", Topic::Assumption, "beijing.regime"),
            ("beijing.regime.closed", Topic::Assumption, "beijing.regime"),
            ("beijing.regime.closed.guidance", Topic::Assumption, "beijing.regime.closed.guidance"),
            ("customs.open_weeks", Topic::Assumption, "customs"),
            ("customs.return_after_weeks", Topic::Assumption, "customs.return_after_weeks"),
            ("tariff.ladder.rungs", Topic::Assumption, "tariff.ladder"),
            ("tariff.instrument.duty.rate", Topic::Assumption, "tariff.instrument.duty"),
            ("correlation", Topic::Assumption, "correlation"),
            ("correlated.market.spearman", Topic::Assumption, "correlated.market"),
            ("target.million.at_least", Topic::Target, "target.million"),
            ("scenario.end", Topic::Horizon, "scenario.end"),
            ("scenario.title", Topic::Label, "scenario.title"),
            ("run.seed", Topic::Plan, "run.seed"),
        ] {
            let keys: Vec<&str> = key.split('.').collect();
            assert_eq!(of(&keys), (topic, path.split('.').collect()), "{key}");
        }
    }
}
