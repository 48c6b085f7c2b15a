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
        "partner.beside_another" => (
            "Un autre accès actif reçoit déjà les dossiers de ce guichet : ce que l'un accuse, l'autre ne l'apprend plus. Retirez l'ancien (guichet partner list, revoke), ou --force, avec --reason.",
            "Another active access gets this desk's dossiers already: what one acknowledges the other is told of no more. Revoke the former one (guichet partner list, revoke), or --force, with --reason.",
        ),
        "partner.suspended" => (
            "Cet accès est déjà suspendu : guichet partner resume.",
            "This access is suspended already: guichet partner resume.",
        ),
        "partner.not_suspended" => ("Cet accès n'est pas suspendu.", "This access is not suspended."),
        "sandbox.count" => ("--count : de 1 à 20.", "--count: from 1 to 20."),
        "sandbox.full" => (
            "Cent dossiers fictifs sont déjà là pour cet accès : --erase les efface.",
            "A hundred invented dossiers are there for this access: --erase erases them.",
        ),
        "sandbox.no_recipient" => (
            "Cette démarche n'envoie rien au guichet de cet accès.",
            "This démarche sends nothing to the desk of this access.",
        ),
        "sandbox.not_connected" => (
            "L'annuaire ne raccorde pas le guichet de cet accès à cette démarche : aucun dossier ne lui en viendrait. Ajoutez-la à ses « demarches » : guichet org import.",
            "The directory does not connect the desk of this access for this démarche: no dossier would come to it. Add it to its “demarches”: guichet org import.",
        ),
        "sandbox.none_sent" => (
            "Aucune réponse qui mène un dossier de cette démarche au guichet de cet accès n'a été trouvée : guichet test dit ce qui s'oppose à l'envoi, et le « when: » de ce destinataire ce qu'il faut répondre.",
            "No answers were found that lead a dossier of this démarche to the desk of this access: guichet test says what stands in the way of sending, and the “when:” of this recipient what must be answered.",
        ),
        "sandbox.times" | "sandbox.seconds" | "sandbox.retry_after" | "sandbox.fault" => (
            "Vingt pannes à la fois au plus ; --seconds : de 1 à 3600 ; --retry-after : de 1 à 60.",
            "Twenty faults at a time at most; --seconds: from 1 to 3600; --retry-after: from 1 to 60.",
        ),
        "reason.too_long" => ("La raison a plus de 1000 signes.", "The reason has more than 1000 signs."),
        _ => ("Dites pourquoi (--reason) ; cela reste écrit.", "Say why (--reason); it stays written."),
    };
    Refusal::new(code, french, english)
}
