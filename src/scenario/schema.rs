//! The JSON Schema of scenario files, for editors: written from the language's declarations.
//!
//! It is of draft 7, which the common TOML validators read. Each table of the language is one
//! definition, by its path, that an overlay may fill in part. What only a whole scenario must
//! have (required keys, complete distributions, nothing to remove) is a second definition of the
//! same path under `whole`, which holds where there is no `extends`.
//!
//! The schema knows keys, types, ranges, choices and the parameters of distributions. It cannot
//! know what depends on other entries: sums of shares, names that must exist, dates in order.

use serde_json::{Map, Value, json};

use super::describe::{Description, Field, Kind, MAX_TEXT_CHARS, Presence};
use super::language;
use super::metadata::CONFIDENCES;
use super::overlay::REMOVE;
use super::schema_values as values;

/// The schema as a JSON document with a line end.
pub fn schema() -> String {
    let mut text = format!("{:#}", document());
    text.push('\n');
    text
}

fn document() -> Value {
    let mut definitions = values::definitions();
    table(language(), "scenario", &mut definitions);
    whole(language(), "whole", &mut definitions);
    let mut root = match definitions.remove("scenario") {
        Some(Value::Object(root)) => root,
        _ => Map::new(),
    };
    let mut document = object(json!({
        "$schema": "http://json-schema.org/draft-07/schema#",
        "title": "A tradeflow scenario",
    }));
    if let Some(properties) = root.get_mut("properties").and_then(Value::as_object_mut) {
        properties.remove(REMOVE);
        let about = "The scenario that this one overrides path by path, relative to the file. A \
                     scenario that extends another needs a name of its own, and nothing else.";
        properties.insert("extends".to_owned(), json!({ "type": "string", "description": about }));
    }
    document.append(&mut root);
    document.insert("if".to_owned(), json!({ "required": ["extends"] }));
    let named = json!({ "scenario": { "required": ["name"] } });
    document.insert("then".to_owned(), json!({ "required": ["scenario"], "properties": named }));
    document.insert("else".to_owned(), reference("whole"));
    document.insert("definitions".to_owned(), Value::Object(definitions));
    Value::Object(document)
}

/// A table of which an overlay may give any part.
fn table(description: &Description, path: &str, definitions: &mut Map<String, Value>) {
    let mut properties = Map::new();
    for field in description.fields {
        let below = below(path, "scenario", field);
        if let Some(nested) = field.nested {
            table(nested(), &below, definitions);
        }
        properties.insert(field.key.to_owned(), described(field, property(field, &below)));
    }
    for (key, remark) in values::metadata() {
        // The header has a day of its own.
        properties.entry(key).or_insert(remark);
    }
    properties.insert(REMOVE.to_owned(), reference(REMOVE));
    let definition = json!({
        "description": description.meaning(),
        "type": "object",
        "properties": properties,
        "additionalProperties": false,
        "dependencies": { REMOVE: { "maxProperties": 1 } },
    });
    definitions.insert(path.to_owned(), definition);
}

/// What must hold of a table where no baseline stands under it.
fn whole(description: &Description, path: &str, definitions: &mut Map<String, Value>) {
    let mut properties = Map::new();
    for field in description.fields {
        let below = below(path, "whole", field);
        if let Some(nested) = field.nested {
            whole(nested(), &below, definitions);
        }
        let complete = match field.kind {
            Kind::Table => reference(&below),
            Kind::Tables if field.rule.presence == Presence::Required => json!({
                "minProperties": 1,
                "properties": { REMOVE: false },
                "additionalProperties": reference(&below),
            }),
            Kind::Tables => json!({
                "properties": { REMOVE: false },
                "additionalProperties": reference(&below),
            }),
            // Lists are whole in overlays too.
            Kind::List => continue,
            Kind::Input if field.nested.is_some() => json!({
                "if": { "type": "object", "required": ["from"] },
                "then": reference(&below),
                "else": reference("whole-number"),
            }),
            Kind::Input | Kind::Law => reference("whole-number"),
            Kind::ByProduct => reference("whole-number-or-numbers"),
            Kind::ByName => reference("whole-numbers"),
            _ => json!({ "not": { "type": "object" } }),
        };
        properties.insert(field.key.to_owned(), complete);
    }
    properties.insert(REMOVE.to_owned(), Value::Bool(false));
    let required: Vec<&str> = description
        .fields
        .iter()
        .filter(|field| must_be_given(field))
        .map(|field| field.key)
        .collect();
    let definition = json!({ "required": required, "properties": properties });
    definitions.insert(path.to_owned(), definition);
}

/// Whether a key must be given, or is a table in which a key must be.
fn must_be_given(field: &Field) -> bool {
    let inside = || field.nested.is_some_and(|nested| nested().fields.iter().any(must_be_given));
    match field.rule.presence {
        Presence::Required => true,
        Presence::Empty => field.kind == Kind::Table && inside(),
        _ => false,
    }
}

/// The path of the definition of what is inside a key.
fn below(path: &str, top: &str, field: &Field) -> String {
    match (path == top, top) {
        (true, "scenario") => format!("table.{}", field.key),
        _ => format!("{path}.{}", field.key),
    }
}

/// What may be written for a key, in a whole file or an overlay.
fn property(field: &Field, below: &str) -> Value {
    let rule = &field.rule;
    match field.kind {
        Kind::Input if field.nested.is_some() => json!({
            "if": { "type": "object", "required": ["from"] },
            "then": reference(below),
            "else": values::input(field),
        }),
        Kind::Input => values::input(field),
        Kind::Law => values::law(field),
        Kind::ByProduct => values::by_product(field),
        Kind::ByName => values::by_name(field),
        Kind::Number => or_removal(values::number(field)),
        Kind::Numbers => or_removal(json!({ "type": "array", "items": values::number(field) })),
        Kind::Whole => or_removal(values::whole_number(field)),
        Kind::Name if !rule.choices.is_empty() => {
            let choices = rule.choices.iter().map(|choice| json!(choice));
            let removal = json!({ REMOVE: true });
            json!({ "enum": choices.chain([removal]).collect::<Vec<_>>() })
        }
        Kind::Name => json!({
            "type": ["string", "object"],
            "allOf": [reference("name"), reference("removal")],
        }),
        Kind::Names if !rule.choices.is_empty() => {
            or_removal(json!({ "type": "array", "items": { "enum": rule.choices } }))
        }
        Kind::Names => {
            let name = json!({ "type": "string", "allOf": [reference("name")] });
            or_removal(json!({ "type": "array", "items": name }))
        }
        Kind::InputPath => or_removal(json!({ "type": "string", "maxLength": MAX_TEXT_CHARS })),
        Kind::InputPaths => or_removal(json!({
            "type": "array",
            "items": { "type": "string", "maxLength": MAX_TEXT_CHARS },
        })),
        Kind::Text => json!({
            "type": ["string", "object"],
            "pattern": "\\S",
            "maxLength": rule.max_chars,
            "allOf": [reference("line"), reference("removal")],
        }),
        Kind::Texts => or_removal(json!({ "type": "array", "items": { "type": "string" } })),
        Kind::Values => or_removal(json!({ "type": "array", "minItems": 1 })),
        Kind::Flag => or_removal(json!({ "type": "boolean" })),
        Kind::Date => or_removal(json!({ "type": "string", "format": "date" })),
        Kind::Table => json!({ "allOf": [reference(below)] }),
        Kind::Tables => values::by_any_name(&reference(below)),
        Kind::List => {
            let whole = below.replacen("table", "whole", 1);
            let items = json!({ "allOf": [reference(below), reference(&whole)] });
            or_removal(json!({ "type": "array", "items": items }))
        }
        // Checked by the program, where it is laid over the rest of the file.
        Kind::Change => json!({ "type": "object" }),
    }
}

/// The same, or a table that takes the baseline's key away.
fn or_removal(schema: Value) -> Value {
    let mut schema = object(schema);
    let types = match schema.remove("type") {
        Some(Value::Array(mut several)) => {
            several.push(json!("object"));
            Value::Array(several)
        }
        Some(one) => json!([one, "object"]),
        None => json!(["object"]),
    };
    schema.insert("type".to_owned(), types);
    schema.insert("allOf".to_owned(), json!([reference("removal")]));
    Value::Object(schema)
}

/// The schema of a key with its meaning, unit, valid values and default.
fn described(field: &Field, schema: Value) -> Value {
    let mut schema = object(schema);
    let unit = match field.rule.unit.name {
        "" => String::new(),
        unit => format!(" In {unit}."),
    };
    let valid = match field.valid() {
        valid if valid.is_empty() => String::new(),
        valid => format!(" Valid: {valid}."),
    };
    let left_out = match field.rule.presence {
        Presence::Required => " Must be given.".to_owned(),
        Presence::Optional => String::new(),
        presence => format!(" If left out: {}.", presence.words()),
    };
    let kind = field.kind.name();
    let text =
        format!("{} ({kind}).{unit}{valid}{left_out}", field.meaning().trim_end_matches('.'));
    schema.insert("description".to_owned(), Value::String(text));
    match field.rule.presence {
        Presence::Number(value) if value != crate::model::UNLIMITED => {
            schema.insert("default".to_owned(), values::plain(value));
        }
        Presence::Word(word) => {
            schema.insert("default".to_owned(), json!(word));
        }
        Presence::Flag(flag) => {
            schema.insert("default".to_owned(), json!(flag));
        }
        _ => {}
    }
    Value::Object(schema)
}

/// A reference to a definition.
pub(super) fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/definitions/{name}") })
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// What `source`, `confidence`, `note` and `as_of` may be.
pub(super) fn remark(key: &str) -> Value {
    let about = match key {
        "source" => "Where the number comes from; \"\" says that there is no source.",
        "confidence" => "How far to trust it.",
        "note" => "What else is to be known of it.",
        _ => "The day of the source.",
    };
    match key {
        "confidence" => {
            let words: Vec<&str> = CONFIDENCES.into_iter().chain([""]).collect();
            json!({ "description": about, "enum": words })
        }
        _ => json!({
            "description": about,
            "type": "string",
            "maxLength": MAX_TEXT_CHARS,
            "allOf": [reference("line")],
        }),
    }
}
