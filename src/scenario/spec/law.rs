//! A law: a number that is drawn anew each time inside a path.

use super::super::describe::{
    ABOVE_0, Field, Kind, PLAIN, Presence, Range, Rule, between, required,
};
use super::super::node::{Node, Table};
use super::super::reader::{Reader, Slot};
use super::super::register::Draw;
use super::super::source::Place;
use super::super::wording::in_words;
use super::dated::DATED;
use super::distribution::{distribution, kind_of};
use super::parameters::{form_of, parameter_table};
use super::{FieldValue, InputSpec};
use crate::dist::Dist;

/// A law with its parameters, which may be uncertain themselves.
#[derive(Clone, Debug)]
pub(in crate::scenario) enum LawKind {
    Fixed(InputSpec),
    Exponential { mean: InputSpec },
    Weibull { mean: InputSpec, shape: InputSpec },
    Gamma { mean: InputSpec, shape: InputSpec },
    Lognormal { median: InputSpec, sigma: InputSpec },
    Lomax { median: InputSpec, tail: InputSpec },
    Drawn(Dist),
}

/// A law where it is written.
#[derive(Clone, Debug)]
pub(in crate::scenario) struct LawSpec {
    pub kind: LawKind,
    pub place: Place,
}

/// Shapes and tails that stay computable: Γ(1 + 1/shape) is finite and draws do not explode.
const SHAPES: Range = between(0.1, 100.0);
/// Widths of a lognormal law that stay meaningful: at 5, P90 is 600 times the median.
const WIDTHS: Range = Range { low: 0.0, above_low: true, high: 5.0 };

impl LawSpec {
    fn parse(node: &Node, field: &Field, reader: &mut Reader) -> Option<LawKind> {
        let Some(table) = node.as_table() else {
            return InputSpec::parse(node, field, reader).given().cloned().map(LawKind::Fixed);
        };
        let (kind, parameters) = kind_of(node, table, true, reader)?;
        let cut = table.contains_key("truncate");
        let own = ["exponential", "weibull", "lomax"].contains(&kind);
        if own && cut {
            reader.problem(&node.key, format!("a law of kind {kind} cannot be truncated")).help =
                Some("use percentiles with min and max".to_owned());
            return None;
        }
        let has = |key: &str| parameters.as_table().is_some_and(|table| table.contains_key(key));
        let parametric = match kind {
            "gamma" => !cut,
            "lognormal" => !cut && has("sigma"),
            _ => own,
        };
        if parametric {
            return reader.within(kind, |reader| own_law(kind, parameters, field, reader));
        }
        if ["value", DATED].contains(&kind) {
            return InputSpec::parse(node, field, reader).given().cloned().map(LawKind::Fixed);
        }
        distribution(table, kind, parameters, field, reader).map(LawKind::Drawn)
    }
}

/// A law of its own kind, whose parameters are inputs.
fn own_law(kind: &str, node: &Node, field: &Field, reader: &mut Reader) -> Option<LawKind> {
    let names: &[&str] = match kind {
        "exponential" => &["mean"],
        "lognormal" => &["median", "sigma"],
        "lomax" => &["median", "tail"],
        _ => &["mean", "shape"],
    };
    let table = parameter_table(node, &[names], &[], reader)?;
    form_of(node, table, &[names], &[], reader)?;
    let unit = Rule { range: ABOVE_0, ..field.rule };
    let plain = |range| Rule { unit: PLAIN, range, ..required() };
    let first = parameter(table, names[0], unit, reader);
    let second = match kind {
        "exponential" => None,
        "lognormal" => parameter(table, "sigma", plain(WIDTHS), reader),
        "lomax" => parameter(table, "tail", plain(SHAPES), reader),
        _ => parameter(table, "shape", plain(SHAPES), reader),
    };
    Some(match (kind, first?, second) {
        ("exponential", mean, _) => LawKind::Exponential { mean },
        ("weibull", mean, Some(shape)) => LawKind::Weibull { mean, shape },
        ("gamma", mean, Some(shape)) => LawKind::Gamma { mean, shape },
        ("lognormal", median, Some(sigma)) => LawKind::Lognormal { median, sigma },
        ("lomax", median, Some(tail)) => LawKind::Lomax { median, tail },
        _ => return None,
    })
}

/// One parameter of a law; an uncertain one is an assumption of its own.
fn parameter(
    table: &Table,
    name: &'static str,
    rule: Rule,
    reader: &mut Reader,
) -> Option<InputSpec> {
    let node = table.get(name)?;
    let field = Field { key: name, doc: &[], kind: Kind::Input, nested: None, rule };
    reader.within(name, |reader| {
        let input = InputSpec::parse(node, &field, reader).given().cloned()?;
        if !input.dist.is_fixed() && input.dated.is_empty() {
            let draw = Some(Draw::Once(input.dist.clone()));
            reader.note(node, in_words(node, rule.unit), &field, draw);
        }
        Some(input)
    })
}

impl FieldValue for LawSpec {
    const KIND: Kind = Kind::Law;

    fn read(node: &Node, field: &Field, reader: &mut Reader) -> Slot<Self> {
        // The law stands before its parameters, which are assumptions of their own.
        let at = reader.register.len();
        reader.note(node, in_words(node, field.rule.unit), field, None);
        let kind = Self::parse(node, field, reader);
        reader.register[at].draw = kind.clone().map(|law| Draw::Anew(Box::new(law)));
        match kind {
            Some(kind) => Slot::Given(Self { kind, place: node.key.clone() }),
            None => Slot::Bad,
        }
    }

    fn missing(field: &Field, around: &Place, reader: &mut Reader) -> Slot<Self> {
        match field.rule.presence {
            Presence::Number(value) => InputSpec::fixed(value, field.rule, reader.path(), around)
                .map(|input| Self { kind: LawKind::Fixed(input), place: around.clone() }),
            _ => Slot::Absent,
        }
    }
}
