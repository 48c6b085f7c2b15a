//! How a recipient's software comes to its work: requested, in the sandbox, active, suspended.

use axum::http::StatusCode;
use desk::{NewPartner, access::Scope};
use jiff::SignedDuration;
use serde_json::json;
use store::{Uuid, agents::Role};

use crate::{
    agent::{MAIRIE, REGISTRE},
    partner::{Program, filed},
    roles::somebody,
    support::World,
};

pub(crate) const AGENCY: &str = "ville-essai";

pub(crate) fn new(scopes: &[Scope]) -> NewPartner {
    NewPartner {
        agency: AGENCY.to_owned(),
        siret: MAIRIE.0.to_owned(),
        branch: MAIRIE.1.to_owned(),
        name: "Logiciel en recette".to_owned(),
        scopes: scopes.to_vec(),
        networks: vec!["127.0.0.0/8".to_owned()],
        days: 30,
        reason: "Demandé par la mairie.".to_owned(),
    }
}

/// A program with a token, in the sandbox.
pub(crate) async fn in_sandbox(world: &World) -> Program {
    let made = world.desk().add_partner(new(&Scope::ALL)).await.unwrap();
    let program = Program {
        browser: world.browser(),
        client: made.client,
        secret: made.secret.to_string(),
        token: String::new(),
    };
    again(program).await
}

/// The same with another token.
pub(crate) async fn again(program: Program) -> Program {
    let answer = program.login(&[]).await;
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    Program { token: answer.json()["access_token"].as_str().unwrap().to_owned(), ..program }
}

/// All that a program may ask about a case.
pub(crate) async fn everything_of(program: &Program, case: &str) -> Vec<(String, StatusCode, String)> {
    let mut told = Vec::new();
    let address = format!("/api/partner/v1/cases/{case}");
    for (method, path, body) in [
        ("GET", "", String::new()),
        ("GET", "/schema", String::new()),
        ("GET", "/package", String::new()),
        ("GET", "/recap", String::new()),
        ("GET", &format!("/attachments/{}", Uuid::nil()), String::new()),
        ("POST", "/events", json!({ "status": "done", "message": "Fait" }).to_string()),
        ("POST", "/forward", json!({ "siret": MAIRIE.0, "branch": "REG", "reason": "Pas pour nous." }).to_string()),
        ("POST", "/nack", json!({ "code": "unreadable" }).to_string()),
        ("PUT", "/own-receipt", json!({ "sent_on": "2026-11-21" }).to_string()),
    ] {
        let page = program.ask(method, &format!("{address}{path}"), &body).await;
        told.push((format!("{method} {path}"), page.status, page.text));
    }
    told
}

pub(crate) async fn in_the_sandbox_no_real_dossier_is_seen_and_active_no_other() {
    let world = World::new().await;
    filed(&world).await;
    let real = Program::new(&world, AGENCY, MAIRIE).await.cases().await.remove(0);
    let program = in_sandbox(&world).await;
    filed(&world).await;
    assert!(program.cases().await.is_empty());
    for (asked, status, text) in everything_of(&program, &real).await {
        assert_eq!(status, StatusCode::NOT_FOUND, "{asked}: {text}");
        assert!(!text.contains("Müller"), "{asked}: {text}");
    }
    assert_eq!(program.acknowledge("1").await.code(), "cursor.unknown");
    assert_eq!(world.number("select count(*) from cases where opened_at is not null").await, 0);
    // Nobody comes out without having shown what is wanted, or a reason.
    let desk = world.desk();
    for (force, reason, code) in
        [(false, "", "partner.unproven"), (false, "Vite.", "partner.unproven"), (true, " ", "reason.required")]
    {
        assert_eq!(desk.activate_partner(program.client, force, reason, None).await.unwrap_err().code(), code);
    }
    world.clock.advance(jiff::SignedDuration::from_secs(1));
    desk.activate_partner(program.client, true, "Éprouvé ailleurs.", None).await.unwrap();
    assert_eq!(program.get("/api/partner/v1/notifications").await.code(), "access.token_refused");
    let program = again(program).await;
    assert_eq!(program.cases().await.len(), 2);
    let told = desk.onboarded(program.client).await.unwrap();
    let steps: Vec<(&str, Option<&str>)> =
        told.steps.iter().map(|step| (step.state.code(), step.reason.as_deref())).collect();
    assert_eq!(steps, [("sandbox", Some("Demandé par la mairie.")), ("active", Some("Éprouvé ailleurs."))]);
    let sql = "select count(*) from journal where act in ('partner.added', 'partner.activated_despite')";
    assert_eq!(world.number(sql).await, 4, "and those of the other program");
}

pub(crate) async fn a_suspended_program_is_told_so_and_goes_on_where_it_was() {
    let world = World::new().await;
    let desk = world.desk();
    filed(&world).await;
    let requested = desk.request_partner(new(&[Scope::CasesRead])).await.unwrap();
    assert_eq!(desk.rotate_partner(requested, 7, 30).await.unwrap_err().code(), "partner.requested");
    assert_eq!(desk.activate_partner(requested, true, "x", None).await.unwrap_err().code(), "partner.not_in_sandbox");
    let made = desk.open_partner(requested, None).await.unwrap();
    assert_eq!(desk.open_partner(requested, None).await.unwrap_err().code(), "partner.not_requested");
    let program =
        Program { browser: world.browser(), client: requested, secret: made.secret.to_string(), token: String::new() };
    let program = again(program).await;
    let told = desk.onboarded(requested).await.unwrap();
    let wanted: Vec<&str> = told.proofs.iter().map(|(proof, _)| proof.code()).collect();
    assert_eq!(wanted, ["pulled", "taken", "verified", "acknowledged", "waited", "renewed"], "it may not answer");

    desk.activate_partner(requested, true, "Pour l'essai.", None).await.unwrap();
    let program = again(program).await;
    let case = program.cases().await.remove(0);
    let operator = Some(world.desk().onboarded(requested).await.unwrap().client.id);
    assert_eq!(desk.suspend_partner(requested, "", operator).await.unwrap_err().code(), "reason.required");
    desk.suspend_partner(requested, "Un secret a fui.", operator).await.unwrap();
    assert_eq!(desk.suspend_partner(requested, "Encore.", None).await.unwrap_err().code(), "partner.suspended");
    for page in [
        program.get("/api/partner/v1/notifications").await,
        program.get(&format!("/api/partner/v1/cases/{case}")).await,
        program.acknowledge("1").await,
    ] {
        assert_eq!((page.status, page.code().as_str()), (StatusCode::FORBIDDEN, "access.client_suspended"));
    }
    let refused = program.login(&[]).await;
    assert_eq!((refused.status, &refused.json()["error"]), (StatusCode::BAD_REQUEST, &json!("unauthorized_client")));
    // Only to who knows its secret.
    assert_eq!(program.login(&[("client_secret", "x")]).await.json()["error"], "invalid_client");
    assert_eq!(world.number("select count(*) from cases where opened_at is not null").await, 0);
    assert_eq!(desk.resume_partner(requested, "", None).await.unwrap(), store::onboarding::State::Active);
    assert_eq!(desk.resume_partner(requested, "", None).await.unwrap_err().code(), "partner.not_suspended");
    assert_eq!(again(program).await.cases().await, [case]);
}

pub(crate) async fn why_a_program_was_suspended_or_ended_is_kept_and_read_by_its_administrator() {
    let world = World::new().await;
    let desk = world.desk();
    let program = in_sandbox(&world).await;
    let registry = NewPartner { siret: REGISTRE.0.to_owned(), branch: REGISTRE.1.to_owned(), ..new(&Scope::ALL) };
    desk.add_partner(NewPartner { name: "Logiciel du registre".to_owned(), ..registry }).await.unwrap();
    let mut ada = somebody(&world, MAIRIE, "ada", Role::Admin).await;
    world.clock.advance(SignedDuration::from_secs(1));
    desk.suspend_partner(program.client, "Un secret a fui.", None).await.unwrap();
    let page = ada.get("/agents/equipe").await;
    for said in ["Logiciel en recette", "Suspendu depuis le", "Un secret a fui."] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(!page.text.contains("Logiciel du registre"), "another organisation's: {}", page.text);

    world.clock.advance(SignedDuration::from_secs(1));
    for (reason, code) in [(" ", "reason.required"), (&*"x".repeat(1001), "reason.too_long")] {
        assert_eq!(desk.revoke_partner(program.client, reason, None).await.unwrap_err().code(), code);
    }
    desk.revoke_partner(program.client, "L'éditeur a cessé son activité.", None).await.unwrap();
    let again = desk.revoke_partner(program.client, "Encore.", None).await.unwrap_err();
    assert_eq!(again.code(), "request.not_found");
    assert_eq!(program.get("/api/partner/v1/sandbox").await.code(), "access.token_refused");
    let told = desk.onboarded(program.client).await.unwrap();
    let last = told.steps.last().unwrap();
    assert_eq!((last.state.code(), last.reason.as_deref()), ("ended", Some("L'éditeur a cessé son activité.")));
    assert_eq!(world.number("select count(*) from journal where act = 'partner.revoked'").await, 1);
    desk.verify_journal().await.unwrap();
    assert_eq!(world.number("select count(*) from partner_steps where cast(reason as text) like '%cessé%'").await, 0);
    let page = ada.get("/agents/equipe").await;
    assert!(page.text.contains("Fermé le") && page.text.contains("a cessé son activité."), "{}", page.text);
    assert!(!page.text.contains("Un secret a fui."), "what it is now: {}", page.text);
}
