//! Reads `demarche.yaml`; what cannot be read is told, and the rest is read all the same.

use super::{
    AuthorityEntry, ComputedEntry, FieldEntry, FormatEntry, LoginEntry, PageEntry, PrefillEntry, Procedure,
    RecipientEntry, RetentionEntry, RuleEntry, SilenceEntry, StopEntry,
};
use crate::{
    definition::{
        keys, measures, reader,
        report::Report,
        settings::{Settings, settings},
        tree::{Content, Entry, Node, Written},
    },
    diagnostic::Sentence,
};

/// Reads the file's tree.
pub fn read(report: &mut Report, root: &Node) -> Option<Procedure> {
    let map = reader::map(report, root, &keys::DEMARCHE)?;
    let mut procedure = Procedure {
        place: root.place,
        id: reader::id_of(report, map, "demarche"),
        title: reader::text_of(report, map, "title"),
        summary: reader::text_of(report, map, "summary"),
        agency: reader::id_of(report, map, "agency"),
        letters: reader::text_of(report, map, "letters"),
        applicants: reader::some_of(report, map, "applicants", keys::APPLICANTS).unwrap_or_default(),
        purpose: reader::text_of(report, map, "purpose"),
        legal_basis: reader::text_of(report, map, "legal_basis"),
        needs: reader::texts_of(report, map, "needs").unwrap_or_default(),
        minutes: reader::count_of(report, map, "minutes", 600),
        next_steps: reader::text_of(report, map, "next_steps"),
        receipt_note: reader::text_of(report, map, "receipt_note"),
        attestation: reader::text_of(report, map, "attestation"),
        kind: reader::one_of_key(report, map, "kind", keys::KINDS),
        appeal: reader::text_of(report, map, "appeal"),
        timezone: reader::text_of(report, map, "timezone"),
        ..Procedure::default()
    };
    if let Some(node) = map.get("login")
        && let Some(login) = reader::map(report, node, &keys::LOGIN)
    {
        procedure.login = LoginEntry {
            required: reader::yes_no_of(report, login, "required").map(|required| required.value),
            level: reader::one_of_key(report, login, "level", keys::LEVELS),
            acting: reader::one_of_key(report, login, "as", keys::LOGIN_AS),
        };
    }
    procedure.authority = map.get("authority").and_then(|node| authority(report, node));
    procedure.silence = map.get("silence").and_then(|node| silence(report, node));
    procedure.retention = map.get("retention").and_then(|node| retention(report, node));
    if let Some(items) = reader::list_of(report, map, "pages") {
        procedure.pages = items.iter().filter_map(|item| page(report, item)).collect();
        procedure.pages_are_read = map.get("pages").is_some_and(|node| matches!(node.content, Content::List(_)))
            && procedure.pages.len() == items.len()
            && procedure.pages.iter().all(|page| page.fields_are_read);
    }
    if let Some(node) = map.get("computed") {
        for entry in reader::own_map(report, node) {
            if let Some(computed) = computed(report, &entry.value) {
                procedure.computed.push((entry.key.clone(), computed));
            }
        }
    }
    if let Some(items) = reader::list_of(report, map, "stops") {
        procedure.stops = items.iter().filter_map(|item| stop(report, item)).collect();
    }
    if let Some(items) = reader::list_of(report, map, "rules") {
        procedure.rules = rules(report, items);
    }
    if let Some(node) = map.get("prefill") {
        for entry in reader::own_map(report, node) {
            procedure.prefill.extend(prefill(report, &entry.key, &entry.value));
        }
    }
    if let Some(items) = reader::list_of(report, map, "recipients") {
        procedure.recipients = items.iter().filter_map(|item| recipient(report, item)).collect();
    }
    Some(procedure)
}

fn computed(report: &mut Report, node: &Node) -> Option<ComputedEntry> {
    if !matches!(node.content, Content::Map(_)) {
        return reader::expression(report, node).map(ComputedEntry::Expression);
    }
    let map = reader::map(report, node, &keys::COMPUTED)?;
    Some(ComputedEntry::Plugin {
        plugin: reader::text_of(report, map, "plugin")?,
        reads: reader::texts_of(report, map, "reads").unwrap_or_default(),
    })
}

fn authority(report: &mut Report, node: &Node) -> Option<AuthorityEntry> {
    let told_before = report.len();
    let map = reader::map(report, node, &keys::AUTHORITY)?;
    let mut entry = AuthorityEntry {
        place: node.place,
        is_read: false,
        from_recipient: reader::one_of_key(report, map, "from", keys::AUTHORITY_SOURCES).is_some(),
        name: reader::text_of(report, map, "name"),
        service: reader::text_of(report, map, "service"),
        address: reader::text_of(report, map, "address"),
        email: reader::text_of(report, map, "email"),
        phone: reader::text_of(report, map, "phone"),
        hours: reader::text_of(report, map, "hours"),
    };
    entry.is_read = report.len() == told_before;
    Some(entry)
}

fn silence(report: &mut Report, node: &Node) -> Option<SilenceEntry> {
    let map = reader::map(report, node, &keys::SILENCE)?;
    Some(SilenceEntry {
        place: node.place,
        means: reader::one_of_key(report, map, "means", keys::SILENCES),
        after: measures::delay_of(report, map, "after"),
        appeal: reader::text_of(report, map, "appeal"),
    })
}

fn retention(report: &mut Report, node: &Node) -> Option<RetentionEntry> {
    let map = reader::map(report, node, &keys::RETENTION)?;
    Some(RetentionEntry {
        draft: measures::delay_of(report, map, "draft"),
        delivered: measures::delay_of(report, map, "delivered"),
        receipt: measures::delay_of(report, map, "receipt"),
        basis: reader::text_of(report, map, "basis"),
    })
}

fn page(report: &mut Report, node: &Node) -> Option<PageEntry> {
    let map = reader::map(report, node, &keys::PAGE)?;
    let mut fields = Vec::new();
    let listed = map.get("fields");
    let mut fields_are_read = listed.is_none_or(|node| matches!(node.content, Content::List(_)));
    for item in listed.map(|node| reader::list(report, node)).unwrap_or_default() {
        match &item.content {
            Content::Map(entries) => {
                if let Some(field) = beside_its_settings(report, item, entries) {
                    fields.push(field);
                    continue;
                }
                for entry in entries {
                    fields.push(FieldEntry {
                        path: entry.key.clone(),
                        settings: settings(report, &entry.value, &keys::FIELD_ENTRY),
                    });
                }
            }
            _ => match reader::text(report, item) {
                Some(path) => fields.push(FieldEntry { path, settings: Settings::default() }),
                None => fields_are_read = false,
            },
        }
    }
    Some(PageEntry {
        place: node.place,
        id: reader::id_of(report, map, "id"),
        title: reader::text_of(report, map, "title"),
        intro: reader::text_of(report, map, "intro"),
        show_if: reader::expression_of(report, map, "show_if"),
        fields,
        fields_are_read,
    })
}

/// A question whose settings were indented as far as its own name: told once, and read as it was meant.
fn beside_its_settings(report: &mut Report, item: &Node, entries: &[Entry]) -> Option<FieldEntry> {
    let (first, rest) = entries.split_first()?;
    let is_setting = |entry: &Entry| keys::FIELD_ENTRY.keys.iter().any(|key| key.name == entry.key.text);
    if !first.value.is_nothing() || rest.is_empty() || !rest.iter().all(is_setting) {
        return None;
    }
    let (name, key) = (&first.key.text, &rest[0].key);
    report.error(
        "definition.type",
        key.place,
        Sentence::new(
            format!(
                "« {} » est en retrait comme « {name} » : ce n'est donc pas une précision de cette question.",
                key.text
            ),
            format!("“{}” is indented as far as “{name}”: it is therefore no setting of this question.", key.text),
        ),
        Sentence::new(
            format!("Décalez ces lignes de deux espaces encore, sous « {name}: »."),
            format!("Indent these lines by two more spaces, under “{name}:”."),
        ),
    );
    let meant = Node { content: Content::Map(rest.to_vec()), ..item.clone() };
    Some(FieldEntry { path: first.key.clone(), settings: settings(report, &meant, &keys::FIELD_ENTRY) })
}

fn stop(report: &mut Report, node: &Node) -> Option<StopEntry> {
    let map = reader::map(report, node, &keys::STOP)?;
    let link = map.get("link").and_then(|node| {
        let map = reader::map(report, node, &keys::LINK)?;
        let url = reader::text_of(report, map, "url")?;
        if !url.text.starts_with("https://") || url.text.contains(|c: char| c.is_whitespace() || c == '"' || c == '<') {
            report.error(
                "definition.bad_link",
                url.place,
                Sentence::new("Ce n'est pas une adresse en https.", "This is not an https address."),
                Sentence::new("Écrivez « https://… ».", "Write “https://…”."),
            );
            return None;
        }
        Some((url, reader::text_of(report, map, "label")?))
    });
    Some(StopEntry {
        place: node.place,
        id: reader::id_of(report, map, "id"),
        stop_if: reader::expression_of(report, map, "stop_if"),
        title: reader::text_of(report, map, "title"),
        text: reader::text_of(report, map, "text"),
        link,
    })
}

pub(crate) fn rules(report: &mut Report, items: &[Node]) -> Vec<RuleEntry> {
    items.iter().filter_map(|item| rule(report, item)).collect()
}

fn rule(report: &mut Report, node: &Node) -> Option<RuleEntry> {
    let map = reader::map(report, node, &keys::RULE)?;
    let rule = RuleEntry {
        place: node.place,
        id: reader::id_of(report, map, "id"),
        must: reader::expression_of(report, map, "must"),
        plugin: reader::text_of(report, map, "plugin"),
        reads: reader::texts_of(report, map, "reads"),
        at: reader::text_of(report, map, "at"),
        message: reader::text_of(report, map, "message"),
        level: reader::one_of_key(report, map, "level", keys::RULE_LEVELS),
        if_missing: reader::one_of_key(report, map, "if_missing", keys::IF_MISSING),
        if_unavailable: reader::one_of_key(report, map, "if_unavailable", keys::IF_MISSING),
    };
    let (has_must, has_plugin) = (map.get("must").is_some(), map.get("plugin").is_some());
    if has_must == has_plugin {
        report.error(
            "rule.must_or_plugin",
            node.place,
            Sentence::new(
                "Une règle est décidée par une expression (must) ou par un plugin (plugin).",
                "A rule is decided by an expression (must) or by a plugin (plugin).",
            ),
            Sentence::new("Écrivez l'un des deux.", "Write one of the two."),
        );
        return None;
    }
    if has_must && map.get("message").is_none() {
        report.error(
            "definition.missing_property",
            node.place,
            Sentence::new("Il manque « message ».", "“message” is missing."),
            Sentence::new(
                "Dites à l'usager ce qui ne va pas et que faire : « message: … ».",
                "Tell the citizen what is wrong and what to do: “message: …”.",
            ),
        );
    }
    Some(rule)
}

fn prefill(report: &mut Report, target: &Written, node: &Node) -> Option<PrefillEntry> {
    if node.scalar().is_some() {
        let from = reader::text(report, node)?;
        return Some(PrefillEntry { target: target.clone(), from, when: None, keep: None });
    }
    let map = reader::map(report, node, &keys::PREFILL)?;
    Some(PrefillEntry {
        target: target.clone(),
        from: reader::text_of(report, map, "from")?,
        when: reader::expression_of(report, map, "when"),
        keep: reader::text_of(report, map, "keep"),
    })
}

/// Tells the word « tout » where a recipient receives everything.
fn all_is_meant(report: &mut Report, node: &Node) -> bool {
    let meant = node.scalar().filter(|written| {
        let word = written.text.trim().to_lowercase();
        matches!(&*word, "tout" | "tous" | "toutes" | "all" | "everything" | "*")
    });
    let Some(written) = meant else { return false };
    report.error(
        "definition.type",
        written.place,
        Sentence::new(
            format!("« {} » n'est pas le mot qui envoie toutes les réponses.", written.text),
            format!("“{}” is not the word that sends all answers.", written.text),
        ),
        Sentence::new("Écrivez all : « receives: all ».", "Write all: “receives: all”."),
    );
    true
}

fn formats(report: &mut Report, recipient: reader::Map<'_>) -> Option<Vec<FormatEntry>> {
    let items = reader::list_of(report, recipient, "formats")?;
    let read = items.iter().filter_map(|item| match &item.content {
        Content::Map(_) => {
            let own = reader::map(report, item, &keys::FORMAT)?;
            match (own.get("xml"), own.get("pdf")) {
                (Some(_), None) => reader::id_of(report, own, "xml").map(FormatEntry::Xml),
                (None, Some(_)) => reader::id_of(report, own, "pdf").map(FormatEntry::Form),
                (Some(_), Some(_)) => {
                    one_format_each(report, item);
                    None
                }
                // An unknown key was told.
                (None, None) => {
                    if item.entries().is_empty() {
                        one_format_each(report, item);
                    }
                    None
                }
            }
        }
        _ => reader::one_of(report, item, keys::FORMATS).map(FormatEntry::Word),
    });
    Some(read.collect())
}

fn one_format_each(report: &mut Report, item: &Node) {
    report.error(
        "definition.type",
        item.place,
        Sentence::new(
            "Un format de l'organisme est « xml » ou « pdf », un seul à la fois.",
            "A format of the agency is “xml” or “pdf”, one at a time.",
        ),
        Sentence::new(
            "Écrivez-les l'un après l'autre : « [{ xml: notice }, { pdf: notice }] ».",
            "Write them one after the other: “[{ xml: notice }, { pdf: notice }]”.",
        ),
    );
}

fn recipient(report: &mut Report, node: &Node) -> Option<RecipientEntry> {
    let map = reader::map(report, node, &keys::RECIPIENT)?;
    let to = map.get("to");
    let told_before = report.len();
    let to_map = to.and_then(|node| reader::map(report, node, &keys::TO));
    let mut of_to = |key| to_map.and_then(|map| reader::text_of(report, map, key));
    let (organisation, branch) = (of_to("organisation"), of_to("branch"));
    let (commune, departement) = (of_to("commune"), of_to("departement"));
    let to_is_read = to.is_some() && report.len() == told_before;
    let told_before = report.len();
    let receives_all = map.get("receives").and_then(Node::scalar).is_some_and(|written| written.text == "all");
    let receives = match map.get("receives") {
        _ if receives_all => Some(Vec::new()),
        Some(node) if all_is_meant(report, node) => None,
        _ => reader::texts_of(report, map, "receives"),
    };
    let receives_is_read = receives.is_some() && report.len() == told_before;
    Some(RecipientEntry {
        place: node.place,
        id: reader::id_of(report, map, "id"),
        title: reader::text_of(report, map, "title"),
        to: to.map_or(node.place, |node| node.place),
        to_is_read,
        organisation,
        branch,
        commune,
        departement,
        when: reader::expression_of(report, map, "when"),
        receives: receives.unwrap_or_default(),
        receives_all,
        receives_is_read,
        formats: formats(report, map),
        returns: reader::texts_of(report, map, "returns"),
        statuses: reader::some_of(report, map, "statuses", keys::STATUSES),
    })
}
