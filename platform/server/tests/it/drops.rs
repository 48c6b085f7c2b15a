//! Cases as files on a partner's server, a real OpenSSH, and what its software answers; and mailboxes that are told that there is news.

use std::{collections::BTreeSet, io::Cursor, path::Path, process::Command};

use desk::{Digest, DropFolder, Mailbox, Whose};
use jiff::{SignedDuration, civil::Time};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use store::{
    Uuid,
    deliveries::{State, Which},
    routes::Kind,
};

use crate::{
    agent::MAIRIE,
    antivirus,
    clamav::ClamAv,
    partner::filed,
    sshd::{Fault, Sshd, user},
    support::World,
    uploads::png,
};

const OPERATOR: &str = "exploitation@exemple.fr";

pub(crate) async fn world() -> World {
    World::with(|config| {
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
        config.contact = Some(OPERATOR.to_owned());
    })
    .await
}

fn whose() -> Whose {
    Whose { agency: "ville-essai".to_owned(), siret: MAIRIE.0.to_owned(), branch: MAIRIE.1.to_owned() }
}

pub(crate) async fn folder(world: &World, fault: Fault, answers: bool) -> (Sshd, Uuid) {
    let server = Sshd::start(&["ed25519"], fault);
    let folder = DropFolder {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        user: user(),
        folder: String::new(),
        host_keys: vec![server.fingerprint("ed25519")],
        answers,
        max_size: None,
    };
    let made = world.desk().add_drop(&whose(), folder).await.unwrap();
    server.allow(&made.public_key);
    (server, made.route)
}

/// The names without their endings.
pub(crate) fn drops(server: &Sshd) -> Vec<String> {
    server.names().iter().filter_map(|name| name.strip_suffix(".json")).map(str::to_owned).collect()
}

fn manifest(server: &Sshd, name: &str) -> Value {
    serde_json::from_slice(&server.read(&format!("{name}.json"))).unwrap()
}

/// Everything that lies there, as it is.
fn all(server: &Sshd) -> BTreeSet<(String, Vec<u8>)> {
    server.names().into_iter().map(|name| (name.clone(), server.read(&name))).collect()
}

async fn undelivered(world: &World) -> Vec<desk::DeliveryTold> {
    world.desk().deliveries(Which::default()).await.unwrap()
}

fn clear(server: &Sshd) {
    for name in server.names() {
        std::fs::remove_file(server.folder().join(name)).unwrap();
    }
}

pub(crate) async fn a_case_is_dropped_whole_and_taken_in_it_is_received() {
    let world = world().await;
    filed(&world).await;
    let (server, route) = folder(&world, Fault::None, true).await;
    let (mut citizen, follow) = filed(&world).await;
    assert_eq!(world.drop_parcels().await.done, 1, "what came before it was there is not dropped");
    let name = drops(&server).remove(0);
    assert_eq!(server.names(), [format!("{name}.json"), format!("{name}.zip")]);
    let (told, package) = (manifest(&server, &name), server.read(&format!("{name}.zip")));
    assert_eq!((&told["type"], &told["data"]["external_id"]), (&"case.new".into(), &name.as_str().into()));
    let file = &told["files"][0];
    assert_eq!((&file["role"], &file["size"]), (&"package".into(), &package.len().into()));
    assert_eq!(file["sha256"], hex::encode(Sha256::digest(&package)).as_str());
    let mut zip = zip::ZipArchive::new(Cursor::new(package)).unwrap();
    let inside: Value = serde_json::from_reader(zip.by_name("manifest.json").unwrap()).unwrap();
    assert_eq!(inside["case"], name.as_str());
    // It is sent, and not received before its software says so.
    let seen = citizen.get(&follow).await;
    assert!(seen.text.contains("Transmise") && undelivered(&world).await.is_empty(), "{}", seen.text);
    world.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(world.drop_parcels().await.total(), 0, "nothing was answered");

    server.write(&format!("{name}.ack"), b"");
    server.write("autre.ack", b"");
    world.clock.advance(SignedDuration::from_secs(61));
    assert_eq!(world.drop_parcels().await.done, 1);
    assert!(citizen.get(&follow).await.text.contains("Reçue"));
    assert_eq!(server.names().iter().filter(|name| name.ends_with(".ack")).count(), 1, "its answer was cleared away");
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'parcel'").await, 0);
    assert_eq!(
        world.number("select count(*) from events where author_kind = 'partner' and status = 'received'").await,
        1
    );
    // Its being received is the desk's own doing, and what it does itself it is not sent.
    world.work().await;
    assert_eq!((world.drop_parcels().await.total(), drops(&server).len()), (0, 1));
    let shown = world.desk().routes(&[Kind::Sftp]).await.unwrap();
    assert_eq!((shown.len(), shown[0].route.id, shown[0].public_keys.len()), (1, route, 1));
    assert!(
        shown[0].place.ends_with(&format!("@127.0.0.1:{}/", server.port)) && !format!("{shown:?}").contains("SHA256")
    );
}

pub(crate) async fn what_fails_or_is_refused_comes_again_the_same() {
    let world = world().await;
    let (server, _) = folder(&world, Fault::Cuts(2, 3_000), true).await;
    filed(&world).await;
    for seconds in [7, 80] {
        assert_eq!(world.drop_parcels().await.later, 1);
        let waiting = undelivered(&world).await.remove(0).delivery;
        let code = waiting.last_error.unwrap();
        assert!(waiting.kind == Kind::Sftp && waiting.state == State::Waiting && code.starts_with("sftp."), "{code}");
        world.clock.advance(SignedDuration::from_secs(seconds));
    }
    assert_eq!(world.drop_parcels().await.done, 1);
    let (name, first) = (drops(&server).remove(0), all(&server));

    // Its software takes it away, and says that it could not read it.
    clear(&server);
    server.write(&format!("{name}.nack"), "{\"reason\": \"Schéma inconnu\"}".as_bytes());
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    assert!(server.names().is_empty());
    let parked = undelivered(&world).await.remove(0);
    assert_eq!((parked.delivery.state, parked.delivery.last_error.as_deref()), (State::Parked, Some("sftp.refused")));
    let dropped = world.desk().dropped(&parked.delivery).await.unwrap().unwrap();
    assert_eq!(dropped.reason.as_deref(), Some("Schéma inconnu"));
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let alarm = mails.iter().filter(|mail| mail.to == OPERATOR).collect::<Vec<_>>();
    assert!(alarm.len() == 1 && alarm[0].subject.contains("refusé") && !alarm[0].text.contains(&name), "{alarm:?}");
    assert_eq!(world.number("select count(*) from events where status = 'received'").await, 0);
    assert_eq!(world.number("select count(*) from drops where cast(reason as text) like '%inconnu%'").await, 0);
    assert!(world.drop_parcels().await.total() == 0, "it waits for a human");

    world.desk().retry_delivery(parked.delivery.id).await.unwrap();
    assert_eq!(world.drop_parcels().await.done, 1);
    assert_eq!(all(&server), first, "the same names, the same bytes, the same id");
    assert_eq!(manifest(&server, &name)["id"], parked.message_id.as_str());
    server.write(&format!("{name}.ack"), b"ok");
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    assert_eq!(world.number("select count(*) from events where status = 'received'").await, 1);
    assert!(undelivered(&world).await.is_empty());
}

/// Runs the example on what lies there; gives what it has put away, by drop and name.
fn example(server: &Sshd, shelf: &Path) -> BTreeSet<(String, String)> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/partner-sftp/prendre.py");
    let ran = Command::new("python3").arg(script).arg(server.folder()).arg(shelf).output().unwrap();
    assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    let names = |folder: &Path| -> Vec<String> {
        std::fs::read_dir(folder).unwrap().map(|one| one.unwrap().file_name().into_string().unwrap()).collect()
    };
    let drops = names(shelf).into_iter();
    drops.flat_map(|drop| names(&shelf.join(&drop)).into_iter().map(move |name| (drop.clone(), name))).collect()
}

pub(crate) async fn the_example_takes_drops_and_answers() {
    let world = world().await;
    let shelf = tempfile::tempdir().unwrap();
    let (server, _) = folder(&world, Fault::None, true).await;
    filed(&world).await;
    world.drop_parcels().await;
    let name = drops(&server).remove(0);
    // Half of it was lost on the way to the program.
    let whole = server.read(&format!("{name}.zip"));
    server.write(&format!("{name}.zip"), &whole[..100]);
    assert!(example(&server, shelf.path()).is_empty());
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    let parked = undelivered(&world).await.remove(0).delivery;
    let reason = world.desk().dropped(&parked).await.unwrap().unwrap().reason.unwrap();
    assert!(reason.contains("différent du manifeste") && parked.state == State::Parked, "{reason}");
    clear(&server);
    world.desk().retry_delivery(parked.id).await.unwrap();
    world.drop_parcels().await;
    let files = BTreeSet::from([".json", ".zip"].map(|ending| (name.clone(), format!("{name}{ending}"))));
    for _ in 0..2 {
        assert_eq!(example(&server, shelf.path()), files);
    }
    assert_eq!(server.names(), [format!("{name}.ack")]);
    assert!(std::fs::read(shelf.path().join(&name).join(format!("{name}.zip"))).unwrap() == whole);
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    assert!(server.names().is_empty() && undelivered(&world).await.is_empty());
    assert_eq!(world.number("select count(*) from events where status = 'received'").await, 1);
}

pub(crate) async fn a_message_has_a_drop_of_its_own() {
    let world = world().await;
    let (server, _) = folder(&world, Fault::None, false).await;
    let (mut citizen, follow) = filed(&world).await;
    assert_eq!(world.drop_parcels().await.done, 1);
    let first = drops(&server);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'parcel'").await, 0);
    let seen = citizen.get(&follow).await;
    let place = seen.links().into_iter().find(|link| link.contains("/message/")).unwrap();
    let photo = png();
    let files: [(&str, &str, &[u8]); 1] = [("document", "../../dos.png", &photo)];
    citizen.get(&place).await.upload_on(&mut citizen, &[("message", "Il est rouge.")], &files).await;
    assert_eq!(world.drop_parcels().await.done, 1);
    let name = drops(&server).into_iter().find(|name| !first.contains(name)).unwrap();
    assert!(name.starts_with(&first[0]) && name.len() > first[0].len(), "{name}");
    let told = manifest(&server, &name);
    let listed: Vec<&str> =
        told["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap()).collect();
    assert_eq!(
        (&told["type"], listed),
        (&"case.message".into(), vec![&*format!("{name}_message.json"), &*format!("{name}_piece-1.png")],)
    );
    let said: Value = serde_json::from_slice(&server.read(&format!("{name}_message.json"))).unwrap();
    assert_eq!(said["message"], "Il est rouge.");
    assert_eq!(server.read(&format!("{name}_piece-1.png")), photo);
}

pub(crate) async fn what_the_antivirus_has_not_passed_waits_and_holds_up_no_other() {
    let clamav = ClamAv::start();
    let world = World::with(|config| {
        config.antivirus = clamav.url();
        config.webhook_networks = vec!["127.0.0.1".to_owned()];
    })
    .await;
    let (server, _) = folder(&world, Fault::None, true).await;
    let mut citizen = world.browser();
    antivirus::file(&world, &mut citizen, &[("photo.png", &png())]).await;
    world.clock.advance(SignedDuration::from_secs(1));
    filed(&world).await;
    assert_eq!((world.drop_parcels().await.done, drops(&server).len()), (1, 1), "the other one is there");
    let waiting = undelivered(&world).await.remove(0).delivery;
    assert_eq!((waiting.state, waiting.attempts), (State::Waiting, 0));
    world.scan().await;
    world.clock.advance(SignedDuration::from_secs(31));
    assert_eq!((world.drop_parcels().await.done, drops(&server).len()), (1, 2));
}

pub(crate) async fn what_is_not_dropped_yet_is_not_erased() {
    let world = world().await;
    let (server, route) = folder(&world, Fault::None, false).await;
    filed(&world).await;
    for desk in [MAIRIE, ("99900000900012", "REG")] {
        let mut agent = world.agent(desk.0, desk.1).await;
        let inbox = agent.get("/agents").await;
        let case = inbox.links().into_iter().find(|link| link.contains("/agents/cas/")).unwrap();
        agent.get(&case).await;
    }
    world.work().await;
    world.desk().pause_route(route, &[Kind::Sftp]).await.unwrap();
    world.later(24 * 40);
    world.work().await;
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from dossiers where erased_at is null").await, 1);
    assert_eq!(world.drop_parcels().await.total(), 0);
    world.desk().resume_route(route, &[Kind::Sftp]).await.unwrap();
    assert_eq!((world.drop_parcels().await.done, drops(&server).len()), (1, 1));
    world.desk().tidy().await.unwrap();
    assert_eq!(world.number("select count(*) from dossiers where erased_at is null").await, 0);
}

async fn mails(world: &World, to: &str) -> Vec<desk::KeptMail> {
    world.drop_parcels().await;
    world.work().await;
    let mut mails = world.desk().kept_mails().await.unwrap();
    mails.retain(|mail| mail.to == to);
    mails
}

pub(crate) async fn a_mailbox_is_told_that_there_is_news_and_nothing_of_it() {
    let world = world().await;
    let (each, daily) = ("etat-civil@exemple.fr", "accueil@exemple.fr");
    let mailbox = |to: &str, digest| Mailbox { to: to.to_owned(), digest };
    let digest = Digest { at: Time::constant(8, 0, 0, 0), timezone: "Europe/Paris".to_owned(), every_day: true };
    filed(&world).await;
    world.desk().add_mailbox(&whose(), &mailbox(each, None)).await.unwrap();
    let route = world.desk().add_mailbox(&whose(), &mailbox(daily, Some(digest))).await.unwrap();
    let wrong = world.desk().add_mailbox(&whose(), &mailbox("personne", None)).await;
    assert!(matches!(wrong, Err(desk::DeskError::Invalid { code: "mailbox.address", .. })));
    let twice = world.desk().add_mailbox(&whose(), &mailbox("Etat-Civil@exemple.fr", None)).await;
    assert!(matches!(twice, Err(desk::DeskError::Invalid { code: "mailbox.twice", .. })));
    assert_eq!((mails(&world, each).await.len(), mails(&world, daily).await.len()), (0, 0));
    world.later(24);
    assert_eq!(mails(&world, daily).await.len(), 0, "nothing is new");

    let (mut citizen, follow) = filed(&world).await;
    filed(&world).await;
    let seen = citizen.get(&follow).await;
    let place = seen.links().into_iter().find(|link| link.contains("/message/")).unwrap();
    citizen.get(&place).await.upload_on(&mut citizen, &[("message", "Il est rouge.")], &[]).await;
    let told = mails(&world, each).await;
    let subjects: BTreeSet<&str> = told.iter().map(|mail| mail.subject.as_str()).collect();
    assert_eq!(subjects, BTreeSet::from(["Un nouveau dossier vous attend", "Un usager vous a écrit"]));
    assert!(told.len() == 3 && told.iter().all(|mail| mail.text.contains("/agents/cas/")));
    assert_eq!(mails(&world, daily).await.len(), 0, "not before its hour");
    world.later(24);
    let digest = mails(&world, daily).await;
    assert_eq!(digest.len(), 1);
    let counted: Vec<char> = digest[0].text.chars().filter(char::is_ascii_digit).collect();
    assert!(counted.starts_with(&['2', '1', '0']), "{}", digest[0].text);
    let everything: String = told.iter().chain(&digest).map(|mail| format!("{}{}", mail.subject, mail.text)).collect();
    let reference = world.desk().follow(follow.trim_start_matches("/suivi/")).await.unwrap().dossier.stored.reference;
    for word in ["Müller", "rouge", "zoe@", reference.as_str()] {
        assert!(!everything.contains(word), "{word}");
    }
    world.later(24);
    assert_eq!((mails(&world, daily).await.len(), mails(&world, each).await.len()), (1, 3), "told once");
    world.desk().remove_route(route, &[Kind::Mail, Kind::Digest]).await.unwrap();
    filed(&world).await;
    world.later(24);
    assert_eq!((mails(&world, daily).await.len(), mails(&world, each).await.len()), (1, 4));
}

/// What of the démarche does not go through the ways that there are: the codes, and what is said.
async fn misfits(world: &World) -> Vec<(&'static str, String)> {
    let desk::Checked::Sound(served) = world.desk().check("essai").await.unwrap() else { panic!("faults") };
    let told = world.desk().misfits(&served.demarche).await.unwrap();
    told.into_iter().map(|one| (one.code, format!("{} {}", one.cause.en, one.cure.en))).collect()
}

pub(crate) async fn a_server_with_another_key_alarms_at_once() {
    let world = world().await;
    let server = Sshd::start(&["ed25519"], Fault::None);
    let folder = DropFolder {
        host: "127.0.0.1".to_owned(),
        port: server.port,
        user: user(),
        folder: String::new(),
        host_keys: vec!["SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDUnhZEnDvPZ1Wsqwo".to_owned()],
        answers: false,
        max_size: None,
    };
    let made = world.desk().add_drop(&whose(), folder).await.unwrap();
    server.allow(&made.public_key);
    filed(&world).await;
    assert_eq!(world.drop_parcels().await.later, 1);
    assert_eq!(undelivered(&world).await[0].delivery.last_error.as_deref(), Some("sftp.host_key"));
    world.work().await;
    let mails = world.desk().kept_mails().await.unwrap();
    let told = mails.iter().filter(|mail| mail.to == OPERATOR && mail.subject.contains("changé de clé")).count();
    assert_eq!((told, server.names().len()), (1, 0));
    // Once somebody has asked, it is known by its new key, and what waited goes there.
    let wrong = world.desk().change_host_keys(made.route, vec!["SHA256:ici".to_owned()]).await.unwrap_err();
    assert_eq!(wrong.code(), "sftp.host_key");
    world.desk().change_host_keys(made.route, vec![server.fingerprint("ed25519")]).await.unwrap();
    world.desk().retry_deliveries(Which { route: Some(made.route), ..Which::default() }).await.unwrap();
    assert_eq!((world.drop_parcels().await.done, undelivered(&world).await.len()), (1, 0));
}

pub(crate) async fn a_server_with_another_key_alarms_when_its_answers_are_looked_for_too() {
    let world = world().await;
    let (server, _) = folder(&world, Fault::None, true).await;
    filed(&world).await;
    assert_eq!(world.drop_parcels().await.done, 1);
    let name = drops(&server).remove(0);
    server.write(&format!("{name}.ack"), b"");
    let key = server.folder().with_file_name("host_ed25519");
    let kept = ["host_ed25519", "host_ed25519.pub"].map(|name| {
        let file = server.folder().with_file_name(name);
        (file.clone(), std::fs::read(file).unwrap())
    });
    std::fs::remove_file(&key).unwrap();
    let made = Command::new("ssh-keygen").args(["-q", "-t", "ed25519", "-N", "", "-f"]).arg(&key).status().unwrap();
    assert!(made.success());
    let alarms = async || {
        world.work().await;
        let mails = world.desk().kept_mails().await.unwrap();
        mails.iter().filter(|mail| mail.to == OPERATOR && mail.subject.contains("changé de clé")).count()
    };
    assert_eq!(alarms().await, 0);
    // At the first look, and once a day; what was answered is read by nobody else.
    for _ in 0..2 {
        world.clock.advance(SignedDuration::from_mins(6));
        world.drop_parcels().await;
        assert_eq!(alarms().await, 1);
    }
    assert_eq!(world.number("select count(*) from events where status = 'received'").await, 0);
    assert!(server.names().contains(&format!("{name}.ack")));
    for (file, bytes) in kept {
        std::fs::write(file, bytes).unwrap();
    }
    world.clock.advance(SignedDuration::from_mins(6));
    assert_eq!(world.drop_parcels().await.done, 1);
    assert_eq!(world.number("select count(*) from events where status = 'received'").await, 1);
}

pub(crate) async fn a_drop_that_is_taken_in_and_refused_at_once_is_refused() {
    let world = world().await;
    let (server, _) = folder(&world, Fault::None, true).await;
    filed(&world).await;
    world.drop_parcels().await;
    let name = drops(&server).remove(0);
    server.write(&format!("{name}.ack"), b"");
    server.write(&format!("{name}.nack"), b"illisible");
    world.clock.advance(SignedDuration::from_secs(61));
    world.drop_parcels().await;
    let parked = undelivered(&world).await.remove(0).delivery;
    assert_eq!((parked.state, parked.last_error.as_deref()), (State::Parked, Some("sftp.refused")));
    assert_eq!(world.number("select count(*) from events where status = 'received'").await, 0);
    assert!(!server.names().iter().any(|found| found.ends_with("ack")), "both are cleared away");
}

pub(crate) async fn a_long_refusal_is_kept_whole_and_one_beyond_what_is_read_says_so() {
    let world = world().await;
    let (server, _) = folder(&world, Fault::None, true).await;
    filed(&world).await;
    world.drop_parcels().await;
    let name = drops(&server).remove(0);
    // As programs print where they failed; and more than anybody reads.
    let long = "ligne 1 : élément inattendu\n".repeat(400);
    for (said, cut) in [(format!("{long}fin"), false), ("x".repeat(100_000), true)] {
        server.write(&format!("{name}.nack"), said.as_bytes());
        world.clock.advance(SignedDuration::from_secs(61));
        world.drop_parcels().await;
        assert!(!server.names().contains(&format!("{name}.nack")), "it was read");
        let parked = undelivered(&world).await.remove(0).delivery;
        assert_eq!((parked.state, parked.last_error.as_deref()), (State::Parked, Some("sftp.refused")));
        let reason = world.desk().dropped(&parked).await.unwrap().unwrap().reason.unwrap();
        match cut {
            false => assert_eq!(reason, said),
            true => assert!(reason.len() > 64 << 10 && reason.ends_with("x […]"), "{}", reason.len()),
        }
        world.work().await;
        let mails = world.desk().kept_mails().await.unwrap();
        assert!(mails.iter().any(|mail| mail.to == OPERATOR && mail.subject.contains("refusé")), "{mails:?}");
        assert_eq!(world.number("select count(*) from events where status = 'received'").await, 0);
        world.desk().retry_delivery(parked.id).await.unwrap();
        assert_eq!(world.drop_parcels().await.done, 1);
    }
}

pub(crate) async fn what_a_way_does_not_take_is_told_before_anything_is_sent() {
    let world = world().await;
    assert_eq!(misfits(&world).await, []);
    let drop = |max_size: Option<u64>| DropFolder {
        host: "127.0.0.1".to_owned(),
        port: 22,
        user: "depot".to_owned(),
        folder: max_size.map(|size| size.to_string()).unwrap_or_default(),
        host_keys: vec!["SHA256:uNiVztksCsDhcc0u9e8BrrJXVGDUnhZEnDvPZ1Wsqwo".to_owned()],
        answers: true,
        max_size,
    };
    // Where no size was told, and where it is enough.
    world.desk().add_drop(&whose(), drop(None)).await.unwrap();
    let twice = DropFolder { max_size: Some(1), ..drop(None) };
    assert_eq!(world.desk().add_drop(&whose(), twice).await.unwrap_err().code(), "sftp.twice");
    world.desk().add_drop(&whose(), drop(Some(500_000_000))).await.unwrap();
    assert_eq!(misfits(&world).await, []);
    // Another agency's drop is no way for this démarche.
    let other = Whose { agency: "autre-ville".to_owned(), ..whose() };
    world.desk().add_drop(&other, drop(Some(1_000_000))).await.unwrap();
    assert_eq!(misfits(&world).await, []);
    world.desk().add_drop(&whose(), drop(Some(4_500_000))).await.unwrap();
    let told = misfits(&world).await;
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!(told[0].0, "channel.too_large");
    assert!(told[0].1.contains("takes 4.5 MB") && told[0].1.contains("of “piece” first"), "{}", told[0].1);

    // The hub takes each file by itself, of the formats that it has for the démarche.
    let place = desk::HubeePlace {
        api: "https://hubee.exemple.fr/v1".to_owned(),
        token: "https://hubee.exemple.fr/token".to_owned(),
        client: "client".to_owned(),
        secret: "secret".to_owned(),
    };
    let limits = desk::Limits { max_size: Some(1_000_000), formats: vec!["pdf".to_owned(), "json".to_owned()] };
    let account = desk::HubeeAccount {
        place,
        processes: [("essai".to_owned(), "codeEssai".to_owned())].into(),
        limits: [("essai".to_owned(), limits)].into(),
    };
    let osl = Whose { siret: "13000000000013".to_owned(), branch: String::new(), ..whose() };
    let account = world.desk().add_hubee_account(&osl, &account).await.unwrap();
    world.desk().add_hubee(&whose(), &desk::HubeeDesk { branch: "31555".to_owned() }).await.unwrap();
    let told = misfits(&world).await;
    let hub: Vec<_> = told.iter().filter(|(_, said)| said.contains("HubEE")).collect();
    assert!(hub.iter().any(|(code, said)| *code == "channel.too_large" && said.contains("max_size: 1 MB")), "{hub:?}");
    assert!(hub.iter().any(|(code, said)| *code == "channel.format" && said.contains("accepts png")), "{hub:?}");
    // It takes more since.
    world.desk().set_hubee_limits(account, [].into()).await.unwrap();
    assert_eq!(misfits(&world).await.len(), 1);
}
