//! Numbers, distributions and laws in the JSON Schema of scenario files.

use serde_json::{Map, Value, json};

use super::describe::Field;
use super::file_unit::{Measure, Span};
use super::metadata::METADATA_KEYS;
use super::overlay::REMOVE;
use super::schema::{reference, remark};
use super::spec::{
    Form, KINDS, MAX_MAGNITUDE, MAX_NAME_CHARS, MAX_VALUES, TRUNCATE, VALUE_KINDS, ValueKind,
};

/// Percentiles above 0 and below 100, as in p10, p05 and p97_5.
const PERCENTILE: &str = "^p(0*[1-9][0-9]?(_[0-9]*)?|0*_0*[1-9][0-9]*)$";

/// A text without the characters that the reader refuses: controls, and marks that turn or hide text.
const LINE: &str = "^[^\\u0000-\\u001f\\u007f-\\u009f\\u061c\\u200b-\\u200f\\u2028-\\u202e\\u2060-\\u206f\\ufeff\\ufff9-\\ufffb]*$";

/// A date as a key.
const DATE: &str = "^[0-9]{4}-[0-9]{2}-[0-9]{2}$";

/// The definitions that the tables refer to.
pub(super) fn definitions() -> Map<String, Value> {
    let mut all = Map::new();
    let mut add = |name: &str, definition: Value| all.insert(name.to_owned(), definition);
    let about = "Alone in its table: takes the baseline's entry of this name away.";
    add(REMOVE, json!({ "description": about, "const": true }));
    add(
        "removal",
        json!({
            "properties": { REMOVE: reference(REMOVE) },
            "required": [REMOVE],
            "additionalProperties": false,
        }),
    );
    for key in METADATA_KEYS {
        add(key, remark(key));
    }
    add("line", json!({ "pattern": LINE }));
    add("names", names());
    add("is-number", json!({ "type": "object", "anyOf": required_kinds() }));
    add("input", value(false, false));
    add("law", value(true, false));
    add("part", value(false, true));
    add("name", name());
    add("whole-number", whole_number_table());
    add(
        "whole-numbers",
        json!({
            "properties": { REMOVE: false },
            "additionalProperties": reference("whole-number"),
        }),
    );
    add(
        "whole-number-or-numbers",
        json!({
            "if": { "anyOf": [{ "type": ["number", "string"] }, reference("is-number")] },
            "then": reference("whole-number"),
            "else": reference("whole-numbers"),
        }),
    );
    all
}

/// What any table of numbers may say of them.
pub(super) fn metadata() -> Map<String, Value> {
    METADATA_KEYS.into_iter().map(|key| (key.to_owned(), reference(key))).collect()
}

/// A table that is a number: at most one kind, with some of its parameters. A part of a mixture
/// has a weight, and nothing said of it.
fn value(laws: bool, part: bool) -> Value {
    let whole = |kind: &ValueKind| matches!(kind.form, Form::Parts | Form::Dates);
    let holds = |kind: &&ValueKind| (laws || !kind.law_only) && !(part && whole(kind));
    let kinds: Vec<&ValueKind> = KINDS.iter().filter(holds).collect();
    let mut properties: Map<String, Value> =
        kinds.iter().map(|kind| (kind.name.to_owned(), kind_schema(kind, laws))).collect();
    properties.insert(
        TRUNCATE.to_owned(),
        json!({
            "description": "Cuts the distribution beside it.",
            "type": "object",
            "properties": { "min": amount(), "max": amount() },
            "additionalProperties": false,
        }),
    );
    if part {
        properties.insert("weight".to_owned(), positive());
    } else {
        properties.extend(metadata());
    }
    properties.insert(REMOVE.to_owned(), reference(REMOVE));
    let none = json!({ "not": { "anyOf": required_kinds() } });
    let at_most_one: Vec<Value> = [none].into_iter().chain(required_kinds()).collect();
    json!({
        "properties": properties,
        "additionalProperties": false,
        "if": { "type": "object" },
        "then": { "oneOf": at_most_one },
        "dependencies": { REMOVE: { "maxProperties": 1 } },
    })
}

/// The condition of each kind: its key is there.
fn required_kinds() -> Vec<Value> {
    KINDS.iter().map(|kind| json!({ "required": [kind.name] })).collect()
}

/// The parameters of a kind, of which an overlay may give some.
fn kind_schema(kind: &ValueKind, laws: bool) -> Value {
    let parameter = |name: &str| {
        let number = if kind.positive.contains(&name) { positive() } else { amount() };
        let uncertain = laws && kind.uncertain.is_some_and(|row| kind.rows[row].contains(&name));
        match (kind.form, uncertain) {
            (Form::Lists, _) => json!({
                "type": "array",
                "items": number,
                "minItems": 1,
                "maxItems": MAX_VALUES,
            }),
            (_, true) => or_table(number, "input"),
            _ => number,
        }
    };
    let named = |names: Vec<&str>| -> Map<String, Value> {
        names.into_iter().map(|name| (name.to_owned(), parameter(name))).collect()
    };
    match kind.form {
        Form::Number => amount(),
        Form::Parts => json!({
            "description": kind.about,
            "type": "object",
            "properties": { REMOVE: reference(REMOVE) },
            "propertyNames": reference("names"),
            "additionalProperties": { "type": "object", "allOf": [reference("part")] },
        }),
        Form::Dates => json!({
            "description": kind.about,
            "type": "object",
            "properties": { REMOVE: reference(REMOVE) },
            "patternProperties": { DATE: or_table(amount(), "input") },
            "additionalProperties": false,
        }),
        Form::Percentiles => json!({
            "description": kind.about,
            "type": "object",
            "properties": named(vec!["min", "max", "p10", "p50", "p90"]),
            "patternProperties": { PERCENTILE: amount() },
            "additionalProperties": false,
        }),
        Form::Table | Form::Lists => {
            let rows = kind.rows.iter().flat_map(|row| row.iter());
            json!({
                "description": kind.about,
                "type": "object",
                "properties": named(rows.chain(kind.extra).copied().collect()),
                "additionalProperties": false,
            })
        }
    }
}

/// What a number must be where no baseline stands under it: of one kind, with all parameters.
fn whole_number_table() -> Value {
    let mut properties = Map::new();
    for kind in KINDS {
        let complete = match kind.form {
            Form::Number => continue,
            Form::Parts => json!({
                "properties": { REMOVE: false },
                "additionalProperties": {
                    "required": ["weight"],
                    "allOf": [reference("whole-number")],
                },
            }),
            Form::Dates => json!({ "minProperties": 1, "properties": { REMOVE: false } }),
            // Three percentiles at least; bounds may be among the keys.
            Form::Percentiles => json!({ "minProperties": 3 }),
            Form::Table | Form::Lists => {
                let rows = kind.rows.iter().map(|row| {
                    let names: Vec<&str> = row.iter().chain(kind.extra).copied().collect();
                    json!({ "required": row, "propertyNames": { "enum": names } })
                });
                match rows.collect::<Vec<_>>() {
                    // One row by itself gives a message that names what is missing.
                    one if one.len() == 1 => json!({ "allOf": one }),
                    rows => json!({ "anyOf": rows }),
                }
            }
        };
        properties.insert(kind.name.to_owned(), complete);
    }
    properties.insert(TRUNCATE.to_owned(), json!({ "minProperties": 1 }));
    properties.insert(REMOVE.to_owned(), Value::Bool(false));
    let table = json!({ "anyOf": required_kinds(), "properties": properties });
    json!({ "if": { "type": "object" }, "then": table })
}

/// An input: a number in the field's range, or a table.
pub(super) fn input(field: &Field) -> Value {
    or_table(number(field), "input")
}

/// A law, as [`input`].
pub(super) fn law(field: &Field) -> Value {
    or_table(number(field), "law")
}

/// An input for all products, or one for each that is named.
pub(super) fn by_product(field: &Field) -> Value {
    json!({
        "if": { "anyOf": [{ "type": ["number", "string"] }, reference("is-number")] },
        "then": input(field),
        "else": by_name(field),
    })
}

/// Inputs by name.
pub(super) fn by_name(field: &Field) -> Value {
    by_any_name(&input(field))
}

/// A table whose keys are names, besides what it says of its numbers.
pub(super) fn by_any_name(item: &Value) -> Value {
    let mut properties = metadata();
    properties.insert(REMOVE.to_owned(), reference(REMOVE));
    json!({
        "type": "object",
        "properties": properties,
        "propertyNames": reference("names"),
        "additionalProperties": item,
    })
}

/// The keys of a table of names: a name, or what is said of all.
fn names() -> Value {
    let said: Vec<&str> = METADATA_KEYS.into_iter().chain([REMOVE]).collect();
    let reserved: Vec<&str> = VALUE_KINDS.into_iter().chain(["from"]).collect();
    json!({
        "pattern": format!("^({}|{})$", name_pattern(), said.join("|")),
        "not": { "enum": reserved },
    })
}

/// A name in letters, without the ends of a line.
fn name_pattern() -> String {
    format!("[a-z0-9]([a-z0-9-]{{0,{}}}[a-z0-9])?", MAX_NAME_CHARS - 2)
}

/// A name that is no word of the language.
fn name() -> Value {
    let reserved: Vec<&str> =
        VALUE_KINDS.into_iter().chain(METADATA_KEYS).chain([REMOVE, "from"]).collect();
    json!({
        "pattern": format!("^{}$", name_pattern()),
        "not": { "enum": reserved },
    })
}

/// A plain number in the field's range.
pub(super) fn number(field: &Field) -> Value {
    let range = field.rule.range;
    let mut schema = json!({ "type": "number" });
    let low = range.low.max(-MAX_MAGNITUDE);
    let bound = if range.above_low { "exclusiveMinimum" } else { "minimum" };
    schema[bound] = plain(low);
    schema["maximum"] = plain(range.high.min(MAX_MAGNITUDE));
    or_quantity(schema, &[field.rule.unit.measure])
}

/// A whole number in the field's range.
pub(super) fn whole_number(field: &Field) -> Value {
    let mut schema = number(field);
    if let Some(schema) = schema.as_object_mut() {
        schema.remove("pattern");
    }
    schema["type"] = json!("integer");
    // A whole number may have all digits of 64 bits.
    if field.rule.range.high == f64::INFINITY {
        schema["maximum"] = json!(i64::MAX);
    }
    schema
}

/// A number of any size that is allowed, in any unit: a parameter takes that of its key.
fn amount() -> Value {
    let (least, most) = (plain(-MAX_MAGNITUDE), plain(MAX_MAGNITUDE));
    or_quantity(json!({ "type": "number", "minimum": least, "maximum": most }), &ANY_MEASURE)
}

/// As [`amount`], above 0.
fn positive() -> Value {
    let most = plain(MAX_MAGNITUDE);
    or_quantity(json!({ "type": "number", "exclusiveMinimum": 0, "maximum": most }), &ANY_MEASURE)
}

/// One measure of each kind of quantity.
const ANY_MEASURE: [Measure; 8] = [
    Measure::Ratio,
    Measure::Share,
    Measure::Money,
    Measure::Chips,
    Measure::Power,
    Measure::Time(Span::Week),
    Measure::ChipsPer(Span::Week),
    Measure::Per(Span::Week),
];

/// The schema of a number, or of a text that writes one with its unit.
fn or_quantity(mut number: Value, measures: &[Measure]) -> Value {
    const PERIOD: &str = "(day|week|month|quarter|year)s?";
    let pace = format!("((/|an? |per ) *{PERIOD})?");
    let what = |measure: &Measure| match measure {
        Measure::Ratio => "(%|percent)?".to_owned(),
        Measure::Share => "(%|percent)".to_owned(),
        Measure::Money => "(USD|dollars?)?".to_owned(),
        Measure::Chips => "(chips?|units?)?".to_owned(),
        Measure::Power => "(H20e)?".to_owned(),
        Measure::Time(_) => PERIOD.to_owned(),
        Measure::ChipsPer(_) => format!("(chips?|units?)? *{pace}"),
        Measure::Per(_) => format!("(%|percent)? *{pace}"),
        Measure::OfParameter | Measure::OfMetric => ".*".to_owned(),
    };
    let units: Vec<String> = measures.iter().map(what).collect();
    let money = |measure: &Measure| {
        matches!(measure, Measure::Money | Measure::OfParameter | Measure::OfMetric)
    };
    let dollar = if measures.iter().any(money) { "\\$? *" } else { "" };
    let multiplier = "(k|K|thousand|M|million|B|bn|billion)?";
    // A number with nothing beside it is written without quotes.
    number["pattern"] = json!(format!(
        "^(?=.*[^0-9._ -]) *-?{dollar}[0-9._]+ *{multiplier} *({}) *$",
        units.join("|")
    ));
    number["type"] = json!(["number", "string"]);
    number
}

/// The schema of a number, or of a table of the definition `name` whose `value` is in its range.
fn or_table(mut number: Value, name: &str) -> Value {
    let mut inner = number.clone();
    inner["description"] = json!("The number itself.");
    number["type"] = json!(["number", "string", "object"]);
    number["allOf"] = json!([reference(name)]);
    number["properties"] = json!({ "value": inner });
    number
}

/// A number, without a point where it has none.
pub(super) fn plain(value: f64) -> Value {
    if value == value.trunc() && value.abs() <= MAX_MAGNITUDE {
        json!(value as i64)
    } else {
        json!(value)
    }
}
