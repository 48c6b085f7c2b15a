//! Drives the real router on a real store: requests in, answers out, work done by hand, the clock moved by hand.
//!
//! Each test runs by itself on SQLite, and all of them on one PostgreSQL server. To add one: write `pub(crate) async fn name()` in the
//! file of its subject and list it in `suite.rs`.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]
#![expect(clippy::print_stdout, reason = "a test that had not what it needs says so")]

mod access;
mod account;
mod acknowledging;
mod agent;
mod agreeing;
mod antivirus;
mod at_desk;
mod batch;
mod believed;
mod by_provider;
mod citizen_account;
mod citizens;
mod claims;
#[path = "../../../connectors/tests/it/clamav.rs"]
mod clamav;
mod complement;
mod complement_documents;
mod connected;
mod conversation;
mod cut;
mod documents;
mod drops;
mod exports;
mod formats;
mod give_back;
mod handovers;
mod hostile;
#[path = "../../../connectors/tests/it/hub.rs"]
#[expect(dead_code, reason = "the routes' own tests also have it hang")]
mod hub;
mod hubee;
mod hubee_waits;
mod identity;
#[path = "../../../connectors/tests/it/impostor.rs"]
#[expect(dead_code, reason = "the connectors' own tests also have it sign wrongly")]
mod impostor;
mod journal;
mod journey;
mod letters;
mod levels;
mod login;
mod logs;
mod mailbox;
mod names;
mod onboarding;
mod operation;
mod operator;
mod own;
mod own_documents;
mod partner;
mod partner_described;
mod partner_limits;
mod partner_tokens;
mod plugins;
#[path = "../../../store/tests/it/postgres.rs"]
#[expect(dead_code, reason = "the store's own tests also crash the server")]
mod postgres;
#[path = "../../../connectors/tests/it/provider.rs"]
#[expect(dead_code, reason = "the connectors' own tests also read what it refuses")]
mod provider;
mod publish;
mod put_away;
mod questions;
#[path = "../../../connectors/tests/it/receiver.rs"]
#[expect(dead_code, reason = "the routes' own tests also drip")]
mod receiver;
mod redirect;
mod roles;
mod rows;
mod sandbox;
mod second_factor;
mod shares;
mod silence;
mod sources;
#[path = "../../../connectors/tests/it/sshd.rs"]
#[expect(dead_code, reason = "the routes' own tests also fill its disk")]
mod sshd;
mod staging;
mod stopped;
mod suite;
mod support;
mod tampering;
mod terms;
mod tidy;
mod told;
mod uploads;
mod webhook_receivers;
mod webhooks;
mod wire;
mod withhold;
