//! What the hub of the tests holds, and how it shows it.

use serde_json::{Value, json};

#[derive(Clone, Debug, Default)]
pub(crate) struct Filed {
    pub(crate) id: String,
    pub(crate) name: String,
    pub(crate) kind: String,
    pub(crate) mime: String,
    pub(crate) size: u64,
    pub(crate) status: String,
    pub(crate) bytes: Vec<u8>,
}

#[derive(Clone, Debug)]
pub(crate) struct Folder {
    pub(crate) id: String,
    pub(crate) external_id: String,
    pub(crate) status: String,
    pub(crate) body: Value,
    pub(crate) files: Vec<Filed>,
    pub(crate) case: String,
    pub(crate) case_status: String,
    pub(crate) events: Vec<Event>,
}

#[derive(Clone, Debug)]
pub(crate) struct Event {
    pub(crate) id: String,
    pub(crate) body: Value,
    pub(crate) status: String,
    pub(crate) files: Vec<Filed>,
}

fn listed(files: &[Filed]) -> Value {
    let one = |file: &Filed| {
        json!({
            "id": file.id, "fileName": file.name, "type": file.kind, "size": file.size, "mimeType": file.mime,
            "status": file.status,
        })
    };
    files.iter().map(one).collect()
}

pub(super) fn shown(folder: &Folder) -> Value {
    json!({
        "id": folder.id,
        "externalId": folder.external_id,
        "globalStatus": folder.status,
        "cases": [{ "id": folder.case, "externalId": folder.external_id, "status": folder.case_status }],
        "attachments": listed(&folder.files),
    })
}

pub(super) fn told(event: &Event) -> Value {
    let mut body = event.body.clone();
    body["id"] = event.id.as_str().into();
    body["status"] = event.status.as_str().into();
    body["attachments"] = listed(&event.files);
    body
}
