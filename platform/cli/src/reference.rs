//! Makes the wiki's reference pages from the code's own lists, so that they cannot say what is not so.
//!
//! To add a page: a file here with a `page` function, one line in [`pages`].

mod commands;
mod components;
pub(crate) mod editor;
mod expressions;
mod faults;
mod fields;
mod keys;

/// The pages, by file name.
///
/// # Errors
/// Where an example of the reference is itself faulty.
pub(crate) fn pages() -> anyhow::Result<Vec<(&'static str, String)>> {
    Ok(vec![
        ("champs.md", fields::page()?),
        ("commandes.md", commands::page()),
        ("composants.md", components::page()?),
        ("demarche.md", keys::page()),
        ("expressions.md", expressions::page()),
        ("fautes.md", faults::page()),
    ])
}

/// The schemas for editors, by file name.
pub(crate) fn schemas() -> Vec<(String, String)> {
    editor::files(&crate::built_in::components())
        .into_iter()
        .map(|(name, text)| (format!("editor/{name}"), text))
        .collect()
}

/// The head of a page: its title, and where it comes from.
fn head(fr: &str, en: &str, about: &str) -> String {
    format!(
        "# {fr}\n\n*{en}*\n\n{about}\n\nCette page est faite à partir du code par `guichet docs` (`make docs`) : ne la changez pas à la main.\n"
    )
}

/// Text inside a cell of a table: a bar or a line break would end the cell.
fn cell(text: &str) -> String {
    text.trim().replace('\\', "\\\\").replace('|', "\\|").replace('\n', " ")
}

/// Code inside a line.
fn code(text: &str) -> String {
    if text.contains('`') { format!("`` {text} ``") } else { format!("`{text}`") }
}

/// The anchor of a name: `scenarios/*.yaml` is no anchor, `scenario` is.
fn anchor(name: &str) -> String {
    name.chars().map(|c| if c.is_ascii_alphanumeric() || c == '_' || c == '.' { c } else { '-' }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_made_and_says_where_it_comes_from() {
        let pages = pages().unwrap();
        assert_eq!(pages.len(), 6);
        for (name, text) in pages {
            assert!(text.starts_with("# ") && text.ends_with('\n'), "{name}");
            assert!(text.contains("guichet docs"), "{name}");
            assert!(!text.contains("\n\n\n"), "{name}: an empty line too many");
        }
    }

    #[test]
    fn every_code_and_key_has_a_stable_anchor() {
        let faults = faults::page();
        for explanation in form::check::reference() {
            assert!(faults.contains(&format!("<a id=\"{}\"></a>", explanation.code)), "{}", explanation.code);
        }
        let keys = keys::page();
        for table in form::definition::keys::TABLES {
            assert!(keys.contains(&format!("<a id=\"{}\"></a>", anchor(table.name))), "{}", table.name);
        }
    }

    #[test]
    fn a_bar_does_not_end_a_cell() {
        assert_eq!(cell("a || b\nc"), "a \\|\\| b c");
    }
}
