//! Makes the documents that tests and the bench draw: a démarche, a dossier, its recap.

use form::{
    answers::Source,
    demarche::{Applicant, Authority, Delay, Demarche, ProcedureKind, Retention, Silence, SilenceMeans},
    lookup::Organisation,
    recap::{Column, Entry, Recap, Row, Section},
    text::{Language, Text},
};
use jiff::Timestamp;

use documents::{
    Attachment, Evidence, Issuer, Recipient,
    receipt::{Kind, Receipt},
};

/// All that a receipt borrows from.
pub(crate) struct Sample {
    pub(crate) demarche: Demarche,
    pub(crate) town_hall: Organisation,
    pub(crate) recap: Recap,
    pub(crate) statement: String,
    pub(crate) hash: String,
}

pub(crate) const REFERENCE: &str = "RCO-7K2Q-9MZX-4T8B-R";
pub(crate) const FOLLOW: &str = "https://demarches.exemple.fr/suivi/q7Zr2mWb8XcV5nKt3JhY6d";

pub(crate) fn recorded_at() -> Timestamp {
    "2026-08-24T12:05:09Z".parse().expect("a timestamp")
}

pub(crate) fn demarche() -> Demarche {
    Demarche {
        id: "recensement-citoyen".to_owned(),
        version: "3f9ab04c5d6e7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708".to_owned(),
        components: std::collections::BTreeMap::new(),
        agency: "ville-exemple".to_owned(),
        title: Text::from("Recensement citoyen obligatoire"),
        summary: Text::from("Se faire recenser à seize ans."),
        letters: "RCO".to_owned(),
        applicants: vec![Applicant::Particulier],
        login_required: false,
        identity: None,
        purpose: Text::from(
            "tenir la liste des jeunes recensés de la commune et préparer leur journée défense et citoyenneté.",
        ),
        legal_basis: Some(Text::from("articles L. 113-1 et suivants du code du service national")),
        needs: Vec::new(),
        minutes: Some(10),
        next_steps: Some(Text::from(
            "Votre mairie vérifie les pièces. Elle vous adresse l'attestation de recensement dans un délai de dix jours, par courrier ou dans le suivi de votre démarche.",
        )),
        receipt_note: Some(Text::from("Le présent document n'est pas l'attestation de recensement.")),
        attestation: Text::from("Je certifie l'exactitude des renseignements donnés."),
        kind: ProcedureKind::Demande,
        authority: Authority { name: String::new(), from_recipient: true, ..Authority::default() },
        appeal: None,
        silence: Some(Silence {
            means: SilenceMeans::Rejection,
            after: Delay::Months(2),
            appeal: Some(Text::from(
                "Vous pouvez, dans les deux mois qui suivent un rejet, demander à la mairie de revoir sa décision (recours gracieux) ou saisir le tribunal administratif, y compris sur www.telerecours.fr.",
            )),
        }),
        timezone: "Europe/Paris".to_owned(),
        nodes: Vec::new(),
        by_path: Default::default(),
        pages: Vec::new(),
        stops: Vec::new(),
        rules: Vec::new(),
        prefill: Vec::new(),
        sources: Vec::new(),
        recipients: Vec::new(),
        asked_of: std::collections::BTreeSet::new(),
        retention: Retention {
            draft: Delay::Days(30),
            delivered: Delay::Days(30),
            receipt: Delay::Years(5),
            basis: Some(Text::from("RGPD, article 6-1-e (mission d'intérêt public)")),
        },
    }
}

pub(crate) fn town_hall() -> Organisation {
    Organisation {
        siret: "21310555400017".to_owned(),
        branch: String::new(),
        name: "Mairie de Toulouse-Exemple".to_owned(),
        service: Some("Service de l'état civil".to_owned()),
        address: Some("1 place du Capitole\n31000 Toulouse".to_owned()),
        email: Some("etat-civil@toulouse-exemple.fr".to_owned()),
        phone: Some("05 61 00 00 00".to_owned()),
        connected: true,
        invented: true,
    }
}

pub(crate) fn answer(label: &str, lines: &[&str]) -> Entry {
    Entry::Answer {
        path: label.to_lowercase(),
        label: label.to_owned(),
        lines: lines.iter().map(|line| (*line).to_owned()).collect(),
        source: None,
        files: Vec::new(),
        warnings: Vec::new(),
    }
}

fn group(title: &str, entries: Vec<Entry>) -> Entry {
    Entry::Group { path: title.to_lowercase(), title: title.to_owned(), entries, warnings: Vec::new() }
}

fn section(title: &str, entries: Vec<Entry>) -> Section {
    Section { page: title.to_lowercase(), title: title.to_owned(), entries }
}

/// Money in columns, with what it sums up to.
fn table() -> Entry {
    let row = |title: &str, amount: &str, total| Row {
        title: title.to_owned(),
        cells: vec!["Mairie".to_owned(), amount.to_owned()],
        total,
        sources: Vec::new(),
    };
    Entry::Table {
        path: "budget".to_owned(),
        title: "Budget de l'année".to_owned(),
        heading: "Compte".to_owned(),
        columns: vec![
            Column { title: "Financeur".to_owned(), number: false },
            Column { title: "Prévu".to_owned(), number: true },
        ],
        rows: vec![
            row("60 – Achats", "1\u{202f}200,00\u{a0}€", false),
            row("61 – Services extérieurs", "85,50\u{a0}€", false),
            row("Total des charges", "1\u{202f}285,50\u{a0}€", true),
        ],
        warnings: vec!["Ce budget est petit.".to_owned()],
    }
}

pub(crate) fn recap() -> Recap {
    let mut kept = answer("Numéro de téléphone", &["06 12 34 56 78"]);
    if let Entry::Answer { source, .. } = &mut kept {
        *source =
            Some(Source::Vault { kept_on: jiff::civil::date(2026, 5, 1), origin: None, assurance: Default::default() });
    }
    Recap {
        title: "Recensement citoyen obligatoire".to_owned(),
        files: Vec::new(),
        sections: vec![
            section(
                "Le jeune à recenser",
                vec![
                    answer("Sexe", &["Féminin"]),
                    table(),
                    answer("Nom de naissance", &["Lefèbvre-Núñez"]),
                    answer("Nom d'usage", &[]),
                    answer("Prénoms", &["Anaïs Zoé Œlia"]),
                    answer("Date de naissance", &["1er\u{A0}août 2010"]),
                    answer("Commune de naissance", &["Saint-Étienne (42000, Loire)"]),
                    answer("Pays de naissance", &["France"]),
                    answer("Nationalité", &["Française", "Espagnole"]),
                    answer("Situation familiale", &["Célibataire"]),
                ],
            ),
            section(
                "Parents",
                vec![
                    group(
                        "Premier parent",
                        vec![
                            answer("Nom de naissance", &["Lefèbvre"]),
                            answer("Prénoms", &["François Gaël"]),
                            answer("Date de naissance", &["24\u{A0}août 1982"]),
                            answer("Nationalité", &["Française"]),
                            answer("Profession", &["Chef d'équipe à l'atelier « Bois & métal »"]),
                        ],
                    ),
                    group(
                        "Second parent",
                        vec![
                            answer("Nom de naissance", &["Núñez Castaño"]),
                            answer("Prénoms", &["María José"]),
                            answer("Date de naissance", &["mars 1984"]),
                            answer("Lieu de naissance", &["Łódź (Pologne)"]),
                            answer("Nationalité", &["Espagnole"]),
                        ],
                    ),
                ],
            ),
            section(
                "Coordonnées",
                vec![
                    answer("Adresse", &["Appartement 12, escalier B", "18 bis rue de l'Œuvre", "31000 Toulouse"]),
                    answer("Adresse électronique", &["anais.lefebvre-nunez@exemple.fr"]),
                    kept,
                    answer("Revenus annuels", &["12\u{202F}345,60\u{A0}€"]),
                ],
            ),
            section(
                "Études et formation",
                vec![
                    answer("Diplôme ou niveau", &["Seconde générale"]),
                    answer("Établissement", &["Lycée Pierre-de-Fermat"]),
                    answer(
                        "Observations",
                        &[
                            "Anaïs est scolarisée à l'étranger un trimestre sur trois ; merci d'écrire à l'adresse de ses parents plutôt qu'à celle de l'internat, où le courrier n'est relevé que le vendredi.\n\nElle parle français, espagnol et un peu polonais.",
                        ],
                    ),
                ],
            ),
            section(
                "Pièces",
                vec![
                    answer("Justificatif d'identité", &["carte-identite.pdf (850 Ko)"]),
                    answer("Justificatif de domicile", &["facture été 2026.pdf (1,2 Mo)"]),
                ],
            ),
        ],
    }
}

impl Sample {
    pub(crate) fn new() -> Self {
        Self::with(recap())
    }

    pub(crate) fn with(recap: Recap) -> Self {
        Self {
            demarche: demarche(),
            town_hall: town_hall(),
            hash: recap.hash(),
            recap,
            statement: "Je certifie l'exactitude des renseignements donnés. Je sais qu'une fausse déclaration est punie par la loi (article 441-6 du code pénal).".to_owned(),
        }
    }

    pub(crate) fn recipients(&self, connected: bool) -> [Recipient<'_>; 1] {
        [Recipient {
            title: "Mairie",
            organisation: Some(&self.town_hall),
            area: None,
            connected,
            acknowledged_at: None,
            own_receipt: documents::OwnReceipt::No,
        }]
    }

    pub(crate) fn receipt<'a>(
        &'a self,
        recipients: &'a [Recipient<'a>],
        attachments: &'a [Attachment<'a>],
    ) -> Receipt<'a> {
        Receipt {
            kind: Kind::complete(&self.demarche, recipients),
            issuer: issuer(),
            demarche: &self.demarche,
            reference: REFERENCE,
            follow_url: FOLLOW,
            privacy_url: None,
            recorded_at: recorded_at(),
            applicant: Some("Anaïs Lefèbvre-Núñez"),
            recipients,
            attachments,
            evidence: Evidence {
                confirmed_at: recorded_at(),
                recap_hash: &self.hash,
                statement: &self.statement,
                warnings: &[],
                identified: None,
            },
            recap: &self.recap,
        }
    }
}

pub(crate) fn issuer() -> Issuer<'static> {
    Issuer {
        platform: "Guichet de démonstration",
        agency: Some("Ville d'Exemple"),
        help: None,
        test: false,
        language: Language::Fr,
    }
}

pub(crate) const ATTACHMENTS: [Attachment<'static>; 2] = [
    Attachment {
        label: "Justificatif d'identité",
        name: "carte-identite.pdf",
        mime: "application/pdf",
        size: 849_321,
        sha256: "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    },
    Attachment {
        label: "Justificatif de domicile",
        name: "facture d'électricité de l'été 2026.pdf",
        mime: "application/pdf",
        size: 1_184_005,
        sha256: "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
    },
];
