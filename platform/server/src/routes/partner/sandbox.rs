//! `/api/partner/v1/sandbox`: how far a program has come, dossiers invented for it, and what is to go wrong for it on purpose.

use axum::{Json, extract::State, http::StatusCode};
use desk::{Wish, WrongOnPurpose};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use store::Uuid;
use utoipa::ToSchema;

use crate::{
    app::App,
    error::ServerError,
    extract::partner::{Body, PartnerVisit},
};

/// How far a program has come.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "state": "sandbox",
    "proofs": [{ "code": "pulled", "at": "2026-11-21T10:05:00Z" }, { "code": "taken", "at": null }],
    "faults": [{ "fault": "duplicate", "times": 1 }]
}))]
pub(crate) struct Sandbox {
    /// `sandbox`, or `active`.
    pub(crate) state: String,
    /// What is wanted of it before it becomes active.
    pub(crate) proofs: Vec<Proof>,
    /// What is still to go wrong.
    pub(crate) faults: Vec<Fault>,
}

/// Something that is wanted of a program.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "code": "pulled", "at": "2026-11-21T10:05:00Z" }))]
pub(crate) struct Proof {
    /// `pulled`, `taken`, `verified`, `acknowledged`, `answered`, `repeated`, `waited` or `renewed`.
    pub(crate) code: String,
    /// When it was seen first; null as long as it was not.
    #[schema(required = true)]
    pub(crate) at: Option<Timestamp>,
}

/// Something that is to go wrong.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "fault": "duplicate", "times": 1 }))]
pub(crate) struct Fault {
    /// What.
    pub(crate) fault: String,
    /// How often.
    pub(crate) times: u64,
}

/// Which dossiers are to be invented.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "demarche": "stationnement-resident", "count": 3 }))]
pub(crate) struct NewDossiers {
    /// The démarche's id.
    pub(crate) demarche: String,
    /// How many, from 1 to 20; 1 without it.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 20)]
    pub(crate) count: Option<u16>,
    /// The number of the publication that they are filed by; without it, what is in force.
    #[serde(default)]
    #[schema(minimum = 1)]
    pub(crate) publication: Option<i64>,
}

/// What was invented.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({
    "version": "2.1",
    "cases": [{ "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "external_id": "ZZZ-7K2Q-9M4T-XH3D-5-01" }]
}))]
pub(crate) struct Invented {
    /// The version that they were filed by.
    pub(crate) version: String,
    /// One a case.
    pub(crate) cases: Vec<InventedCase>,
}

/// An invented case.
#[derive(Debug, Serialize, ToSchema)]
#[schema(example = json!({ "case_id": "019aa0c4-7f00-7b36-982a-34de9d32aeed", "external_id": "ZZZ-7K2Q-9M4T-XH3D-5-01" }))]
pub(crate) struct InventedCase {
    /// Its id.
    pub(crate) case_id: Uuid,
    /// What it is called.
    pub(crate) external_id: String,
}

/// What is to go wrong.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(example = json!({ "fault": "unavailable", "times": 1, "seconds": 300, "retry_after": 2 }))]
pub(crate) struct NewFault {
    /// `late`, `duplicate`, `out_of_order` (the next batch), `damaged` (the next package), `unavailable`, `token_refused` (the next request).
    pub(crate) fault: String,
    /// How often, each at another request; once without it. Twenty at a time at most.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 20)]
    pub(crate) times: Option<u16>,
    /// For how many seconds it waits for its request; 600 without it.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 3600)]
    pub(crate) seconds: Option<u32>,
    /// For how many seconds `unavailable` asks to wait; 2 without it.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 60)]
    pub(crate) retry_after: Option<u32>,
}

fn told(faults: Vec<(String, u64)>) -> Vec<Fault> {
    faults.into_iter().map(|(fault, times)| Fault { fault, times }).collect()
}

/// How far it has come.
#[utoipa::path(
    get,
    path = "/api/partner/v1/sandbox",
    tag = "sandbox",
    summary = "See how far your program has come",
    description = "What it has shown in the sandbox, where it sees invented dossiers alone, and what is missing before it becomes active.",
    security(("partner" = ["cases:read"])),
    responses((status = OK, description = "How far it has come", body = Sandbox))
)]
pub(crate) async fn show(State(app): State<App>, visit: PartnerVisit) -> Result<Json<Sandbox>, ServerError> {
    let (desk, partner) = (app.desk(), &visit.partner);
    desk.may_look(partner)?;
    let onboarded = desk.onboarded(partner.id).await?;
    let faults = desk.faults_ordered(&partner.agency, partner.id).await?;
    let proofs = onboarded.proofs.iter().map(|(proof, at)| Proof { code: proof.code().to_owned(), at: *at });
    Ok(Json(Sandbox {
        state: onboarded.client.state.code().to_owned(),
        proofs: proofs.collect(),
        faults: told(faults),
    }))
}

/// Invents dossiers.
#[utoipa::path(
    post,
    path = "/api/partner/v1/sandbox/dossiers",
    tag = "sandbox",
    summary = "Have dossiers invented",
    description = "Made up from the démarche, by any version that was published, and told as any others. Their references begin with ZZZ, `test` \
                   is true, each page of their documents says TEST. A hundred at a time at most; they are gone after 14 days. In the sandbox alone.",
    request_body = NewDossiers,
    security(("partner" = ["cases:read"])),
    responses((status = CREATED, description = "What was invented", body = Invented))
)]
pub(crate) async fn invent(
    State(app): State<App>,
    visit: PartnerVisit,
    Body(wish): Body<NewDossiers>,
) -> Result<(StatusCode, Json<Invented>), ServerError> {
    app.desk().in_sandbox(&visit.partner)?;
    let wish = Wish { demarche: wish.demarche, count: wish.count.unwrap_or(1), publication: wish.publication };
    let made = app.desk().invent(visit.partner.id, wish).await?;
    let cases = made.cases.into_iter().map(|(case_id, external_id)| InventedCase { case_id, external_id });
    Ok((StatusCode::CREATED, Json(Invented { version: made.version, cases: cases.collect() })))
}

/// Has something go wrong.
#[utoipa::path(
    post,
    path = "/api/partner/v1/sandbox/faults",
    tag = "sandbox",
    summary = "Have something go wrong",
    description = "At one of your next requests, within a time: a batch that comes late, twice or from its end, a package that is not what its \
                   manifest says, a 503 with Retry-After, a token that is refused. In the sandbox alone.",
    request_body = NewFault,
    security(("partner" = ["cases:read"])),
    responses((status = CREATED, description = "What is to go wrong", body = [Fault], example = json!([{ "fault": "unavailable", "times": 1 }])))
)]
pub(crate) async fn order(
    State(app): State<App>,
    visit: PartnerVisit,
    Body(said): Body<NewFault>,
) -> Result<(StatusCode, Json<Vec<Fault>>), ServerError> {
    app.desk().in_sandbox(&visit.partner)?;
    let order = WrongOnPurpose {
        fault: said.fault,
        times: said.times.unwrap_or(1),
        seconds: said.seconds.unwrap_or(600),
        retry_after: said.retry_after.unwrap_or(2),
    };
    Ok((StatusCode::CREATED, Json(told(app.desk().order_fault(visit.partner.id, &order).await?))))
}
