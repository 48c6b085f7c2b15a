//! `guichet journal export`: the journal as lines of JSON, with all that its hashes are made of.

use serde_json::{Value, json};
use store::journal::{self, Entry};

use super::{beside_existing, journal::hex, say};
use crate::arguments::Place;

/// Writes batch after batch, and at the end of each agency what is not closed yet.
pub(super) fn run(place: &Place, agency: Option<&str>, from: i64) -> anyhow::Result<()> {
    beside_existing(place, async |desk| {
        let store = desk.store();
        let mut agencies = store
            .read(async |conn| {
                let mut all = journal::closed_agencies(conn).await?;
                all.extend(journal::open_agencies(conn).await?);
                Ok::<_, store::StoreError>(all)
            })
            .await?;
        agencies.sort();
        agencies.dedup();
        agencies.retain(|one| agency.is_none_or(|wanted| wanted == one));
        for agency in &agencies {
            let mut number = from;
            // Closed one after another, each whole: what is closed meanwhile comes too.
            while let Some(batch) = store.read(async |conn| journal::batch(conn, agency, number).await).await? {
                say(json!({
                    "kind": "batch", "agency": agency, "batch": number, "entries": batch.entries.len(), "closed_at": batch.closed_at,
                    "previous": hex(&batch.previous), "hash": hex(&batch.hash),
                }).to_string());
                batch.entries.iter().for_each(|entry| say(line(agency, Some(number), entry).to_string()));
                number += 1;
            }
            let mut last: Option<Entry> = None;
            loop {
                let page = store.read(async |conn| journal::open_entries(conn, agency, last.as_ref()).await).await?;
                page.iter().for_each(|entry| say(line(agency, None, entry).to_string()));
                let Some(entry) = page.into_iter().next_back() else { break };
                last = Some(entry);
            }
        }
        Ok(())
    })
}

fn line(agency: &str, batch: Option<i64>, entry: &Entry) -> Value {
    json!({
        "kind": "entry", "agency": agency, "batch": batch, "id": entry.id, "at": entry.at, "act": entry.act,
        "object_kind": entry.object_kind, "object": entry.object, "actor_kind": entry.actor_kind, "actor": entry.actor,
        "commitment": entry.commitment.map(|hash| hex(&hash)), "hash": hex(&entry.hash(agency)),
    })
}
