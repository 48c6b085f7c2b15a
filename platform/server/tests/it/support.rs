//! A server in a temporary folder, and a browser without JavaScript: it keeps cookies, follows redirects, and posts what forms hold.

use std::{collections::BTreeMap, path::Path};

use axum::{
    Router,
    body::Body,
    http::{HeaderMap, Method, Request, StatusCode, header},
};
use desk::{Desk, Post, Setup, Sources};
use jiff::SignedDuration;
use server::{App, Config};
use store::{Clock, Ids, Settings, Store};
use tempfile::TempDir;
use tower::ServiceExt as _;

tokio::task_local! {
    /// The PostgreSQL database of this test; without one the test runs on SQLite.
    pub(crate) static DATABASE: String;
}

/// A server with a folder and a database of its own.
pub(crate) struct World {
    pub(crate) app: App,
    pub(crate) clock: Clock,
    router: Router,
    url: String,
    pub(crate) folder: TempDir,
}

pub(crate) const PASSWORD: &str = "un mot de passe assez long";

impl World {
    pub(crate) async fn new() -> Self {
        Self::with(|_| {}).await
    }

    pub(crate) async fn with(change: impl FnOnce(&mut Config)) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let here = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it");
        let mut config = Config::new(folder.path());
        config.public_url = "http://guichet.test".to_owned();
        config.believes_host = false;
        config.sources = Sources {
            forms: vec![here.join("forms")],
            components: vec![here.join("components")],
            ..Sources::default()
        };
        change(&mut config);
        let clock = Clock::manual("2026-11-21T10:00:00Z".parse().unwrap());
        let mut settings = match DATABASE.try_with(Clone::clone) {
            Ok(url) => Settings { connections: 4, ..Settings::new(url, folder.path()) },
            Err(_) => Settings::sqlite(folder.path()),
        };
        settings.clock = clock.clone();
        let url = settings.url.clone();
        settings.ids = Some(Ids::system(clock.clone()));
        let setup = Setup {
            store: Store::open(settings).await.unwrap(),
            sources: config.sources.clone(),
            public_url: config.public_url.clone(),
            site: config.site.clone(),
            contact: config.contact.clone(),
            environment: "test",
            post: Post::Kept,
            partners: desk::Partners::new(&config.partners).unwrap(),
            scanner: desk::Scanner::from_url(&config.antivirus).unwrap(),
            courier: desk::Courier::new(&config.webhook_networks).unwrap(),
            identity: config.identity.clone(),
            documents: config.documents,
            terms: config.terms.clone(),
        };
        let desk = Desk::new(setup).unwrap();
        desk.import_directory(&here.join("annuaire.yaml")).await.unwrap();
        let app = App::new(config, desk).unwrap();
        Self { router: server::router(app.clone()), app, clock, url, folder }
    }

    pub(crate) fn desk(&self) -> &Desk {
        self.app.desk()
    }

    pub(crate) fn browser(&self) -> Browser {
        Browser { router: self.router.clone(), cookies: BTreeMap::new(), address: "/".to_owned(), by_script: false }
    }

    /// The server on a port of this machine, as long as the test lives: for programs that are not ours. Gives its address.
    pub(crate) async fn listen(&self) -> String {
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let service = self.router.clone().into_make_service_with_connect_info::<std::net::SocketAddr>();
        tokio::spawn(async move { axum::serve(listener, service).await });
        url
    }

    /// Does everything that is due now.
    pub(crate) async fn work(&self) -> usize {
        let mut total = 0;
        loop {
            let done = self.desk().work().await.unwrap().total();
            if done == 0 {
                return total;
            }
            total += done;
        }
    }

    /// Tells webhooks everything that is due now.
    pub(crate) async fn push(&self) -> desk::Worked {
        let mut total = desk::Worked::default();
        let tell = |worked: desk::Worked| {
            total.done += worked.done;
            total.later += worked.later;
            total.parked += worked.parked;
        };
        self.desk().push(tell).await.unwrap();
        total
    }

    /// Puts on partners' servers everything that is due now, looks for answers, and tells mailboxes.
    pub(crate) async fn drop_parcels(&self) -> desk::Worked {
        let mut total = desk::Worked::default();
        let tell = |worked: desk::Worked| {
            total.done += worked.done;
            total.later += worked.later;
            total.parked += worked.parked;
        };
        self.desk().drop_parcels(tell).await.unwrap();
        total
    }

    /// Writes every export that was asked for; how many.
    pub(crate) async fn write_exports(&self) -> usize {
        let mut total = 0;
        loop {
            let done = self.desk().write_exports().await.unwrap().done;
            if done == 0 {
                return total;
            }
            total += done;
        }
    }

    /// Has every file examined that is due now; how often one was.
    pub(crate) async fn scan(&self) -> usize {
        let mut total = 0;
        loop {
            let done = self.desk().scan_files().await.unwrap().total();
            if done == 0 {
                return total;
            }
            total += done;
        }
    }

    /// Runs SQL behind the store's back, as a fault would; in the words of either engine.
    pub(crate) async fn raw(&self, sqlite: &'static str, postgres: &'static str) {
        use sqlx::Connection as _;
        if self.url.starts_with("sqlite") {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(sqlite).execute(&mut connection).await.unwrap();
        } else {
            let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
            sqlx::raw_sql(postgres).execute(&mut connection).await.unwrap();
        }
    }

    /// The number that this SQL gives, on either engine.
    pub(crate) async fn number(&self, sql: &'static str) -> i64 {
        use sqlx::Connection as _;
        if self.url.starts_with("sqlite") {
            let mut connection = sqlx::SqliteConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        } else {
            let mut connection = sqlx::PgConnection::connect(&self.url).await.unwrap();
            sqlx::query_scalar(sql).fetch_one(&mut connection).await.unwrap()
        }
    }

    pub(crate) fn later(&self, hours: i64) {
        self.clock.advance(SignedDuration::from_hours(hours));
    }

    /// Has the directory name an agency.
    pub(crate) async fn names_agency(&self, id: &str) {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("annuaire.yaml");
        std::fs::write(&file, format!("agencies: [{{ id: {id}, name: Autre ville }}]")).unwrap();
        self.desk().import_directory(&file).await.unwrap();
    }

    /// An agent of a desk, logged in.
    pub(crate) async fn agent(&self, siret: &str, branch: &str) -> Browser {
        let url = self.desk().invite(siret, branch, &format!("agent.{siret}@exemple.fr"), "Agnès").await.unwrap();
        let mut browser = self.browser();
        let page = browser.get(url.strip_prefix("http://guichet.test").unwrap()).await;
        page.post_on(&mut browser, &[("name", "Agnès Essai"), ("password", PASSWORD)]).await;
        assert_eq!(browser.address, "/agents");
        browser
    }

    /// A draft of the test démarche, open on its first page.
    pub(crate) async fn draft(&self, browser: &mut Browser) -> Page {
        let start = browser.get("/demarches/essai").await;
        assert_eq!(start.status, StatusCode::OK, "{}", start.text);
        let page = start.post_on(browser, &[]).await;
        agreed(browser, page).await
    }

    /// A draft filled up to the recap.
    pub(crate) async fn recap(&self, browser: &mut Browser, commune: &str) -> Page {
        self.recap_with(browser, &[("commune", commune), ("raison", "perte")]).await
    }

    /// The same with these answers on its second page.
    pub(crate) async fn recap_with(&self, browser: &mut Browser, place: &[(&str, &str)]) -> Page {
        let you = [("demandeur.nom", "Müller-Le Goff"), ("demandeur.prenoms", "Zoé"), ("email", "zoe@exemple.fr")];
        let page = self.draft(browser).await.post_on(browser, &you).await;
        assert!(browser.address.ends_with("/lieu"), "{}\n{}", browser.address, page.text);
        let page = page.post_on(browser, place).await;
        let page =
            if browser.address.contains("/destinataire") { page.follow_on(browser, "/objets").await } else { page };
        assert!(browser.address.ends_with("/objets"), "{}\n{}", browser.address, page.text);
        let name = page.input_ending(".nom");
        let page = page.post_on(browser, &[(&name, "parapluie")]).await;
        assert!(browser.address.ends_with("/recapitulatif"), "{}\n{}", browser.address, page.text);
        page
    }

    /// A dossier filed; the browser is on its confirmation.
    pub(crate) async fn file(&self, browser: &mut Browser, commune: &str) -> Page {
        let recap = self.recap(browser, commune).await;
        let page = recap.post_on(browser, &[("attest", "true")]).await;
        assert!(browser.address.ends_with("/confirmation"), "{}\n{}", browser.address, page.text);
        page
    }
}

/// The page after that of what is known, all of which is agreed to; the same page where it is another.
pub(crate) async fn agreed(browser: &mut Browser, page: Page) -> Page {
    if !browser.address.ends_with("/donnees-connues") {
        return page;
    }
    page.post_on(browser, &[("_choix", "tout")]).await
}

/// Forms that stand beside a page's own: the logout, an accusé de réception, the buttons of identity providers.
const BESIDE: [&str; 3] = ["deconnexion", "/accuse", "/connexion/par/"];

/// A browser without JavaScript.
#[derive(Clone)]
pub(crate) struct Browser {
    router: Router,
    pub(crate) cookies: BTreeMap<String, String>,
    /// Where it stands, after redirects.
    pub(crate) address: String,
    /// Whether its script posts, and takes the answer as it is.
    pub(crate) by_script: bool,
}

/// An answer.
#[derive(Debug, Clone)]
pub(crate) struct Page {
    pub(crate) status: StatusCode,
    pub(crate) headers: HeaderMap,
    pub(crate) bytes: Vec<u8>,
    pub(crate) text: String,
}

impl Browser {
    pub(crate) async fn get(&mut self, address: &str) -> Page {
        let request = Request::builder().uri(address).header(header::ACCEPT, "text/html");
        self.go(request.body(Body::empty()).unwrap()).await
    }

    pub(crate) async fn post(&mut self, address: &str, pairs: &[(&str, &str)]) -> Page {
        let body: Vec<String> =
            pairs.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
        let request = Request::builder()
            .method(Method::POST)
            .uri(address)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .header("sec-fetch-dest", if self.by_script { "empty" } else { "document" })
            .header(header::CONTENT_TYPE, "application/x-www-form-urlencoded");
        self.go(request.body(Body::from(body.join("&"))).unwrap()).await
    }

    /// Posts a form with files.
    pub(crate) async fn upload(
        &mut self,
        address: &str,
        pairs: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
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
        let request = Request::builder()
            .method(Method::POST)
            .uri(address)
            .header(header::ACCEPT, "text/html")
            .header("sec-fetch-site", "same-origin")
            .header(header::CONTENT_TYPE, "multipart/form-data; boundary=grenze");
        self.go(request.body(Body::from(body)).unwrap()).await
    }

    /// Sends a request and follows redirects as browsers do: by GET.
    pub(crate) async fn go(&mut self, request: Request<Body>) -> Page {
        let mut address = request.uri().to_string();
        let mut page = self.once(request).await;
        for _ in 0..10 {
            if !page.status.is_redirection() {
                break;
            }
            address = page.headers[header::LOCATION].to_str().unwrap().to_owned();
            let request =
                Request::builder().uri(&address).header(header::ACCEPT, "text/html").body(Body::empty()).unwrap();
            page = self.once(request).await;
        }
        self.address = address;
        page
    }

    /// One request, as it is answered.
    pub(crate) async fn once(&mut self, mut request: Request<Body>) -> Page {
        if !self.cookies.is_empty() && !request.headers().contains_key(header::COOKIE) {
            let cookies: Vec<String> = self.cookies.iter().map(|(name, value)| format!("{name}={value}")).collect();
            request.headers_mut().insert(header::COOKIE, cookies.join("; ").parse().unwrap());
        }
        let response = self.router.clone().oneshot(request).await.unwrap();
        let (parts, body) = response.into_parts();
        for cookie in parts.headers.get_all(header::SET_COOKIE) {
            let (name, rest) = cookie.to_str().unwrap().split_once('=').unwrap();
            let value = rest.split(';').next().unwrap();
            if value.is_empty() {
                self.cookies.remove(name);
            } else {
                self.cookies.insert(name.to_owned(), value.to_owned());
            }
        }
        let bytes = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
        Page { status: parts.status, headers: parts.headers, text: String::from_utf8_lossy(&bytes).into_owned(), bytes }
    }
}

impl Page {
    /// The pairs of the page's form, with these values over what it holds.
    pub(crate) fn filled(&self, values: &[(&str, &str)]) -> Vec<(String, String)> {
        let held = self.form().pairs.into_iter().filter(|(name, _)| !values.iter().any(|(given, _)| given == name));
        held.chain(values.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))).collect()
    }

    /// Posts the page's form that has `_csrf` (of several, the one whose action is not a logout), with these values over what it holds.
    pub(crate) async fn post_on(&self, browser: &mut Browser, values: &[(&str, &str)]) -> Page {
        let pairs = self.filled(values);
        let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.post(&self.form().action, &borrowed).await
    }

    /// Posts the page's form, with these values over what it holds, and files: question, name, content.
    pub(crate) async fn upload_on(
        &self,
        browser: &mut Browser,
        values: &[(&str, &str)],
        files: &[(&str, &str, &[u8])],
    ) -> Page {
        let pairs = self.filled(values);
        let borrowed: Vec<(&str, &str)> = pairs.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        browser.upload(&self.form().action, &borrowed, files).await
    }

    /// The hidden and typed values of the page's form.
    pub(crate) fn value(&self, name: &str) -> Option<String> {
        self.form().pairs.into_iter().find(|(found, _)| found == name).map(|(_, value)| value)
    }

    /// Goes where the first link leads whose address ends so.
    pub(crate) async fn follow_on(&self, browser: &mut Browser, ending: &str) -> Page {
        let link = self
            .links()
            .into_iter()
            .find(|link| link.ends_with(ending))
            .unwrap_or_else(|| panic!("no link to …{ending} in\n{}", self.text));
        browser.get(&link).await
    }

    pub(crate) fn links(&self) -> Vec<String> {
        attributes(&self.text, "<a ", "href")
    }

    /// The main form of the page.
    pub(crate) fn form(&self) -> Form {
        self.forms()
            .into_iter()
            .find(|form| form.post && !BESIDE.iter().any(|other| form.action.contains(other)))
            .unwrap_or_else(|| panic!("no form in\n{}", self.text))
    }

    pub(crate) fn forms(&self) -> Vec<Form> {
        self.text
            .split("<form ")
            .skip(1)
            .map(|rest| {
                let inside = rest.split("</form>").next().unwrap();
                let tag = inside.split('>').next().unwrap();
                let mut pairs = Vec::new();
                // Fields beside the form may be its own too.
                let own = attribute(tag, "id").map(|id| format!("form=\"{id}\""));
                let beside = self.text.split("<input").skip(1).map(|rest| rest.split('>').next().unwrap());
                let beside = beside.filter(|input| own.as_ref().is_some_and(|own| input.contains(own.as_str())));
                for input in inside.split("<input").skip(1).chain(beside) {
                    let input = input.split('>').next().unwrap();
                    let kind = attribute(input, "type").unwrap_or_default();
                    let skipped = matches!(kind.as_str(), "submit" | "file" | "radio" | "checkbox")
                        && !input.contains(" checked");
                    if let (Some(name), false) = (attribute(input, "name"), skipped || input.contains(" disabled")) {
                        pairs.push((name, attribute(input, "value").unwrap_or_default()));
                    }
                }
                Form {
                    action: attribute(tag, "action").unwrap_or_default(),
                    post: tag.contains("method=\"post\""),
                    pairs,
                }
            })
            .collect()
    }

    /// The name of the first input that ends so.
    pub(crate) fn input_ending(&self, ending: &str) -> String {
        attributes(&self.text, "<input", "name")
            .into_iter()
            .find(|name| name.ends_with(ending))
            .unwrap_or_else(|| panic!("no input …{ending} in\n{}", self.text))
    }

    /// The reference that the page shows.
    pub(crate) fn reference(&self) -> String {
        let at = self.text.find("ESS-").unwrap_or_else(|| panic!("no reference in\n{}", self.text));
        self.text[at..at + 20].to_owned()
    }
}

/// A form as it stands on a page.
#[derive(Debug, Clone)]
pub(crate) struct Form {
    pub(crate) action: String,
    pub(crate) post: bool,
    pub(crate) pairs: Vec<(String, String)>,
}

fn attributes(text: &str, tag: &str, name: &str) -> Vec<String> {
    text.split(tag).skip(1).filter_map(|rest| attribute(rest.split('>').next()?, name)).collect()
}

fn attribute(tag: &str, name: &str) -> Option<String> {
    let start =
        tag.find(&format!("{name}=\"")).filter(|at| *at == 0 || tag.as_bytes()[at - 1].is_ascii_whitespace())?
            + name.len()
            + 2;
    let value = &tag[start..start + tag[start..].find('"')?];
    Some(
        value
            .replace("&#x2f;", "/")
            .replace("&quot;", "\"")
            .replace("&#34;", "\"")
            .replace("&lt;", "<")
            .replace("&amp;", "&"),
    )
}

pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.') {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
