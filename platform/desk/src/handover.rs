//! Takes what another site has of a citizen for a démarche, and gives back a link that is good once. Whoever follows it opens a draft, is asked
//! as they are of all that is known of them, and agrees to what they want of it; until then none of it is an answer.

use std::sync::Arc;

use form::{
    answers::Answers,
    handover::{self, Handed},
    text::Language,
};
use jiff::{SignedDuration, Timestamp};
use serde_json::{Map, Value as Json};
use store::{
    Token, Uuid,
    drafts::{self, NewDraft, Save},
    handovers,
    journal::{self, NewEntry},
    organisations, people,
};

use crate::{
    Desk, Opened, Served,
    access::{Partner, Person, Scope},
    error::DeskError,
    fill::{encode, later},
    submit::json,
};

/// How long a link is good.
const GOOD_FOR: SignedDuration = SignedDuration::from_hours(1);
/// How many links of one client wait to be followed at most.
const MOST_WAITING: i64 = 1000;
/// How much is handed over at most, as JSON.
const MOST_BYTES: usize = 32 * 1024;

/// What a site gets for what it handed over.
#[derive(Debug)]
pub struct HandedOver {
    /// Where its citizen goes; nothing in the sandbox, where nothing was kept.
    pub url: Option<String>,
    /// Until when.
    pub until: Timestamp,
    /// How many answers it is about.
    pub answers: usize,
}

/// What waits behind a link, as whoever has it reads it before anything happens.
#[derive(Debug, Clone)]
pub struct HandoverTold {
    /// The démarche.
    pub served: Arc<Served>,
    /// Who handed it over.
    pub site: String,
    /// How many answers.
    pub answers: usize,
    /// Until when the link is good.
    pub until: Timestamp,
}

impl Desk {
    /// Takes answers for a démarche of the client's agency, all of them or none.
    ///
    /// # Errors
    /// `access.scope_missing`; `request.not_found` for a démarche that is none of the agency's; `handover.too_large`; `handover.refused` with
    /// all that is wrong; `handover.too_many`.
    pub async fn hand_over(
        &self,
        partner: &Partner,
        demarche: &str,
        said: &Map<String, Json>,
    ) -> Result<HandedOver, DeskError> {
        partner.require(Scope::Handover)?;
        let served = self.served(demarche).await?;
        if served.demarche.agency != partner.agency {
            return Err(DeskError::NotFound("demarche"));
        }
        if json(said)?.len() > MOST_BYTES {
            return Err(DeskError::Invalid { field: "answers", code: "handover.too_large" });
        }
        let (now, language) = (self.now(), Language::default());
        let values =
            handover::read(&served.demarche, said, &self.facts(&served, language)).map_err(DeskError::Handed)?;
        let (until, count) = (now + GOOD_FOR, values.len());
        if partner.sandbox {
            return Ok(HandedOver { url: None, until, answers: count });
        }
        let organisation =
            self.store.read(async |conn| organisations::of_siret(conn, &partner.organisation).await).await?;
        let name = match organisation.first() {
            Some(organisation) => format!("{} ({})", partner.name, organisation.name),
            None => partner.name.clone(),
        };
        let handed = Handed { site: partner.id.to_string(), name, on: served.today(now), values };
        let answers = Answers::of_handed(handed);
        let page = self.first_page(&served, &answers, language);
        let bytes = encode(&answers)?;
        let new = NewDraft {
            agency: &served.demarche.agency,
            demarche: &served.demarche.id,
            definition: served.definition,
            answers: &bytes,
            page: &page,
            language: language.tag(),
            person: None,
            // What nobody comes for goes with its link.
            expires_at: until,
        };
        let token = self
            .store
            .write(async |tx| {
                if handovers::waiting(tx, partner.id).await? >= MOST_WAITING {
                    return Err(DeskError::TooManyHandovers { most: MOST_WAITING });
                }
                served.keep(tx).await?;
                // The draft's own address is told to nobody: the site knows the link, and the link is no draft.
                let (draft, _) = drafts::create(tx, new).await?;
                let token = handovers::add(tx, &draft, partner.id, until).await?;
                let entry = entry(&draft.agency, "handover.made", draft.id, ("partner", Some(partner.id)));
                journal::add(tx, NewEntry { committed: Some(&bytes), ..entry }).await?;
                Ok::<_, DeskError>(token)
            })
            .await?;
        served.is_kept();
        let url = Some(format!("{}/demarches/{}/remise/{token}", self.public_url, served.demarche.id));
        Ok(HandedOver { url, until, answers: count })
    }

    /// What waits behind a link of this démarche; nothing where it is no link of it, was followed, or is over. Reading it uses nothing up.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn handed_over(&self, demarche: &str, link: &str) -> Result<Option<HandoverTold>, DeskError> {
        let Some((_, draft)) = self.handover(demarche, link).await? else { return Ok(None) };
        let until = draft.expires_at;
        let fill = self.filled(draft).await?;
        let Some(handed) = fill.answers.handed() else { return Ok(None) };
        let (site, answers) = (handed.name.clone(), handed.values.len());
        Ok(Some(HandoverTold { served: fill.served, site, answers, until }))
    }

    /// Opens the draft behind a link, for the account of whoever follows it where they are logged in. The link is used up.
    ///
    /// # Errors
    /// `request.not_found` as [`Self::handed_over`] gives nothing; `access.login_needed` where the démarche asks for a login: the link stays good.
    pub async fn take_handover(
        &self,
        demarche: &str,
        link: &str,
        language: Language,
        person: Option<&Person>,
    ) -> Result<Opened, DeskError> {
        let (link, draft) = self.handover(demarche, link).await?.ok_or(DeskError::NotFound("handover"))?;
        let served = self.library.version(&self.store, &draft.agency, &draft.demarche, &draft.definition).await?;
        if served.demarche.login_required && person.is_none() {
            return Err(DeskError::LoginRequired);
        }
        let expires_at = later(&served, self.now(), served.demarche.retention.draft);
        let (agency, id, page) = (draft.agency, draft.id, draft.page);
        let token = self
            .store
            .write(async |tx| {
                if let Some(person) = person
                    && !people::hold(tx, people::PORTAL, person.id).await?
                {
                    return Err(DeskError::NotFound("account"));
                }
                if !handovers::take(tx, &link).await? {
                    return Err(DeskError::NotFound("handover"));
                }
                let (draft, token) = drafts::reopen(tx, &agency, id).await?;
                let save = Save { answers: &draft.answers, page: &page, language: language.tag(), expires_at };
                drafts::save(tx, &draft, save).await?;
                if let Some(person) = person {
                    drafts::set_person(tx, &draft, Some(person.id)).await?;
                }
                let by = ("citizen", person.map(|person| person.id));
                journal::add(tx, entry(&agency, "handover.taken", id, by)).await?;
                Ok::<_, DeskError>(token)
            })
            .await?;
        Ok(Opened { token, page, asks: true })
    }

    async fn handover(&self, demarche: &str, link: &str) -> Result<Option<(Token, drafts::Draft)>, DeskError> {
        let Ok(link) = link.parse::<Token>() else { return Ok(None) };
        let found = self.store.read(async |conn| handovers::find(conn, &link).await).await?;
        Ok(found.filter(|draft| draft.demarche == demarche).map(|draft| (link, draft)))
    }
}

fn entry<'a>(
    agency: &'a str,
    act: &'a str,
    object: Uuid,
    (actor_kind, actor): (&'a str, Option<Uuid>),
) -> NewEntry<'a> {
    NewEntry { agency, act, object_kind: "draft", object, actor_kind, actor, committed: None }
}
