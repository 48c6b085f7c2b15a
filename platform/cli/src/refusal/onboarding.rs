//! Words the refusals of `guichet partner`: what may not follow the state of an access.

use super::Refusal;

/// Of the states of partners' software.
pub(super) fn refused(code: &'static str) -> Refusal {
    let (french, english) = match code {
        "partner.not_requested" => (
            "Cet accès est déjà ouvert ; seul un accès demandé s'ouvre.",
            "This access is open already; only a requested one is opened.",
        ),
        "partner.requested" => (
            "Cet accès n'est que demandé, et n'a pas encore de secret : guichet partner open.",
            "This access is only requested, and has no secret yet: guichet partner open.",
        ),
        "partner.not_in_sandbox" => (
            "Cet accès n'est pas en recette : guichet partner show.",
            "This access is not in the sandbox: guichet partner show.",
        ),
        "partner.unproven" => (
            "Cet accès n'a pas tout montré en recette : guichet partner show dit ce qui manque. Sinon --force, avec --reason.",
            "This access has not shown everything in the sandbox: guichet partner show says what is missing. Else --force, with --reason.",
        ),
        "partner.suspended" => (
            "Cet accès est déjà suspendu : guichet partner resume.",
            "This access is suspended already: guichet partner resume.",
        ),
        "partner.not_suspended" => ("Cet accès n'est pas suspendu.", "This access is not suspended."),
        "reason.too_long" => ("La raison a plus de 1000 signes.", "The reason has more than 1000 signs."),
        _ => ("Dites pourquoi (--reason) ; cela reste écrit.", "Say why (--reason); it stays written."),
    };
    Refusal::new(code, french, english)
}
