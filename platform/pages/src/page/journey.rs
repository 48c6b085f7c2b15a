//! The pages of a citizen's way through one démarche, from the first question to the reference.

use form::{
    recap::{Part, Recap},
    routing::RecipientChange,
    typed::Differing,
    view::{PageView, StopView},
};
use jiff::{Zoned, civil::Date};
use serde::Serialize;

use super::{Chrome, Contact, Delay, DemarcheHead, Download, Fault, HeldBack, Link, own_documents::Room, pages};

pages! {
    FormPage => "page/form.html",
    StopPage => "page/stop.html",
    UnconnectedPage => "page/unconnected.html",
    SavePage => "page/save.html",
    SavedPage => "page/saved.html",
    ResumePage => "page/resume.html",
    MovedPage => "page/moved.html",
    RecapPage => "page/recap.html",
    Confirmation => "page/confirmation.html",
}

/// One page of questions.
///
/// Posts `multipart/form-data` where the view has files, else `application/x-www-form-urlencoded`: the answers by their
/// paths, `_csrf`, `_revision` and `_action`: `continue`, `save_and_quit`, `ask`, `add:<path>`, `remove:<path>.<row>`,
/// `documents:<path>`, `detach:<path>:<id>`, `refresh`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FormPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The questions.
    pub view: PageView,
    /// Where the page posts.
    pub action: String,
    /// « Retour ».
    pub back_href: Option<String>,
    /// The revision of the draft that the page shows.
    pub revision: u64,
    /// The ids of the files found harmful that the page tells of: the next post shows that they were seen.
    pub retained: Vec<String>,
    /// What to tell above the questions.
    pub notices: Vec<Notice>,
    /// The answers that were given otherwise elsewhere.
    pub differing: Vec<Differing>,
    /// What is known of the citizen and could be filled in, or was decided about.
    pub known: Option<KnownLink>,
    /// Recipients that this page, or the one before it, leads to, and that are connected.
    pub connected: Vec<Connected>,
    /// Recipients known already that are not connected.
    pub unconnected: Vec<Unconnected>,
    /// Where the live script asks for entries of a référentiel: `<base>/<list>?q=…` (no slash at the end).
    pub referentials_base: String,
    /// Whether the citizen has documents of their own to join: the page then posts `_action=documents:<path>` to choose of them.
    pub from_documents: bool,
}

/// The way to what is known of whoever fills in a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KnownLink {
    /// The page.
    pub href: String,
    /// Whether they decided.
    pub decided: bool,
    /// Whether something that they agreed to has changed since and is not filled in on this page.
    pub changed: bool,
}

/// Something to tell above the questions; `words` has the sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Notice {
    /// The draft was changed in another tab or on another device since the page was shown; what was typed here is kept.
    ChangedElsewhere,
    /// The page brought back what had been filled in and was taken back since in another tab or on another device: that is left out.
    TakenBack,
    /// The answers just given ask questions that the page did not show before.
    Opened,
    /// Some answers come from the vault.
    Prefilled,
}

/// What is not as the recap that was confirmed showed it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct RecapChanged {
    /// Whether the draft was saved elsewhere since.
    pub elsewhere: bool,
    /// The questions that were answered since, as they are called.
    pub answers: Vec<String>,
    /// The recipients that are no longer what was shown.
    pub recipients: Vec<RecipientChange>,
}

/// A recipient to whom the filing is sent here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Connected {
    /// What the citizen reads (« Mairie »).
    pub title: String,
    /// The organisation with its postal address.
    pub contact: Contact,
}

/// A recipient to whom nothing can be sent here.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unconnected {
    /// What the citizen reads (« Mairie »).
    pub title: String,
    /// The very service, as far as it is known: « Mairie de Muret (31) ».
    pub called: String,
    /// The organisation with its postal address, where the directory knows one.
    pub contact: Option<Contact>,
    /// The commune that the answers lead to, where they lead to one.
    pub commune: Option<String>,
    /// The département that they lead to, where they lead to one.
    pub departement: Option<String>,
    /// Whether an earlier page told all of it: it is folded.
    pub told: bool,
}

/// The journey ends early.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StopPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Why, and what to do instead.
    pub stop: StopView,
    /// Back to the answers.
    pub back_href: String,
    /// The catalogue.
    pub leave_href: String,
}

/// A town hall, or another recipient, is not connected: told before the citizen goes on filling.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct UnconnectedPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Who is not connected.
    pub unconnected: Vec<Unconnected>,
    /// Who gets the same filing here, by name.
    pub online: Vec<String>,
    /// Back to the answers.
    pub back_href: String,
    /// Goes on filling (GET).
    pub continue_href: String,
    /// The catalogue.
    pub leave_href: String,
}

/// Choosing the code that, with a link, opens the draft again. Posts `code`, `email` (may be empty).
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SavePage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Where the page posts.
    pub action: String,
    /// Back to the questions.
    pub back_href: String,
    /// The day the draft is deleted if nothing is changed.
    pub kept_until: Date,
    /// Whether it belongs to an account, which shows it without any code.
    pub in_account: bool,
    /// What the button posts as `_act` that puts it into the account of who is logged in, where it is in none.
    pub claim: Option<String>,
    /// Where to log in first.
    pub login_href: Option<String>,
    /// How many characters a code needs.
    pub min_code: u32,
    /// The e-mail address typed.
    pub email: String,
    /// What is wrong; fields `code`, `email`.
    pub faults: Vec<Fault>,
}

/// The draft is put away: the link to note or print.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SavedPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The whole address that opens the draft again.
    pub resume_url: String,
    /// The day the draft is deleted if nothing is changed.
    pub kept_until: Date,
    /// Whether it belongs to an account, whose session opens it too.
    pub in_account: bool,
    /// Where the link was sent.
    pub sent_to: Option<String>,
    /// The catalogue.
    pub leave_href: String,
}

/// The door of a draft put away, at its link or at its own address. Posts the code as `input` says, and what is held.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ResumePage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// Where the page posts.
    pub action: String,
    /// The name of the box for the code: another one than those of the forms whose posts are held.
    pub input: String,
    /// The step to go on to, posted as `_next`; empty: the page where it was left.
    pub next: String,
    /// What was posted to the closed draft: it is posted again together with the code.
    pub held: Option<Held>,
    /// Of five, told from the first wrong code on; 0: locked for good.
    pub attempts_left: Option<u32>,
    /// What is wrong; its field is the `input`.
    pub faults: Vec<Fault>,
}

/// The draft is no more at its address: it was taken up elsewhere, or erased. What was posted to it is shown, and kept nowhere else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MovedPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The questions that were answered, each with the lines of its answer.
    pub typed: Vec<(String, Vec<String>)>,
    /// Whether files were sent too: they must be chosen again.
    pub files: bool,
}

/// A post that waits on the page until whoever sent it has shown that they may: it comes back to nobody else.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Held {
    /// Names and values, in order.
    pub pairs: Vec<(String, String)>,
    /// Whether files were sent too: they must be chosen again.
    pub files: bool,
}

/// Every answer, to confirm. Posts `_recap` (the hash), `attest` (`true`), `_action=confirm`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecapPage {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// The number of this step, the last.
    pub step: usize,
    /// Of steps.
    pub steps: usize,
    /// The answers.
    pub recap: Recap,
    /// The signs that the documents print as numbers: told before anybody confirms.
    pub unprinted: Vec<char>,
    /// What stands before a section's page id in the address of « Modifier » (ends with a slash).
    pub edit_base: String,
    /// The hash of the recap shown.
    pub recap_hash: String,
    /// Who gets what.
    pub recipients: Vec<RecapRecipient>,
    /// Who was asked something, has not answered, and gets nothing of this filing.
    pub left_waiting: Vec<String>,
    /// The sentence declared by confirming.
    pub attestation: String,
    /// Where the page posts.
    pub action: String,
    /// « Retour ».
    pub back_href: Option<String>,
    /// Pages that still need something: confirming is not offered while there are any.
    pub incomplete: Vec<Link>,
    /// Who receives, and how: posted as `_recipients`.
    pub recipients_mark: String,
    /// The revision of the draft that the recap shows: posted as `_revision`.
    pub revision: u64,
    /// What has changed since the recap was shown.
    pub changed: Option<RecapChanged>,
    /// How a provider knows who files, where the démarche asks for it: it goes with the dossier.
    pub identified: Option<RecapIdentified>,
    /// What is wrong; field `attest`.
    pub faults: Vec<Fault>,
}

/// How a provider knows who files.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RecapIdentified {
    /// The provider, as people know it.
    pub provider: String,
    /// How sure it is: `eidas1` …
    pub level: Option<String>,
    /// When they showed it who they are.
    pub at: Zoned,
    /// For whom they act: SIRET.
    pub siret: Option<String>,
    /// What the provider calls it; may be empty.
    pub organisation: String,
}

/// A recipient on the recap.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct RecapRecipient {
    /// What the citizen reads.
    pub title: String,
    /// The very service, as far as it is known.
    pub called: String,
    /// The organisation, where known.
    pub organisation: Option<String>,
    /// Whether it is sent here.
    pub connected: bool,
    /// Where it is; where it is not connected, where the citizen sends the filing.
    pub contact: Option<Contact>,
    /// The questions whose answers it receives, by page and group.
    pub receives: Vec<Part>,
    /// How many questions these are: many are folded.
    pub received: usize,
}

impl RecapRecipient {
    /// A recipient of what this recap holds.
    pub fn of(title: String, recap: &Recap) -> Self {
        let receives = recap.parts();
        let received = receives.iter().map(|part| part.labels.len()).sum();
        Self { called: title.clone(), title, organisation: None, connected: true, contact: None, receives, received }
    }
}

/// The démarche is filed: reference, receipt, what happens next.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Confirmation {
    /// Around the page.
    pub chrome: Chrome,
    /// The démarche.
    pub demarche: DemarcheHead,
    /// In groups.
    pub reference: String,
    /// When it was recorded, in the démarche's legal time zone.
    pub recorded_at: Zoned,
    /// Whether the receipt is an accusé de réception (else one of enregistrement).
    pub acknowledged: bool,
    /// Whether nothing was sent to anybody: the citizen sends it all by post.
    pub by_post: bool,
    /// Whether a recipient receives files.
    pub attached: bool,
    /// The receipt (PDF).
    pub receipt: Download,
    /// Receipt, answers and files at once.
    pub everything: Download,
    /// What happens after submission and by when, in the author's words.
    pub next_steps: Option<String>,
    /// What silence means, where it means something.
    pub silence: Option<SilenceNotice>,
    /// One a recipient.
    pub cases: Vec<ConfirmedCase>,
    /// Follow-up by link.
    pub follow_href: String,
    /// « Conserver mes coordonnées »; none where nothing can be kept.
    pub keep: Option<Keep>,
    /// Sending the receipt's link by e-mail; none where no mail can be sent.
    pub mail: Option<MailForm>,
    /// Where to say what one thinks of the démarche.
    pub survey_href: Option<String>,
    /// Who is in charge.
    pub authority: Contact,
}

/// What silence means, by when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SilenceNotice {
    /// Accepted, else rejected.
    pub acceptance: bool,
    /// The day.
    pub on: Date,
    /// How long, where the delay runs from the day that a letter of the citizen's arrives.
    pub after: Delay,
    /// Ways of appeal, for a rejection.
    pub appeal: Option<String>,
}

/// One recipient's case, right after submission.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ConfirmedCase {
    /// What the citizen reads.
    pub title: String,
    /// The very service, as far as it is known.
    pub called: String,
    /// The organisation, where known.
    pub organisation: Option<String>,
    /// The status code (`recorded`, `to_send`, …).
    pub status: String,
    /// What to print and send, for `to_send`.
    pub print: Option<Download>,
    /// The signs of it that are printed as numbers.
    pub unprinted: Vec<char>,
    /// Where it is; for `to_send`, where to send it.
    pub contact: Option<Contact>,
}

/// « Conserver mes coordonnées pour une prochaine démarche ».
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Keep {
    /// Where the POST goes when somebody is logged in.
    pub action: Option<String>,
    /// Where to log in or create an account first, when nobody is.
    pub login_href: Option<String>,
    /// It is done.
    pub kept: bool,
    /// Nothing was chosen.
    pub nothing: bool,
    /// What could be kept, as people call it.
    pub what: Vec<String>,
    /// Of that, what says something else than the vault does, and would stand in its place.
    pub replaces: Vec<String>,
    /// The same one by one. Posts `garder` of what is ticked with `choix`, or `tout`.
    pub items: Vec<KeepItem>,
    /// The documents, which are offered the same way.
    pub documents: Vec<KeepDocument>,
    /// How much the account keeps of documents, and may keep.
    pub room: Option<Room>,
    /// The documents that were chosen would be more than that: nothing was kept.
    pub full: bool,
    /// Whether there is anything of that; else the dossier alone may be put into an account.
    pub offers: bool,
    /// The dossier is in no account: posts `dossier` to put it into that of who is logged in.
    pub claim: bool,
    /// That is done.
    pub claimed: bool,
    /// « Mes données ».
    pub own_href: String,
    /// « Mes documents », where room is made.
    pub documents_href: String,
}

/// A document that could be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeepDocument {
    /// Its name in the form.
    pub name: String,
    /// The question that it answers.
    pub label: String,
    /// The file.
    pub file: String,
    /// In bytes.
    pub size: u64,
    /// It is kept already.
    pub kept: bool,
    /// Why it cannot be kept.
    pub held: Option<HeldBack>,
    /// It was ticked before.
    pub ticked: bool,
}

/// One thing that could be kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeepItem {
    /// Its name (`identity`).
    pub name: String,
    /// What people call it.
    pub title: String,
    /// Its values.
    pub values: Vec<KeepValue>,
}

/// One value of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct KeepValue {
    /// Its name in the form.
    pub name: String,
    /// The question.
    pub label: String,
    /// The answer.
    pub lines: Vec<String>,
    /// What it would stand in the place of.
    pub replaces: Vec<String>,
    /// It was ticked before.
    pub ticked: bool,
}

/// Asks where to send a mail. Posts `email`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailForm {
    /// Where the POST goes.
    pub action: String,
    /// The address typed.
    pub email: String,
    /// Where a mail was sent already.
    pub sent_to: Option<String>,
    /// What is wrong; field `email`.
    pub faults: Vec<Fault>,
}
