//! Sets up the template engine: strict about names, escaping by default, and what templates may call.
//!
//! | call | gives |
//! |---|---|
//! | `t("id", name=value, …)` | a sentence of `words`; a code (`answer.too_long`) is as good as an id |
//! | `has_words("id")` | whether there is one |
//! | `sentence(shown_problem)`, `fault(fault)` | what is wrong |
//! | `status_label(code)`, `status_explained(code)` | a case's status |
//! | `described(field)`, `described_group(field)`, `width(field)` | attributes and classes of a box or of a group of boxes |
//! | `asset("site.css")` | the address of an asset |
//! | `switch(path, tag)` | the same page in another language |
//! | `all_of(list)`, `one_of(list)` | « a, b et c » |
//! | `delay(delay)` | « 30 jours » |
//! | `\|date`, `\|date_time`, `\|time`, `\|size`, `\|lines` | worded values |

use std::{path::Path, str::FromStr};

use form::{problem::Problem, text::Language};
use jiff::{Zoned, civil::Date};
use minijinja::{
    AutoEscape, Environment, Error as TemplateError, ErrorKind, UndefinedBehavior, Value,
    syntax::SyntaxConfig,
    value::{Kwargs, Serde},
};
use rust_embed::RustEmbed;
use serde::Deserialize;
use words::{Argument, Words, format};

use crate::{Error, assets, escape, page::Fault, sentence};

#[derive(RustEmbed)]
#[folder = "templates"]
struct Templates;

/// With the templates inside the binary, all parsed.
pub(crate) fn embedded(language: Language) -> Result<Environment<'static>, Error> {
    let mut environment = bare(language);
    for name in Templates::iter() {
        let Some(file) = Templates::get(&name) else { continue };
        let source = String::from_utf8_lossy(&file.data).into_owned();
        environment
            .add_template_owned(name.to_string(), source)
            .map_err(|source| Error::Template { template: name.to_string(), source: Box::new(source) })?;
    }
    Ok(environment)
}

/// With the templates of a folder, read when asked for.
pub(crate) fn from_folder(language: Language, folder: &Path) -> Environment<'static> {
    let mut environment = bare(language);
    environment.set_loader(minijinja::path_loader(folder));
    environment
}

fn bare(language: Language) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build().unwrap_or_default());
    environment.set_auto_escape_callback(
        |name| {
            if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None }
        },
    );
    environment.set_formatter(escape::write);
    // Nested groups include their items again; deeper than any schema may be.
    environment.set_recursion_limit(200);
    add_words(&mut environment, language);
    add_values(&mut environment, language);
    environment.add_global("lang", language.tag());
    environment.add_global("acknowledged_within", form::demarche::ACKNOWLEDGED_WITHIN);
    environment.add_function("described", |field: &Value| described(field, true));
    environment.add_function("described_group", |field: &Value| described(field, false));
    environment.add_function("width", width);
    environment.add_function("asset", |name: &str| assets::url(name));
    environment.add_function("switch", switch);
    environment
}

fn add_words(environment: &mut Environment<'static>, language: Language) {
    let tag = language.tag();
    environment.add_function("t", move |id: &str, named: Kwargs| -> Result<Value, TemplateError> {
        let mut names = named.args().peekable();
        if names.peek().is_none()
            && let Some(sentence) = Words::shared().plain(tag, id)
        {
            return Ok(Value::from(sentence));
        }
        let mut arguments = Vec::new();
        for name in names {
            let value: Value = named.get(name)?;
            arguments.push((name, argument(&value)));
        }
        Words::shared()
            .find(tag, &words::id_of_code(id), &arguments)
            .map(Value::from)
            .ok_or_else(|| TemplateError::new(ErrorKind::UndefinedError, format!("no sentence `{id}`")))
    });
    environment
        .add_function("has_words", move |id: &str| Words::shared().find(tag, &words::id_of_code(id), &[]).is_some());
    environment.add_function("sentence", move |shown: &Value| -> Result<String, TemplateError> {
        let problem = Problem::deserialize(shown.get_attr("problem")?)?;
        let label = shown.get_attr("label")?;
        let field_type = shown.get_attr("field_type")?;
        let example = shown.get_attr("example")?;
        Ok(sentence::problem(
            language,
            &problem,
            label.as_str().unwrap_or_default(),
            field_type.as_str().unwrap_or_default(),
            example.as_str(),
        ))
    });
    environment.add_function("fault", move |fault: Serde<Fault>| sentence::fault(language, &fault));
    environment.add_function("status_label", move |code: &str| {
        Words::shared()
            .find(tag, &format!("status-{}", words::id_of_code(code)), &[])
            .unwrap_or_else(|| code.to_owned())
    });
    environment.add_function("status_explained", move |code: &str| {
        Words::shared().find(tag, &format!("status-explained-{}", words::id_of_code(code)), &[]).unwrap_or_default()
    });
}

fn add_values(environment: &mut Environment<'static>, language: Language) {
    let tag = language.tag();
    environment.add_function("all_of", move |items: Vec<String>| format::all_of(tag, &items));
    environment.add_function("one_of", move |items: Vec<String>| format::one_of(tag, &items));
    environment.add_function("delay", move |delay: &Value| -> Result<String, TemplateError> {
        let unit = delay.get_attr("unit")?;
        let id = format!("delay-{}", unit.as_str().unwrap_or("days"));
        Ok(Words::shared().get(tag, &id, &[("count", argument(&delay.get_attr("count")?))]))
    });
    environment.add_filter("date", move |text: &str| -> Result<String, TemplateError> {
        if let Ok(zoned) = Zoned::from_str(text) {
            return Ok(format::date(tag, zoned.date()));
        }
        Date::from_str(text).map(|date| format::date(tag, date)).map_err(|_| unreadable(text))
    });
    environment.add_filter("month", move |text: &str| -> Result<String, TemplateError> {
        Date::from_str(text).map(|date| format::month(tag, date)).map_err(|_| unreadable(text))
    });
    environment.add_filter("date_time", move |text: &str| -> Result<String, TemplateError> {
        Zoned::from_str(text).map(|at| format::date_time(tag, &at)).map_err(|_| unreadable(text))
    });
    environment.add_filter("machine_time", |text: &str| -> Result<String, TemplateError> {
        Zoned::from_str(text).map(|at| at.timestamp().to_string()).map_err(|_| unreadable(text))
    });
    environment.add_filter("size", move |bytes: u64| format::file_size(tag, bytes));
    environment.add_filter("number", move |count: u64| format::number(tag, &count.to_string()));
    environment.add_filter("lines", sentence_lines);
    environment.add_filter("every_line", |text: &str| text.lines().map(linked).collect::<Vec<Value>>());
}

fn sentence_lines(text: &str) -> Vec<String> {
    sentence::paragraphs(text)
}

/// Cuts a line so that addresses in it can be made links.
fn linked(line: &str) -> Value {
    line.split_inclusive(' ')
        .map(|word| {
            let link = word.starts_with("https://") || word.starts_with("http://");
            minijinja::context! { text => word, link => link }
        })
        .collect()
}

fn unreadable(text: &str) -> TemplateError {
    TemplateError::new(ErrorKind::InvalidOperation, format!("not a date: {text}"))
}

fn argument(value: &Value) -> Argument<'static> {
    match value.as_i64() {
        Some(number) if value.is_number() => Argument::Number(number),
        _ => Argument::from(value.to_string()),
    }
}

/// `aria-describedby` of a question: its hint, what is wrong, where the value came from; and `aria-invalid` of a box.
///
/// Here and not a macro: importing one for every question took a third of the page's time.
fn described(field: &Value, is_box: bool) -> Result<Value, TemplateError> {
    let has = |name: &str| field.get_attr(name).map(|value| value.is_true());
    let wrong = has("problems")?;
    let id = field.get_attr("id")?;
    let mut ids = Vec::new();
    for (present, part) in [
        (has("hint")? || (is_box && has("kinds")?), "hint"),
        (has("warnings")?, "warning"),
        (wrong, "error"),
        (has("source")? || has("proposed")?, "source"),
    ] {
        if present {
            ids.push(format!("{}--{part}", id.as_str().unwrap_or_default()));
        }
    }
    let mut out = String::new();
    if !ids.is_empty() {
        // Two hyphens: no path of answers makes them, so that a question called `hint` keeps its own id.
        // Ids are made of field names, row ids and hyphens: nothing in them needs escaping.
        out = format!(" aria-describedby=\"{}\"", ids.join(" "));
    }
    if wrong && is_box {
        out.push_str(" aria-invalid=\"true\"");
    }
    Ok(Value::from_safe_string(out))
}

/// The class that makes a box as wide as its answer.
fn width(field: &Value) -> Result<&'static str, TemplateError> {
    Ok(match field.get_attr("width")?.as_usize() {
        Some(0..=2) => " w2",
        Some(3..=4) => " w4",
        Some(5..=6) => " w6",
        Some(7..=10) => " w10",
        Some(11..=20) => " w20",
        _ => "",
    })
}

/// The address of the same page in another language.
fn switch(path: &str, tag: &str) -> String {
    let (address, query) = path.split_once('?').unwrap_or((path, ""));
    let mut out = format!("{address}?");
    for pair in query.split('&').filter(|pair| !pair.is_empty() && !pair.starts_with("lang=")) {
        out.push_str(pair);
        out.push('&');
    }
    out.push_str("lang=");
    out.push_str(tag);
    out
}
