//! Holds what a démarche may send against what the ways to its recipients take: told when it is published, and when a way is made, not by the
//! first dossier that does not go through.
//!
//! | way | bounded by |
//! |---|---|
//! | portal, API, webhook | what the platform takes of one submission (`attachment.too_much`, by `check`) |
//! | mail | nothing: it only tells that there is news |
//! | SFTP | the size of a package, where the operator was told one |
//! | HubEE | the size of a file and its format, as the hub has them for the démarche |

use form::{
    check::MAX_SUBMISSION_BYTES,
    demarche::{Demarche, Format, NodeKind, Recipient, To},
    diagnostic::Sentence,
    wire,
};
use serde::{Deserialize, Serialize};
use store::{
    Uuid,
    organisations::{self, Organisation},
    routes::{self, Kind, Route},
};

use crate::{Desk, HubeeAccount, error::DeskError, routes::DropFolder, submit::read_json};

/// Bytes of what the platform writes into a package itself, beside formats of the agency.
const OWN: u64 = 4_000_000;
/// The most bytes of an XML of the agency.
const XML: u64 = 4 << 20;

/// What a way takes of a case; what is not said is not bounded.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// In bytes, of one file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_size: Option<u64>,
    /// The formats, by their usual ending (`pdf`, `jpeg`, `xml`); none: all.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub formats: Vec<String>,
}

/// Something that a démarche may send and that a way does not take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Misfit {
    /// `channel.too_large` or `channel.format`.
    pub code: &'static str,
    /// The way.
    pub route: Uuid,
    /// What does not go through.
    pub cause: Sentence,
    /// What to change.
    pub cure: Sentence,
}

/// A question that takes files, as one recipient gets them.
struct Asked<'d> {
    path: &'d str,
    max_size: u64,
    count: u64,
    formats: Vec<&'static str>,
}

impl Desk {
    /// What of this démarche does not go through the ways to its recipients, as they stand here.
    ///
    /// # Errors
    /// Those of the store.
    pub async fn misfits(&self, demarche: &Demarche) -> Result<Vec<Misfit>, DeskError> {
        self.store
            .read(async |conn| {
                let mut all = routes::list(conn).await?;
                all.retain(|route| route.agency == demarche.agency);
                let mut found = Vec::new();
                for route in &all {
                    let desk = organisations::get(conn, &route.organisation, &route.branch).await?;
                    for recipient in &demarche.recipients {
                        if leads_to(route, desk.as_ref(), demarche, recipient) {
                            found.extend(misfits(demarche, recipient, route, &all)?);
                        }
                    }
                }
                Ok(found)
            })
            .await
    }

    /// The same for every démarche that was published: of a way that was just made.
    ///
    /// # Errors
    /// Those of the store, and `server.stored` where a version cannot be read any more.
    pub async fn misfits_of(&self, route: Uuid) -> Result<Vec<(String, Misfit)>, DeskError> {
        self.learn_publications().await?;
        let mut found = Vec::new();
        for (id, (agency, definition)) in self.library.all_published() {
            let served = self.library.version(&self.store, &agency, &id, &definition).await?;
            let all = self.misfits(&served.demarche).await?;
            found.extend(all.into_iter().filter(|one| one.route == route).map(|one| (id.clone(), one)));
        }
        Ok(found)
    }
}

/// Whether cases of this recipient go by this route.
fn leads_to(route: &Route, desk: Option<&Organisation>, demarche: &Demarche, recipient: &Recipient) -> bool {
    let connected = |desk: &Organisation| desk.demarches.contains(&demarche.id);
    match (&recipient.to, desk) {
        (To::Organisation { siret, branch }, _) => *siret == route.organisation && *branch == route.branch,
        (To::CommuneOf { .. }, Some(desk)) => connected(desk) && !desk.communes.is_empty(),
        (To::DepartementOf { .. }, Some(desk)) => connected(desk) && !desk.departements.is_empty(),
        (_, None) => false,
    }
}

fn misfits(demarche: &Demarche, recipient: &Recipient, route: &Route, all: &[Route]) -> Result<Vec<Misfit>, DeskError> {
    let asked = asked(demarche, recipient);
    match route.kind {
        Kind::Sftp => {
            let folder: DropFolder = read_json(route.address.as_bytes(), "route")?;
            Ok(folder.max_size.and_then(|most| package(recipient, &asked, route, most)).into_iter().collect())
        }
        Kind::Hubee => {
            let mut limits = None;
            for account in all.iter().filter(|other| other.kind == Kind::HubeeAccount) {
                let account: HubeeAccount = read_json(account.address.as_bytes(), "route")?;
                limits = limits.or_else(|| account.limits.get(&demarche.id).cloned());
            }
            Ok(limits.map(|limits| files(recipient, &asked, route, &limits)).unwrap_or_default())
        }
        Kind::Webhook | Kind::Mail | Kind::Digest | Kind::HubeeAccount => Ok(Vec::new()),
    }
}

/// The questions of which the recipient gets the files.
fn asked<'d>(demarche: &'d Demarche, recipient: &Recipient) -> Vec<Asked<'d>> {
    let mut found = Vec::new();
    for node in &demarche.nodes {
        let Some(field) = node.field().filter(|field| field.field_type.name() == "file" && node.page.is_some()) else {
            continue;
        };
        if !wire::concerns(Some(&recipient.receives), &node.path) {
            continue;
        }
        let rows = node.repeated_in.iter().map(|group| match &demarche.node(*group).kind {
            NodeKind::Rows { max, .. } => u64::from(*max),
            _ => 1,
        });
        found.push(Asked {
            path: &node.path,
            max_size: field.max_size,
            count: rows.fold(u64::from(field.max_files), u64::saturating_mul),
            formats: field.accept.iter().map(|kind| kind.id()).collect(),
        });
    }
    found
}

/// Whether the largest package goes through.
fn package(recipient: &Recipient, asked: &[Asked<'_>], route: &Route, most: u64) -> Option<Misfit> {
    let of = |one: &Asked<'_>| one.max_size.saturating_mul(one.count);
    let files = asked.iter().map(of).fold(0, u64::saturating_add).min(MAX_SUBMISSION_BYTES);
    let formats = recipient.formats.iter().map(|format| match format {
        Format::Json | Format::Pdf | Format::Csv => 0,
        Format::Xml(_) => XML,
        Format::Form(form) => form.pdf.len() as u64 + 1_000_000,
    });
    let largest = formats.fold(files.saturating_add(OWN), u64::saturating_add);
    if largest <= most {
        return None;
    }
    let (id, largest, most) = (&recipient.id, megabytes(largest), room(most));
    let cure = match asked.iter().max_by_key(|one| of(one)) {
        Some(one) => (
            format!(
                "Baissez max_size ou max_files, d'abord de « {} » ({} fichiers de {} Mo), ou demandez plus de place au destinataire.",
                one.path,
                one.count,
                fr(&megabytes(one.max_size))
            ),
            format!(
                "Lower max_size or max_files, of “{}” first ({} files of {} MB), or ask the recipient for more room.",
                one.path,
                one.count,
                megabytes(one.max_size)
            ),
        ),
        None => ("Demandez plus de place au destinataire.".to_owned(), "Ask the recipient for more room.".to_owned()),
    };
    Some(Misfit {
        code: "channel.too_large",
        route: route.id,
        cause: Sentence::new(
            format!(
                "Un dossier pour « {id} » peut faire {} Mo ; son dépôt SFTP en prend {} Mo.",
                fr(&largest),
                fr(&most)
            ),
            format!("A case for “{id}” can be {largest} MB; its SFTP drop takes {most} MB."),
        ),
        cure: Sentence::new(cure.0, cure.1),
    })
}

/// The files that do not go through by themselves.
fn files(recipient: &Recipient, asked: &[Asked<'_>], route: &Route, limits: &Limits) -> Vec<Misfit> {
    let id = &recipient.id;
    let mut found = Vec::new();
    for one in asked {
        let path = one.path;
        if let Some(most) = limits.max_size.filter(|most| one.max_size > *most) {
            let written = if most.is_multiple_of(1_000_000) {
                format!("{} MB", most / 1_000_000)
            } else {
                format!("{} kB", most / 1_000)
            };
            let (size, most) = (megabytes(one.max_size), room(most));
            found.push(Misfit {
                code: "channel.too_large",
                route: route.id,
                cause: Sentence::new(
                    format!(
                        "« {path} », que reçoit « {id} », prend des fichiers de {} Mo ; HubEE les prend jusqu'à {} Mo.",
                        fr(&size),
                        fr(&most)
                    ),
                    format!("“{path}”, which “{id}” receives, takes files of {size} MB; HubEE takes them up to {most} MB."),
                ),
                cure: Sentence::new(
                    format!("Écrivez « {path}: {{ max_size: {written} }} », ou demandez à HubEE de prendre plus pour cette démarche."),
                    format!("Write “{path}: {{ max_size: {written} }}”, or ask HubEE to take more for this démarche."),
                ),
            });
        }
        let refused = lacking(&one.formats, limits);
        if !refused.is_empty() {
            let (refused, taken) = (refused.join(", "), limits.formats.join(", "));
            found.push(Misfit {
                code: "channel.format",
                route: route.id,
                cause: Sentence::new(
                    format!("« {path} », que reçoit « {id} », accepte {refused} ; HubEE ne prend que {taken}."),
                    format!("“{path}”, which “{id}” receives, accepts {refused}; HubEE takes {taken} alone."),
                ),
                cure: Sentence::new(
                    format!("Retirez-le de « accept », ou demandez à HubEE d'admettre {refused}."),
                    format!("Take it out of “accept”, or ask HubEE to admit {refused}."),
                ),
            });
        }
    }
    // What a package always holds, and what the recipient asks for besides.
    let mut written = vec!["json", "pdf"];
    for format in &recipient.formats {
        written.extend(match format {
            Format::Csv => Some("csv"),
            Format::Xml(_) => Some("xml"),
            Format::Json | Format::Pdf | Format::Form(_) => None,
        });
    }
    let refused = lacking(&written, limits);
    if !refused.is_empty() {
        let (refused, taken) = (refused.join(", "), limits.formats.join(", "));
        found.push(Misfit {
            code: "channel.format",
            route: route.id,
            cause: Sentence::new(
                format!("Un dossier pour « {id} » contient des fichiers {refused} ; HubEE ne prend que {taken}."),
                format!("A case for “{id}” holds files of {refused}; HubEE takes {taken} alone."),
            ),
            cure: Sentence::new(
                format!("Demandez à HubEE d'admettre {refused} pour cette démarche ; csv et xml se retirent aussi de « formats » (json et pdf y sont toujours)."),
                format!("Ask HubEE to admit {refused} for this démarche; csv and xml may be taken out of “formats” too (json and pdf are always there)."),
            ),
        });
    }
    found
}

fn lacking<'a>(wanted: &[&'a str], limits: &Limits) -> Vec<&'a str> {
    let takes = |format: &&&str| limits.formats.is_empty() || limits.formats.iter().any(|known| known == **format);
    wanted.iter().filter(|format| !takes(format)).copied().collect()
}

/// At least so many, with a digit behind the point where it is not whole.
fn megabytes(bytes: u64) -> String {
    tenths(bytes.div_ceil(100_000))
}

/// At most so many.
fn room(bytes: u64) -> String {
    tenths(bytes / 100_000)
}

fn tenths(tenths: u64) -> String {
    if tenths.is_multiple_of(10) { (tenths / 10).to_string() } else { format!("{}.{}", tenths / 10, tenths % 10) }
}

/// The same number as the French write it.
fn fr(number: &str) -> String {
    words::format::number("fr", number)
}
