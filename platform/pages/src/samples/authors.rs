//! Samples of what authors see while they write: what is wrong, and the mails that would have left.

use form::diagnostic::Severity;

use super::{Gallery, instant};
use crate::page::dev::{Diagnostics, ExcerptLine, MailLine, Mailbox, MailboxMessage, ShownDiagnostic};

pub(super) fn add(gallery: &mut Gallery<'_>) {
    let line = |number: usize, before: &str, fault: &str, after: &str| ExcerptLine {
        number,
        before: before.to_owned(),
        fault: fault.to_owned(),
        after: after.to_owned(),
    };
    gallery.show(
        "",
        &Diagnostics {
            chrome: gallery.chrome(),
            demarche: "recensement".to_owned(),
            diagnostics: vec![
                ShownDiagnostic {
                    code: "logic.unknown_field".to_owned(),
                    severity: Severity::Error,
                    file: "forms/recensement/demarche.yaml".to_owned(),
                    line: 42,
                    column: 18,
                    cause: "Aucun champ ne s'appelle « parent ».".to_owned(),
                    cure: "Vouliez-vous dire « parents » ?".to_owned(),
                    excerpt: vec![
                        line(41, "  - id: filiation", "", ""),
                        line(42, "    show_if: \"", "parent", ".connus == true\""),
                        line(43, "    title: Filiation", "", ""),
                    ],
                },
                ShownDiagnostic {
                    code: "receipt.no_phone".to_owned(),
                    severity: Severity::Warning,
                    file: "forms/recensement/demarche.yaml".to_owned(),
                    line: 9,
                    column: 1,
                    cause: "Le service n'a pas de numéro de téléphone.".to_owned(),
                    cure: "Ajoutez `phone` à `authority`.".to_owned(),
                    excerpt: Vec::new(),
                },
            ],
            open_href: Some("/demarches/recensement".to_owned()),
        },
    );
    gallery.show(
        "",
        &Mailbox {
            chrome: gallery.chrome(),
            messages: vec![MailLine {
                href: "/dev/boite-mail/1".to_owned(),
                to: "camille@exemple.fr".to_owned(),
                subject: "Recensement citoyen : démarche enregistrée".to_owned(),
                at: instant(),
            }],
        },
    );
    gallery.show("empty", &Mailbox { chrome: gallery.chrome(), messages: Vec::new() });
    gallery.show(
        "",
        &MailboxMessage {
            chrome: gallery.chrome(),
            to: "camille@exemple.fr".to_owned(),
            subject: "Recensement citoyen : démarche enregistrée".to_owned(),
            at: instant(),
            text: "Votre démarche est enregistrée.\n\nSuivre ma démarche :\nhttps://demarches.exemple.fr/suivi/8Z3K\n"
                .to_owned(),
            back_href: "/dev/boite-mail".to_owned(),
        },
    );
}
