//! Goes through pages as a person without JavaScript does: reads forms, fills inputs by name, follows redirects and links.

use anyhow::{Context as _, bail};

use crate::client::{Answer, Client, encode};

/// A person at a browser.
#[derive(Debug)]
pub struct Robot {
    /// The connection and its cookies.
    pub client: Client,
    /// The path it stands on, after redirects.
    pub address: String,
}

/// A form as it stands on a page.
#[derive(Debug, Clone, Default)]
pub struct Form {
    /// Where it is sent to.
    pub action: String,
    /// What it would send if nothing were changed: names and values, in order. Buttons and files are left out.
    pub pairs: Vec<(String, String)>,
    /// The boxes that one types into: names and types, in order; a large one is a `textarea`.
    pub boxes: Vec<(String, String)>,
    /// The boxes that take files.
    pub files: Vec<String>,
}

impl Form {
    /// The pairs with `values` in place of those of the same name.
    pub fn with<'a>(&'a self, values: &[(&'a str, &'a str)]) -> Vec<(&'a str, &'a str)> {
        let mut pairs: Vec<(&str, &str)> = self
            .pairs
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .filter(|(name, _)| !values.iter().any(|(given, _)| given == name))
            .collect();
        pairs.extend_from_slice(values);
        pairs
    }
}

impl Robot {
    /// Opens a browser on the server at `address` (`127.0.0.1:8080`).
    ///
    /// # Errors
    /// Where nobody listens.
    pub async fn open(address: &str) -> anyhow::Result<Self> {
        Ok(Self { client: Client::connect(address).await?, address: "/".to_owned() })
    }

    /// Goes to a path.
    ///
    /// # Errors
    /// Where the connection breaks.
    pub async fn visit(&mut self, path: &str) -> anyhow::Result<Answer> {
        path.clone_into(&mut self.address);
        let answer = self.client.get(path).await?;
        self.arrive(answer).await
    }

    /// Posts pairs to a path.
    ///
    /// # Errors
    /// Where the connection breaks.
    pub async fn post(&mut self, path: &str, pairs: &[(&str, &str)]) -> anyhow::Result<Answer> {
        path.clone_into(&mut self.address);
        let answer = self.client.post(path, pairs).await?;
        self.arrive(answer).await
    }

    /// Sends the main form of `page` with `values` in place of what it holds.
    ///
    /// # Errors
    /// Where the page has no form, or the connection breaks.
    pub async fn submit(&mut self, page: &Answer, values: &[(&str, &str)]) -> anyhow::Result<Answer> {
        let form = form(page)?;
        self.post(&form.action, &form.with(values)).await
    }

    /// As [`Self::submit`], with files: the name of the input, the name of the file, its bytes.
    ///
    /// # Errors
    /// Where the page has no form, or the connection breaks.
    pub async fn upload(
        &mut self,
        page: &Answer,
        values: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> anyhow::Result<Answer> {
        let form = form(page)?;
        let body = multipart(&form.with(values), files);
        let headers = "Content-Type: multipart/form-data; boundary=grenze\r\nSec-Fetch-Site: same-origin\r\n";
        self.address.clone_from(&form.action);
        let answer = self.client.send("POST", &form.action, headers, &body).await?;
        self.arrive(answer).await
    }

    async fn arrive(&mut self, mut answer: Answer) -> anyhow::Result<Answer> {
        for _ in 0..10 {
            let Some(location) = answer.location.take().filter(|_| (300..400).contains(&answer.status)) else {
                return Ok(answer);
            };
            answer = self.client.get(&location).await?;
            self.address = location;
        }
        bail!("the server redirects for ever")
    }
}

/// A body of `multipart/form-data; boundary=grenze`.
pub fn multipart(pairs: &[(&str, &str)], files: &[(&str, &str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in pairs {
        body.extend_from_slice(
            format!("--grenze\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    for (name, file, bytes) in files {
        let head = format!(
            "--grenze\r\nContent-Disposition: form-data; name=\"{name}\"; filename=\"{file}\"\r\nContent-Type: application/octet-stream\r\n\r\n"
        );
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--grenze--\r\n");
    body
}

/// The main form of a page: the first that is posted, logging out aside.
///
/// # Errors
/// Where the page has none.
pub fn form(page: &Answer) -> anyhow::Result<Form> {
    let text = page.text();
    text.split("<form ")
        .skip(1)
        .filter_map(|rest| rest.split("</form>").next())
        .find(|inside| {
            let tag = inside.split('>').next().unwrap_or_default();
            tag.contains("method=\"post\"") && !tag.contains("deconnexion")
        })
        .map(read_form)
        .with_context(|| format!("no form on a page answered with {}:\n{text}", page.status))
}

/// Every form of a page that is posted, logging out aside.
pub fn forms(page: &Answer) -> Vec<Form> {
    let text = page.text();
    let inside = text.split("<form ").skip(1).filter_map(|rest| rest.split("</form>").next());
    let posted = inside.filter(|inside| {
        let tag = inside.split('>').next().unwrap_or_default();
        tag.contains("method=\"post\"") && !tag.contains("deconnexion")
    });
    let mut forms = Vec::new();
    for inside in posted {
        forms.push(read_form(inside));
        let Some(form) = forms.last_mut() else { continue };
        // Boxes may stand beside the form that they belong to, by its id.
        let Some(id) = attribute(inside.split('>').next().unwrap_or_default(), "id") else { continue };
        let apart = format!("form=\"{id}\"");
        for (opening, kind) in [("<textarea", "textarea"), ("<input", "")] {
            for tag in text.split(opening).skip(1).filter_map(|rest| rest.split('>').next()) {
                let (true, Some(name)) = (tag.contains(&apart), attribute(tag, "name")) else { continue };
                let kind = if kind.is_empty() { attribute(tag, "type").unwrap_or_default() } else { kind.to_owned() };
                if kind == "hidden" {
                    form.pairs.push((name, attribute(tag, "value").unwrap_or_default()));
                } else if is_typed(&kind) {
                    form.boxes.push((name, kind));
                }
            }
        }
    }
    forms
}

fn is_typed(kind: &str) -> bool {
    matches!(kind, "" | "text" | "email" | "tel" | "search" | "password" | "url" | "number" | "textarea")
}

/// Every address that a link of the page leads to.
pub fn links(page: &Answer) -> Vec<String> {
    page.text().split("<a ").skip(1).filter_map(|rest| attribute(rest.split('>').next()?, "href")).collect()
}

fn read_form(inside: &str) -> Form {
    let (mut pairs, mut boxes, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for tag in inside.split("<input").skip(1).filter_map(|rest| rest.split('>').next()) {
        let kind = attribute(tag, "type").unwrap_or_default();
        if is_typed(&kind) {
            boxes.extend(attribute(tag, "name").map(|name| (name, kind.clone())));
        } else if kind == "file" {
            files.extend(attribute(tag, "name"));
        }
        let chosen = tag.contains(" checked") || !matches!(kind.as_str(), "radio" | "checkbox");
        if matches!(kind.as_str(), "submit" | "file") || tag.contains(" disabled") || !chosen {
            continue;
        }
        if let Some(name) = attribute(tag, "name") {
            pairs.push((name, attribute(tag, "value").unwrap_or_default()));
        }
    }
    for rest in inside.split("<textarea").skip(1) {
        let Some((tag, text)) = rest.split_once('>') else { continue };
        if let Some(name) = attribute(tag, "name") {
            boxes.push((name.clone(), "textarea".to_owned()));
            pairs.push((name, plain(text.split("</textarea>").next().unwrap_or_default())));
        }
    }
    for rest in inside.split("<select").skip(1) {
        let Some((tag, options)) = rest.split_once('>') else { continue };
        let chosen = options
            .split("</select>")
            .next()
            .unwrap_or_default()
            .split("<option")
            .find(|option| option.split('>').next().is_some_and(|tag| tag.contains(" selected")));
        if let (Some(name), Some(option)) = (attribute(tag, "name"), chosen) {
            pairs.push((name, attribute(option, "value").unwrap_or_default()));
        }
    }
    let tag = inside.split('>').next().unwrap_or_default();
    Form { action: attribute(tag, "action").unwrap_or_default(), pairs, boxes, files }
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let wanted = format!("{name}=\"");
    let start = tag
        .match_indices(&wanted)
        .map(|(at, _)| at)
        .find(|at| *at == 0 || tag.as_bytes()[at - 1].is_ascii_whitespace())?
        + wanted.len();
    let value = &tag[start..start + tag[start..].find('"')?];
    Some(plain(value))
}

/// Text as it was before it was written into HTML.
pub fn plain(html: &str) -> String {
    html.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&#34;", "\"")
        .replace("&#39;", "'")
        .replace("&#x27;", "'")
        .replace("&#x2f;", "/")
        .replace("&amp;", "&")
}

/// Pairs as the body of a form.
pub fn body(pairs: &[(&str, &str)]) -> Vec<u8> {
    encode(pairs).into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_is_read_as_a_browser_would_send_it() {
        let html = r#"<form method="post" action="/compte/deconnexion"><input name="x" value="1"></form>
            <form class="a" method="post" action="/p"><input type="hidden" name="_csrf" value="k"><input type="radio" name="m" value="a">
            <input type="radio" name="m" value="b" checked><textarea name="t">&lt;b&gt;</textarea>
            <select name="s"><option value="1"><option value="2" selected>Deux</select><button name="_action" value="z">Z</button></form>"#;
        let page = Answer { status: 200, location: None, headers: Vec::new(), body: html.as_bytes().to_vec() };
        let form = form(&page).expect("a form");
        let pairs: Vec<(&str, &str)> = form.pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(form.action, "/p");
        assert_eq!(pairs, [("_csrf", "k"), ("m", "b"), ("t", "<b>"), ("s", "2")]);
    }
}
