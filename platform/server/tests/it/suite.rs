//! The list of the tests, each a test by itself on SQLite, and all of them one on PostgreSQL.

use std::pin::Pin;

/// Begins a test inside a function of its own.
type Begin = fn() -> Pin<Box<dyn Future<Output = ()> + Send>>;

macro_rules! suite {
    ($($room:ident: [$($test:ident),* $(,)?]),* $(,)?) => {
        mod sqlite {
            $(mod $room { $(
                #[tokio::test]
                async fn $test() {
                    crate::$room::$test().await;
                }
            )* })*
        }

        /// The whole suite on PostgreSQL: one server, a database for each test.
        #[test]
        fn postgres() {
            let server = crate::postgres::Server::start();
            let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
            // While one test is being written: `GUICHET_ONLY=webhooks::` runs those whose name holds it.
            let only = std::env::var("GUICHET_ONLY").unwrap_or_default();
            // A list, walked by one small future: a future that named every test would not fit the stack.
            let rooms: Vec<Vec<(&str, Begin)>> = vec![$(vec![$((
                concat!(stringify!($room), "::", stringify!($test)),
                || Box::pin(crate::$room::$test()),
            )),*]),*];
            let failed: Vec<&str> = runtime.block_on(async {
                let mut failed = Vec::new();
                for room in rooms {
                    let mut running = Vec::new();
                    for (name, begin) in room.into_iter().filter(|(name, _)| name.contains(&only)) {
                        let url = server.database().await;
                        running.push((name, url.clone(), tokio::spawn(crate::support::DATABASE.scope(url, begin()))));
                    }
                    for (name, url, test) in running {
                        if test.await.is_err() {
                            failed.push(name);
                        }
                        server.remove(&url);
                    }
                }
                failed
            });
            assert!(failed.is_empty(), "failed on PostgreSQL: {failed:?}");
        }
    };
}

suite! {
    operation: [
        who_runs_the_site_sees_how_it_runs_and_no_answer, who_runs_the_site_comes_to_no_desk,
        a_mail_that_does_not_arrive_is_told_by_what_it_is_and_of_nobody,
    ],
    withhold: [
        a_case_that_was_never_sent_waits_and_goes_out_under_the_same_id, what_a_citizen_types_meanwhile_is_kept_and_the_days_are_given_back, nothing_of_a_suspended_case_leaves_and_nobody_acts_on_it,
        a_dossier_that_is_cancelled_as_a_whole_goes_on_nowhere, a_cancelled_case_is_read_and_done_nothing_to, what_software_could_not_take_in_waits_and_comes_again,
    ],
    stopped: [
        what_was_under_way_or_parked_is_not_sent_once_its_case_is_cancelled, who_never_had_a_case_is_not_told_that_it_is_held_or_over,
        answers_to_drops_of_a_held_case_lie_there_until_it_goes_on, a_cancelled_case_is_over_at_the_hub_and_one_begun_there_is_never_completed,
    ],
    citizen_account: [
        a_citizens_second_factor_is_asked_for_at_each_login_and_each_code_taken_once, what_was_typed_waits_for_the_second_factor_too,
        a_mailed_link_gives_another_password_once_and_ends_all_sessions, a_citizen_sees_where_they_are_logged_in_and_ends_it_there,
        what_opens_an_account_changes_only_for_who_says_once_more_who_they_are,
        who_tries_at_the_door_keeps_nobody_from_their_own_account,
    ],
    terms: [
        whoever_logs_in_accepts_the_version_in_force_once, nobody_without_an_account_is_asked_and_what_was_typed_waits, a_site_without_terms_shows_none,
    ],
    citizens: [
        a_real_provider_as_strict_as_france_connect_leads_in_and_out_again, a_session_ends_here_where_its_provider_is_down,
        what_a_provider_answers_amiss_keeps_the_draft_and_offers_the_other_login, an_account_is_attached_only_by_who_proves_that_it_is_theirs,
        whoever_opened_an_account_with_the_address_of_somebody_else_is_out_once_that_one_comes,
        a_provider_is_attached_from_the_account_and_detached_but_for_the_last_way_in,
        a_citizens_login_comes_back_once_to_its_browser_and_leads_to_no_other_site,
        a_professional_acts_for_the_establishment_that_the_provider_names,
    ],
    levels: [
        a_level_is_asked_for_before_the_first_page_and_again_before_it_is_filed, what_a_form_says_of_the_level_is_believed_by_nobody,
        who_is_logged_in_stays_in_their_account_and_shows_that_it_is_theirs, a_professional_files_for_the_establishment_that_the_provider_names,
        one_person_at_two_providers_is_one_account_by_their_civil_status,
        where_no_provider_gives_it_people_are_told_whom_to_turn_to, where_no_level_is_asked_for_no_provider_is_missed, a_real_provider_is_asked_for_the_level_and_believed_about_it,
    ],
    give_back: [
        a_program_gives_values_back_and_all_that_is_wrong_is_told_at_once, an_agent_gives_values_back_corrects_them_and_takes_them_back,
        a_letter_leaves_with_the_values_typed_beside_it_or_neither_does, a_letter_that_a_colleagues_act_overtook_says_so_and_puts_no_old_value_back,
    ],
    names: [
        an_agency_that_nobody_knows_gets_no_access_and_no_route,
        a_town_hall_that_nobody_knows_leaves_the_agency_to_ask_and_says_what_to_post_where,
        of_several_recipients_each_way_is_told_before_filling_before_confirming_and_after,
        legal_pages_name_who_publishes_and_whom_to_write_to, a_demarche_says_what_becomes_of_the_data_it_asks_for, what_another_process_imported_is_learnt, what_the_directory_may_have_mistyped_is_told_and_a_desk_is_chosen_among_those_it_knows,
    ],
    operator: [
        an_agent_whose_account_is_closed_is_out_at_once, parked_work_is_shown_and_set_going_again,
        the_history_of_a_dossier_is_told_and_the_journal_verified,
    ],
    roles: [
        an_administrator_says_who_works_for_the_organisation, the_last_administrator_stays, each_role_comes_where_it_may_and_no_further,
        a_case_that_a_colleague_looks_after_is_passed_on_by_them_or_their_supervisor, a_colleague_stands_in_for_a_span_of_days,
    ],
    batch: [
        a_desk_labels_its_cases_and_finds_them_by_it, two_clicks_at_once_write_to_each_citizen_once, one_thing_is_done_to_several_cases_and_of_each_it_is_told,
        several_cases_are_printed_in_one_document, what_is_too_much_to_print_is_not_opened,
        a_case_that_went_to_another_desk_is_told_in_its_row_and_takes_no_text_away,
        an_answer_to_several_cases_outlives_its_session_and_its_page_has_an_address, delays_are_told_by_month_and_stay_when_dossiers_are_erased,
    ],
    exports: [
        what_the_filters_find_is_a_table_for_who_asked_for_it, packages_are_one_zip_that_tells_what_is_not_in_it,
        a_worker_that_dies_begins_anew_and_says_nothing_twice, an_agent_has_so_many_exports_and_takes_them_back,
    ],
    letters: [
        a_supervisor_keeps_templates_and_is_told_of_words_that_nothing_replaces, a_decision_and_its_letter_reach_the_citizen_in_one_act,
        a_letter_outlives_the_session_it_was_written_in, a_refusal_says_why_and_whether_there_are_ways_of_appeal,
        a_word_for_which_the_case_has_nothing_reaches_nobody,
        a_template_takes_no_words_away_unasked, a_template_is_written_over_nobody_and_outlives_its_session,
        back_from_a_letter_keeps_what_was_written, the_history_tells_names_as_they_were,
    ],
    journal: [
        who_takes_what_is_written_down, who_is_turned_away_is_written_down_without_an_address,
        an_import_of_the_directory_is_written_down,
    ],
    shares: [
        what_is_asked_for_a_connected_town_hall_is_asked_only_there_and_judged_anew_at_submission,
        no_package_holds_what_only_another_recipient_receives, a_person_whose_day_of_birth_is_unknown_files_as_others_do, the_representative_who_files_is_named_and_not_the_child,
        the_recap_lists_what_each_recipient_receives_question_by_question,
        whom_to_ask_is_the_town_hall_once_the_answers_lead_to_it, a_demarche_that_became_faulty_is_not_in_the_catalogue,
    ],
    told: [
        kept_mails_are_not_shown_to_the_world, kept_mails_are_read_in_demonstrations, an_invited_agent_reads_their_own_name,
        a_login_of_an_agent_ends_the_session_before_it, the_alarm_goes_to_who_runs_the_site, news_go_to_the_address_that_the_answers_give,
        a_mail_tells_the_weightier_of_a_document_and_a_status,
        a_town_hall_unknown_to_the_directory_is_named_by_its_commune, a_departement_leads_to_its_office_or_to_the_post, what_a_connected_office_asks_hangs_on_the_departement, a_condition_without_its_answer_chooses_no_recipient,
        only_regular_files_of_a_folder_are_read,
    ],
    partner: [
        a_program_is_told_reads_acknowledges_and_answers, what_is_sent_twice_is_done_once_and_answered_alike,
        a_program_and_an_agent_work_on_one_case, a_case_that_an_agent_opened_before_it_was_sent_is_told_as_a_case, refusals_have_codes_that_programs_go_by, documents_are_returned_by_a_program,
        an_acknowledgement_sent_by_other_means_is_told_by_a_program,
    ],
    partner_described: [
        the_description_tells_of_every_address_with_examples_that_are_true, the_example_in_curl_takes_part,
        the_example_in_python_takes_part, the_example_in_rust_takes_part, the_example_in_rust_answers_with_a_document_once,
    ],
    partner_limits: [
        who_only_asks_whether_a_case_is_there_does_not_receive_it, who_takes_nothing_from_a_case_does_not_receive_it,
        a_program_that_goes_round_in_circles_is_stopped_before_it_floods_a_citizen, a_case_that_goes_by_post_is_not_found,
    ],
    onboarding: [
        in_the_sandbox_no_real_dossier_is_seen_and_active_no_other, a_suspended_program_is_told_so_and_goes_on_where_it_was,
        why_a_program_was_suspended_or_ended_is_kept_and_read_by_its_administrator,
    ],
    sandbox: [
        a_program_shows_what_is_wanted_and_becomes_active, who_keeps_a_damaged_package_or_answers_twice_has_not_shown_it,
        nothing_invented_reaches_an_office_a_citizen_or_a_figure, any_version_that_was_published_can_be_replayed,
        what_a_program_did_not_do_is_not_counted, dossiers_are_invented_for_desks_that_the_directory_connects,
    ],
    partner_tokens: [
        a_token_is_given_for_a_secret_and_for_nothing_else, a_token_is_good_for_its_scopes_its_networks_and_its_hour,
        a_flood_of_one_program_waits,
    ],
    access: [
        a_program_comes_to_the_cases_of_its_desk_and_agency_alone,
        nobody_comes_in_by_any_door_that_is_not_theirs, a_link_opens_its_own_object_and_nothing_beside_it,
    ],
    agreeing: [
        nothing_is_filled_in_before_the_citizen_said_so_and_only_what_they_chose, what_was_agreed_to_is_written_down_and_taken_back_at_once,
        what_a_provider_says_fills_in_as_it_says_it_and_is_told_to_everybody, what_a_provider_says_of_one_person_fills_in_nobody_else, what_cannot_be_read_keeps_nobody_from_filling_in,
        an_earlier_dossier_fills_in_what_its_citizen_agrees_to_and_nobody_else, an_earlier_dossier_tells_what_was_corrected_since,
        what_was_agreed_to_is_what_was_shown_and_no_later_value, a_page_open_elsewhere_brings_nothing_back_that_was_taken_back,
        what_was_ticked_outlives_the_session_and_is_no_decision_yet,
    ],
    believed: [o1_to_o15_and_o19_a_token_that_proves_nobody_lets_nobody_in, o9_and_o11_an_answer_to_nobodys_question_lets_nobody_in, o17_keys_without_an_end_let_nobody_in, o18_ten_thousand_keys_let_nobody_in, o23_without_keys_nobody_comes_in, o23_without_a_token_nobody_comes_in, o23_nobody_comes_in_of_whom_nothing_is_told, o22_a_discovery_of_somebody_else_leads_nowhere, o21_a_login_leads_to_no_other_site_however_it_is_written],
    tampering: [another_value_for_what_was_filled_in_is_the_citizens_own_word, another_value_for_what_is_locked_changes_nothing],
    handovers: [
        what_a_site_hands_over_is_filled_in_once_its_citizen_agrees, what_is_handed_over_stands_behind_what_its_citizen_keeps_themselves,
        what_a_site_may_not_say_is_refused_all_at_once, a_link_is_good_once_for_its_demarche_and_hour,
        the_vectors_that_partners_try_are_answered_as_they_say,
    ],
    account: [
        what_is_in_an_account_needs_no_code_to_be_found_again, what_is_kept_twice_keeps_its_words_and_the_whole_date,
        a_new_password_logs_everybody_else_out, the_vault_keeps_who_somebody_is_and_nothing_that_was_stated,
        a_whole_date_of_birth_in_the_vault_fills_a_question_that_would_take_less, what_was_filled_in_for_somebody_else_is_gone_before_it_can_be_confirmed,
        details_kept_after_one_filing_fill_the_next_one, what_another_demarche_kept_stays_in_the_vault, a_wrong_password_and_an_unknown_address_look_alike,
        a_login_changes_the_session_and_a_logout_ends_it_on_the_server, a_short_password_is_refused_in_its_place,
        going_on_from_the_account_closes_no_other_tab, a_page_posted_after_the_session_is_saved_after_the_login,
        details_are_kept_by_whoever_filed_and_nobody_else, a_login_never_leads_to_another_site, what_a_service_did_is_news_until_it_is_seen,
    ],
    documents: [
        a_document_is_added_taken_and_deleted, what_can_be_no_document_is_refused_with_every_reason,
        an_account_keeps_as_many_as_the_operator_says_and_no_more, documents_of_a_dossier_are_kept_one_by_one_and_are_copies,
        a_document_is_joined_as_an_upload_is_and_says_where_it_comes_from,
        what_does_not_fit_a_question_is_shown_with_why_and_never_taken, nobody_comes_to_anothers_documents,
        what_the_antivirus_has_not_passed_is_neither_taken_nor_chosen,
    ],
    claims: [
        a_draft_begun_without_an_account_is_claimed_by_who_gives_its_code, a_filing_is_added_to_an_account_no_more_after_a_day,
        a_reference_is_claimed_by_who_reads_the_mailbox_left_with_it, a_claiming_code_locks_after_five_and_ends_after_ten_minutes,
        a_filing_without_an_account_is_added_to_one_where_it_was_filed_with_nothing_of_it_kept,
    ],
    complement_documents: [
        a_document_is_joined_to_a_complement_as_it_is_to_a_page, a_document_goes_along_with_a_message_by_the_checks_of_a_file,
    ],
    own: [
        values_are_kept_one_by_one_and_say_where_they_come_from, what_is_typed_among_ones_details_is_judged_as_in_a_demarche,
        a_page_from_before_something_was_kept_takes_nothing_away,
        a_value_an_item_or_everything_is_deleted, who_read_what_is_told_in_words_and_agents_by_their_organisation,
        an_account_is_closed_by_its_owner_and_what_was_sent_goes_on, who_has_just_logged_in_closes_without_the_password,
        an_account_without_a_login_is_warned_of_and_then_closed, an_account_that_nobody_can_warn_is_kept,
        a_copy_of_everything_is_prepared_and_is_its_owners_alone,
    ],
    own_documents: [
        documents_are_in_the_copy_in_the_traces_and_gone_with_the_account, deleting_everything_deletes_the_documents_and_says_so,
        a_document_that_is_damaged_where_it_is_kept_says_so, a_choice_outlives_what_happens_to_one_of_the_documents_and_a_second_click,
    ],
    acknowledging: [
        an_acknowledgement_speaks_for_those_who_gave_it_and_never_without_what_law_wants_stated,
        an_acknowledgement_sent_by_other_means_is_owed_until_the_desk_says_that_it_sent_it,
        an_acknowledgement_that_is_owed_is_reminded_and_an_opening_ends_it,
        what_was_said_of_an_acknowledgement_is_corrected_or_taken_back_and_reminders_come_again,
    ],
    agent: [
        of_two_acts_on_one_state_one_is_done_and_a_double_click_is_one_act, what_an_agent_writes_cannot_turn_the_text_around,
        documents_of_one_act_are_all_returned_or_none, an_answer_travels_from_the_clerk_to_the_citizen, each_recipient_sees_its_own_projection_only,
        a_document_is_returned_and_downloaded_by_the_citizen,
        an_act_on_an_old_state_and_a_status_that_may_not_follow_are_refused, the_package_and_the_print_are_to_be_had,
        the_inbox_finds_a_reference_as_it_is_said_and_narrows,
        a_message_outlives_the_session_it_was_written_in, what_a_colleague_did_while_one_wrote_is_told_before_anything_is_sent,
    ],
    identity: [
        a_real_provider_leads_from_the_notice_to_its_case_and_out_again, an_address_that_changes_hands_lets_nobody_in,
        who_is_not_let_in_is_told_what_to_do, a_login_comes_back_once_to_the_browser_that_began_it,
        a_login_by_a_provider_leads_to_no_other_site_and_brings_back_what_was_written,
        a_provider_alone_is_believed_where_the_operator_says_so, a_password_opens_nothing_where_a_provider_alone_does,
        a_second_factor_is_asked_unless_the_provider_had_one,
        an_agent_whom_one_provider_knows_is_attached_to_no_other_by_their_address,
    ],
    login: [
        a_code_leads_from_the_notice_to_its_case, a_login_by_code_never_leads_to_another_site,
        a_code_is_good_in_its_browser_for_ten_minutes_and_five_attempts, a_stranger_keeps_no_agent_out, whether_an_address_is_an_agents_is_not_told,
        an_agent_needs_no_password, a_code_accepts_an_invitation_that_still_holds,
        a_message_outlives_the_way_through_the_mailbox,
    ],
    mailbox: [
        a_provider_that_was_attached_before_lets_nobody_in_once_a_code_proves_the_mailbox,
        a_provider_that_was_attached_before_lets_nobody_in_once_a_link_proves_the_mailbox,
        a_provider_that_is_yet_to_be_attached_takes_the_place_of_no_second_factor,
    ],
    second_factor: [
        a_second_factor_is_asked_for_at_each_login_and_each_code_taken_once, a_second_factor_is_guessed_at_slowly,
        a_second_factor_is_taken_away_for_a_code_or_by_the_operator,
    ],
    conversation: [
        a_citizen_writes_with_files_and_the_desk_answers, a_message_that_is_refused_keeps_what_was_written,
        a_message_answers_what_was_asked_for_in_words_alone,
    ],
    cut: [
        an_answer_to_a_drop_that_was_read_before_a_crash_is_cleared_away_after_it,
        an_answer_with_documents_that_is_cut_is_there_whole_or_not_at_all, a_message_with_files_that_is_cut_is_there_whole_or_not_at_all,
        a_question_with_files_that_is_cut_is_there_whole_or_not_at_all,
    ],
    questions: [
        a_question_is_asked_answered_read_and_becomes_part_of_the_case, who_asks_from_a_page_loses_nothing_that_was_typed_there,
        a_question_that_is_refused_keeps_what_was_written, new_drafts_are_no_way_to_ask_more,
        a_question_typed_while_the_draft_is_filed_or_put_away_is_not_lost,
        what_was_asked_of_a_desk_that_gets_no_case_stays_with_it, of_an_answer_and_a_new_message_neither_is_overlooked,
        an_account_is_led_to_its_answer_and_nobody_else_is, files_of_questions_are_held_until_the_antivirus_has_passed_them,
        what_was_asked_from_a_draft_goes_with_it,
    ],
    complement: [
        a_rule_elsewhere_that_the_new_answers_break_is_told_at_the_first_of_them, a_required_answer_that_the_new_ones_empty_is_asked_again_and_never_lost, what_an_agent_ticked_survives_the_end_of_the_session,
        what_is_typed_for_a_complement_in_words_is_kept_until_it_is_sent,
        what_a_program_asks_for_is_reopened_given_and_told_and_the_receipt_stays,
        an_agent_ticks_what_is_asked_for_and_all_faults_are_told_at_once, what_is_right_is_confirmed_as_it_is,
        a_refused_file_is_told_beside_the_answer_that_stops, nothing_but_what_is_asked_for_can_be_changed,
        what_a_program_may_not_ask_for_has_codes, a_harmful_file_of_a_complement_is_held_from_everybody,
        a_complement_is_awaited_reminded_and_goes_with_its_dossier, a_list_that_the_new_answers_make_too_short_is_opened_and_its_rule_told,
    ],
    redirect: [
        what_was_being_written_when_a_case_went_on_is_given_back, a_request_that_ends_with_a_case_going_on_is_told_before_and_after,
        a_case_for_one_named_body_goes_to_no_other,
        a_case_goes_to_the_desk_that_it_is_for_and_the_first_has_it_no_more, a_program_sends_a_case_on_once_and_is_told_it_left,
        a_case_that_has_its_answer_or_went_round_stays, the_receipt_of_the_filing_stays_and_the_right_desk_gives_its_own,
    ],
    silence: [
        an_office_is_reminded_and_its_silence_is_told_once, a_complement_stops_the_time_for_an_answer_and_what_comes_lets_it_go_on,
        an_acceptance_begins_anew_with_the_message_that_was_asked_for, an_answer_ends_the_time_and_what_is_taken_up_again_goes_on, a_declaration_has_no_time_for_an_answer,
        cases_from_before_are_counted, what_silence_decided_is_news_in_the_account,
    ],
    at_desk: [
        a_note_stays_among_colleagues, no_button_empties_what_was_typed_for_another, a_case_is_looked_after_by_a_colleague_of_the_desk_or_nobody,
    ],
    antivirus: [
        a_harmful_file_found_in_time_is_told_at_its_question_and_nothing_else_is_lost,
        a_page_shown_before_the_finding_comes_back_with_it, u26_the_test_virus_itself_is_refused_before_it_is_kept,
        a_file_filed_before_its_verdict_is_held_back_from_everybody_until_then,
        while_the_antivirus_is_away_files_wait_and_the_operator_is_told,
        an_antivirus_that_never_answers_holds_back_nothing_that_was_kept_before_it, a_harmful_document_of_an_agent_reaches_nobody,
        without_an_antivirus_nothing_is_held_and_what_waits_for_one_is_not_let_out,
    ],
    formats: [
        a_package_holds_the_agencys_own_xml_and_tables, what_is_not_valid_waits_for_software_and_for_nobody_else,
    ],
    hostile: [
        a_form_without_files_is_small_where_files_may_come_too, refusals_are_coded_for_machines_and_worded_for_people, a_post_from_another_site_is_refused,
        names_that_are_no_question_are_refused, hostile_answers_are_kept_harmless_or_refused,
        broken_forms_with_files_are_refused, every_answer_carries_what_protects_it_and_https_hardens_cookies,
        too_many_guesses_from_one_address_wait, a_full_server_says_when_to_come_back_and_its_health_still_answers,
        metrics_name_routes_and_nobody, metrics_are_for_this_machine_or_with_the_token,
        one_account_is_guessed_at_slowly_from_wherever, a_form_of_another_host_is_refused_whatever_host_it_says, a_page_of_many_boxes_is_read, one_dossier_mails_five_addresses,
    ],
    connected: [
        a_recipient_that_changed_since_the_recap_is_told_before_anything_is_filed,
        a_recipient_that_is_not_connected_is_told_before_and_printed_after,
        who_is_connected_is_told_by_name_and_address_before_filling_and_before_confirming,
        the_town_hall_that_receives_a_census_is_told_where_its_commune_is_chosen,
        what_is_to_be_posted_is_told_whole_where_it_is_decided_and_folded_on_later_pages,
    ],
    journey: [
        a_page_that_was_refused_says_why_to_whoever_comes_back_by_another_way, what_changed_elsewhere_is_told_in_the_order_of_the_pages,
        an_optional_answer_is_taken_back_without_a_script,         signs_that_no_document_prints_are_told_before_confirming,
        a_warning_is_told_once_passed_with_the_same_answers_and_told_again_with_others, a_citizen_files_and_follows, what_is_wrong_is_said_and_what_was_typed_stays, a_second_click_the_back_button_and_two_tabs_make_one_dossier,
        a_recap_changed_in_another_tab_is_shown_again,         nothing_is_filed_without_the_attestation_or_with_a_page_missing, a_question_that_an_answer_opens_is_no_fault_before_it_was_seen, a_question_that_may_stay_empty_is_asked_once_where_an_answer_opens_it, a_stop_tells_why_and_leads_back, the_receipt_is_the_same_bytes_each_time,
        what_another_tab_answered_since_is_not_overwritten_unseen, what_another_process_saved_is_read_before_the_next_save, two_tabs_on_different_pages_both_keep_what_was_typed, the_page_is_in_the_language_asked_for,
    ],
    put_away: [
        a_draft_put_away_opens_with_its_code_alone_and_locks_after_five, a_draft_put_away_asks_for_its_code_at_its_own_address,
        what_is_posted_to_a_draft_put_away_waits_for_its_code, what_is_typed_after_a_draft_was_taken_up_elsewhere_is_given_back,
        each_link_of_a_draft_put_away_twice_is_mailed, a_draft_of_an_account_opens_elsewhere_with_its_code,
    ],
    rows: [
        a_row_that_was_taken_away_is_put_back_by_a_plain_button_until_one_goes_on,
        a_second_click_back_and_another_tab_neither_make_a_removed_row_again_nor_lose_it,
        rows_are_added_and_removed_without_losing_what_was_typed, rows_are_moved_and_duplicated_by_plain_buttons,
        a_row_of_a_long_list_is_edited_alone_and_the_others_keep_what_they_hold, a_script_keeps_the_rows_that_are_edited_open,
    ],
    sources: [
        an_address_is_searched_chosen_corrected_and_sent_without_a_script, an_agency_asks_with_its_own_right_and_with_nobody_elses, where_another_agency_alone_has_the_right_nothing_is_offered,
        a_choice_is_a_number_among_what_was_found_and_nothing_more, whatever_a_source_does_the_citizen_goes_on_by_typing,
        an_address_is_found_by_a_real_addok,
        a_source_of_the_demarche_fills_in_the_neighbours_of_its_question_without_a_script, a_source_that_is_not_set_up_is_not_offered, a_slow_source_holds_back_nobody_else_and_a_draft_asks_so_often_and_no_more,
    ],
    plugins: [one_request_asks_a_computing_plugin_no_oftener_than_check_counts_on],
    publish: [
        a_publication_is_journaled_with_what_was_accepted, an_author_at_work_sees_the_files_as_they_stand,
        another_process_publishes_beside_a_running_server_and_needs_no_folder, what_was_published_is_served_and_drafts_stay,
    ],
    staging: [
        a_quotient_is_verified_with_the_states_staging_cases, a_quotient_that_is_not_verified_is_typed_with_its_document,
        an_organisation_is_taken_over_with_the_states_staging_cases,
    ],
    tidy: [
        a_draft_that_cannot_be_destroyed_holds_up_no_other,
        a_draft_that_nobody_takes_up_is_destroyed_and_a_dossier_stays,
        work_that_cannot_be_written_down_leaves_none_of_the_others_untold,
        a_mail_that_was_given_up_keeps_no_dossier_and_what_waits_hides_none,
        answers_go_thirty_days_after_every_recipient_acknowledged_and_the_receipt_after_five_years,
    ],
    webhooks: [
        a_webhook_is_told_what_the_feed_tells, what_fails_comes_again_with_the_same_id_and_bytes_until_it_is_parked,
        of_ten_webhooks_one_that_hangs_delays_none, so_many_calls_to_one_webhook_are_under_way_and_no_more,
        a_webhook_that_asks_for_patience_gets_it_at_most_a_day, one_that_is_gone_waits_and_the_operator_is_told,
        what_a_webhook_was_not_told_is_not_acknowledged_by_what_it_was,
        an_operator_pauses_resumes_and_removes, an_address_is_told_once_for_a_desk, two_keys_sign_while_one_replaces_the_other,
        where_the_operator_allows_nothing_nothing_inside_is_called, what_was_cut_short_is_told_again_under_the_same_id,
        what_is_not_told_yet_outlives_the_answers_and_holds_none_back,
    ],
    webhook_receivers: [
        the_example_in_python_verifies_and_notes_each_notice_once, the_example_in_rust_verifies_and_notes_each_notice_once,
    ],
    hubee: [
        a_case_goes_by_the_hub_and_its_answers_come_back, whatever_fails_on_the_way_one_case_arrives,
        ids_are_written_down_before_the_next_step_and_another_process_goes_on, what_may_not_follow_is_kept_told_and_not_applied,
        what_could_not_be_taken_in_is_sent_again_by_hand, what_the_citizen_says_goes_by_the_hub_too,
        what_is_asked_for_by_the_hub_is_answered_by_it_and_opens_the_case_anew, documents_that_come_by_the_hub_are_examined_before_anybody_has_them, accounts_and_desks_are_judged,
    ],
    hubee_waits: [
        what_comes_while_a_case_is_held_is_applied_when_it_goes_on, what_one_recipient_does_not_finish_stops_no_other,
        what_is_never_finished_is_told_and_holds_nothing_up_for_ever, a_way_back_that_is_dead_is_shown_and_told,
        an_account_is_changed_in_place_and_what_was_kept_outlives_one,
    ],
    drops: [
        a_case_is_dropped_whole_and_taken_in_it_is_received, what_fails_or_is_refused_comes_again_the_same,
        the_example_takes_drops_and_answers, a_message_has_a_drop_of_its_own, what_the_antivirus_has_not_passed_waits_and_holds_up_no_other,
        what_is_not_dropped_yet_is_not_erased, a_mailbox_is_told_that_there_is_news_and_nothing_of_it,
        a_server_with_another_key_alarms_at_once, a_server_with_another_key_alarms_when_its_answers_are_looked_for_too,
        a_long_refusal_is_kept_whole_and_one_beyond_what_is_read_says_so, a_drop_that_is_taken_in_and_refused_at_once_is_refused, what_a_way_does_not_take_is_told_before_anything_is_sent,
    ],
    uploads: [
        what_a_request_left_behind_that_was_cut_gives_way_to_what_comes,
        a_file_that_was_taken_away_is_put_back_and_destroyed_once_one_goes_on, a_file_that_was_taken_away_makes_room_for_another,
        u37_a_part_with_an_endless_head, u38_a_length_that_is_not_true, u39_a_line_that_is_cut_at_the_end,
        a_file_is_attached_shown_and_taken_away, a_refused_file_is_not_asked_for_besides,
        a_refused_file_says_why_and_loses_nothing_else,
        files_of_a_refused_post_take_no_room, too_much_together_is_said_at_the_question_and_loses_nothing, one_file_too_many_is_said,
        two_uploads_at_once_are_both_kept, a_file_for_a_question_that_is_none_is_refused, attachments_travel_with_the_dossier,
    ],
}
