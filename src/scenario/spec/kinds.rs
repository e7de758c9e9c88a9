//! The kinds of value, distribution and law, with their parameters: declared once, for the reader's
//! keys, the reference page and the schema.

/// How the parameters of a kind are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::scenario) enum Form {
    /// The number itself.
    Number,
    /// Percentiles by name, as in p10, and bounds.
    Percentiles,
    /// A table that holds all keys of one of these rows, and may hold some of `extra`.
    Table,
    /// As [`Form::Table`], each key a list of numbers.
    Lists,
    /// Parts by name, each a distribution with its weight.
    Parts,
    /// Values by date, each a number or distribution.
    Dates,
}

/// One kind.
#[derive(Clone, Copy, Debug)]
pub(in crate::scenario) struct ValueKind {
    /// The key that says the kind.
    pub name: &'static str,
    /// In a few words.
    pub about: &'static str,
    pub form: Form,
    pub rows: &'static [&'static [&'static str]],
    pub extra: &'static [&'static str],
    /// The parameters that must be above 0.
    pub positive: &'static [&'static str],
    /// Drawn anew inside a path only.
    pub law_only: bool,
    /// The row whose parameters may be inputs themselves where the kind is a law.
    pub uncertain: Option<usize>,
}

const fn kind(name: &'static str, about: &'static str, form: Form) -> ValueKind {
    ValueKind {
        name,
        about,
        form,
        rows: &[],
        extra: &[],
        positive: &[],
        law_only: false,
        uncertain: None,
    }
}

const fn table(
    name: &'static str,
    about: &'static str,
    rows: &'static [&'static [&'static str]],
    positive: &'static [&'static str],
) -> ValueKind {
    ValueKind { rows, positive, ..kind(name, about, Form::Table) }
}

/// All kinds, in the order of the reference page.
pub(in crate::scenario) const KINDS: [ValueKind; 17] = [
    kind("value", "The number itself.", Form::Number),
    kind("percentiles", "A smooth curve through percentiles.", Form::Percentiles),
    table("normal", "The normal distribution.", &[&["mean", "sd"]], &["sd"]),
    ValueKind {
        uncertain: Some(1),
        ..table(
            "lognormal",
            "The logarithm is normal.",
            &[&["median", "p90"], &["median", "sigma"], &["mean", "sd"]],
            &["median", "p90", "sigma", "mean", "sd"],
        )
    },
    table("triangular", "A triangle.", &[&["low", "mode", "high"]], &[]),
    table("pert", "A smooth hump between bounds.", &[&["low", "mode", "high"]], &[]),
    table("uniform", "Even between bounds.", &[&["low", "high"]], &[]),
    ValueKind {
        extra: &["low", "high"],
        ..table(
            "beta",
            "A beta distribution, between 0 and 1 or other bounds.",
            &[&["alpha", "beta"]],
            &["alpha", "beta"],
        )
    },
    ValueKind {
        uncertain: Some(0),
        ..table("gamma", "A gamma distribution.", &[&["shape", "mean"]], &["shape", "mean"])
    },
    ValueKind {
        rows: &[&["values", "weights"]],
        positive: &["weights"],
        ..kind("discrete", "Values with weights that sum to 1.", Form::Lists)
    },
    ValueKind { rows: &[&["values"]], ..kind("empirical", "Values as observed.", Form::Lists) },
    table("poisson", "A count.", &[&["mean"]], &["mean"]),
    kind("mixture", "One of several distributions, each with its weight.", Form::Parts),
    kind("dated", "Values by date, each until the next.", Form::Dates),
    ValueKind {
        law_only: true,
        uncertain: Some(0),
        ..table("exponential", "Waiting without memory.", &[&["mean"]], &["mean"])
    },
    ValueKind {
        law_only: true,
        uncertain: Some(0),
        ..table("weibull", "Waiting that ages.", &[&["mean", "shape"]], &["mean", "shape"])
    },
    ValueKind {
        law_only: true,
        uncertain: Some(0),
        ..table("lomax", "A heavy tail.", &[&["median", "tail"]], &["median", "tail"])
    },
];

/// Cuts the distribution beside it.
pub(in crate::scenario) const TRUNCATE: &str = "truncate";

/// The keys that make a table a number, a distribution or a law.
pub(in crate::scenario) const VALUE_KINDS: [&str; KINDS.len() + 1] = {
    let mut names = [TRUNCATE; KINDS.len() + 1];
    let mut index = 0;
    while index < KINDS.len() {
        // What cuts a distribution stands before the laws that cannot be cut.
        let place = if KINDS[index].law_only { index + 1 } else { index };
        names[place] = KINDS[index].name;
        index += 1;
    }
    names
};

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::from_text;

    /// What a scenario is refused with where an input, or a law, is written so.
    fn refused(law: bool, text: &str) -> Option<String> {
        let key = if law { "disruption_weeks" } else { "opening_stock_units" };
        let text = format!(
            "schema = 1\n[scenario]\nname = \"a\"\ntitle = \"A\"\nstart = 2026-01-02\n\
             end = 2026-06-30\n[product.chip]\nprice_usd = 1\ndemand.asked_units = 1\n\
             [product.chip.supply]\n{key} = {{ {text} }}\n[buyer.one]\norder_share = 1\n"
        );
        from_text("t.toml", &text, &[]).err().map(|problems| problems.to_string())
    }

    /// Numbers that suit every kind: they rise with the place, and stay below 1 for a beta.
    fn written(kind: &ValueKind, row: &[&str], zero: Option<&str>) -> String {
        let pairs: Vec<String> = row
            .iter()
            .enumerate()
            .map(|(place, name)| match (kind.form, zero == Some(*name)) {
                (Form::Lists, true) => format!("{name} = [0, 1]"),
                (Form::Lists, _) if *name == "weights" => "weights = [0.5, 0.5]".to_owned(),
                (Form::Lists, _) => format!("{name} = [1, 2]"),
                (_, true) => format!("{name} = 0"),
                (_, false) => format!("{name} = {}", place + 2),
            })
            .collect();
        // No number of a scenario may be negative here.
        let cut = if kind.name == "normal" { ", truncate = { min = 0 }" } else { "" };
        format!("{} = {{ {} }}{cut}", kind.name, pairs.join(", "))
    }

    #[test]
    fn the_reader_takes_what_is_declared_and_nothing_less() {
        for kind in KINDS {
            for row in kind.rows {
                let text = written(&kind, row, None);
                assert_eq!(refused(true, &text), None, "{text}");
                let once = refused(false, &text);
                assert_eq!(once.is_some(), kind.law_only, "{text}: {once:?}");
                for missing in 0..row.len() {
                    let less: Vec<&str> = row
                        .iter()
                        .enumerate()
                        .filter(|(i, _)| *i != missing)
                        .map(|(_, n)| *n)
                        .collect();
                    let text = written(&kind, &less, None);
                    assert!(refused(true, &text).is_some(), "{text}");
                }
                for name in row.iter().filter(|name| kind.positive.contains(name)) {
                    let text = written(&kind, row, Some(name));
                    assert!(refused(true, &text).is_some(), "{text}");
                }
                if kind.form == Form::Table {
                    let uncertain =
                        text.replacen("= 2", "= { uniform = { low = 2, high = 3 } }", 1);
                    let may = kind.uncertain.is_some_and(|own| kind.rows[own] == *row);
                    assert_eq!(refused(true, &uncertain).is_none(), may, "{uncertain}");
                }
            }
        }
    }
}
