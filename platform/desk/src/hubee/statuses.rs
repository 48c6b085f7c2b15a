//! Says which status may follow which at the hub, and which of ours it is.

/// What a case is there before its recipient hears of it.
pub(super) const BEGUN: &str = "HUBEE_RECEIVED";
/// What it is once its recipient was told; what it is again where it is opened anew.
pub(super) const NOTIFIED: &str = "HUBEE_NOTIFIED";
/// Something is awaited of its citizen.
pub(super) const AWAITING: &str = "ADD_AWAITING";
/// Its recipient's software could not take it in.
pub(super) const INTEGRATION_ERROR: &str = "SI_INTG_ERROR";
/// It is over, and its citizen knows.
pub(super) const CLOSED: &str = "CLOSED";

/// Whether a recipient may set `next` on a case that stands at `now`. What is for the hub or for us to set is not for the recipient.
pub(super) fn may_follow(now: &str, next: &str) -> bool {
    let of = |allowed: &[&str]| allowed.contains(&now);
    match next {
        "SENT" => of(&[NOTIFIED]),
        "SI_RECEIVED" => of(&["SENT"]),
        "IN_PROGRESS" => of(&["SI_RECEIVED"]),
        "ADD_AWAITING" => of(&["IN_PROGRESS"]),
        "REFUSED" | "DONE" => of(&["SI_RECEIVED", "IN_PROGRESS", "ADD_AWAITING"]),
        INTEGRATION_ERROR => of(&["SI_RECEIVED", "IN_PROGRESS", "ADD_AWAITING", "DONE"]),
        _ => false,
    }
}

/// Our status for one of the hub's that an agent could set too.
pub(super) fn ours(status: &str) -> Option<&'static str> {
    match status {
        "IN_PROGRESS" => Some("in_progress"),
        "ADD_AWAITING" => Some("complement"),
        "REFUSED" => Some("refused"),
        "DONE" => Some("done"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_step_is_allowed_or_not() {
        let all = [
            BEGUN,
            "HUBEE_COMPLETED",
            NOTIFIED,
            "SENT",
            "SI_RECEIVED",
            "IN_PROGRESS",
            "ADD_AWAITING",
            "REFUSED",
            "DONE",
            INTEGRATION_ERROR,
            CLOSED,
            "ARCHIVED",
        ];
        let allowed: Vec<(&str, &str)> = all
            .iter()
            .flat_map(|now| all.iter().filter(|next| may_follow(now, next)).map(|next| (*now, *next)))
            .collect();
        assert_eq!(
            allowed,
            [
                ("HUBEE_NOTIFIED", "SENT"),
                ("SENT", "SI_RECEIVED"),
                ("SI_RECEIVED", "IN_PROGRESS"),
                ("SI_RECEIVED", "REFUSED"),
                ("SI_RECEIVED", "DONE"),
                ("SI_RECEIVED", "SI_INTG_ERROR"),
                ("IN_PROGRESS", "ADD_AWAITING"),
                ("IN_PROGRESS", "REFUSED"),
                ("IN_PROGRESS", "DONE"),
                ("IN_PROGRESS", "SI_INTG_ERROR"),
                ("ADD_AWAITING", "REFUSED"),
                ("ADD_AWAITING", "DONE"),
                ("ADD_AWAITING", "SI_INTG_ERROR"),
                ("DONE", "SI_INTG_ERROR"),
            ]
        );
    }
}
