//! Does what is done at the counter, one deed a file: here the ground floors meet, and nowhere else. No HTTP.
//!
//! | deed | file |
//! |---|---|
//! | a citizen opens a draft, saves pages, attaches files, puts it away, takes it up again | `open_draft`, `save_page`, `attach`, `save_and_quit`, `resume` |
//! | agrees that what is known of them be filled in, value by value, or does not, and takes it back | `agree`, `earlier` |
//! | another site hands over what its citizen need not type again, and they take of it what they want | `handover` |
//! | asks a source what need not be typed | `look_up` |
//! | asks the desk that the answers lead to something, before filing; the desk answers | `ask`, `questions`, `staffed` |
//! | sees the recap, submits, follows, gets the receipt, or everything at once | `recap`, `submit`, `filing`, `follow`, `receipt`, `everything` |
//! | has an account with details of their own, types and corrects them, reads who saw what, takes a copy along, closes it; comes in by FranceConnect and its like | `account`, `change_password`, `keep_in_vault`, `own_details`, `traces`, `copy_account`, `close_account`, `identity` |
//! | takes what was begun or filed without the account into it | `claim`, `keep_in_vault` |
//! | accepts the site's terms of use before they are in, each version once | `terms` |
//! | keeps documents in it, and joins them to what is asked another time | `own_documents`, `keep_documents`, `choose_document` |
//! | has a second factor, gets in again without their password, sees where they are logged in | `second_factor`, `second_step`, `recover`, `devices` |
//! | the platform delivers, mails, reminds, purges, erases and keeps the receipt | `work`, `deliver`, `notify`, `remind`, `silence`, `purge`, `erase` |
//! | an agent is invited, logs in (by a mailed code or an identity provider too, with a second factor), opens a case, answers, says that it sent the accusé de réception itself, takes the package | `agents`, `login_code`, `identity`, `second_factor`, `second_step`, `totp`, `inbox`, `at_desk`, `open_case`, `treat`, `acknowledge`, `package` |
//! | a case that came to the wrong desk goes to the right one | `redirect` |
//! | a desk keeps templates of letters, and a clerk sends one with the decision | `letters` |
//! | a supervisor takes many cases of the desk along, as a table or as packages | `export`, `export_write` |
//! | a desk labels its cases, and its agents do one thing to several of them at a time | `labels`, `batch` |
//! | a recipient gives values back with its answer | `give_back` |
//! | a recipient asks for a complement, and the citizen gives it; or writes, whenever they want | `complement`, `converse` |
//! | what is sent takes its files along, all of it or nothing | `enclose` |
//! | what a démarche may send is held against what the ways to its recipients take | `channels` |
//! | formats that software reads are tried, and held back where they cannot be made | `check_formats` |
//! | a recipient's software is let in, told what happened, acknowledges it, answers | `partner_clients`, `onboarding`, `partner_tokens`, `notifications`, `answer` |
//! | it is told by webhooks, sent its cases as files, its mailbox told; sent its cases by the State's hub, and answers by it; all that is looked after | `push`, `drop`, `look`, `mailbox`, `hubee`, `routes`, `deliveries` |
//! | whoever takes a document or is turned away is written down | `hand_out`, `turn_away` |
//! | an agent names who stands in for them | `stand_in` |
//! | a supervisor reads how long their desk takes | `delays` |
//! | an organisation's administrator says who works for it | `team` |
//! | an operator puts a version of a démarche in force | `publish` |
//! | an operator imports the directory, shuts an agent out, looks at work that waits for a human, and at the journal | `directory`, `dismiss`, `parked`, `history` |
//! | the antivirus examines what was sent; what it has not passed is held back from everybody | `scan`, `retain` |
//! | an operator has an account, sees how the site runs, and sets going what waits | `operators` |
//! | an operator suspends a case, lets it go on, cancels it, or sends it again that software could not take in; what was to leave stops | `withhold`, `stop` |
//! | every page knows who publishes | `agencies` |
//! | an author sees what would leave, before anybody files | `workshop` |
//!
//! To add a deed: a file with an `impl Desk` block, one public method, one line above. Who may do it is asked in [`access`].

pub mod access;
mod account;
mod acknowledge;
mod agencies;
mod agents;
mod agree;
mod answer;
mod ask;
mod at_desk;
mod at_hand;
mod attach;
mod batch;
mod change_password;
mod channels;
mod check_formats;
mod choose_document;
mod claim;
mod close_account;
mod compared;
mod complement;
mod converse;
mod copy_account;
mod copy_login;
mod delays;
mod deliver;
mod deliveries;
mod demo;
mod devices;
mod directory;
mod dismiss;
mod drop;
mod due;
mod earlier;
mod enclose;
mod erase;
mod error;
mod everything;
mod exchange;
mod export;
mod export_write;
mod filing;
mod fill;
pub mod folder;
mod follow;
mod fresh_proof;
mod give_back;
mod hand_out;
mod handover;
mod history;
mod hubee;
mod identity;
mod inbox;
mod keep_documents;
mod keep_in_vault;
mod labels;
mod letters;
mod library;
pub mod lists;
mod login_code;
mod look;
mod look_up;
mod mailbox;
mod notifications;
mod notify;
mod onboarding;
mod open_case;
mod open_draft;
mod operators;
mod own_details;
mod own_documents;
mod package;
mod packing;
pub mod papers;
mod parked;
mod partner_clients;
mod partner_tokens;
pub mod plugin_files;
mod publish;
mod purge;
mod push;
mod questions;
mod recap;
mod receipt;
mod recover;
mod redirect;
mod reference;
mod remind;
mod resume;
mod retain;
mod review_page;
mod routes;
mod sandbox;
mod save_and_quit;
mod save_page;
mod scan;
mod second_factor;
mod second_step;
mod silence;
mod staffed;
mod stand_in;
mod stop;
mod submit;
mod team;
mod terms;
mod totp;
mod traces;
mod treat;
mod turn_away;
mod withhold;
mod work;
mod workshop;

use std::sync::{
    Arc,
    atomic::{AtomicU64, Ordering},
};

use jiff::Timestamp;
use pages::Pages;
use plugins::Plugins;
use store::Store;
use tokio::sync::Notify;

pub use account::{CitizenSession, MIN_PASSWORD, NewSession, Registered};
pub use acknowledge::ReceiptSaid;
pub use agencies::Agency;
pub use agree::{AgreedTo, AgreementTold, Decided, Offering};
pub use ask::{Asked, Asking as AskingBefore, Inquiry, Said as SaidBefore, Thread, Unsendable};
pub use at_desk::{AtDesk, MAX_NOTE};
pub use attach::{FILE_SIZE, SUBMISSION_SIZE, Upload, shown};
pub use batch::{Found as FoundPicked, InBatch, MAX_CASES, Outcome as BatchOutcome, Picked};
pub use channels::{Limits, Misfit};
pub use choose_document::{Choosing, Offered, Unfit};
pub use close_account::{CLOSED_AFTER, Closing, Proof as ClosingProof, WARNED_AFTER};
pub use compared::{Changed, Compared};
pub use complement::{Asking, Complement, Gave, GaveAgain, GaveOver, Given, Reopening};
/// What a provider's answer is handed in as.
pub use connectors::identity::Answer as IdentityAnswer;
/// What mail goes out with, for whoever sets a desk up.
pub use connectors::notify::{HeaderText, MailAddress, Mailer, Sender};
/// What webhooks are called and files dropped with, for whoever sets a desk up.
pub use connectors::routes::{Courier, HubeePlace};
/// What files are examined with, for whoever sets a desk up.
pub use connectors::scan::Scanner;
/// What sources are asked with, for whoever sets a desk up.
pub use connectors::sources::{Partners, Setting as PartnerSetting};
pub use converse::{MAX_FILES as MAX_MESSAGE_FILES, Written};
pub use copy_account::Copied;
pub use delays::{Delay, MonthTold};
pub use deliveries::{DeliveryTold, SetGoing};
pub use demo::{DemoAgent, Demonstration};
pub use devices::DeviceTold;
pub use directory::{Imported, LedTo, Snapshot};
pub use documents::{OwnReceipt, receipt::Lack};
pub use erase::{Kept, KeptCase};
pub use error::{DeskError, Kind, Refused};
pub use exchange::written;
pub use export::{ExportForm, ExportTold, MAX_EXPORTED, MAX_OPEN_EXPORTS, Streamed};
pub use fill::Fill;
pub use follow::{Followed, FollowedCase};
pub use fresh_proof::Proving;
pub use give_back::{Values, given_back};
pub use hand_out::{CaseWanted, Document, Wanted};
pub use handover::{HandedOver, HandoverTold};
pub use history::Told;
pub use hubee::{HubeeAccount, HubeeChange, HubeeDesk};
pub use identity::{
    ActingFor, AttachedTold, CameBack, CameBy, CitizenCame, CitizenProvider, CitizenWanted, Identified,
    IdentitySettings, Joining, KnownFor, Logins, Missing, Proven, ProviderTold, Said,
};
pub use inbox::{InboxPage, InboxQuery, names_a_case};
pub use keep_documents::{Keepable, document_name};
pub use keep_in_vault::{Chosen, Claim, Forgotten, VaultItems, VaultView, name_of};
pub use labels::{COLOURS, MAX_LABEL, label_named};
pub use letters::{
    LetterWritten, MAX_BODY as MAX_LETTER, MAX_NAME as MAX_LETTER_NAME, MAX_TITLE as MAX_LETTER_TITLE, PLACEHOLDERS,
    REASON, TemplateWritten, UNCHANGED as LETTER_UNCHANGED, template_revision,
};
pub use library::{Card, Checked, Library, OwnPages, Served, Sources};
pub use login_code::LoginWanted;
pub use notifications::{Batch, MAX_BATCH};
pub use notify::{KeptMail, Post, Unsent};
pub use onboarding::{Onboarded, Proof};
pub use open_case::OpenedCase;
pub use open_draft::Opened;
pub use operators::{OperatorAct, Running, RunningFrom};
pub use own_details::{Corrected, Correcting, Correction};
pub use own_documents::{Allowance, DocumentView, MAX_KIND, OwnDocuments};
pub use package::ListedFile;
pub use partner_clients::{Credentials, NewPartner};
pub use partner_tokens::Issued;
pub use publish::{InForce, PublicationTold, Publishing};
pub use questions::{Answer, OpenedQuestion, QuestionFound, QuestionList};
pub use recap::RecapShown;
pub use redirect::{Destination, Forwarded, Place, SentOn};
pub use reference::{NotAReference, Reference};
pub use resume::Resumed;
pub use retain::Retained;
pub use routes::{Digest, DropFolder, Dropped, Hooked, Mailbox, NewWebhook, RouteTold, Whose};
pub use sandbox::{FAULTS, Invented, MAX_AT_ONCE, MAX_INVENTED, Meets, Wish, WrongOnPurpose};
pub use save_and_quit::{MAX_CODE, MIN_CODE, PutAway};
pub use save_page::{Action, Again, PagePost, Saved};
pub use second_factor::{Holder, SecondFactor};
pub use second_step::LoggedIn;
pub use silence::{Clock, spoke_on};
pub use stand_in::StandIns;
pub use submit::{Dossier, Submission};
pub use team::{Colleague, OnColleague, Team};
pub use terms::Terms;
pub use traces::{MAX_TRACES, Trace, Who};
pub use treat::{Act, MAX_MESSAGE, Recorded, RecordedEvent};
pub use withhold::{NACK_CODES, Nacked, Operated, Operation};
pub use work::Worked;
pub use workshop::{OnBench, Rehearsed, Supposed};

/// What a desk is set up with.
pub struct Setup {
    /// Where everything is kept.
    pub store: Store,
    /// Where démarches come from.
    pub sources: Sources,
    /// The address people see, without a slash at the end.
    pub public_url: String,
    /// The name of the site, which signs mails.
    pub site: String,
    /// The e-mail address of who runs the site: alarms go there.
    pub contact: Option<String>,
    /// `test` or `production`.
    pub environment: &'static str,
    /// How mails leave.
    pub post: Post,
    /// Which data sources can be asked.
    pub partners: Partners,
    /// Who examines files.
    pub scanner: Scanner,
    /// Who calls webhooks and puts files on partners' servers.
    pub courier: Courier,
    /// Which identity providers there are, and whose agents use them.
    pub identity: IdentitySettings,
    /// How much an account may keep of documents.
    pub documents: Allowance,
    /// What whoever logs in accepts.
    pub terms: Option<Terms>,
}

/// The counter.
pub struct Desk {
    store: Store,
    library: Library,
    lists: lists::Lists,
    pages: Pages,
    post: Post,
    public_url: String,
    site: String,
    contact: Option<String>,
    environment: &'static str,
    directory: directory::Cache,
    staffed: staffed::Staffed,
    agencies: agencies::Known,
    at_hand: at_hand::AtHand,
    partners: Partners,
    scanner: Scanner,
    push: push::Push,
    identity: identity::Identity,
    allowance: Allowance,
    terms: Option<Terms>,
    wake: Notify,
    wake_scans: Notify,
    wake_exports: Notify,
    late: AtomicU64,
}

impl std::fmt::Debug for Desk {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Desk").field("store", &self.store).finish_non_exhaustive()
    }
}

impl Desk {
    /// Opens the counter.
    ///
    /// # Errors
    /// Where this machine can run no plugins, or a template is malformed.
    pub fn new(setup: Setup) -> Result<Self, DeskError> {
        let mut sources = setup.sources;
        let plugins = match sources.compiler.take() {
            Some((compiler, folder)) => {
                let key = setup.store.key_for("compiled plugins")?;
                Plugins::with_compiler(plugins::Limits::default(), compiler.keeping(folder, key))
            }
            None => Plugins::new(),
        };
        let plugins = plugins.map_err(DeskError::io("WebAssembly on this machine"))?;
        let pages = Pages::new().map_err(|error| DeskError::Document(error.to_string()))?;
        Ok(Self {
            library: Library::new(sources, Arc::new(plugins)),
            lists: lists::Lists::embedded(),
            store: setup.store,
            pages,
            post: setup.post,
            public_url: setup.public_url,
            site: setup.site,
            contact: setup.contact,
            environment: setup.environment,
            directory: directory::Cache::default(),
            staffed: staffed::Staffed::default(),
            agencies: agencies::Known::default(),
            at_hand: at_hand::AtHand::default(),
            partners: setup.partners,
            scanner: setup.scanner,
            push: push::Push::new(setup.courier),
            identity: identity::Identity::new(setup.identity)?,
            allowance: setup.documents,
            terms: setup.terms,
            wake: Notify::new(),
            wake_scans: Notify::new(),
            wake_exports: Notify::new(),
            late: AtomicU64::new(0),
        })
    }

    /// Waits until the writes of the same group are committed. A conflict is told before the commit of the write it lost against: who
    /// read again at once would read the old state and lose again.
    pub(crate) async fn after_the_others(&self) -> Result<(), DeskError> {
        self.store.write(async |_| Ok::<_, store::StoreError>(())).await?;
        Ok(())
    }

    /// How often since its start an accusé de réception was still owed after nine days.
    pub fn acknowledgement_alarms(&self) -> u64 {
        self.late.load(Ordering::Relaxed)
    }

    /// Where everything is kept.
    pub fn store(&self) -> &Store {
        &self.store
    }

    /// Which data sources can be asked.
    pub fn partners(&self) -> &Partners {
        &self.partners
    }

    /// The démarches.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// How often plugins were stopped since the start, by the code of what stopped them.
    pub fn plugin_stops(&self) -> std::collections::BTreeMap<&'static str, u64> {
        self.library.plugin_stops()
    }

    /// The reference lists.
    pub fn lists(&self) -> lists::Lists {
        self.lists
    }

    /// The templates.
    pub fn pages(&self) -> &Pages {
        &self.pages
    }

    /// The name of the site.
    pub fn site(&self) -> &str {
        &self.site
    }

    /// The address people see, without a slash at the end.
    pub fn public_url(&self) -> &str {
        &self.public_url
    }

    /// Whether what is made here counts for nothing.
    pub fn is_test(&self) -> bool {
        self.environment != "production"
    }

    /// The time, by the store's clock.
    pub fn now(&self) -> Timestamp {
        self.store.clock().now()
    }

    /// The démarche `id` at its present version, for citizens.
    ///
    /// # Errors
    /// `request.not_found`; `definition.faults` where it cannot be served.
    pub async fn served(&self, id: &str) -> Result<Arc<Served>, DeskError> {
        match self.check(id).await? {
            Checked::Sound(served) => Ok(served),
            Checked::Faulty(faults) => Err(DeskError::Definition { id: id.to_owned(), faults: faults.len() }),
        }
    }

    /// Done when new work was put in the outbox by this process.
    pub async fn woken(&self) {
        self.wake.notified().await;
    }
}
