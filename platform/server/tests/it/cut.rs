//! Cuts what is sent with files at one point after another, as a lost connection does: all of it is there, or nothing.

use std::{pin::pin, task::Poll};

use axum::http::StatusCode;

use crate::{
    agent::{MAIRIE, link, received},
    drops::{drops, folder},
    partner::{Program, filed},
    questions::{clerk, led_there, questions_of},
    sshd::Fault,
    support::World,
    uploads::png,
};

/// Lets a request come so far and no further; nothing where it was cut.
async fn cut<T>(polls: usize, request: impl Future<Output = T>) -> Option<T> {
    let mut request = pin!(request);
    let mut left = polls;
    std::future::poll_fn(|context| {
        if left == 0 {
            return Poll::Ready(None);
        }
        left -= 1;
        request.as_mut().poll(context).map(Some)
    })
    .await
}

pub(crate) async fn an_answer_with_documents_that_is_cut_is_there_whole_or_not_at_all() {
    let world = World::new().await;
    let (mut citizen, follow) = filed(&world).await;
    let program = Program::new(&world, "ville-essai", MAIRIE).await;
    let case = program.cases().await.remove(0);
    let mut body =
        b"--grenze\r\nContent-Disposition: form-data; name=\"event\"\r\nContent-Type: application/json\r\n\r\n\
        {\"status\":\"done\"}"
            .to_vec();
    for name in ["un.png", "deux.png"] {
        let head =
            format!("\r\n--grenze\r\nContent-Disposition: form-data; name=\"document\"; filename=\"{name}\"\r\n\r\n");
        body.extend_from_slice(head.as_bytes());
        body.extend_from_slice(&png());
    }
    body.extend_from_slice(b"\r\n--grenze--\r\n");
    let address = format!("/api/partner/v1/cases/{case}/events");
    let (mime, headers) = ("multipart/form-data; boundary=grenze", [("idempotency-key", "k")]);
    let mut cuts = 0;
    let answer = loop {
        // Each time under the same key, as a program does that was not answered.
        let asked = program.ask_with("POST", &address, &headers, mime, &body);
        let answer = cut(1 + 2 * cuts, asked).await;
        let loose = "select (select count(*) from attachments where owner_kind = 'case') \
            - (select count(*) from events where kind = 'document')";
        assert_eq!(world.number(loose).await, 0, "cut {cuts}");
        match answer {
            Some(answer) => break answer,
            None => cuts += 1,
        }
    };
    assert!(answer.status == StatusCode::CREATED && cuts > 5, "{cuts} {}", answer.text);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'case'").await, 2);
    let read = program.get(&format!("/api/partner/v1/cases/{case}")).await.json();
    assert_eq!(read["documents"].as_array().unwrap().len(), 2, "{read}");
    let zip = citizen.get(&format!("{follow}/tout.zip")).await;
    let zip = zip::ZipArchive::new(std::io::Cursor::new(zip.bytes)).unwrap();
    let returned = zip.file_names().filter(|name| name.as_ref().unwrap().starts_with("documents/")).count();
    assert_eq!(returned, 2);
}

pub(crate) async fn a_message_with_files_that_is_cut_is_there_whole_or_not_at_all() {
    let world = World::new().await;
    let mut citizen = world.browser();
    let (filed, _agent, _case) = received(&world, &mut citizen, MAIRIE).await;
    let seen = citizen.get(&link(&filed, "/suivi/")).await;
    let page = citizen.get(&link(&seen, "/message/")).await;
    let photo = png();
    let files: [(&str, &str, &[u8]); 2] = [("document", "devant.png", &photo), ("document", "dos.png", &photo)];
    let mut cuts = 0;
    let answer = loop {
        let mut browser = citizen.clone();
        let sent = page.upload_on(&mut browser, &[("message", "Il est rouge.")], &files);
        let answer = cut(1 + 2 * cuts, sent).await;
        let loose =
            "select count(*) from attachments where owner_kind = 'message' and path not in (select id from events)";
        assert_eq!(world.number(loose).await, 0, "cut {cuts}");
        match answer {
            Some(answer) => break answer,
            None => cuts += 1,
        }
    };
    assert!(answer.text.contains("Il est rouge.") && cuts > 5, "{cuts} {}", answer.text);
    assert_eq!(world.number("select count(*) from events where author_kind = 'citizen'").await, 1);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'message'").await, 2);
}

pub(crate) async fn an_answer_to_a_drop_that_was_read_before_a_crash_is_cleared_away_after_it() {
    let world = crate::drops::world().await;
    let (server, _) = folder(&world, Fault::None, true).await;
    filed(&world).await;
    world.drop_parcels().await;
    let ack = format!("{}.ack", drops(&server).remove(0));
    // As a process leaves it that died when it had written the answer down; and one that died when it had cleared it away.
    let died = "update drops set answer = null";
    for lies_there in [true, true, false] {
        if lies_there {
            server.write(&ack, b"");
        }
        world.clock.advance(jiff::SignedDuration::from_secs(61));
        world.drop_parcels().await;
        assert!(!server.names().contains(&ack), "it was cleared away");
        assert_eq!(world.number("select count(*) from drops where answer = 'ack'").await, 1);
        assert_eq!(world.number("select count(*) from events where status = 'received'").await, 1);
        world.raw(died, died).await;
    }
}

pub(crate) async fn a_question_with_files_that_is_cut_is_there_whole_or_not_at_all() {
    let world = World::new().await;
    clerk(&world).await;
    let mut citizen = world.browser();
    let page = led_there(&world, &mut citizen).await;
    let question = citizen.get(&questions_of(&page)).await;
    let photo = png();
    let files: [(&str, &str, &[u8]); 2] = [("document", "devant.png", &photo), ("document", "dos.png", &photo)];
    let mut cuts = 0;
    let answer = loop {
        let mut browser = citizen.clone();
        let sent = question.upload_on(&mut browser, &[("message", "Est-ce le mien ?")], &files);
        let answer = cut(1 + 2 * cuts, sent).await;
        let loose = "select count(*) from attachments where owner_kind = 'question' and path not in (select id from question_messages)";
        assert_eq!(world.number(loose).await, 0, "cut {cuts}");
        match answer {
            Some(answer) => break answer,
            None => cuts += 1,
        }
    };
    assert!(answer.text.contains("Est-ce le mien") && cuts > 5, "{cuts} {}", answer.text);
    assert_eq!(world.number("select count(*) from question_messages").await, 1);
    assert_eq!(world.number("select count(*) from attachments where owner_kind = 'question'").await, 2);
}
