//! A real provider of OpenID Connect on the loopback: npm's oidc-provider, run by node, and somebody who logs in there without a browser.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};

use serde_json::{Value, json};

pub(crate) const CLIENT: &str = "guichet-essai";
/// With signs that a form and a header must escape.
pub(crate) const SECRET: &str = "s3cret du: fournisseur+%&=";

pub(crate) struct Provider {
    pub(crate) issuer: String,
    child: Child,
}

impl Drop for Provider {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Provider {
    /// One that knows these people, and us as a client that comes back to `redirect`; `more` is said of the client besides.
    pub(crate) fn start(accounts: &Value, redirect: &str, after_logout: &str, more: Value) -> Self {
        Self::run(accounts, redirect, after_logout, more, false)
    }

    /// One that is as strict about questions as FranceConnect is.
    pub(crate) fn strict(accounts: &Value, redirect: &str, after_logout: &str, more: Value) -> Self {
        Self::run(accounts, redirect, after_logout, more, true)
    }

    fn run(accounts: &Value, redirect: &str, after_logout: &str, more: Value, strict: bool) -> Self {
        let mut client = json!({
            "client_id": CLIENT, "client_secret": SECRET, "redirect_uris": [redirect],
            "post_logout_redirect_uris": [after_logout], "token_endpoint_auth_method": "client_secret_post",
            "id_token_signed_response_alg": "ES256", "response_types": ["code"], "grant_types": ["authorization_code"],
        });
        client.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../trials/provider");
        assert!(folder.join("node_modules").exists(), "oidc-provider is not installed: run `make tools`");
        let mut child = Command::new("node")
            .arg(folder.join("provider.mjs"))
            .arg(json!({ "clients": [client], "accounts": accounts, "strict": strict }).to_string())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::inherit())
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let issuer = lines.find_map(|line| line.ok().filter(|line| line.starts_with("http://"))).unwrap();
        Self { issuer, child }
    }

    /// What its own page says where it does not take a question.
    pub(crate) fn refusal(&self, url: &str) -> String {
        let (status, location, body) = Visitor::default().ask(&self.issuer, url, None);
        assert_eq!((status, location), (400, None), "{body}");
        body
    }

    /// Goes to `url` as this account, or as somebody who thinks better of it, until the provider sends the browser elsewhere; gives that
    /// address.
    pub(crate) fn log_in(&self, url: &str, account: Option<&str>) -> String {
        let mut visitor = Visitor::default();
        let mut at = url.to_owned();
        let mut form = None;
        for _ in 0..10 {
            if !at.starts_with(&self.issuer) {
                return at;
            }
            let (status, location, body) = visitor.ask(&self.issuer, &at, form.take());
            match location {
                Some(location) if location.starts_with('/') => at = format!("{}{location}", self.issuer),
                Some(location) => at = location,
                None => {
                    assert!(at.contains("/connexion/"), "{status} at {at}: {body}");
                    form = Some(account.map_or("refuse=1".to_owned(), |account| format!("login={account}")));
                }
            }
        }
        panic!("the provider goes round in circles: {at}")
    }
}

/// Keeps cookies, follows nothing.
#[derive(Default)]
struct Visitor {
    cookies: BTreeMap<String, String>,
}

impl Visitor {
    fn ask(&mut self, issuer: &str, url: &str, form: Option<String>) -> (u16, Option<String>, String) {
        let host = issuer.strip_prefix("http://").unwrap();
        let target = url.strip_prefix(issuer).unwrap();
        let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
        let mut stream = TcpStream::connect(host).unwrap();
        let (method, body) = form.map_or(("GET", String::new()), |form| ("POST", form));
        let request = format!(
            "{method} {target} HTTP/1.0\r\nHost: {host}\r\nCookie: {}\r\nContent-Type: application/x-www-form-urlencoded\r\n\
             Content-Length: {}\r\n\r\n{body}",
            cookies.join("; "),
            body.len()
        );
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let answer = String::from_utf8_lossy(&answer).into_owned();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap();
        let mut location = None;
        for line in head.lines().skip(1) {
            let Some((name, value)) = line.split_once(": ") else { continue };
            if name.eq_ignore_ascii_case("location") {
                location = Some(value.to_owned());
            } else if name.eq_ignore_ascii_case("set-cookie") {
                let (name, value) = value.split(';').next().unwrap().split_once('=').unwrap();
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let status = head.split(' ').nth(1).unwrap().parse().unwrap();
        (status, location, body.to_owned())
    }
}
