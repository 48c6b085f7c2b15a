//! Makes the citizen's documents on demand: the receipt with the recap, and the form to send by post to a recipient that is not served.

use documents::{
    Attachment as Listed, Evidence, Issuer, OwnReceipt, Recipient, print,
    receipt::{self, Kind},
    signature,
};
use form::{
    answers::{Answers, FileRef, Value},
    demarche::Demarche,
    lookup::Organisation,
    routing::PlannedCase,
    text::Language,
};

use crate::{
    Desk,
    erase::{ACKNOWLEDGEMENT, RECEIPT},
    error::DeskError,
    follow::{Followed, FollowedCase},
    identity::Identified,
    library::blocking,
    submit::{Dossier, applicant, read_json},
};

impl Desk {
    /// The receipt of the filing: accusé de réception where all that law asks for was known then, else accusé d'enregistrement. The same
    /// dossier gives the same bytes.
    pub async fn receipt(&self, followed: Followed) -> Result<Vec<u8>, DeskError> {
        if followed.kept.is_some() {
            return self.kept_receipt(&followed, RECEIPT).await;
        }
        let kind = if followed.dossier.evidence.acknowledged { Kind::Reception } else { Kind::Registration };
        self.render(followed, kind, false).await
    }

    /// The accusé de réception that a recipient's first act brings where the filing brought an accusé d'enregistrement.
    ///
    /// # Errors
    /// `request.not_found` as long as no recipient of whom all is known that such a receipt states has opened its case.
    pub async fn acknowledgement(&self, followed: Followed) -> Result<Vec<u8>, DeskError> {
        if !followed.is_acknowledged_later() {
            return Err(DeskError::NotFound("receipt"));
        }
        if followed.kept.is_some() {
            return self.kept_receipt(&followed, ACKNOWLEDGEMENT).await;
        }
        self.render(followed, Kind::Reception, true).await
    }

    /// A receipt that outlived its answers, as it was.
    async fn kept_receipt(&self, followed: &Followed, path: &str) -> Result<Vec<u8>, DeskError> {
        let receipt =
            followed.kept.as_ref().and_then(|kept| kept.receipt(path)).ok_or(DeskError::NotFound("receipt"))?;
        Ok(self.store.objects().read_all(receipt).await?)
    }

    /// `later`: what recipients' acts bring after the filing.
    async fn render(&self, followed: Followed, kind: Kind, later: bool) -> Result<Vec<u8>, DeskError> {
        let key = signature::Key::from_seed(&self.store.receipt_key().to_bytes());
        let url = self.follow_url(&followed.dossier.stored);
        let privacy =
            format!("{}/demarches/{}/donnees-personnelles", self.public_url, followed.dossier.stored.demarche);
        let (platform, test) = (self.site.clone(), followed.dossier.stored.test);
        let publisher = self.publisher_name(&followed.dossier.served.demarche);
        let help = self.publisher_line(&followed.dossier.served.demarche);
        blocking(move || {
            let dossier = &followed.dossier;
            let demarche = &*dossier.served.demarche;
            let language = dossier.evidence.language;
            let answers: Answers = read_json(&dossier.stored.answers, "answers")?;
            let attachments = listed(demarche, &answers, language, |_| true);
            // Of the filing itself the receipt stays as it was, whatever recipients do after it.
            let acknowledged_at = |found: &FollowedCase| followed.acknowledged_at(found).filter(|_| later);
            let recipients: Vec<Recipient<'_>> = followed
                .cases
                .iter()
                .map(|found| Recipient {
                    acknowledged_at: acknowledged_at(found),
                    own_receipt: if later { found.own_receipt() } else { found.own_receipt_at_filing(dossier) },
                    // The desk that was asked first is the one that it was filed with.
                    ..recipient(
                        &found.planned,
                        if later { found.organisation.as_ref() } else { found.planned.organisation.as_ref() },
                    )
                })
                .collect();
            let receipt = receipt::Receipt {
                kind,
                issuer: Issuer {
                    platform: &platform,
                    agency: issuer(demarche, &recipients, &publisher),
                    help: help.as_deref(),
                    test,
                    language,
                },
                demarche,
                reference: &dossier.stored.reference,
                follow_url: &url,
                privacy_url: Some(&privacy),
                recorded_at: dossier.stored.submitted_at,
                applicant: dossier.evidence.applicant.as_deref(),
                recipients: &recipients,
                attachments: &attachments.iter().map(Line::listed).collect::<Vec<_>>(),
                evidence: evidence(dossier),
                recap: &dossier.recap,
            };
            receipt::render(&receipt, Some(&key)).map_err(document)
        })
        .await
    }

    /// The filled form for a recipient that is not served here, to print, sign and send.
    ///
    /// # Errors
    /// `request.not_found` where the dossier has no such case.
    pub async fn filled_form(&self, followed: Followed, case: store::Uuid) -> Result<Vec<u8>, DeskError> {
        let (platform, test) = (self.site.clone(), followed.dossier.stored.test);
        let publisher = self.publisher_name(&followed.dossier.served.demarche);
        let help = self.publisher_line(&followed.dossier.served.demarche);
        blocking(move || {
            let dossier = &followed.dossier;
            let demarche = &*dossier.served.demarche;
            let found = followed.cases.iter().find(|found| found.case.id == case).ok_or(DeskError::NotFound("case"))?;
            let answers: Answers = read_json(&dossier.stored.answers, "answers")?;
            let attachments = listed(demarche, &answers, dossier.evidence.language, |id| {
                found.planned.attachments.iter().any(|known| known == id)
            });
            let applicant = applicant(dossier.evidence.applicant_at.as_deref(), &found.planned.answers);
            let form = print::FilledForm {
                issuer: Issuer {
                    platform: &platform,
                    agency: issuer(demarche, &[recipient(&found.planned, found.organisation.as_ref())], &publisher),
                    help: help.as_deref(),
                    test,
                    language: dossier.evidence.language,
                },
                demarche,
                reference: &dossier.stored.reference,
                recorded_at: dossier.stored.submitted_at,
                applicant: applicant.as_deref(),
                recipient: recipient(&found.planned, found.organisation.as_ref()),
                attachments: &attachments.iter().map(Line::listed).collect::<Vec<_>>(),
                recap: &found.planned.recap,
                statement: &dossier.evidence.statement,
            };
            print::filled_form(&form).map_err(document)
        })
        .await
    }

    /// The public half of the key that seals receipts, as a PEM file.
    pub fn receipt_key_pem(&self) -> String {
        use base64::{Engine as _, engine::general_purpose::STANDARD};
        // SubjectPublicKeyInfo of Ed25519 (RFC 8410): a fixed head, then the 32 bytes.
        let mut der = vec![0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00];
        der.extend_from_slice(self.store.receipt_key().verifying_key().as_bytes());
        format!("-----BEGIN PUBLIC KEY-----\n{}\n-----END PUBLIC KEY-----\n", STANDARD.encode(der))
    }
}

/// The recipient of a case on a document, its organisation being as the directory had it at the filing.
pub(crate) fn recipient<'a>(planned: &'a PlannedCase, organisation: Option<&'a Organisation>) -> Recipient<'a> {
    Recipient {
        title: &planned.title,
        organisation,
        area: planned.area.as_ref(),
        connected: planned.connected,
        acknowledged_at: None,
        own_receipt: OwnReceipt::No,
    }
}

/// Who speaks on a document: the authority, or the recipient where that is the authority, else who publishes the démarche. Of several
/// recipients in charge none speaks for the others.
pub(crate) fn issuer<'a>(demarche: &'a Demarche, recipients: &[Recipient<'a>], publisher: &'a str) -> Option<&'a str> {
    if !demarche.authority.name.is_empty() {
        return Some(&demarche.authority.name);
    }
    match recipients {
        [one] => Some(one.organisation.map_or(publisher, |organisation| &organisation.name)),
        [] => Some(publisher),
        _ => None,
    }
}

pub(crate) fn evidence(dossier: &Dossier) -> Evidence<'_> {
    Evidence {
        confirmed_at: dossier.evidence.confirmed_at,
        recap_hash: &dossier.evidence.recap_hash,
        statement: &dossier.evidence.statement,
        warnings: &[],
        identified: dossier.evidence.identified.as_ref().map(known_by),
    }
}

/// How a provider knew who filed, as documents say it.
pub(crate) fn known_by(identified: &Identified) -> documents::Identified<'_> {
    documents::Identified {
        by: &identified.provider,
        level: identified.level.as_deref(),
        at: identified.at,
        acting_for: identified.acting_for.as_ref().map(|one| (one.siret.as_str(), one.name.as_str())),
    }
}

pub(crate) fn document(fault: documents::Fault) -> DeskError {
    DeskError::Document(fault.to_string())
}

/// An attachment with the question it answers.
pub(crate) struct Line {
    pub(crate) label: String,
    pub(crate) path: String,
    pub(crate) file: FileRef,
}

impl Line {
    pub(crate) fn listed(&self) -> Listed<'_> {
        Listed {
            label: &self.label,
            name: &self.file.name,
            mime: &self.file.mime,
            size: self.file.size,
            sha256: &self.file.sha256,
        }
    }
}

/// The files of the answers, in the order of the démarche.
pub(crate) fn listed(
    demarche: &Demarche,
    answers: &Answers,
    language: Language,
    wanted: impl Fn(&str) -> bool,
) -> Vec<Line> {
    let mut lines: Vec<(usize, Line)> = Vec::new();
    for (path, answer) in answers.iter() {
        let (Some(Value::Files(files)), Some(node)) = (&answer.value, demarche.resolve(path)) else { continue };
        let order = demarche.nodes.iter().position(|other| std::ptr::eq(other, node)).unwrap_or_default();
        for file in files.iter().filter(|file| wanted(&file.id)) {
            lines.push((
                order,
                Line { label: node.title.get(language).to_owned(), path: node.path.clone(), file: file.clone() },
            ));
        }
    }
    lines.sort_by_key(|(order, _)| *order);
    lines.into_iter().map(|(_, line)| line).collect()
}
