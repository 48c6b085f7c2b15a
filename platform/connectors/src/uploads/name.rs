//! Makes a file's name safe in every place it may go: a page, a header, an archive, another person's disk.

use form::signs;
use unicode_normalization::UnicodeNormalization;

const MAX_CHARS: usize = 100;
const MAX_BYTES: usize = 255;

/// What a name ends in when it ends in a kind of file. The content decides which one it will be.
const EXTENSIONS: &[&str] = &[
    "bat", "bmp", "bz2", "cmd", "com", "csv", "dll", "doc", "docm", "docx", "exe", "gif", "gz", "heic", "heif", "hta",
    "htm", "html", "jar", "jpe", "jpeg", "jpg", "js", "lnk", "mhtml", "msi", "odt", "pdf", "php", "pif", "png", "ps1",
    "rar", "rtf", "scr", "sh", "svg", "svgz", "tar", "tif", "tiff", "txt", "vbs", "webp", "xht", "xhtml", "xls",
    "xlsm", "xlsx", "xml", "zip",
];

/// The name, cleaned, with the extension of the content.
pub(super) fn clean(declared: &str, extension: &str) -> String {
    // Longer names are cut before anything else looks at them.
    let declared: String = declared.chars().take(4096).nfc().collect();
    let last = declared.rsplit(['/', '\\']).find(|part| !part.trim().is_empty()).unwrap_or_default();
    let mut stem = String::with_capacity(last.len());
    for c in without_percent_codes(last).chars() {
        match c {
            '<' | '>' | ':' | '"' | '|' | '?' | '*' | ';' => stem.push('_'),
            c if c.is_whitespace() => {
                if !stem.ends_with(' ') {
                    stem.push(' ');
                }
            }
            c if is_invisible(c) => {}
            c => stem.push(c),
        }
    }
    let mut stem = trim(&stem);
    // « facture.pdf.exe » is a name with two ends; « relevé 12.03.2026 » has none.
    while let Some((before, end)) = stem.rsplit_once('.') {
        if !EXTENSIONS.contains(&end.trim().to_ascii_lowercase().as_str()) {
            break;
        }
        stem = trim(before);
    }
    let mut name: String = if stem.is_empty() {
        "document".to_owned()
    } else if is_reserved(stem) {
        format!("_{stem}")
    } else {
        stem.to_owned()
    };
    let room = extension.len() + 1;
    while name.chars().count() + room > MAX_CHARS || name.len() + room > MAX_BYTES {
        name.pop();
    }
    let mut name = name.trim_end_matches(['.', ' ']).to_owned();
    name.push('.');
    name.push_str(extension);
    name
}

/// The declared name with everything invisible made visible, at most 120 characters.
pub(super) fn visible(declared: &str) -> String {
    let mut out = String::new();
    for c in declared.chars().take(120) {
        if is_invisible(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out.chars().take(120).collect()
}

/// The declared extension, in lower case; empty without one.
pub(super) fn extension(declared: &str) -> String {
    let end = declared.rsplit_once('.').map_or("", |(_, end)| end).trim();
    if end.len() <= 8 && end.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        end.to_ascii_lowercase()
    } else {
        String::new()
    }
}

fn trim(stem: &str) -> &str {
    stem.trim_matches(|c: char| c.is_whitespace() || matches!(c, '.' | '-' | '~'))
}

/// A browser's `%00` is no part of a name.
fn without_percent_codes(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('%') {
        let (before, tail) = rest.split_at(at);
        out.push_str(before);
        let coded = tail.as_bytes().get(1..3).is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        let skip = if coded { 3 } else { 1 };
        if !coded {
            out.push('%');
        }
        rest = tail.get(skip..).unwrap_or_default();
    }
    out.push_str(rest);
    out
}

/// Control characters, what hides or turns around the characters beside it, and what each system draws in its own way or not at all.
fn is_invisible(c: char) -> bool {
    c.is_control()
        || signs::is_unseen(c)
        || signs::joins(c)
        || matches!(c, '\u{2028}' | '\u{2029}' | '\u{fff0}'..='\u{ffff}' | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Names that Windows gives to devices, whatever follows their first dot.
fn is_reserved(stem: &str) -> bool {
    let device = stem.split('.').next().unwrap_or_default().trim().to_ascii_uppercase();
    match device.as_str() {
        "CON" | "PRN" | "AUX" | "NUL" | "CONIN$" | "CONOUT$" => true,
        device => device.strip_prefix("COM").or_else(|| device.strip_prefix("LPT")).is_some_and(|number| {
            matches!(number, "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³")
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_names_are_rewritten() {
        for (declared, kept) in [
            ("../../etc/x", "x.pdf"),
            ("C:\\Users\\moi\\Mes documents\\bail.PDF", "bail.pdf"),
            ("CON.pdf", "_CON.pdf"),
            ("com1", "_com1.pdf"),
            ("nul.tar.gz", "_nul.pdf"),
            ("a.pdf%00.exe", "a.pdf"),
            ("x.pdf\r\nSet-Cookie: a=b", "x.pdf Set-Cookie_ a=b.pdf"),
            ("photo\u{202e}gpj.exe", "photogpj.pdf"),
            ("facture.pdf.exe", "facture.pdf"),
            (".htaccess", "htaccess.pdf"),
            ("-rf", "rf.pdf"),
            ("", "document.pdf"),
            ("....", "document.pdf"),
            ("/", "document.pdf"),
            ("\0", "document.pdf"),
            ("<b>\"l'attestation\"</b>.pdf", "b_.pdf"),
            ("50 % du loyer.pdf", "50 % du loyer.pdf"),
            ("relevé 12.03.2026", "relevé 12.03.2026.pdf"),
            ("e\u{301}tat.pdf", "état.pdf"),
            ("Justificatif n°1 – l'électricité (août).jpeg", "Justificatif n°1 – l'électricité (août).pdf"),
            ("договор аренды.pdf", "договор аренды.pdf"),
        ] {
            assert_eq!(clean(declared, "pdf"), kept, "{declared:?}");
        }
    }

    #[test]
    fn long_names_are_cut() {
        for long in [
            "a".repeat(300),
            "é".repeat(300),
            "漢".repeat(300),
            "👩‍👩‍👧".repeat(300),
            "a.".repeat(3000),
            " ".repeat(100_000),
        ] {
            let name = clean(&long, "jpg");
            assert!(name.chars().count() <= MAX_CHARS && name.len() <= MAX_BYTES && name.ends_with(".jpg"), "{name}");
        }
    }

    #[test]
    fn cleaning_twice_changes_nothing() {
        for name in ["../../etc/x", "CON.pdf", "a.pdf%00.exe", "x.\u{202e}fdp.exe", "%%2e%2e", "a . pdf . exe", "~-.-x"]
        {
            let once = clean(name, "png");
            assert_eq!(clean(&once, "png"), once, "{name}");
        }
    }

    #[test]
    fn the_original_is_shown_harmless() {
        assert_eq!(visible("photo\u{202e}gpj.exe\r\n"), "photo\\u{202e}gpj.exe\\u{d}\\u{a}");
        assert_eq!(visible(&"\u{202e}".repeat(500)).chars().count(), 120);
    }
}
