//! Says how what programs read and write looks as JSON, in the words of HubEE: notifications, cases, events.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::{Uuid, attachments::State, events::Author};
use utoipa::ToSchema;

use super::{clock::Silence, forward::Forwarded, identified::IdentifiedBy};

/// Something happened to a case. It says nothing of what was answered or written: that is read from the case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "cursor": "17", "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "event_id": null, "kind": "case",
    "status": "sent", "author": "system", "at": "2026-11-21T10:00:00Z"
}))]
pub(crate) struct Notification {
    /// Its place. Later notifications have greater ones; none is given twice, none comes before one already given.
    pub(crate) cursor: String,
    /// The case.
    pub(crate) case_id: Uuid,
    /// What happened to it; `null` for a case that is new.
    pub(crate) event_id: Option<Uuid>,
    /// `case` for a new case, or one that comes again, else the event's kind: `status`, `message`, `document`, `values`, `complement`,
    /// `forwarded`, `own_receipt`, `own_receipt_not_sent`, `suspended`, `resumed`, `cancelled`, `resent`, `silence`. Others will come: pass
    /// over those you do not know.
    pub(crate) kind: String,
    /// The status that the case has from then on, where it changed.
    pub(crate) status: Option<String>,
    /// Who did it.
    pub(crate) author: By,
    /// When.
    pub(crate) at: Timestamp,
}

/// A batch of notifications, the oldest first.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "notifications": [{
        "cursor": "17", "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "event_id": null, "kind": "case",
        "status": "sent", "author": "system", "at": "2026-11-21T10:00:00Z"
    }],
    "next": "17", "more": false
}))]
pub(crate) struct NotificationBatch {
    /// In order.
    pub(crate) notifications: Vec<Notification>,
    /// Where the next batch begins (`after`), and what to acknowledge once this one is dealt with.
    pub(crate) next: String,
    /// Whether more are waiting.
    pub(crate) more: bool,
}

/// Everything up to a place was dealt with.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "up_to": "17" }))]
pub(crate) struct Acknowledgement {
    /// A `cursor`, or the `next` of a batch.
    #[schema(pattern = "^[0-9]{1,18}$")]
    pub(crate) up_to: String,
}

/// How far everything is acknowledged.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "acknowledged": "17" }))]
pub(crate) struct Acknowledged {
    /// Where a batch without `after` begins from now on.
    pub(crate) acknowledged: String,
}

/// Who did something.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum By {
    /// The person who filed.
    Citizen,
    /// An agent of the recipient, on the portal.
    Agent,
    /// The recipient's software.
    Partner,
    /// Who runs the platform.
    Operator,
    /// The platform.
    System,
}

impl From<Author> for By {
    fn from(author: Author) -> Self {
        match author {
            Author::Citizen(_) => Self::Citizen,
            Author::Agent(_) => Self::Agent,
            Author::Partner(_) => Self::Partner,
            Author::Operator(_) => Self::Operator,
            Author::System => Self::System,
        }
    }
}

/// A case: what one recipient gets of a dossier, and where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "external_id": "ESS-7K2Q-9M4T-XH3D-01", "reference": "ESS-7K2Q-9M4T-XH3D",
    "demarche": { "id": "stationnement-resident", "version": "1f0c", "agency": "ville-exemple", "title": "Stationnement résident" },
    "recipient": { "id": "mairie", "siret": "21310555400017", "branch": "STAT" },
    "test": true, "invented": false, "status": "received", "next_statuses": ["in_progress", "done", "refused"],
    "own_receipt": null,
    "silence": { "means": "rejection", "state": "runs", "answer_by": "2027-01-21", "suspended_until": null },
    "submitted_at": "2026-11-21T10:00:00Z", "identified": null, "updated_at": "2026-11-21T10:05:00Z",
    "recap_sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "answers": { "demandeur": { "nom": "Martin" } },
    "attachments": [{
        "id": "019aa0c4-7f00-7000-8000-34de9d32aeed", "code": "justificatif", "name": "facture.pdf",
        "mime": "application/pdf", "size": 52311, "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08", "held": null
    }],
    "documents": [],
    "events": [{
        "id": "019aa0c4-7f01-7000-8000-34de9d32aeed", "at": "2026-11-21T10:05:00Z", "author": "partner", "kind": "status",
        "status": "received", "message": null, "forwarded": null, "document_id": null, "files": [], "values": null
    }],
    "complements": [],
    "returns": {
        "schema": { "type": "object", "properties": { "numero_rna": { "type": "string", "title": "Numéro RNA" } } },
        "values": {}
    }
}))]
pub(crate) struct Case {
    /// The case, in addresses and notifications.
    pub(crate) id: Uuid,
    /// What people call the case: the dossier's reference and a number.
    pub(crate) external_id: String,
    /// The dossier's reference, which the citizen has.
    pub(crate) reference: String,
    /// Which procedure, in which version.
    pub(crate) demarche: DemarcheRef,
    /// Whose case it is.
    pub(crate) recipient: RecipientRef,
    /// Made on a test server: it counts for nothing.
    pub(crate) test: bool,
    /// Invented for a program in the sandbox: nobody filed it.
    pub(crate) invented: bool,
    /// Where it stands: `sent`, `received`, `in_progress`, `complement`, `done`, `refused`; `suspended` or `cancelled` by who runs the site.
    pub(crate) status: String,
    /// The statuses that may be set now.
    pub(crate) next_statuses: Vec<String>,
    /// Where the recipient is to send its own accusé de réception; `null` in every other case.
    pub(crate) own_receipt: Option<OwedReceipt>,
    /// The time for an answer, of a procedure that is a request; `null` of every other.
    pub(crate) silence: Option<Silence>,
    /// When it was filed.
    pub(crate) submitted_at: Timestamp,
    /// How a provider of identity knew who filed, where the procedure asks for it; `null` of every other.
    pub(crate) identified: Option<IdentifiedBy>,
    /// When something last happened to it.
    pub(crate) updated_at: Timestamp,
    /// SHA-256 of the recap of the answers as they were filed, as in the package's manifest.
    pub(crate) recap_sha256: String,
    /// What this recipient receives, by the schema at `…/schema`: as it is now, the complements in it.
    #[schema(value_type = Object)]
    pub(crate) answers: serde_json::Value,
    /// What the citizen attached.
    pub(crate) attachments: Vec<Attachment>,
    /// What was returned to the citizen.
    pub(crate) documents: Vec<Document>,
    /// What happened, the oldest first.
    pub(crate) events: Vec<CaseEvent>,
    /// What was asked of the citizen with the status `complement`, the oldest first.
    pub(crate) complements: Vec<Complement>,
    /// What you may give back as values; `null` where the procedure has none.
    pub(crate) returns: Option<Returns>,
}

/// Values that the recipient may give back with an event: the citizen reads them by their titles.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Returns {
    /// JSON Schema 2020-12 of `values`, of the version that was filed.
    #[schema(value_type = Object)]
    pub(crate) schema: serde_json::Value,
    /// Those given so far.
    #[schema(value_type = Object)]
    pub(crate) values: serde_json::Map<String, serde_json::Value>,
}

/// What was asked of the citizen.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Complement {
    /// The event that asked for it.
    pub(crate) event_id: Uuid,
    /// When.
    pub(crate) asked_at: Timestamp,
    /// The questions that were reopened; none where the message said all.
    pub(crate) questions: Vec<String>,
    /// The day until which.
    #[schema(format = Date)]
    pub(crate) by: Option<String>,
    /// `open`, `given`, or `ended`: the case went on without it, or something else was asked for instead.
    pub(crate) state: String,
    /// What was given; `null` as long as nothing is.
    pub(crate) given: Option<GivenComplement>,
}

/// What the citizen gave. The new answers stand in the case's `answers`.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct GivenComplement {
    /// The event that tells it, of kind `complement`.
    pub(crate) event_id: Uuid,
    /// When.
    pub(crate) at: Timestamp,
    /// The paths at which something else is said now.
    pub(crate) changed: Vec<String>,
    /// The case's answers as they were before it.
    #[schema(value_type = Object)]
    pub(crate) former_answers: serde_json::Value,
    /// The files that it took the place of.
    pub(crate) former_attachments: Vec<Attachment>,
}

/// A procedure.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct DemarcheRef {
    /// Its id.
    pub(crate) id: String,
    /// The version that was filled in, by its content.
    pub(crate) version: String,
    /// Who publishes it.
    pub(crate) agency: String,
    /// What people call it.
    pub(crate) title: String,
}

/// A recipient.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecipientRef {
    /// Its id in the procedure.
    pub(crate) id: String,
    /// Its SIRET.
    pub(crate) siret: String,
    /// Its desk; empty for the only one.
    pub(crate) branch: String,
}

/// Why a file is held back.
#[derive(Debug, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Held {
    /// The antivirus has not examined it yet: come back. The package waits for it too.
    Scanning,
    /// The antivirus found it harmful: nobody gets it, and the package is without it.
    Infected,
}

impl Held {
    pub(crate) fn of(state: State) -> Option<Self> {
        match state {
            State::Pending => Some(Self::Scanning),
            State::Infected => Some(Self::Infected),
            State::Clean | State::NotScanned => None,
        }
    }
}

/// A file of the citizen's.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Attachment {
    /// In the address `…/attachments/{file}`.
    pub(crate) id: Uuid,
    /// The question it answers, as a path of the schema.
    pub(crate) code: String,
    /// As the citizen's device calls it.
    pub(crate) name: String,
    /// The media type found in its content.
    pub(crate) mime: String,
    /// In bytes.
    pub(crate) size: u64,
    /// Of its bytes, in hexadecimal.
    pub(crate) sha256: String,
    /// Why its bytes cannot be had; `null` where they can.
    pub(crate) held: Option<Held>,
}

/// A file that was returned to the citizen, or came with a message.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Document {
    /// In the address `…/attachments/{file}`.
    pub(crate) id: Uuid,
    /// Its name.
    pub(crate) name: String,
    /// The media type found in its content.
    pub(crate) mime: String,
    /// In bytes.
    pub(crate) size: u64,
    /// Of its bytes, in hexadecimal.
    pub(crate) sha256: String,
    /// Why its bytes cannot be had; `null` where they can.
    pub(crate) held: Option<Held>,
    /// Where it is a copy of a document of the citizen's account: since which day it was kept there (`2026-11-21`); else `null`.
    pub(crate) kept_on: Option<String>,
}

/// Something that happened to a case.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct CaseEvent {
    /// As in notifications.
    pub(crate) id: Uuid,
    /// When.
    pub(crate) at: Timestamp,
    /// Who did it.
    pub(crate) author: By,
    /// `status`, `message`, `document`, `complement` (the citizen gave one), `own_receipt` (the message is the day), `own_receipt_not_sent`, `forwarded` (it came from another desk), `values` (given back), `suspended`, `resumed`, `cancelled` (by who runs the site; the message is why), `resent` (after a nack) or `silence` (the time for
    /// an answer is over; the message is the last day). Others will come: pass over those you do not know.
    pub(crate) kind: String,
    /// The status that the case has from then on, where it changed.
    pub(crate) status: Option<String>,
    /// What was written.
    pub(crate) message: Option<String>,
    /// Where the case came from, of an event `forwarded`.
    pub(crate) forwarded: Option<Forwarded>,
    /// The document that was returned.
    pub(crate) document_id: Option<Uuid>,
    /// What came with a message of the citizen's.
    pub(crate) files: Vec<Document>,
    /// The values that were given back, of an event `values`; `null` in it: taken back.
    #[schema(value_type = Option<Object>)]
    pub(crate) values: Option<serde_json::Map<String, serde_json::Value>>,
}

/// What is done to a case, all of it or nothing: a status, a message to the citizen, values, documents beside it; at least one of them.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "status": "done", "message": "Votre carte est jointe." }))]
pub(crate) struct NewEvent {
    /// The new status, one of the case's `next_statuses`; without it, or `null`, it stays. `complement` and `refused` want a message.
    #[serde(default)]
    pub(crate) status: Option<String>,
    /// Written to the citizen, at most 1,000 characters. Taken out of it are control characters (but ends of lines and tabs) and signs that
    /// nobody sees or that turn the direction of writing, as everywhere on the site: `a\u0000b` is kept as `ab`.
    #[serde(default)]
    pub(crate) message: Option<String>,
    /// Values that are given back, by the schema in the case's `returns`; any of them, and again where one was wrong; `null` takes one back.
    #[serde(default)]
    #[schema(value_type = Option<Object>, example = json!({ "numero_rna": "W751234567" }))]
    pub(crate) values: Option<serde_json::Map<String, serde_json::Value>>,
    /// With the status `complement`: which questions the citizen is to answer again, and until when.
    #[serde(default)]
    pub(crate) complement: Option<NewComplement>,
}

/// What is asked of the citizen.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "questions": ["identite.nom", "pieces.domicile"], "by": "2026-12-15" }))]
pub(crate) struct NewComplement {
    /// Paths of the case's `answers` and codes of its `attachments`: questions, groups of questions, whole lists. The citizen can change these,
    /// and answers what they open. Without any, the message says what is wanted.
    #[serde(default)]
    pub(crate) questions: Vec<String>,
    /// The last day, from today on, for a year at most. Only `null`, or nothing, names none.
    #[serde(default)]
    #[schema(format = Date)]
    pub(crate) by: Option<String>,
}

/// The same as a form, with documents.
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes a form, which is read part by part")]
pub(crate) struct NewEventForm {
    /// JSON.
    event: NewEvent,
    /// Files (PDF, JPEG, PNG), at most ten, each returned to the citizen.
    #[schema(format = Binary, content_media_type = "application/octet-stream")]
    document: Vec<String>,
}

/// What a recipient says of an accusé de réception that it sends by its own means.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "sent_on": "2026-11-25" }))]
pub(crate) struct OwnReceipt {
    /// The day on which it sent it, from the day of the filing to today; `null`: it was not sent after all.
    #[serde(deserialize_with = "Option::deserialize")]
    #[schema(format = Date, required)]
    pub(crate) sent_on: Option<String>,
}

/// An accusé de réception that the recipient owes by its own means, because the directory lacks its telephone number or an address.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct OwedReceipt {
    /// Until when law wants it sent (CRPA R112-11-2).
    pub(crate) until: Timestamp,
    /// The day on which the recipient says that it sent it.
    #[schema(format = Date)]
    pub(crate) sent_on: Option<String>,
}

/// What happened by a post, the same for each post with the same key.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "status": "done",
    "events": [{
        "id": "019aa0c4-7f01-7000-8000-34de9d32aeed", "at": "2026-11-21T10:05:00Z", "kind": "status", "status": "done",
        "document_id": null
    }]
}))]
pub(crate) struct Recorded {
    /// The case.
    pub(crate) case_id: Uuid,
    /// Its status after it.
    pub(crate) status: String,
    /// In order.
    pub(crate) events: Vec<RecordedEvent>,
}

/// One event of them.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RecordedEvent {
    /// Its id.
    pub(crate) id: Uuid,
    /// When.
    pub(crate) at: Timestamp,
    /// `status`, `message`, `document` or `values`.
    pub(crate) kind: String,
    /// The status that the case has from then on, where it changed.
    pub(crate) status: Option<String>,
    /// The document that was returned.
    pub(crate) document_id: Option<Uuid>,
}

/// A token (RFC 6749, section 5.1).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "access_token": "3f9k2m7q0w8x5c1v6b4n2h7j9d", "token_type": "Bearer", "expires_in": 3600, "scope": "cases:read events:write"
}))]
pub(crate) struct Token {
    /// To be sent as `Authorization: Bearer …`.
    pub(crate) access_token: String,
    /// `Bearer`.
    pub(crate) token_type: &'static str,
    /// Seconds.
    pub(crate) expires_in: i64,
    /// What it allows.
    pub(crate) scope: String,
}

/// What a token is asked for with (RFC 6749, section 4.4).
#[derive(Debug, ToSchema)]
#[expect(dead_code, reason = "describes a form, which is read name by name")]
#[schema(example = json!({ "grant_type": "client_credentials", "scope": "cases:read" }))]
pub(crate) struct TokenRequest {
    /// `client_credentials`.
    grant_type: String,
    /// Names with spaces between; without it, all that the client may do.
    scope: Option<String>,
    /// Here, or by HTTP Basic.
    client_id: Option<String>,
    /// Here, or by HTTP Basic.
    client_secret: Option<String>,
}

/// Why there is no token (RFC 6749, section 5.2).
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "error": "invalid_client", "error_description": "the client is unknown" }))]
pub(crate) struct TokenRefusal {
    /// The standard's code.
    pub(crate) error: &'static str,
    /// In English, for whoever reads logs.
    pub(crate) error_description: String,
}
