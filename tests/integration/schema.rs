//! The committed JSON Schema is the one that the declarations give, and knows what they declare.

use std::fs;

use serde_json::Value;
use tradeflow::scenario::{Description, Field, Kind, Presence, language, schema};

use crate::program::Program;

const FILE: &str = "docs/scenario.schema.json";
/// Set to write what is generated in place of comparing.
const BLESS: &str = "TRADEFLOW_BLESS";

fn document() -> Value {
    serde_json::from_str(&schema()).expect("JSON")
}

#[test]
fn the_schema_is_current_and_is_what_the_command_prints() {
    let generated = schema();
    if std::env::var_os(BLESS).is_some() {
        fs::write(FILE, &generated).expect("the schema is written");
    }
    let committed = fs::read_to_string(FILE).unwrap_or_default();
    assert!(committed == generated, "{FILE} is out of date: run the tests with {BLESS}=1");
    assert_eq!(Program::new(&["schema"]).succeeds(), generated);
}

/// Follows every reference from here; each must lead to a definition.
fn follow(value: &Value, definitions: &Value, count: &mut usize) {
    match value {
        Value::Object(map) => {
            if let Some(name) = map.get("$ref").and_then(Value::as_str) {
                let name = name.strip_prefix("#/definitions/").expect("a definition");
                assert!(definitions.get(name).is_some(), "{name} is not defined");
                *count += 1;
            }
            map.values().for_each(|value| follow(value, definitions, count));
        }
        Value::Array(items) => items.iter().for_each(|item| follow(item, definitions, count)),
        _ => {}
    }
}

#[test]
fn every_reference_leads_to_a_definition() {
    let document = document();
    let mut count = 0;
    follow(&document, &document["definitions"], &mut count);
    assert!(count > 200, "{count} references");
}

fn check_field(field: &Field, property: &Value, whole: &Value, path: &str) {
    let about = property["description"].as_str().unwrap_or_default();
    assert!(about.starts_with(field.meaning().trim_end_matches('.')), "{path}: {about}");
    assert!(about.contains(field.rule.unit.name), "{path}: {about}");
    let required =
        whole["required"].as_array().is_some_and(|keys| keys.contains(&field.key.into()));
    // A table that may be left out must be there where a key in it must.
    let plain = field.kind != Kind::Table || field.rule.presence != Presence::Empty;
    assert!(!plain || required == (field.rule.presence == Presence::Required), "{path}");
    for choice in field.rule.choices {
        // A list of words has the choice in each of its entries.
        let one = if property["items"].is_null() { property } else { &property["items"] };
        assert!(
            one["enum"].as_array().is_some_and(|all| all.contains(&(*choice).into())),
            "{path}"
        );
    }
    if matches!(field.kind, Kind::Input | Kind::Law | Kind::Number) && field.nested.is_none() {
        let low = if field.rule.range.above_low { "exclusiveMinimum" } else { "minimum" };
        let found = property[low].as_f64().unwrap_or(f64::NAN);
        assert!(found == field.rule.range.low.max(-1e15), "{path}: {property}");
    }
}

fn check(
    description: &Description,
    table: &Value,
    whole: &Value,
    path: &str,
    all: &Value,
) -> usize {
    let mut keys = 0;
    for field in description.fields {
        keys += 1;
        let path = format!("{path}.{}", field.key);
        check_field(field, &table["properties"][field.key], whole, &path);
        if let Some(nested) = field.nested {
            let of = |top: &str| &all[format!("{top}{path}")];
            keys += check(nested(), of("table"), of("whole"), &path, all);
        }
    }
    keys
}

#[test]
fn every_key_of_the_language_is_in_the_schema_with_what_is_declared_of_it() {
    let document = document();
    let definitions = &document["definitions"];
    let keys = check(language(), &document, &definitions["whole"], "", definitions);
    assert!(keys > 150, "{keys} keys");
    assert_eq!(document["additionalProperties"], false);
}
