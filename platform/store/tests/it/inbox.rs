//! Inboxes: whatever they are narrowed to, they show what answers to it and count what there is.

use std::collections::BTreeMap;

use store::cases;
use store::inbox::{self, Assignee, Inbox};
use store::{Uuid, labels};

use crate::bed::Bed;
use crate::dossiers::{new_case, submitted};

const SIRET: &str = "11111111100011";

pub(crate) async fn an_inbox_is_narrowed_to_what_is_asked(bed: Bed) {
    let store = bed.open().await;
    let new = labels::NewLabel { agency: "portail", organisation: SIRET, branch: "", name: "Urgent", colour: "red" };
    let label = store.write(async |tx| labels::add(tx, new).await).await.unwrap().unwrap();
    let agent = Uuid::from_u128(7);
    let (demarches, statuses) = (["inscription", "recensement"], ["done", "received", "to_send"]);
    // One of every kind: démarche, status, with an agent or nobody's, with a label or none.
    let mut made = Vec::new();
    for number in 0..24_usize {
        let dossier = submitted(&store, &format!("RCO-{number}")).await;
        let case = store.write(async |tx| cases::add(tx, new_case(&dossier, 2, SIRET, "")).await).await.unwrap();
        let kind = (demarches[number % 2], statuses[number / 2 % 3], number / 6 % 2 == 1, number / 12 == 1);
        store.write(async |tx| cases::assign(tx, &case, kind.2.then_some(agent)).await).await.unwrap();
        if kind.3 {
            store.write(async |tx| labels::stick(tx, &case, &label).await).await.unwrap();
        }
        // Of some there is something to read: not opened yet, or the citizen wrote since an agent looked.
        let read = match number % 5 {
            0 => "opened_at = null",
            1 => "opened_at = 1, heard_at = 2, spoke_at = 3",
            2 => "opened_at = 1, heard_at = 3, spoke_at = 3",
            3 => "opened_at = 1, spoke_at = 3",
            _ => "opened_at = 1",
        };
        let kind = (kind.0, kind.1, kind.2, kind.3, matches!(number % 5, 0 | 1 | 3));
        bed.raw(&format!(
            "update cases set demarche = '{}', status = '{}', {read} where id = '{}'",
            kind.0, kind.1, case.id
        ))
        .await;
        made.push((case.id, kind));
    }
    let everything = |one: &str| std::iter::once(None).chain([Some(one.to_owned())]).collect::<Vec<_>>();
    let mut asked = 0;
    for demarche in everything("recensement") {
        for status in everything("done") {
            for assignee in [Assignee::Any, Assignee::Nobody, Assignee::Agent(agent)] {
                for (labelled, news) in [(None, false), (Some(label.id), false), (None, true), (Some(label.id), true)] {
                    let inbox = Inbox {
                        organisation: SIRET,
                        branch: "",
                        agency: None,
                        demarche: demarche.as_deref(),
                        status: status.as_deref(),
                        assignee,
                        label: labelled,
                        news,
                        after: None,
                        limit: 50,
                    };
                    let page = store.read(async |conn| inbox::inbox(conn, inbox).await).await.unwrap();
                    let mut found: Vec<Uuid> = page.entries.iter().map(|entry| entry.id).collect();
                    let mut wanted: Vec<Uuid> = made
                        .iter()
                        .filter(|(_, (of, stands, looked_after, sticks, unread))| {
                            *stands != "to_send"
                                && demarche.as_deref().is_none_or(|asked| asked == *of)
                                && status.as_deref().is_none_or(|asked| asked == *stands)
                                && (assignee == Assignee::Any || *looked_after == (assignee != Assignee::Nobody))
                                && (labelled.is_none() || *sticks)
                                && (!news || *unread)
                        })
                        .map(|(id, _)| *id)
                        .collect();
                    found.sort();
                    wanted.sort();
                    assert!(news || !wanted.is_empty());
                    assert_eq!(found, wanted, "{inbox:?}");
                    asked += 1;
                }
            }
        }
    }
    assert_eq!(asked, 48);
    let counts = store.read(async |conn| inbox::counts(conn, SIRET, "").await).await.unwrap();
    assert_eq!(BTreeMap::from_iter(counts), BTreeMap::from([("done".to_owned(), 8), ("received".to_owned(), 8)]));
    for (branch, has) in [("", &demarches[..]), ("etat-civil", &demarches[..0])] {
        let found = store.read(async |conn| inbox::demarches(conn, SIRET, branch).await).await.unwrap();
        assert_eq!(found, has, "{branch}");
    }
}
