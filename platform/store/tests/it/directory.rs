//! What is public or small: the directory, the definitions, development's mails.

use store::agencies::{self, Agency};
use store::organisations::{self, Area, Organisation};
use store::{definitions, mails, publications};

use crate::bed::{AGENCY, Bed};

fn town(siret: &str, communes: &[&str], demarches: &[&str]) -> Organisation {
    Organisation {
        siret: siret.into(),
        branch: String::new(),
        name: format!("Mairie {siret}"),
        address: "1 place de la Mairie\n31000 Toulouse".into(),
        email: Some("mairie@example.fr".into()),
        phone: None,
        communes: communes.iter().map(|code| (*code).to_owned()).collect(),
        departements: Vec::new(),
        demarches: demarches.iter().map(|id| (*id).to_owned()).collect(),
        invented: true,
    }
}

pub(crate) async fn a_directory_is_imported_twice_and_asked(bed: Bed) {
    let store = bed.open().await;
    let mut towns = vec![town("1", &["31555", "31556"], &["recensement"]), town("2", &["31001"], &[])];
    organisations::import(&store, &towns).await.unwrap();
    let of = async |demarche: &str, commune: &str| {
        store
            .read(async |conn| organisations::connected_for(conn, demarche, Area::Commune(commune)).await)
            .await
            .unwrap()
    };
    assert_eq!(of("recensement", "31556").await.as_ref(), Some(&towns[0]));
    assert_eq!(of("recensement", "31001").await, None, "not connected");
    assert_eq!(of("autre", "31555").await, None);
    let serving = store.read(async |conn| organisations::serving(conn, Area::Commune("31001")).await).await.unwrap();
    assert_eq!(serving, [towns[1].clone()]);
    towns[0].communes.pop();
    towns[0].name = "Mairie de Toulouse".into();
    towns[1].demarches.push("recensement".into());
    organisations::import(&store, &towns).await.unwrap();
    assert_eq!(of("recensement", "31556").await, None);
    assert_eq!(of("recensement", "31555").await.unwrap().name, "Mairie de Toulouse");
    let connected = store.read(async |conn| organisations::connected(conn, "recensement").await).await.unwrap();
    assert_eq!(connected, towns);
    assert_eq!(store.read(async |conn| organisations::list(conn, 1, 10).await).await.unwrap(), [towns[1].clone()]);
    let one = store.read(async |conn| organisations::get(conn, "1", "").await).await.unwrap();
    assert_eq!(one.as_ref(), Some(&towns[0]));
}

pub(crate) async fn a_desk_is_found_by_its_departement(bed: Bed) {
    let store = bed.open().await;
    let mut desk = town("3", &[], &["association"]);
    desk.departements = vec!["2A".into(), "974".into()];
    let paper = Organisation { departements: vec!["32".into()], ..town("4", &["32013"], &[]) };
    organisations::import(&store, &[desk.clone(), paper.clone()]).await.unwrap();
    let of = async |demarche: &str, area: Area<'_>| {
        store.read(async |conn| organisations::connected_for(conn, demarche, area).await).await.unwrap()
    };
    assert_eq!(of("association", Area::Departement("974")).await.as_ref(), Some(&desk));
    assert_eq!(of("association", Area::Commune("974")).await, None, "a number is no commune");
    assert_eq!(of("association", Area::Departement("32")).await, None, "not connected");
    assert_eq!(of("autre", Area::Departement("2A")).await, None);
    let serving = store.read(async |conn| organisations::serving(conn, Area::Departement("32")).await).await.unwrap();
    assert_eq!(serving, [paper]);
    desk.departements.pop();
    organisations::import(&store, &[desk]).await.unwrap();
    assert_eq!(of("association", Area::Departement("974")).await, None, "it was taken off the list");
}

pub(crate) async fn only_the_latest_mails_are_kept(bed: Bed) {
    let store = bed.open().await;
    store
        .write(async |tx| {
            for number in 0..mails::KEPT + 5 {
                mails::keep(tx, AGENCY, number.to_string().as_bytes()).await?;
                bed.clock.advance(jiff::SignedDuration::from_millis(1));
            }
            Ok::<_, store::StoreError>(())
        })
        .await
        .unwrap();
    assert_eq!(bed.count("mails").await, mails::KEPT);
    let latest = store.read(async |conn| mails::list(conn, 2).await).await.unwrap();
    assert_eq!(latest[0].body, (mails::KEPT + 4).to_string().into_bytes());
    let same = store.read(async |conn| mails::get(conn, latest[1].id).await).await.unwrap().unwrap();
    assert_eq!((same.body, same.agency.as_str()), (latest[1].body.clone(), AGENCY));
}

pub(crate) async fn a_definition_is_kept_once(bed: Bed) {
    let store = bed.open().await;
    let put = async || store.write(async |tx| definitions::put(tx, AGENCY, "d", b"bundle").await).await.unwrap();
    let hash = put().await;
    let first = store.read(async |conn| definitions::get(conn, AGENCY, "d", &hash).await).await.unwrap().unwrap();
    bed.clock.advance(jiff::SignedDuration::from_hours(1));
    assert_eq!(put().await, hash);
    let again = store.read(async |conn| definitions::get(conn, AGENCY, "d", &hash).await).await.unwrap().unwrap();
    assert_eq!((again.bundle.as_slice(), again.first_served_at), (b"bundle".as_slice(), first.first_served_at));
    assert_eq!(bed.count("definitions").await, 1);
    let other = store.read(async |conn| definitions::get(conn, "autre", "d", &hash).await).await.unwrap();
    assert!(other.is_none());
    let hex = if bed.engine() == store::Engine::Sqlite { "x'00'" } else { "'\\x00'" };
    bed.raw(&format!("update definitions set bundle = {hex}")).await;
    assert!(store.read(async |conn| definitions::get(conn, AGENCY, "d", &hash).await).await.is_err());
    let slug = store.write(async |tx| definitions::put(tx, "../ville", "d", b"bundle").await).await;
    assert!(matches!(slug, Err(store::StoreError::Invalid(_))));
}

pub(crate) async fn what_was_published_last_is_in_force(bed: Bed) {
    let store = bed.open().await;
    let keep = async |bundle: &[u8]| {
        let hash = store.write(async |tx| definitions::put(tx, AGENCY, "d", bundle).await).await.unwrap();
        bed.clock.advance(jiff::SignedDuration::from_hours(1));
        hash
    };
    let (first, second) = (keep(b"first").await, keep(b"second").await);
    let latest = store.read(async |conn| definitions::latest(conn, AGENCY, "d").await).await.unwrap();
    assert_eq!(latest, Some(second));
    let publish = async |known: i64, definition, former| {
        let new = publications::NewPublication {
            agency: AGENCY,
            demarche: "d",
            definition,
            former,
            verdict: "with_loss",
            accepted: "drafts.with_loss",
            because: "décret",
        };
        store.write(async |tx| publications::put(tx, known, new).await).await
    };
    assert_eq!(store.read(async |conn| publications::in_force(conn).await).await.unwrap(), []);
    let one = publish(0, &first, None).await.unwrap();
    assert_eq!((one.number, one.definition, one.former), (1, first, None));
    let late = publish(0, &second, Some(&first)).await;
    assert!(matches!(late, Err(store::StoreError::Conflict { expected: 0, actual: 1 })), "{late:?}");
    let two = publish(1, &second, Some(&first)).await.unwrap();
    assert_eq!((two.number, two.former, two.because.as_str()), (2, Some(first), "décret"));
    assert_eq!(store.read(async |conn| publications::in_force(conn).await).await.unwrap(), [two]);
    assert_eq!(store.read(async |conn| publications::all(conn).await).await.unwrap().len(), 2);
    let other = store.read(async |conn| publications::last(conn, "autre", "d").await).await.unwrap();
    assert_eq!(other, None);
}

pub(crate) async fn an_agency_is_known_by_the_name_it_was_given_last(bed: Bed) {
    let store = bed.open().await;
    let mut city = Agency {
        id: "ville".into(),
        name: "Ville".into(),
        address: Some("1 place de la Mairie\n31000 Toulouse".into()),
        email: None,
        phone: Some("05 61 00 00 00".into()),
        hours: None,
        officer: Some("dpo@example.fr".into()),
        site: Some("https://ville.example.fr".into()),
        invented: false,
    };
    let put = async |agency: &Agency| store.write(async |tx| agencies::put(tx, agency).await).await;
    put(&city).await.unwrap();
    city.name = "Ville d'Exemple".into();
    city.phone = None;
    put(&city).await.unwrap();
    assert_eq!(store.read(async |conn| agencies::all(conn).await).await.unwrap(), [city.clone()]);
    city.id = "../ville".into();
    assert!(matches!(put(&city).await, Err(store::StoreError::Invalid(_))));
}
