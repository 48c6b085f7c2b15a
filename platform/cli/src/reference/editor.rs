//! The schemas for editors: those of `form`, with the components at hand.

use form::{
    bundle::{Bundle, Catalogue},
    definition::editor::{EDITOR_SCHEMAS, Proposed},
};
use serde_yaml::Value;

/// Each schema as the text of a file, by its name.
pub(crate) fn files(catalogue: &Catalogue) -> Vec<(&'static str, String)> {
    let components: Vec<Proposed> = catalogue.components.values().filter_map(proposed).collect();
    EDITOR_SCHEMAS.iter().map(|schema| (schema.file, format!("{:#}\n", schema.json(&components)))).collect()
}

/// How a démarche names this component. One whose head cannot be read is not proposed: `guichet check` says why.
fn proposed(component: &Bundle) -> Option<Proposed> {
    let head: Value = serde_yaml::from_str(component.text("component.yaml")?).ok()?;
    let major = head.get("version")?.as_str()?.split('.').next()?.to_owned();
    let summary = head.get("summary").and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Proposed { reference: format!("component:{}@{major}", component.name), summary })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_component_of_the_binary_is_proposed() {
        let catalogue = crate::built_in::components();
        let files = files(&catalogue);
        let (_, text) = files.iter().find(|(name, _)| *name == "schema.schema.json").unwrap();
        for id in catalogue.components.keys() {
            assert!(text.contains(&format!("\"component:{id}@")), "{id}");
        }
    }
}
