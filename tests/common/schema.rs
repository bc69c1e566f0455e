//! As much of JSON Schema as our schemas use.

use serde_json::Value;

/// Where a value breaks a schema.
pub fn faults(value: &Value, schema: &Value) -> Vec<String> {
    let mut found = Vec::new();
    check(value, schema, schema, "", &mut found);
    found
}

fn check(value: &Value, schema: &Value, root: &Value, place: &str, found: &mut Vec<String>) {
    if let Some(name) = schema["$ref"].as_str() {
        let target = root
            .pointer(name.trim_start_matches('#'))
            .unwrap_or_else(|| panic!("{name}"));
        return check(value, target, root, place, found);
    }
    let known = [
        "type",
        "properties",
        "required",
        "additionalProperties",
        "items",
        "enum",
        "const",
        "minimum",
        "description",
        "title",
        "$schema",
        "$id",
        "$defs",
    ];
    for name in schema.as_object().unwrap().keys() {
        assert!(
            known.contains(&name.as_str()),
            "the checker does not know {name}"
        );
    }
    if let Some(types) = schema.get("type") {
        let types: Vec<&str> = match types {
            Value::Array(types) => types.iter().map(|one| one.as_str().unwrap()).collect(),
            one => vec![one.as_str().unwrap()],
        };
        let fits = types.iter().any(|one| match *one {
            "null" => value.is_null(),
            "string" => value.is_string(),
            "boolean" => value.is_boolean(),
            "integer" => value.is_i64() || value.is_u64(),
            "number" => value.is_number(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("{other}"),
        });
        if !fits {
            found.push(format!("{place} is {value}, not {types:?}"));
            return;
        }
    }
    if let Some(names) = schema["enum"]
        .as_array()
        .filter(|names| !names.contains(value))
    {
        found.push(format!("{place} is {value}, not one of {names:?}"));
    }
    if schema.get("const").is_some_and(|only| only != value) {
        found.push(format!("{place} is {value}"));
    }
    if let (Some(least), Some(number)) = (schema["minimum"].as_f64(), value.as_f64())
        && number < least
    {
        found.push(format!("{place} is {number}"));
    }
    if let Some(items) = value.as_array() {
        for (index, item) in items.iter().enumerate() {
            check(
                item,
                &schema["items"],
                root,
                &format!("{place}/{index}"),
                found,
            );
        }
    }
    let Some(members) = value.as_object() else {
        return;
    };
    for name in schema["required"].as_array().into_iter().flatten() {
        if !members.contains_key(name.as_str().unwrap()) {
            found.push(format!("{place} lacks {name}"));
        }
    }
    for (name, member) in members {
        let place = format!("{place}/{name}");
        match (
            schema["properties"].get(name),
            &schema["additionalProperties"],
        ) {
            (Some(schema), _) => check(member, schema, root, &place, found),
            (None, Value::Bool(false)) => found.push(format!("{place} is not in the schema")),
            (None, schema @ Value::Object(_)) => check(member, schema, root, &place, found),
            _ => {}
        }
    }
}
