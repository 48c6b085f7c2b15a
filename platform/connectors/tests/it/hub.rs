//! A hub on the loopback that speaks HubEE's contract and keeps to it: it refuses calls out of order, files that are not as declared,
//! tokens that ended; and fails as a test wants.

use std::io::Read;
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard};
use std::thread;

use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

#[path = "hub_shapes.rs"]
mod shapes;
#[path = "hub_wire.rs"]
mod wire;

pub(crate) use shapes::{Event, Filed, Folder};
use shapes::{shown, told};
use wire::{Answer, Call, answer, behind, none, not_found, read_body, read_head, says};

pub(crate) const CLIENT: &str = "guichet-essai";
pub(crate) const SECRET: &str = "s3cret-du-hub";

/// How a call goes wrong.
#[derive(Clone, Debug)]
pub(crate) enum Wrong {
    /// The line is cut after so many bytes of the request.
    Cut(usize),
    /// It is done, and its answer is lost.
    Lost,
    /// Nothing is said, and the line stays open.
    Hush,
    /// It is done, and what it has received is said to be still to come.
    Behind,
    /// It is refused with this status and these header lines.
    Say(u16, &'static str),
}

/// A call that goes wrong so often: the method, what its path ends with, or has in it.
#[derive(Clone, Debug)]
struct Fault {
    method: &'static str,
    path: &'static str,
    times: usize,
    wrong: Wrong,
}

#[derive(Default)]
struct State {
    next: usize,
    tokens: Vec<String>,
    granted: usize,
    folders: Vec<Folder>,
    /// Id, case, event.
    notices: Vec<(String, String, Option<String>)>,
    faults: Vec<Fault>,
    /// What was refused because it breaks the contract.
    breaches: Vec<String>,
    calls: Vec<String>,
    infected: bool,
}

#[derive(Clone)]
pub(crate) struct Hub {
    pub(crate) port: u16,
    state: Arc<Mutex<State>>,
}

impl Hub {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let hub = Self { port: listener.local_addr().unwrap().port(), state: Arc::default() };
        let serving = hub.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let hub = serving.clone();
                thread::spawn(move || hub.serve(stream.unwrap()));
            }
        });
        hub
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap()
    }

    pub(crate) fn api(&self) -> String {
        format!("http://127.0.0.1:{}/teledossiers/v1", self.port)
    }

    pub(crate) fn token(&self) -> String {
        format!("http://127.0.0.1:{}/oauth2/token", self.port)
    }

    /// Has calls go wrong, the next `times`.
    pub(crate) fn fail(&self, method: &'static str, path: &'static str, times: usize, wrong: Wrong) {
        self.state().faults.push(Fault { method, path, times, wrong });
    }

    /// Ends all tokens.
    pub(crate) fn end_tokens(&self) {
        self.state().tokens.clear();
    }

    /// How many tokens were granted.
    pub(crate) fn granted(&self) -> usize {
        self.state().granted
    }

    /// Its antivirus finds something in each file that comes.
    pub(crate) fn finds_viruses(&self) {
        self.state().infected = true;
    }

    pub(crate) fn folders(&self) -> Vec<Folder> {
        self.state().folders.clone()
    }

    /// Those that their recipient hears of.
    pub(crate) fn completed(&self) -> Vec<Folder> {
        self.folders().into_iter().filter(|folder| folder.status != "HUBEE_RECEIVED").collect()
    }

    pub(crate) fn breaches(&self) -> Vec<String> {
        self.state().breaches.clone()
    }

    pub(crate) fn notices(&self) -> usize {
        self.state().notices.len()
    }

    pub(crate) fn calls(&self) -> Vec<String> {
        self.state().calls.clone()
    }

    /// The recipient does something to a case; gives the event's id.
    pub(crate) fn answers(&self, external_id: &str, body: Value, files: &[(&str, &str, &[u8])]) -> String {
        let mut state = self.state();
        let id = state.id("event");
        let filed = files.iter().map(|(name, mime, bytes)| Filed {
            id: state_id(&id, name),
            name: (*name).to_owned(),
            kind: "document".to_owned(),
            mime: (*mime).to_owned(),
            size: bytes.len() as u64,
            status: "RECEIVED".to_owned(),
            bytes: bytes.to_vec(),
        });
        let filed: Vec<Filed> = filed.collect();
        let folder = state.folders.iter_mut().rev().find(|folder| folder.external_id == external_id).unwrap();
        let mut body = body;
        body["caseCurrentStatus"] = folder.case_status.as_str().into();
        if let Some(status) = body["caseNewStatus"].as_str() {
            folder.case_status = status.to_owned();
        }
        body["createDateTime"] = format!("2026-11-23T08:00:{:02}.000Z", folder.events.len()).into();
        folder.events.push(Event { id: id.clone(), body, status: "SENT".to_owned(), files: filed });
        let case = folder.case.clone();
        let notice = state.id("notice");
        state.notices.push((notice, case, Some(id.clone())));
        id
    }

    /// What the recipient does, by its new status alone.
    pub(crate) fn sets(&self, external_id: &str, status: &str, message: &str) -> String {
        let body = json!({ "actionType": "STATUS_UPDATE", "author": "Paul MARTIN", "message": message, "caseNewStatus": status });
        self.answers(external_id, body, &[])
    }

    /// Tells of an event once more.
    pub(crate) fn tells_again(&self, event: &str) {
        let mut state = self.state();
        let case =
            state.folders.iter().find(|folder| folder.events.iter().any(|one| one.id == event)).unwrap().case.clone();
        let notice = state.id("notice");
        state.notices.push((notice, case, Some(event.to_owned())));
    }

    /// Makes another of an event than it was.
    pub(crate) fn changes(&self, event: &str, change: impl FnOnce(&mut Event)) {
        let mut state = self.state();
        let mut all = state.folders.iter_mut().flat_map(|folder| &mut folder.events);
        change(all.find(|one| one.id == event).unwrap());
    }

    /// Tells what was told last first.
    pub(crate) fn turns_notices_round(&self) {
        self.state().notices.reverse();
    }

    /// Tells of a case that nobody sent.
    pub(crate) fn tells_of_unknown(&self) {
        let mut state = self.state();
        let (notice, case) = (state.id("notice"), state.id("case"));
        state.notices.push((notice, case, None));
    }

    fn serve(&self, mut stream: TcpStream) {
        let mut seen = Vec::new();
        let Some(head) = read_head(&mut stream, &mut seen) else { return };
        let (method, path) = (head.method.clone(), head.path.clone());
        self.state().calls.push(format!("{method} {path}"));
        let wrong = self.state().goes_wrong(&method, &path);
        match wrong {
            Some(Wrong::Cut(after)) => {
                // Only what is still to come can be waited for.
                if head.length() > seen.len() {
                    let _ = stream.read(&mut vec![0; after]);
                }
                return;
            }
            Some(Wrong::Hush) => {
                let _ = stream.read(&mut [0; 1]);
                return;
            }
            Some(Wrong::Say(status, headers)) => {
                return answer(&mut stream, &Answer(status, Vec::new(), headers.to_owned()));
            }
            Some(Wrong::Lost | Wrong::Behind) | None => {}
        }
        let Some(call) = read_body(&mut stream, head, seen) else { return };
        let said = self.state().handle(&call);
        let said = if matches!(wrong, Some(Wrong::Behind)) { behind(said) } else { said };
        if !matches!(wrong, Some(Wrong::Lost)) {
            answer(&mut stream, &said);
        }
    }
}

fn state_id(event: &str, name: &str) -> String {
    format!("{event}-{}", name.len())
}

impl State {
    fn id(&mut self, kind: &str) -> String {
        self.next += 1;
        format!("{kind}-{:04}", self.next)
    }

    fn goes_wrong(&mut self, method: &str, path: &str) -> Option<Wrong> {
        let fault = self
            .faults
            .iter_mut()
            .find(|fault| fault.times > 0 && fault.method == method && path.contains(fault.path))?;
        fault.times -= 1;
        Some(fault.wrong.clone())
    }

    fn breach(&mut self, said: &str) -> Answer {
        self.breaches.push(said.to_owned());
        says(400, &json!({ "errors": [{ "code": 400, "message": said }] }))
    }

    fn handle(&mut self, call: &Call) -> Answer {
        if call.path == "/oauth2/token" {
            return self.grant(call);
        }
        let token = call.headers.get("authorization").and_then(|value| value.strip_prefix("Bearer "));
        if !token.is_some_and(|token| self.tokens.iter().any(|known| known == token)) {
            return says(401, &json!({ "errors": [{ "code": 401, "message": "Invalid token" }] }));
        }
        for header in ["editorname", "applicationname", "softwareversion"] {
            if !call.headers.contains_key(header) {
                return self.breach(header);
            }
        }
        let Some(path) = call.path.strip_prefix("/teledossiers/v1/") else { return says(404, &json!({})) };
        let parts: Vec<&str> = path.split('/').collect();
        match (call.method.as_str(), parts.as_slice()) {
            ("POST", ["folders"]) => self.make(call),
            ("GET", ["folders", id]) => self.folder(id).map_or_else(not_found, |folder| says(200, &shown(&folder))),
            ("PATCH", ["folders", id]) => self.complete(id, call),
            ("PUT", ["folders", id, "attachments", file]) => self.upload(call, file, |state| {
                let folder = state.folders.iter_mut().find(|folder| folder.id == *id)?;
                (folder.status == "HUBEE_RECEIVED").then_some(&mut folder.files)
            }),
            ("GET", ["cases", id]) => self.case(id).map_or_else(not_found, |folder| {
                let events: Vec<Value> = folder.events.iter().map(told).collect();
                says(200, &json!({ "id": folder.case, "status": folder.case_status, "events": events }))
            }),
            ("POST", ["cases", id, "events"]) => self.happen(id, call),
            ("GET", ["cases", _, "events", event]) => {
                self.event(event).map_or_else(not_found, |event| says(200, &told(&event)))
            }
            ("PUT", ["cases", _, "events", event, "attachments", file]) => self.upload(call, file, |state| {
                let event =
                    state.folders.iter_mut().flat_map(|folder| &mut folder.events).find(|one| one.id == *event)?;
                (event.status == "IN_PROGRESS").then_some(&mut event.files)
            }),
            ("GET", ["cases", _, "events", event, "attachments", file]) => {
                let file = self.event(event).and_then(|event| event.files.into_iter().find(|one| one.id == *file));
                file.map_or_else(not_found, |file| {
                    let digest = format!("digest: {}\r\n", STANDARD.encode(Sha256::digest(&file.bytes)));
                    Answer(200, file.bytes, digest)
                })
            }
            ("PATCH", ["cases", _, "events", event]) => self.mark(event, call),
            ("GET", ["notifications"]) => {
                let most: usize =
                    call.query.strip_prefix("maxResult=").and_then(|most| most.parse().ok()).unwrap_or(50);
                let notices = self.notices.iter().take(most).map(|(id, case, event)| {
                    json!({ "id": id, "caseId": case, "eventId": event, "processCode": "x", "dateTime": "2026-11-23T08:00:00Z" })
                });
                says(200, &notices.collect::<Vec<_>>().into())
            }
            ("DELETE", ["notifications", id]) => {
                let before = self.notices.len();
                self.notices.retain(|(notice, ..)| notice != id);
                if before == self.notices.len() { not_found() } else { none() }
            }
            _ => self.breach(&format!("no such call: {} {}", call.method, call.path)),
        }
    }

    fn grant(&mut self, call: &Call) -> Answer {
        let right = format!("Basic {}", STANDARD.encode(format!("{CLIENT}:{SECRET}")));
        if call.headers.get("authorization") != Some(&right) {
            return says(401, &json!({ "error": "invalid_client" }));
        }
        if call.body != b"grant_type=client_credentials&scope=OSL" {
            return self.breach("token request");
        }
        self.granted += 1;
        let token = format!("jeton-{}", self.granted);
        self.tokens.push(token.clone());
        says(200, &json!({ "access_token": token, "token_type": "bearer", "expires_in": 3600 }))
    }

    fn folder(&self, id: &str) -> Option<Folder> {
        self.folders.iter().find(|folder| folder.id == id).cloned()
    }

    fn case(&self, id: &str) -> Option<Folder> {
        self.folders.iter().find(|folder| folder.case == id).cloned()
    }

    fn event(&self, id: &str) -> Option<Event> {
        self.folders.iter().flat_map(|folder| &folder.events).find(|event| event.id == id).cloned()
    }

    fn declared(&mut self, files: &Value) -> Option<Vec<Filed>> {
        let mut declared = Vec::new();
        for file in files.as_array()? {
            let text = |key: &str, most: usize| {
                file[key].as_str().filter(|text| !text.is_empty() && text.chars().count() <= most).map(str::to_owned)
            };
            let name = text("fileName", 255)?;
            if declared.iter().any(|known: &Filed| known.name == name) {
                return None;
            }
            declared.push(Filed {
                id: self.id("piece"),
                name,
                kind: text("type", 100)?,
                mime: text("mimeType", 255)?,
                size: file["size"].as_u64()?,
                status: "PENDING".to_owned(),
                bytes: Vec::new(),
            });
        }
        // The hub keeps to no order of its own.
        declared.reverse();
        Some(declared)
    }

    fn make(&mut self, call: &Call) -> Answer {
        let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let external_id = body["externalId"].as_str().unwrap_or_default().to_owned();
        let text = |value: &Value, most: usize| {
            value.as_str().is_some_and(|text| !text.is_empty() && text.chars().count() <= most)
        };
        let recipient = &body["cases"][0]["recipient"];
        let applicant = &body["applicant"];
        if !text(&body["externalId"], 30)
            || !text(&body["processCode"], 30)
            || body["cases"].as_array().map(Vec::len) != Some(1)
        {
            return self.breach("folder");
        }
        if recipient["type"] != "SI"
            || recipient["companyRegister"].as_str().map(str::len) != Some(14)
            || !text(&recipient["branchCode"], 10)
        {
            return self.breach("recipient");
        }
        if !text(&applicant["firstName"], 255) || !text(&applicant["lastName"], 255) {
            return self.breach("applicant");
        }
        let seen = |file: &Value| file["recipients"] == json!([external_id]);
        if body["cases"][0]["externalId"] != external_id.as_str()
            || !body["attachments"].as_array().is_some_and(|all| !all.is_empty() && all.iter().all(seen))
        {
            return self.breach("recipients of attachments");
        }
        let Some(files) = self.declared(&body["attachments"]) else { return self.breach("attachments") };
        let folder = Folder {
            id: self.id("folder"),
            case: self.id("case"),
            external_id,
            status: "HUBEE_RECEIVED".to_owned(),
            case_status: "HUBEE_RECEIVED".to_owned(),
            body,
            files,
            events: Vec::new(),
        };
        let said = shown(&folder);
        self.folders.push(folder);
        says(201, &said)
    }

    fn upload(
        &mut self,
        call: &Call,
        id: &str,
        files: impl for<'s> FnOnce(&'s mut Self) -> Option<&'s mut Vec<Filed>>,
    ) -> Answer {
        let infected = self.infected;
        let digest = STANDARD.encode(Sha256::digest(&call.body));
        let right = call.headers.get("digest") == Some(&digest)
            && call.headers.get("content-type").map(String::as_str) == Some("application/octet-stream");
        let Some(file) = files(self).and_then(|files| files.iter_mut().find(|file| file.id == id)) else {
            return self.breach("an upload to what is not there, or is complete");
        };
        if file.status != "PENDING" {
            // Not a breach: whoever lost an answer cannot know.
            return says(400, &json!({ "errors": [{ "code": 400, "message": "already received" }] }));
        }
        if !right || file.size != call.body.len() as u64 {
            file.status = "REJECTED".to_owned();
            return self.breach("a file that is not as declared");
        }
        file.status = if infected { "CORRUPTED" } else { "RECEIVED" }.to_owned();
        file.bytes.clone_from(&call.body);
        none()
    }

    fn complete(&mut self, id: &str, call: &Call) -> Answer {
        let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let Some(folder) = self.folders.iter_mut().find(|folder| folder.id == id) else { return not_found() };
        if folder.status != "HUBEE_RECEIVED" {
            return says(400, &json!({ "errors": [{ "code": 400, "message": "already completed" }] }));
        }
        if body["globalStatus"] != "HUBEE_COMPLETED"
            || folder.files.iter().any(|file| matches!(file.status.as_str(), "PENDING" | "REJECTED"))
        {
            return self.breach("completed before all is there");
        }
        folder.status = "HUBEE_COMPLETED".to_owned();
        folder.case_status = "HUBEE_NOTIFIED".to_owned();
        none()
    }

    fn happen(&mut self, case: &str, call: &Call) -> Answer {
        let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let known = self.folders.iter().any(|folder| folder.case == case && folder.status != "HUBEE_RECEIVED");
        let action = body["actionType"].as_str().unwrap_or_default().to_owned();
        let long = body["message"].as_str().is_some_and(|message| message.chars().count() > 1000);
        let moves = body["caseNewStatus"].is_string() != (action == "STATUS_UPDATE") && action != "ATTACH_DEPOSIT";
        if !known || long || moves || !matches!(action.as_str(), "STATUS_UPDATE" | "ATTACH_DEPOSIT" | "SENDING_MESSAGE")
        {
            return self.breach("event");
        }
        let files = if body["attachments"].is_array() { self.declared(&body["attachments"]) } else { Some(Vec::new()) };
        let Some(files) = files else { return self.breach("attachments of an event") };
        let id = self.id("event");
        let status = if files.is_empty() { "SENT" } else { "IN_PROGRESS" }.to_owned();
        let folder = self.folders.iter_mut().find(|folder| folder.case == case).unwrap();
        if let Some(status) = body["caseNewStatus"].as_str() {
            folder.case_status = status.to_owned();
        }
        let event = Event { id, body, status, files };
        folder.events.push(event.clone());
        says(201, &told(&event))
    }

    fn mark(&mut self, id: &str, call: &Call) -> Answer {
        let body: Value = serde_json::from_slice(&call.body).unwrap_or_default();
        let Some(event) = self.folders.iter_mut().flat_map(|folder| &mut folder.events).find(|event| event.id == id)
        else {
            return not_found();
        };
        let wanted = body["status"].as_str().unwrap_or_default();
        let may = match (event.status.as_str(), wanted) {
            ("IN_PROGRESS", "SENT") => event.files.iter().all(|file| file.status != "PENDING"),
            ("SENT", "RECEIVED") => true,
            (now, wanted) => now == wanted,
        };
        if !may {
            return self.breach("status of an event");
        }
        wanted.clone_into(&mut event.status);
        none()
    }
}
