//! Goes the steps of a sending, one at a time.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use hyper::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::{
    Folder, NAME, Sending, SoFar, TYPE,
    call::{self, Carries, Fail, Hub, id},
};
use crate::routes::{File, Outcome, Parcel};

/// What a folder is while it is being filled.
const BEGUN: &str = "HUBEE_RECEIVED";
/// What it is told to be once all is there.
const COMPLETED: &str = "HUBEE_COMPLETED";

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Made {
    id: String,
    #[serde(default)]
    global_status: Option<String>,
    #[serde(default)]
    status: Option<String>,
    #[serde(default)]
    cases: Vec<MadeCase>,
    #[serde(default)]
    attachments: Vec<MadeFile>,
}

#[derive(Deserialize)]
struct MadeCase {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MadeFile {
    id: String,
    file_name: String,
    #[serde(default)]
    status: Option<String>,
}

/// A case, with the events that it has.
#[derive(Deserialize)]
struct Known {
    #[serde(default)]
    events: Vec<KnownEvent>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct KnownEvent {
    id: String,
    #[serde(default)]
    partner_attributes: Option<String>,
}

impl Hub<'_> {
    /// One step.
    pub(in crate::routes) async fn step(&self, sending: &Sending, parcel: &Parcel<'_>) -> Outcome {
        let so_far = SoFar::read(parcel.so_far).unwrap_or_default();
        let name = format!("{}.json", parcel.name);
        let manifest = File { name: &name, role: "manifest", mime: "application/json", bytes: parcel.body.as_bytes() };
        let files: Vec<File<'_>> = std::iter::once(manifest).chain(parcel.files.iter().copied()).collect();
        let gone = match sending {
            Sending::Folder(folder) => self.folder(folder, parcel, &files, so_far).await,
            Sending::Event { case, .. } => self.event(sending, case, parcel, so_far).await,
        };
        match gone {
            Ok(Some(so_far)) => {
                serde_json::to_string(&so_far).map_or(Outcome::later("hubee.protocol"), Outcome::Further)
            }
            Ok(None) => Outcome::Done,
            Err(fail) => fail.into(),
        }
    }

    async fn folder(
        &self,
        folder: &Folder,
        parcel: &Parcel<'_>,
        files: &[File<'_>],
        mut so_far: SoFar,
    ) -> Result<Option<SoFar>, Fail> {
        let Some(made) = so_far.folder.clone() else {
            return self.make(folder, parcel, files).await.map(Some);
        };
        if let Some((file, attachment)) = files.get(so_far.uploaded).zip(so_far.attachments.get(so_far.uploaded)) {
            let at = format!("/folders/{}/attachments/{}", id(&made)?, id(attachment)?);
            match self.upload(&at, file).await {
                Ok(()) => {}
                // It may be there already: the hub is asked once all are, and says so of one that it has not got.
                Err(fail) if fail.is_refusal() => {}
                Err(fail) => return Err(fail),
            }
            so_far.uploaded += 1;
            return Ok(Some(so_far));
        }
        let at = format!("/folders/{}", id(&made)?);
        if !so_far.checked {
            let now: Made = call::json(&self.call(Method::GET, &at, Carries::Nothing).await?)?;
            if now.global_status.as_deref().is_some_and(|status| status != BEGUN) {
                return Ok(None);
            }
            return checked(so_far, &now).map(Some);
        }
        let patched = self.call(Method::PATCH, &at, Carries::Json(json!({ "globalStatus": COMPLETED }))).await;
        match patched {
            Ok(_) => Ok(None),
            // Said before, and the answer was lost.
            Err(fail) if fail.is_refusal() => {
                let now: Made = call::json(&self.call(Method::GET, &at, Carries::Nothing).await?)?;
                if now.global_status.as_deref().is_some_and(|status| status != BEGUN) { Ok(None) } else { Err(fail) }
            }
            Err(fail) => Err(fail),
        }
    }

    async fn make(&self, folder: &Folder, parcel: &Parcel<'_>, files: &[File<'_>]) -> Result<SoFar, Fail> {
        let Folder { external_id, process, siret, branch, first_name, last_name } = folder;
        // Both must be there; of a company or an association one of them is not.
        let said = |name: &str| if name.is_empty() { "-".to_owned() } else { cut(name, NAME) };
        let body = json!({
            "externalId": external_id,
            "processCode": process,
            "applicant": { "firstName": said(first_name), "lastName": said(last_name) },
            "cases": [{
                "externalId": external_id,
                "recipient": { "type": "SI", "companyRegister": siret, "branchCode": branch },
                "partnerAttributes": mark(parcel),
            }],
            "attachments": files.iter().map(|file| {
                let mut declared = declared(file);
                declared["recipients"] = json!([external_id]);
                declared
            }).collect::<Vec<_>>(),
        });
        let made: Made = call::json(&self.call(Method::POST, "/folders", Carries::Json(body)).await?)?;
        let case = made.cases.first().map(|case| id(&case.id).map(str::to_owned)).transpose()?;
        Ok(SoFar {
            folder: Some(id(&made.id)?.to_owned()),
            case: Some(case.ok_or("hubee.protocol")?),
            attachments: ids(&made, files)?,
            ..SoFar::default()
        })
    }

    /// What came to a case afterwards. It carries the parcel's id, by which it is found again where its answer was lost.
    async fn event(
        &self,
        sending: &Sending,
        case: &str,
        parcel: &Parcel<'_>,
        mut so_far: SoFar,
    ) -> Result<Option<SoFar>, Fail> {
        let files = parcel.files;
        let Some(event) = so_far.event.clone() else {
            let at = format!("/cases/{}", id(case)?);
            let known: Known = call::json(&self.call(Method::GET, &at, Carries::Nothing).await?)?;
            let mark = mark(parcel);
            let found = known.events.into_iter().find(|event| event.partner_attributes.as_deref() == Some(&*mark));
            let made: Made = match found {
                Some(event) => {
                    let at = format!("{at}/events/{}", id(&event.id)?);
                    call::json(&self.call(Method::GET, &at, Carries::Nothing).await?)?
                }
                None => {
                    let body = said(sending, &mark, files);
                    call::json(&self.call(Method::POST, &format!("{at}/events"), Carries::Json(body)).await?)?
                }
            };
            so_far.event = Some(id(&made.id)?.to_owned());
            so_far.attachments = ids(&made, files)?;
            so_far.sent = matches!(made.status.as_deref(), Some("SENT" | "RECEIVED"));
            return Ok(Some(so_far));
        };
        if so_far.sent {
            return Ok(None);
        }
        let at = format!("/cases/{}/events/{}", id(case)?, id(&event)?);
        if let Some((file, attachment)) = files.get(so_far.uploaded).zip(so_far.attachments.get(so_far.uploaded)) {
            match self.upload(&format!("{at}/attachments/{}", id(attachment)?), file).await {
                Ok(()) => {}
                Err(fail) if fail.is_refusal() => {}
                Err(fail) => return Err(fail),
            }
            so_far.uploaded += 1;
            return Ok(Some(so_far));
        }
        if !so_far.checked && !files.is_empty() {
            let now: Made = call::json(&self.call(Method::GET, &at, Carries::Nothing).await?)?;
            return checked(so_far, &now).map(Some);
        }
        self.call(Method::PATCH, &at, Carries::Json(json!({ "status": "SENT" }))).await?;
        Ok(None)
    }

    async fn upload(&self, at: &str, file: &File<'_>) -> Result<(), Fail> {
        let digest = STANDARD.encode(Sha256::digest(file.bytes));
        self.call(Method::PUT, at, Carries::File { bytes: file.bytes, digest }).await.map(|_| ())
    }
}

/// What the hub says of the files that it was sent.
fn checked(mut so_far: SoFar, now: &Made) -> Result<SoFar, Fail> {
    let mut corrupted = Vec::new();
    for (place, attachment) in so_far.attachments.iter().enumerate() {
        let known = now.attachments.iter().find(|known| known.id == *attachment);
        match known.and_then(|known| known.status.as_deref()) {
            Some("RECEIVED") => {}
            // It holds up nothing else.
            Some("CORRUPTED" | "DELETED") => corrupted.push(place),
            Some("PENDING") if !so_far.again => {
                // The hub has not got it, whatever was answered: once more from there.
                (so_far.again, so_far.uploaded) = (true, place);
                return Ok(so_far);
            }
            Some("PENDING") => return Err("hubee.pending".into()),
            _ => return Err("hubee.rejected".into()),
        }
    }
    so_far.corrupted = corrupted;
    so_far.checked = true;
    Ok(so_far)
}

/// The ids of the files, in our order.
fn ids(made: &Made, files: &[File<'_>]) -> Result<Vec<String>, Fail> {
    let of = |file: &File<'_>| {
        let known = made.attachments.iter().find(|known| known.file_name == cut(file.name, NAME));
        known.ok_or(Fail::from("hubee.protocol")).and_then(|known| Ok(id(&known.id)?.to_owned()))
    };
    files.iter().map(of).collect()
}

fn said(sending: &Sending, mark: &str, files: &[File<'_>]) -> Value {
    let Sending::Event { action, message, status, .. } = sending else { return Value::Null };
    let mut body = json!({
        "actionType": action.code(),
        "author": "guichet",
        "message": message,
        "notification": true,
        "partnerAttributes": mark,
    });
    if let Some((from, to)) = status {
        body["caseCurrentStatus"] = from.as_str().into();
        body["caseNewStatus"] = to.as_str().into();
    }
    if !files.is_empty() {
        body["attachments"] = files.iter().map(declared).collect();
    }
    body
}

fn declared(file: &File<'_>) -> Value {
    json!({
        "fileName": cut(file.name, NAME),
        "type": cut(file.role, TYPE),
        "size": file.bytes.len(),
        "mimeType": file.mime,
    })
}

/// By what the recipient's software, and we, know a parcel that came twice.
fn mark(parcel: &Parcel<'_>) -> String {
    format!("id={}", parcel.id)
}

fn cut(text: &str, most: usize) -> String {
    text.chars().take(most).collect()
}
