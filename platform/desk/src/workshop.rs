//! Rehearses a démarche for its author: on answers that nobody gave, who would receive what, and the receipt. Nothing is stored.

use std::sync::Arc;

use documents::{
    Attachment as Listed, Evidence, Issuer, Recipient,
    receipt::{self, Kind},
};
use form::{
    answers::Answers,
    bundle::Bundle,
    recap::Recap,
    routing::{self, PlannedCase},
    scenario,
    state::{Facts, State},
    text::Language,
    validation,
};
use jiff::civil::Date;

use crate::{
    Desk, Served,
    directory::Keys,
    error::DeskError,
    fill::unhurried,
    library::blocking,
    receipt::{Line, document, issuer, listed, recipient},
};

/// A démarche on the bench.
#[derive(Debug, Clone)]
pub struct OnBench {
    /// As it is served.
    pub served: Arc<Served>,
    /// The files it was made from, scenarios included.
    pub files: Arc<Bundle>,
}

/// Answers to look at a démarche with, and the day they are looked at.
#[derive(Debug, Clone, Default)]
pub struct Supposed {
    /// The answers.
    pub answers: Answers,
    /// The day; without it, today.
    pub today: Option<Date>,
}

/// What would leave.
#[derive(Debug)]
pub struct Rehearsed {
    /// Every visible answer.
    pub recap: Recap,
    /// Who would receive what.
    pub cases: Vec<PlannedCase>,
    /// Indexes of the pages on which something is wrong: nothing would leave.
    pub incomplete: Vec<usize>,
    /// Indexes of the visible pages.
    pub pages: Vec<usize>,
    /// The signs that the documents print as numbers: no face has them.
    pub unprinted: Vec<char>,
}

impl Desk {
    /// The démarche with its files.
    ///
    /// # Errors
    /// As [`Desk::served`].
    pub async fn on_bench(&self, id: &str) -> Result<OnBench, DeskError> {
        Ok(OnBench { served: self.served(id).await?, files: Arc::new(self.library().files(id).await?) })
    }

    /// The ways that the generated walk goes through it.
    pub async fn ways(&self, bench: &OnBench) -> Result<Vec<Supposed>, DeskError> {
        let (bench, lists, today) = (bench.clone(), self.lists(), bench.served.today(self.now()));
        blocking(move || {
            let ways = scenario::ways(&bench.served.demarche, &lists, &bench.served.checker, today);
            Ok(ways.into_iter().map(|answers| Supposed { answers, today: None }).collect())
        })
        .await
    }

    /// The answers that a scenario ends with.
    ///
    /// # Errors
    /// `request.not_found` where there is no such scenario, or it cannot be read: `guichet test` says why.
    pub async fn scenario(&self, bench: &OnBench, name: &str) -> Result<Supposed, DeskError> {
        let (bench, name) = (bench.clone(), name.to_owned());
        let (lists, today) = (self.lists(), bench.served.today(self.now()));
        blocking(move || {
            let served = &bench.served;
            scenario::played(&served.demarche, &bench.files, &name, &lists, &served.checker, today)
                .map(|(answers, today)| Supposed { answers, today: Some(today) })
                .ok_or(DeskError::NotFound("scenario"))
        })
        .await
    }

    /// Calls `act` with the démarche held against these answers.
    pub fn suppose<T>(
        &self,
        bench: &OnBench,
        supposed: &Supposed,
        language: Language,
        act: impl FnOnce(&State<'_>) -> T,
    ) -> T {
        let mut facts = self.facts(&bench.served, language);
        facts.today = supposed.today.unwrap_or(facts.today);
        unhurried(|| act(&State::new(&bench.served.demarche, &supposed.answers, &facts)))
    }

    /// The same with what comes from outside, for whoever changes the answers first.
    pub fn suppose_facts<T>(
        &self,
        bench: &OnBench,
        supposed: &Supposed,
        language: Language,
        act: impl FnOnce(&Facts<'_>) -> T,
    ) -> T {
        let mut facts = self.facts(&bench.served, language);
        facts.today = supposed.today.unwrap_or(facts.today);
        unhurried(|| act(&facts))
    }

    /// What would leave with these answers.
    pub async fn rehearse(
        &self,
        bench: &OnBench,
        supposed: &Supposed,
        language: Language,
    ) -> Result<Rehearsed, DeskError> {
        let keys = self.suppose(bench, supposed, language, Keys::of);
        let snapshot = self.snapshot(&bench.served, keys, false).await?;
        let mut rehearsed = self.suppose(bench, supposed, language, |state| Rehearsed {
            recap: Recap::of(state),
            cases: routing::plan(state, &snapshot),
            incomplete: validation::all(state).into_iter().map(|(page, _)| page).collect(),
            pages: state.pages(),
            unprinted: Vec::new(),
        });
        rehearsed.unprinted = documents::unprinted(&rehearsed.recap).map_err(document)?;
        Ok(rehearsed)
    }

    /// The receipt that would be given, without a seal.
    pub async fn rehearsed_receipt(
        &self,
        bench: &OnBench,
        supposed: &Supposed,
        language: Language,
    ) -> Result<Vec<u8>, DeskError> {
        let rehearsed = self.rehearse(bench, supposed, language).await?;
        let (platform, now) = (self.site().to_owned(), self.now());
        let publisher = self.publisher_name(&bench.served.demarche);
        let url = format!("{}/suivi/essai", self.public_url());
        let (bench, answers) = (bench.clone(), supposed.answers.clone());
        blocking(move || {
            let demarche = &*bench.served.demarche;
            let recipients: Vec<Recipient<'_>> =
                rehearsed.cases.iter().map(|case| recipient(case, case.organisation.as_ref())).collect();
            let lines = listed(demarche, &answers, language, |_| true);
            let agency = issuer(demarche, &recipients, &publisher);
            let receipt = receipt::Receipt {
                kind: Kind::complete(demarche, &recipients),
                issuer: Issuer { platform: &platform, agency, help: None, test: true, language },
                demarche,
                reference: "ESS-AI00-0000-0000-0",
                follow_url: &url,
                privacy_url: None,
                recorded_at: now,
                applicant: None,
                recipients: &recipients,
                attachments: &lines.iter().map(Line::listed).collect::<Vec<Listed<'_>>>(),
                evidence: Evidence {
                    confirmed_at: now,
                    recap_hash: &rehearsed.recap.hash(),
                    statement: demarche.attestation.get(language),
                    warnings: &[],
                    identified: None,
                },
                recap: &rehearsed.recap,
            };
            receipt::render(&receipt, None).map_err(document)
        })
        .await
    }
}
