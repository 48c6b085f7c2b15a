//! What citizens agreed to have filled in: sealed under the draft's key, the latest first, gone with the draft or the account.

use jiff::SignedDuration;
use store::{
    PORTAL, StoreError,
    agreements::{self, NewAgreement},
    drafts::{self, NewDraft},
    people,
};

use crate::{
    bed::{AGENCY, Bed, new_draft},
    known_people::person,
};

pub(crate) async fn what_was_agreed_to_is_sealed_and_goes_with_its_draft_or_its_account(bed: Bed) {
    let store = bed.open().await;
    let (zoe, leo) = (person(&store, "zoe@exemple.fr").await, person(&store, "leo@exemple.fr").await);
    let begun = async |owner: &people::Person| {
        let new = NewDraft { person: Some(owner.id), ..new_draft(b"{}") };
        store.write(async |tx| drafts::create(tx, new).await).await.unwrap().0
    };
    let (first, second, other) = (begun(&zoe).await, begun(&zoe).await, begun(&leo).await);
    let mut kept = 0;
    for (owner, draft, holder, decision, told) in [
        (&zoe, &first, "vault", "agreed", b"identity:nom".as_slice()),
        (&zoe, &first, "by-essai", "refused", b"identity:prenoms"),
        (&zoe, &second, "vault", "withdrawn", b"email:"),
        (&leo, &other, "vault", "agreed", b"phone:"),
    ] {
        let new = NewAgreement { person: owner.id, holder, decision, told };
        store.write(async |tx| agreements::add(tx, draft, new).await).await.unwrap();
        bed.clock.advance(SignedDuration::from_secs(1));
        kept += 1;
    }
    assert_eq!(bed.count("agreements").await, kept);
    let of = async |owner: &people::Person| store.read(async |conn| agreements::of_person(conn, owner.id).await).await;
    let told: Vec<(String, String, Vec<u8>)> =
        of(&zoe).await.unwrap().into_iter().map(|one| (one.holder, one.decision, one.told)).collect();
    assert_eq!(
        told,
        [
            ("vault".to_owned(), "withdrawn".to_owned(), b"email:".to_vec()),
            ("by-essai".to_owned(), "refused".to_owned(), b"identity:prenoms".to_vec()),
            ("vault".to_owned(), "agreed".to_owned(), b"identity:nom".to_vec()),
        ],
        "the latest first, and nobody else's"
    );
    // A decision opens at no other one, of the same draft neither.
    let text = format!(
        "update agreements set told = (select told from agreements where draft = '{0}' and decision = 'agreed') \
         where draft = '{0}' and decision = 'refused'",
        first.id
    );
    bed.raw(&text).await;
    assert!(matches!(of(&zoe).await, Err(StoreError::Tampered { .. })));
    store.write(async |tx| drafts::purge(tx, AGENCY, first.id).await).await.unwrap();
    assert_eq!(of(&zoe).await.unwrap().len(), 1, "they go with the draft");
    let found = store.read(async |conn| people::get(conn, PORTAL, zoe.id).await).await.unwrap().unwrap();
    store.write(async |tx| people::close(tx, &found).await).await.unwrap();
    assert_eq!(bed.count("agreements").await, 1, "and with the account");
    assert_eq!(of(&leo).await.unwrap().len(), 1);
}
