//! How the site runs, for those who run it: queues, routes, what waits for a human, cases that are held. No answer, no citizen's name.

use jiff::Zoned;
use serde::Serialize;

use super::{Chrome, Fault, pages};

pages! {
    Operation => "page/operation.html",
}

/// Posts `_act` (`retry`, `retry_route`, `pause`, `resume`, `redrive`) and `id`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Operation {
    /// Around the page.
    pub chrome: Chrome,
    /// Where the page posts.
    pub action: String,
    /// How many pieces were set going just now, where that was asked for.
    pub done: Option<u64>,
    /// The queues.
    pub queues: Vec<QueueRow>,
    /// What recipients are told by.
    pub routes: Listed<RouteRow>,
    /// What waits for a human.
    pub parked: Listed<ParkedRow>,
    /// Cases that software could not take in.
    pub refused: Listed<HeldRow>,
    /// Cases that an operator suspended.
    pub suspended: Listed<HeldRow>,
    /// What recipients answered by the State's hub and that was not applied.
    pub kept: Vec<KeptRow>,
    /// The case that was to go on, and the reason typed, on a page that comes back.
    pub resuming: Option<(String, String)>,
    /// What is wrong; field `reference`.
    pub faults: Vec<Fault>,
}

/// A page of a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Listed<T> {
    /// Its rows.
    pub rows: Vec<T>,
    /// Where it goes on.
    pub next_href: Option<String>,
}

/// A queue.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueueRow {
    /// Its code: `outbox`, `timers`, `scans`, `webhooks`, `drops`, `exports`.
    pub code: String,
    /// To be done.
    pub waiting: u64,
    /// Under way.
    pub under_way: u64,
    /// Held with their case.
    pub held: u64,
    /// That wait for a human.
    pub parked: u64,
    /// When the oldest fell due that nobody has begun.
    pub oldest: Option<Zoned>,
}

/// A route.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RouteRow {
    /// Its id.
    pub id: String,
    /// `webhook`, `sftp`, `mail` or `digest`.
    pub kind: String,
    /// Whose: the name in the directory, or the SIRET.
    pub desk: String,
    /// The agency.
    pub agency: String,
    /// The server that it leads to, where it is one: tells it from another of the same desk.
    pub place: Option<String>,
    /// To be sent.
    pub waiting: u64,
    /// That wait for a human.
    pub parked: u64,
    /// Since when it waits.
    pub paused: Option<Zoned>,
    /// The partner's server had it wait.
    pub by_partner: bool,
    /// Until when it wants to be left alone.
    pub rests: Option<Zoned>,
    /// When the last arrived.
    pub arrived: Option<Zoned>,
    /// The code of the last failure.
    pub failed: Option<String>,
    /// What that means, as sentences call it: `answered`, `silent`, `tls`, `address`, `login`, `host-key`, `folder`, `refused`, `odd`.
    pub said: Option<String>,
    /// When it is tried next.
    pub next: Option<Zoned>,
}

/// Work that waits for a human.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ParkedRow {
    /// Its id.
    pub id: String,
    /// The queue's code.
    pub queue: String,
    /// The kind of work, as logs call it.
    pub kind: String,
    /// Which mail, where it is one.
    pub mail: Option<MailRow>,
    /// What partners know the case by, or the citizen the dossier.
    pub reference: Option<String>,
    /// How often it was tried.
    pub attempts: u64,
    /// The code of the last failure.
    pub code: String,
    /// What that means, as of a route.
    pub said: Option<String>,
    /// Since when.
    pub since: Zoned,
}

/// A mail that does not leave.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MailRow {
    /// As its sentences call it; may be empty.
    pub name: String,
    /// To whom: `citizen`, `agent`, `desk`, `operator`, `unknown`.
    pub reader: String,
    /// What comes after the @ of the address, where that may be shown.
    pub domain: Option<String>,
    /// What to do: `rejected-` and to whom, `ours`, `later`, `unsendable`.
    pub advice: String,
}

/// An answer that was not applied.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct KeptRow {
    /// What partners know the case by, where it is one.
    pub reference: Option<String>,
    /// Why, as a code.
    pub code: String,
    /// Whether it is asked for again by itself.
    pub waits: bool,
    /// Since when.
    pub since: Zoned,
}

/// A case that is held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct HeldRow {
    /// What partners know it by.
    pub reference: String,
    /// The démarche's id.
    pub demarche: String,
    /// The desk: SIRET and code.
    pub desk: String,
    /// Why: `unreadable`, `not_ours`, `duplicate`, `other`; or `suspended`.
    pub code: String,
    /// Why it was suspended, as an operator wrote it.
    pub reason: Option<String>,
    /// Since when.
    pub since: Zoned,
}
