//! Brings the schema up to date: embedded texts, each applied once, in one transaction, by one process at a time.
//!
//! To add one: write `migrations/000N_what.sql`, list it in [`MIGRATIONS`]. Never change one that was released: its hash is kept.
//! One text serves both engines: it says `bytea` and `bigint`, and SQLite, whose tables are strict, reads `blob` and `integer`.

use sha2::{Digest, Sha256};
use sqlx::{AssertSqlSafe, Connection as _, PgPool, SqliteConnection};

use crate::error::StoreError;
use crate::faults;

/// All migrations, oldest first; the place in the list (from 1) is the schema's version.
const MIGRATIONS: &[(&str, &str)] = &[
    ("0001_first", include_str!("../migrations/0001_first.sql")),
    ("0002_receipts", include_str!("../migrations/0002_receipts.sql")),
    ("0003_agencies", include_str!("../migrations/0003_agencies.sql")),
    ("0004_closed_drafts", include_str!("../migrations/0004_closed_drafts.sql")),
    ("0005_cases_without_commune", include_str!("../migrations/0005_cases_without_commune.sql")),
    ("0006_publications", include_str!("../migrations/0006_publications.sql")),
    ("0007_organisation_departements", include_str!("../migrations/0007_organisation_departements.sql")),
    ("0008_own_receipts", include_str!("../migrations/0008_own_receipts.sql")),
    ("0009_partners", include_str!("../migrations/0009_partners.sql")),
    ("0010_scanned_files", include_str!("../migrations/0010_scanned_files.sql")),
    ("0011_logins", include_str!("../migrations/0011_logins.sql")),
    ("0012_second_factor", include_str!("../migrations/0012_second_factor.sql")),
    ("0013_complements", include_str!("../migrations/0013_complements.sql")),
    ("0014_webhooks", include_str!("../migrations/0014_webhooks.sql")),
    ("0015_at_desk", include_str!("../migrations/0015_at_desk.sql")),
    ("0016_roles", include_str!("../migrations/0016_roles.sql")),
    ("0017_known_browsers", include_str!("../migrations/0017_known_browsers.sql")),
    ("0018_routes", include_str!("../migrations/0018_routes.sql")),
    ("0019_silence", include_str!("../migrations/0019_silence.sql")),
    ("0020_handing", include_str!("../migrations/0020_handing.sql")),
    ("0021_labels", include_str!("../migrations/0021_labels.sql")),
    ("0022_past_cases", include_str!("../migrations/0022_past_cases.sql")),
    ("0023_stand_ins", include_str!("../migrations/0023_stand_ins.sql")),
    ("0024_exports", include_str!("../migrations/0024_exports.sql")),
    ("0025_letters", include_str!("../migrations/0025_letters.sql")),
    ("0026_hubee", include_str!("../migrations/0026_hubee.sql")),
    ("0027_holds", include_str!("../migrations/0027_holds.sql")),
    ("0028_running", include_str!("../migrations/0028_running.sql")),
    ("0029_held_since", include_str!("../migrations/0029_held_since.sql")),
    ("0030_hubee_awaited", include_str!("../migrations/0030_hubee_awaited.sql")),
    ("0031_inbox", include_str!("../migrations/0031_inbox.sql")),
    ("0032_onboarding", include_str!("../migrations/0032_onboarding.sql")),
    ("0033_sandbox", include_str!("../migrations/0033_sandbox.sql")),
    ("0034_identities", include_str!("../migrations/0034_identities.sql")),
    ("0035_signatures", include_str!("../migrations/0035_signatures.sql")),
    ("0036_person_identities", include_str!("../migrations/0036_person_identities.sql")),
    ("0037_citizens_second_factor", include_str!("../migrations/0037_citizens_second_factor.sql")),
    ("0038_questions", include_str!("../migrations/0038_questions.sql")),
    ("0039_own_cases", include_str!("../migrations/0039_own_cases.sql")),
    ("0040_given", include_str!("../migrations/0040_given.sql")),
    ("0041_agreements", include_str!("../migrations/0041_agreements.sql")),
    ("0042_documents", include_str!("../migrations/0042_documents.sql")),
    ("0043_event_names", include_str!("../migrations/0043_event_names.sql")),
    ("0044_news", include_str!("../migrations/0044_news.sql")),
    ("0045_handed", include_str!("../migrations/0045_handed.sql")),
    ("0046_handovers", include_str!("../migrations/0046_handovers.sql")),
    ("0047_accepted_terms", include_str!("../migrations/0047_accepted_terms.sql")),
];

const LEDGER: &str =
    "create table if not exists schema_versions (version bigint primary key, name text not null, hash text not null)";
const FOUND: &str = "select version, hash from schema_versions order by version";
const APPLIED: &str = "insert into schema_versions (version, name, hash) values ($1, $2, $3)";

/// An arbitrary number that only this program's migrations lock on.
const LOCK: i64 = 0x6775_6963_6865_7401;

fn hash(text: &str) -> String {
    hex::encode(Sha256::digest(text.as_bytes()))
}

/// What is still to be applied, given what was found; refuses a database that is newer or went another way.
fn missing(found: &[(i64, String)]) -> Result<&'static [(&'static str, &'static str)], StoreError> {
    let known = MIGRATIONS.len() as i64;
    for (version, found_hash) in found {
        let Some((name, text)) = usize::try_from(version - 1).ok().and_then(|place| MIGRATIONS.get(place)) else {
            return Err(StoreError::Newer { found: *version, known });
        };
        if *found_hash != hash(text) {
            return Err(StoreError::Corrupt(format!("migration {name} was applied with another text")));
        }
    }
    Ok(MIGRATIONS.get(found.len()..).unwrap_or_default())
}

/// A migration in SQLite's names of types, and its strictness.
pub(crate) fn for_sqlite(text: &str) -> String {
    text.replace(" bytea", " blob").replace(" bigint", " integer").replace("\n);", "\n) strict;")
}

/// The statements that make an empty database what these migrations had made of another; what says that they did is not among them.
///
/// # Errors
/// `store.newer`, `store.corrupt`: this program does not know them, or knows others.
pub(crate) fn as_of(found: &[(i64, String)]) -> Result<Vec<String>, StoreError> {
    let missing = missing(found)?.len();
    let applied = MIGRATIONS.iter().take(MIGRATIONS.len() - missing).map(|(_, text)| (*text).to_owned());
    Ok(std::iter::once(LEDGER.to_owned()).chain(applied).collect())
}

pub(crate) async fn sqlite(connection: &mut SqliteConnection) -> Result<(), StoreError> {
    let mut transaction = connection.begin_with("BEGIN IMMEDIATE").await?;
    sqlx::query(LEDGER).execute(&mut *transaction).await?;
    let found: Vec<(i64, String)> = sqlx::query_as(FOUND).fetch_all(&mut *transaction).await?;
    for (place, (name, text)) in missing(&found)?.iter().enumerate() {
        sqlx::raw_sql(AssertSqlSafe(for_sqlite(text))).execute(&mut *transaction).await?;
        let version = (found.len() + place + 1) as i64;
        sqlx::query(APPLIED).bind(version).bind(*name).bind(hash(text)).execute(&mut *transaction).await?;
        faults::point("migration.applied");
    }
    Ok(transaction.commit().await?)
}

pub(crate) async fn postgres(pool: &PgPool) -> Result<(), StoreError> {
    let mut transaction = pool.begin().await?;
    sqlx::query("set local statement_timeout = 0").execute(&mut *transaction).await?;
    sqlx::query("select pg_advisory_xact_lock($1)").bind(LOCK).execute(&mut *transaction).await?;
    sqlx::query(LEDGER).execute(&mut *transaction).await?;
    let found: Vec<(i64, String)> = sqlx::query_as(FOUND).fetch_all(&mut *transaction).await?;
    for (place, (name, text)) in missing(&found)?.iter().enumerate() {
        sqlx::raw_sql(*text).execute(&mut *transaction).await?;
        let version = (found.len() + place + 1) as i64;
        sqlx::query(APPLIED).bind(version).bind(*name).bind(hash(text)).execute(&mut *transaction).await?;
        faults::point("migration.applied");
    }
    Ok(transaction.commit().await?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_database_from_the_future_or_from_elsewhere_is_refused() {
        let future = (MIGRATIONS.len() + 1) as i64;
        assert!(matches!(missing(&[(future, String::new())]), Err(StoreError::Newer { found, .. }) if found == future));
        assert!(matches!(missing(&[(1, "other".into())]), Err(StoreError::Corrupt(_))));
        assert_eq!(missing(&[]).unwrap().len(), MIGRATIONS.len());
    }
}
