//! Runs one suite on both engines: each test by itself on SQLite, all of them on one PostgreSQL server.
//!
//! To add a test: write `async fn name(bed: Bed)` in the file of its room and list it below.

#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test fails by panicking")]

mod bed;
mod postgres;

mod accounts;
mod agreements;
mod backups;
mod cases;
mod complements;
mod deliveries;
mod directory;
mod dossiers;
mod drafts;
mod files;
mod inbox;
mod journal;
mod keys;
mod known_people;
mod opening;
mod partners;
mod questions;
mod queue;
mod sandbox;
mod scans;
mod secrecy;
mod writing;

use bed::Bed;

macro_rules! suite {
    ($($room:ident: [$($test:ident),* $(,)?]),* $(,)?) => {
        mod sqlite {
            $(mod $room { $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
                async fn $test() {
                    crate::$room::$test(crate::Bed::sqlite()).await;
                }
            )* })*
        }

        /// The whole suite on PostgreSQL: one server, a database for each test.
        #[test]
        fn postgres() {
            let mut server = postgres::Server::start();
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
            let failed: Vec<&str> = runtime.block_on(async {
                // First, for it cuts everybody's connections, and recovery is slow with many databases.
                let bed = Bed::postgres(server.database().await);
                let store = bed.open().await;
                let (_, token) = bed::draft(&store, b"kept").await;
                if server.crash_and_restart() {
                    writing::a_store_outlives_its_server(&store, &token).await;
                }
                store.close().await;
                let mut running = Vec::new();
                $($(
                    let bed = Bed::postgres(server.database().await);
                    running.push((
                        concat!(stringify!($room), "::", stringify!($test)),
                        bed.url.clone(),
                        tokio::spawn(crate::$room::$test(bed)),
                    ));
                )*)*
                let mut failed = Vec::new();
                for (name, url, test) in running {
                    if test.await.is_err() {
                        failed.push(name);
                    }
                    server.remove(&url);
                }
                failed
            });
            assert!(failed.is_empty(), "failed on PostgreSQL: {failed:?}");
        }
    };
}

suite! {
    agreements: [what_was_agreed_to_is_sealed_and_goes_with_its_draft_or_its_account],
    known_people: [
        a_providers_people_and_ours_are_one_to_one, an_account_of_a_provider_is_found_by_no_address_and_opened_by_no_password,
        a_persons_second_factor_is_theirs_and_each_code_taken_once, sessions_of_somebody_are_listed_by_when_they_were_seen,
    ],
    accounts: [
        one_address_one_account, a_vault_keeps_each_value_in_its_place, closing_an_account_destroys_its_vault,
        a_document_is_its_owners_and_in_its_place,
        a_login_waits_in_one_browser_for_one_code, a_login_comes_back_from_its_provider_once_in_its_browser,
        a_providers_people_and_agents_are_one_to_one, each_code_of_a_second_factor_is_taken_once,
        an_invitation_is_accepted_once, sessions_end_when_idle_and_in_any_case, all_sessions_of_somebody_end_at_once,
    ],
    backups: [
        a_backup_comes_back_whole_into_either_engine, what_is_not_whole_is_not_served,
        a_backup_overwrites_nothing_and_opens_for_its_own_key_alone, what_the_database_names_and_nobody_has_is_told,
        what_is_damaged_is_told_and_the_rest_comes_back, of_two_backups_to_one_name_one_is_kept,
    ],
    cases: [
        a_desk_sees_its_own_cases_only, an_inbox_is_read_page_by_page, a_label_finds_its_cases_page_by_page, two_agents_do_not_overwrite_a_status,
        what_the_first_desk_still_does_to_a_case_that_left_is_refused,
        events_are_told_in_order,
    ],
    complements: [
        a_complement_is_given_once_and_a_new_one_takes_its_place, what_a_citizen_says_is_unheard_until_an_agent_looks,
    ],
    deliveries: [
        each_webhook_has_its_share_whatever_waits_before_it, what_waits_rests_or_was_removed_is_not_claimed,
        keys_and_address_are_sealed_and_two_keys_are_good,
    ],
    directory: [
        a_desk_is_found_by_its_departement, a_directory_is_imported_twice_and_asked, an_agency_is_known_by_the_name_it_was_given_last,
        only_the_latest_mails_are_kept, a_definition_is_kept_once, what_was_published_last_is_in_force,
    ],
    dossiers: [
        fifty_clicks_make_one_dossier, a_dossier_and_its_work_come_together_or_not_at_all, a_reference_never_comes_back,
        a_page_saved_after_the_recap_is_a_conflict, attachments_follow_or_go, nothing_undelivered_is_purged,
        a_key_replays_blocks_or_refuses, erased_answers_leave_the_receipt_and_nothing_else, what_is_due_is_told_with_what_holds_it,
    ],
    drafts: [
        a_token_opens_its_draft_until_it_expires, of_two_saves_one_wins, a_save_alone_wins_or_loses_as_any_other,
        whoever_knew_a_draft_before_it_changed_hands_saves_nothing, a_resume_code_has_five_attempts,
        a_draft_put_away_is_closed_until_its_code_is_given,
        reopening_revokes_the_old_address, expired_drafts_go_with_their_files,
    ],
    files: [
        files_of_every_size_come_back, a_cut_or_reordered_file_is_noticed, an_abandoned_upload_leaves_nothing,
        the_sweep_takes_orphans_only, quotas_are_counted,
    ],
    inbox: [an_inbox_is_narrowed_to_what_is_asked],
    journal: [
        a_chain_verifies_until_touched, what_was_cut_off_at_the_end_is_missed, a_database_of_before_gets_its_heads_once,
        entries_commit_without_telling, two_closers_make_one_chain,
    ],
    keys: [
        nothing_is_left_under_a_former_key, a_key_is_replaced_while_another_process_serves,
        a_key_that_something_still_needs_is_wanted_at_the_start, keys_from_outside_are_gone_over_to_once_they_are_given,
        work_whose_key_is_not_at_hand_waits_for_it,
    ],
    opening: [
        what_was_written_is_there_after_reopening, a_wrong_key_opens_nothing, a_lost_key_is_not_replaced,
        a_newer_schema_is_refused, two_openers_migrate_once, other_urls_are_refused, settings_and_files_are_safe, a_large_file_is_looked_through_meanwhile_and_not_opened_again_while_it_is_damaged,
        a_server_that_is_not_there_is_told_from_one_that_is_busy,
    ],
    partners: [
        who_has_seen_a_notification_has_missed_none_before_it, each_event_is_told_once_and_in_order_while_others_write,
        what_is_acknowledged_stays_so_and_names_the_cases_nobody_opened, what_happened_before_there_were_notifications_is_told,
        a_client_is_known_by_either_secret_while_one_replaces_the_other,
        a_client_reads_its_desk_while_it_is_active_and_at_no_other_time,
    ],
    questions: [
        a_thread_a_desk_is_sealed_and_answered_once, what_was_asked_becomes_part_of_its_case,
        what_was_asked_goes_with_its_draft_or_its_dossier,
    ],
    queue: [
        a_stale_worker_is_refused, workers_share_without_doubles, the_same_work_is_put_once, work_is_retried_parked_and_revived, a_piece_that_cannot_be_opened_holds_up_no_other,
    ],
    sandbox: [
        no_case_goes_from_the_sandbox_to_a_desk_nor_from_a_desk_to_the_sandbox, what_is_to_go_wrong_does_so_once_and_in_time,
    ],
    scans: [
        a_file_waits_for_its_verdict, a_late_or_second_word_changes_nothing, what_is_gone_need_not_be_examined,
        what_fell_between_is_taken_up, a_draft_with_a_harmful_file_is_read_anew_and_not_submitted,
        a_file_is_submitted_before_its_verdict, work_that_waited_for_the_scanner_falls_due_when_it_is_back,
    ],
    secrecy: [no_sentinel_at_rest, a_changed_value_does_not_open, values_do_not_open_elsewhere],
    writing: [
        a_write_is_committed_when_it_returns, a_failed_write_undoes_itself_only, a_dropped_write_gives_its_turn_back,
        readers_see_what_is_committed,
    ],
}
