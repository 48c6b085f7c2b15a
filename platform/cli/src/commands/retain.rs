//! `guichet retain`: what retention destroys, told before, done now, attested afterwards.

use std::path::{Path, PathBuf};

use form::text::Language;
use jiff::{Timestamp, ToSpan as _, civil::Date, tz::TimeZone};
use serde_json::json;
use store::{
    ed25519_dalek::Signer as _,
    journal,
    retention::{self, Ended},
};

use super::{beside_existing, journal::hex, say, say_in};
use crate::{Verdict, arguments::Retain, refusal::Refusal};

/// Tells, destroys, or attests; a server may be running on the same data.
pub(crate) fn run(arguments: &Retain, language: Language) -> anyhow::Result<Verdict> {
    if let (Some(file), Some(agency), Some(since)) =
        (arguments.certificate.as_deref(), arguments.agency.as_deref(), arguments.since)
    {
        return certify(arguments, (file, agency, since), language);
    }
    if !arguments.dry_run {
        let (drafts, dossiers) = beside_existing(&arguments.place, async |desk| Ok(desk.retain().await?))?;
        say_in(
            language,
            format!("Détruits : {drafts} brouillons, {dossiers} dossiers (ou ce qui en restait)."),
            format!("Destroyed: {drafts} drafts, {dossiers} dossiers (or what was left of them)."),
        );
        return Ok(Verdict::Well);
    }
    let due = beside_existing(&arguments.place, async |desk| {
        let by = arguments.by.map(end_of).transpose()?.unwrap_or_else(|| desk.store().clock().now());
        Ok(desk.due(by).await?)
    })?;
    for one in &due {
        let retention::Due { agency, demarche, drafts, dossiers, receipts, held } = one;
        say_in(
            language,
            format!(
                "{agency}/{demarche}  {drafts} brouillons, les réponses de {dossiers} dossiers, {receipts} reçus ; {held} dossiers attendent une remise et restent"
            ),
            format!(
                "{agency}/{demarche}  {drafts} drafts, the answers of {dossiers} dossiers, {receipts} receipts; {held} dossiers await a delivery and stay"
            ),
        );
    }
    if due.is_empty() {
        say_in(language, "Rien n'est échu.", "Nothing is due.");
    }
    Ok(Verdict::Well)
}

/// The moment after a day, in UTC.
fn end_of(day: Date) -> anyhow::Result<Timestamp> {
    Ok(day.checked_add(1.day())?.to_zoned(TimeZone::UTC)?.timestamp())
}

fn unknown(agency: &str) -> Refusal {
    Refusal::new(
        "retain.agency",
        format!(
            "--agency : aucun organisme de ce site ne s'appelle « {agency} ». Son identifiant est celui que ses démarches disent (agency:)."
        ),
        format!("--agency: no agency of this site is called “{agency}”. Its id is what its démarches say (agency:)."),
    )
}

fn empty(since: Date) -> Refusal {
    Refusal::new(
        "retain.since",
        format!(
            "--since : rien n'est encore détruit depuis le {since}, qui est à venir, ou après --until. Donnez un jour passé."
        ),
        format!(
            "--since: nothing was destroyed since {since}, which is to come, or after --until. Give a day of before."
        ),
    )
}

fn certify(
    arguments: &Retain,
    (file, agency, since): (&Path, &str, Date),
    language: Language,
) -> anyhow::Result<Verdict> {
    let mut beside = file.as_os_str().to_owned();
    beside.push(".sig");
    let signed = PathBuf::from(beside);
    for path in [file, &signed] {
        if path.exists() {
            return Err(super::keys::exists(path).into());
        }
    }
    let (text, signature, count) = beside_existing(&arguments.place, async |desk| {
        let store = desk.store();
        let now = store.clock().now();
        let from = since.to_zoned(TimeZone::UTC)?.timestamp();
        let until = arguments.until.map(end_of).transpose()?.map_or(now, |until| until.min(now));
        // A certificate of nothing attests nothing: it is a slip that is told, not signed.
        if !store.read(async |conn| retention::knows(conn, agency).await).await? {
            return Err(unknown(agency).into());
        }
        if from >= until {
            return Err(empty(since).into());
        }
        // What is attested is what a whole journal holds.
        desk.verify_journal().await?;
        let (mut all, mut last): (Vec<Ended>, Option<Ended>) = (Vec::new(), None);
        loop {
            let page =
                store.read(async |conn| retention::ended(conn, agency, (from, until), last.as_ref()).await).await?;
            last = page.last().cloned();
            all.extend(page);
            if last.is_none() {
                break;
            }
        }
        let heads = store.read(async |conn| journal::heads(conn).await).await?;
        let head = heads.iter().find(|head| head.agency == agency);
        let count = |act: &str| all.iter().filter(|ended| ended.act == act).count();
        let certificate = json!({
            "agency": agency, "from": from, "until": until, "made_at": now,
            "counts": {
                "draft.purged": count("draft.purged"), "dossier.erased": count("dossier.erased"),
                "dossier.purged": count("dossier.purged"),
            },
            "journal": head.map(|head| json!({ "batch": head.number, "hash": hex(&head.hash) })),
            "destroyed": all.iter().map(|ended| json!({
                "entry": ended.entry, "at": ended.at, "act": ended.act, "object": ended.object, "batch": ended.batch,
            })).collect::<Vec<_>>(),
        });
        let text = format!("{certificate:#}\n");
        let signature = store.receipt_key().sign(text.as_bytes()).to_bytes();
        Ok((text, signature, all.len()))
    })?;
    std::fs::write(file, text).map_err(|error| Refusal::file(file, &error))?;
    std::fs::write(&signed, signature).map_err(|error| Refusal::file(&signed, &error))?;
    say(format!("{} {}", file.display(), signed.display()));
    say_in(
        language,
        format!(
            "{count} destructions attestées. Vérifier : openssl pkeyutl -verify -pubin -inkey recu.pem -rawin -in {} -sigfile {}",
            file.display(),
            signed.display()
        ),
        format!(
            "{count} destructions attested. To verify: openssl pkeyutl -verify -pubin -inkey recu.pem -rawin -in {} -sigfile {}",
            file.display(),
            signed.display()
        ),
    );
    Ok(Verdict::Well)
}
