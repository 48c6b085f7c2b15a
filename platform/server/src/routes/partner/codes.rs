//! Which codes each address of the API refuses with, and what to do then: the one table of them.

/// The codes that any address may give with a status.
const CODES: [(&str, &[&str]); 8] = [
    ("400", &["request.refused"]),
    ("404", &["request.not_found"]),
    ("405", &["request.method"]),
    ("408", &["request.too_slow"]),
    ("413", &["body.too_large"]),
    ("415", &["body.media_type"]),
    ("429", &["request.too_many"]),
    ("503", &["server.overloaded"]),
];

/// The same of those that want a token.
const CODES_OF_PARTNERS: [(&str, &[&str]); 4] = [
    ("401", &["access.token_refused"]),
    ("403", &["access.client_suspended", "access.scope_missing"]),
    ("409", &["store.conflict"]),
    ("503", &["sandbox.unavailable"]),
];

/// The same of single addresses, after `/api/partner/v1`.
const CODES_OF: [(&str, &str, &[&str]); 31] = [
    ("GET /notifications", "400", &["cursor.invalid", "limit.invalid"]),
    ("GET /notifications", "422", &["cursor.unknown"]),
    ("POST /notifications/ack", "400", &["body.json", "cursor.invalid"]),
    ("POST /notifications/ack", "422", &["cursor.too_far", "cursor.unknown"]),
    ("GET /cases/{case}/package", "409", &["file.scanning", "format.unmade"]),
    ("GET /cases/{case}/attachments/{file}", "403", &["file.malware"]),
    ("GET /cases/{case}/attachments/{file}", "409", &["file.scanning"]),
    ("POST /cases/{case}/events", "400", &["body.json", "body.parts", "idempotency.key_missing"]),
    ("POST /cases/{case}/events", "413", &["file.quota"]),
    ("POST /cases/{case}/events", "422", &["act.empty", "idempotency.key_invalid", "idempotency.key_reused"]),
    ("POST /cases/{case}/events", "422", &["case.cancelled", "case.suspended", "status.not_allowed", "values.refused"]),
    ("POST /cases/{case}/events", "422", &["message.required", "message.too_long"]),
    ("POST /cases/{case}/events", "422", &["complement.date_far", "complement.date_invalid", "complement.date_past"]),
    (
        "POST /cases/{case}/events",
        "422",
        &["complement.status_needed", "complement.too_many", "complement.unknown_question"],
    ),
    (
        "POST /cases/{case}/events",
        "422",
        &["file.active_content", "file.content_mismatch", "file.damaged", "file.empty"],
    ),
    ("POST /cases/{case}/events", "422", &["file.encrypted", "file.expansion", "file.malware", "file.metadata"]),
    ("POST /cases/{case}/events", "422", &["file.no_pages", "file.pixels", "file.too_large", "file.too_many"]),
    ("POST /cases/{case}/events", "422", &["file.quota", "file.too_many_pages", "file.type_not_accepted"]),
    ("POST /cases/{case}/events", "429", &["act.too_many"]),
    ("PUT /cases/{case}/own-receipt", "400", &["body.json"]),
    (
        "PUT /cases/{case}/own-receipt",
        "422",
        &["case.cancelled", "case.suspended", "own_receipt.not_owed", "sent_on.invalid"],
    ),
    ("POST /cases/{case}/forward", "400", &["body.json", "idempotency.key_missing"]),
    ("POST /cases/{case}/forward", "422", &["forward.here", "forward.over", "forward.too_many", "forward.unknown"]),
    (
        "POST /cases/{case}/forward",
        "422",
        &["case.cancelled", "case.changed", "case.suspended", "message.required", "message.too_long", "sandbox.stays"],
    ),
    ("POST /cases/{case}/forward", "422", &["idempotency.key_invalid", "idempotency.key_reused"]),
    ("POST /cases/{case}/nack", "400", &["body.json"]),
    (
        "POST /cases/{case}/nack",
        "422",
        &["case.cancelled", "case.suspended", "message.required", "message.too_long", "nack.code"],
    ),
    ("POST /handovers", "400", &["body.json"]),
    ("POST /handovers", "422", &["handover.refused", "handover.too_large"]),
    ("POST /handovers", "429", &["handover.too_many"]),
    (
        "POST /sandbox/dossiers",
        "422",
        &["sandbox.count", "sandbox.full", "sandbox.no_recipient", "sandbox.none_sent", "sandbox.not_connected"],
    ),
];

/// The same of the sandbox's addresses.
const CODES_OF_SANDBOX: [(&str, &str, &[&str]); 4] = [
    ("POST /sandbox/dossiers", "400", &["body.json"]),
    ("POST /sandbox/dossiers", "404", &["sandbox.closed"]),
    ("POST /sandbox/faults", "404", &["sandbox.closed"]),
    ("POST /sandbox/faults", "422", &["sandbox.fault", "sandbox.retry_after", "sandbox.seconds", "sandbox.times"]),
];

/// What is to be done where a code comes back, one sentence each; a test holds it against the tables above.
const HELP: [(&str, &str); 75] = [
    (
        "access.client_suspended",
        "The operator of the site has suspended this access: ask them why; no token helps before it is resumed.",
    ),
    (
        "access.scope_missing",
        "Ask for a token with the scope that this address wants, if your client has it; the operator gives scopes.",
    ),
    ("access.token_refused", "Ask for a token at /api/oauth/token, and send it as `Authorization: Bearer …`."),
    ("act.empty", "Send a status, a message, a document, or a value that is not there already."),
    ("act.too_many", "Come back after Retry-After: the citizen has heard enough of this case for a day."),
    ("body.json", "Send the JSON object that /api/openapi.json describes for this address: `detail` names the place."),
    (
        "body.media_type",
        "Send the body as application/json, or as the other type that /api/openapi.json has for this address.",
    ),
    ("body.parts", "Send one part `event` with JSON, and files in parts called `document`."),
    ("body.too_large", "Send less: `detail` says how much is accepted."),
    (
        "case.cancelled",
        "The operator of the site has ended this case: it can be read, and nothing is done to it any more.",
    ),
    ("case.changed", "Something happened to the case meanwhile: read it anew, and send it again."),
    (
        "case.suspended",
        "The operator of the site holds this case: a notification tells when it goes on, and what you send is taken then.",
    ),
    ("complement.date_far", "Name a day within a year from today in `by`, or none."),
    ("complement.date_invalid", "Write the day in `by` as 2026-12-15; leave `by` out, or null, where none is named."),
    ("complement.date_past", "Name today or a later day in `by`."),
    ("complement.status_needed", "Send `complement` with the status `complement` only."),
    ("complement.too_many", "Ask for groups or whole lists instead of each of their questions."),
    (
        "complement.unknown_question",
        "Ask for paths of the case's `answers` and codes of its `attachments`: `detail` names those that are none.",
    ),
    ("cursor.invalid", "Send a `cursor`, or the `next` of a batch, as it was given."),
    ("cursor.too_far", "Acknowledge batch by batch: fewer new cases at once."),
    ("cursor.unknown", "Acknowledge and go on from what you were told: read /notifications without `after`."),
    ("file.active_content", "Send the document without scripts, forms that act, or embedded files."),
    ("file.content_mismatch", "Name the file as what it is: its ending and its content are of two types."),
    (
        "file.damaged",
        "Have the file sent again, nobody can read it: of one that was there, the operator finds which in the site's log.",
    ),
    ("file.empty", "Send a file with something in it."),
    ("file.encrypted", "Send the document without a password."),
    ("file.expansion", "Send the document made anew: unpacked it is far larger than it seems."),
    ("file.malware", "Nobody gets this file: have another one sent."),
    ("file.metadata", "Send the image saved anew, without what its camera or program wrote into it."),
    ("file.no_pages", "Send a document with at least one page."),
    ("file.pixels", "Send the image smaller."),
    ("file.quota", "Send fewer or smaller files."),
    ("file.scanning", "Come back after Retry-After: the antivirus has not examined the file yet."),
    ("file.too_large", "Send a smaller file."),
    ("file.too_many", "Send at most ten documents at once."),
    ("file.too_many_pages", "Send the document in parts, or with fewer pages."),
    ("file.type_not_accepted", "Send a PDF, JPEG or PNG."),
    (
        "format.unmade",
        "One of your formats cannot be made of this case, and the operator was alarmed: the answers and files of the case are there one by one.",
    ),
    ("forward.here", "The case is yours already: name another desk."),
    (
        "forward.over",
        "Keep the case: it has its answer, its time is over, or its procedure sends it to your organisation alone.",
    ),
    ("forward.too_many", "Keep the case, and ask the operator: it was sent on three times."),
    (
        "forward.unknown",
        "Name a desk of your kind that this site sends the procedure's cases to, by its SIRET, a commune or a département.",
    ),
    (
        "handover.refused",
        "Send what the procedure's schema describes: `errors` points at each answer that is not taken.",
    ),
    ("handover.too_large", "Send fewer answers: 32 KiB at most."),
    ("handover.too_many", "Come back after Retry-After: too many of your links wait to be followed."),
    ("idempotency.key_invalid", "Send 1 to 100 visible ASCII signs as Idempotency-Key."),
    (
        "idempotency.key_missing",
        "Send an Idempotency-Key: the same for the same post sent again, another one for any other.",
    ),
    ("idempotency.key_reused", "Take another Idempotency-Key: this one came with another post to the case."),
    ("limit.invalid", "Ask for as many as `detail` says."),
    ("message.required", "Say why, in words that people can see."),
    ("message.too_long", "Say it in 1,000 characters."),
    ("nack.code", "Say `unreadable`, `not_ours`, `duplicate` or `other`."),
    ("own_receipt.not_owed", "Send this for cases with an `own_receipt` only."),
    ("request.method", "Ask by one of the methods in Allow."),
    (
        "request.not_found",
        "See /api/openapi.json for the addresses; what is not yours is not found, and what was sent on is yours no more.",
    ),
    ("request.refused", "Ask as /api/openapi.json says: each name once, in UTF-8."),
    ("request.too_many", "Come back after Retry-After, and ask less often."),
    ("request.too_slow", "Send the request again, over a line that does not stand still."),
    ("sandbox.closed", "This client is not in the sandbox: nothing is invented for it."),
    ("sandbox.count", "Ask for 1 to 20."),
    ("sandbox.fault", "Order one of the faults that /api/openapi.json names."),
    ("sandbox.full", "Answer the invented dossiers that are there, or ask the operator to take them away."),
    ("sandbox.no_recipient", "Ask for a procedure that sends something to your desk; the operator knows which."),
    (
        "sandbox.none_sent",
        "Ask for another procedure: no answers were found with which this one can be sent to your desk.",
    ),
    ("sandbox.not_connected", "Ask the operator to connect your desk to this procedure."),
    ("sandbox.retry_after", "Send `retry_after` from 1 to 60."),
    ("sandbox.seconds", "Send `seconds` from 1 to 3600."),
    ("sandbox.stays", "Forward real cases: an invented one stays with your client."),
    ("sandbox.times", "Send `times` from 1 to 20, those that wait already counted."),
    ("sandbox.unavailable", "Come back after Retry-After, and not before: you ordered this fault."),
    ("sent_on.invalid", "Send a day from the filing to today as 2026-11-25, or null."),
    ("server.overloaded", "Come back after Retry-After."),
    ("status.not_allowed", "Set one of the case's `next_statuses`, or leave `status` out."),
    ("store.conflict", "Others did something at the same moment: send the same again after Retry-After."),
    (
        "values.refused",
        "Send what the case's `returns.schema` describes: `errors` points at each value that is not taken.",
    ),
];

/// What the codes of 403 and 409 mean: each is true of the addresses that list it.
const MEANINGS: [(&str, &str); 6] = [
    ("access.client_suspended", "the client is suspended"),
    ("access.scope_missing", "the token lacks the scope"),
    ("file.malware", "the antivirus found the file harmful, and nobody gets it"),
    ("file.scanning", "the antivirus has not examined a file yet: see Retry-After"),
    ("format.unmade", "one of the recipient's formats cannot be made of the case"),
    ("store.conflict", "others did something at the same moment, again and again: see Retry-After"),
];

fn look_up(table: &[(&str, &'static str)], code: &str) -> Option<&'static str> {
    table.iter().find(|(known, _)| *known == code).map(|(_, said)| *said)
}

/// What to do where an address of the API refused with this code.
pub(crate) fn help(code: &str) -> Option<&'static str> {
    look_up(&HELP, code)
}

/// What is said of a status of an address, with the codes that it comes with.
pub(super) fn told(operation: &str, status: &str, description: &str) -> String {
    let own = operation.split_once(" /api/partner/v1");
    let common = CODES.iter().chain(CODES_OF_PARTNERS.iter().filter(|_| own.is_some()));
    let common = common.filter(|(of, _)| *of == status).flat_map(|(_, codes)| codes.iter());
    let own = own.map(|(method, path)| format!("{method} {path}")).unwrap_or_default();
    let single = CODES_OF.iter().chain(&CODES_OF_SANDBOX).filter(|(at, of, _)| *at == own && *of == status);
    let told = |code: &&str| match look_up(&MEANINGS, code) {
        Some(meaning) if matches!(status, "403" | "409") => format!("`{code}` ({meaning})"),
        _ => format!("`{code}`"),
    };
    let codes: Vec<String> = common.chain(single.flat_map(|(_, _, codes)| codes.iter())).map(told).collect();
    match codes.as_slice() {
        [] => description.to_owned(),
        codes => format!("{description}. Codes: {}", codes.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Every code of the tables, with the status that it comes with.
    fn all() -> Vec<(&'static str, &'static str)> {
        let common = CODES.iter().chain(&CODES_OF_PARTNERS).map(|(status, codes)| (*status, *codes));
        let single = CODES_OF.iter().chain(&CODES_OF_SANDBOX).map(|(_, status, codes)| (*status, *codes));
        common.chain(single).flat_map(|(status, codes)| codes.iter().map(move |code| (status, *code))).collect()
    }

    #[test]
    fn every_code_says_what_to_do_and_no_other_is_there() {
        for (status, code) in all() {
            let said = help(code).unwrap_or_default();
            assert!(said.ends_with('.') && said != "See /api/openapi.json.", "{status} {code}: {said}");
        }
        for (code, _) in HELP {
            assert!(all().iter().any(|(_, known)| *known == code), "{code} is answered nowhere");
        }
    }

    #[test]
    fn whatever_is_refused_or_stands_in_the_way_says_what_it_means() {
        for (status, code) in all().into_iter().filter(|(status, _)| matches!(*status, "403" | "409")) {
            assert!(look_up(&MEANINGS, code).is_some(), "{status} {code}");
        }
    }
}
