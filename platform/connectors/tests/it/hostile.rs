//! Files that lie, hide or attack: the U series of the corpus, as far as it touches uploads.

use std::time::{Duration, Instant};

use connectors::uploads::{FileKind, Inspected, Limits, REFUSALS, Refusal, inspect};
use image::DynamicImage;

use crate::files::{chunk, has, jpeg, jpeg_with, noise, pdf, pdf_packed, pdf_packed_at, png, zip, zlib};

/// Inspects within the common budget, and checks that a refusal is one of the published ones.
fn look(bytes: &[u8], name: &str) -> Result<Inspected, Refusal> {
    let start = Instant::now();
    let found = inspect(bytes, name, FileKind::ALL, &Limits::default());
    assert!(start.elapsed() < Duration::from_secs(5), "{name} took {:?}", start.elapsed());
    if let Err(refusal) = &found {
        let (_, args) = REFUSALS.iter().find(|(code, _)| *code == refusal.code).unwrap();
        assert_eq!(refusal.args.iter().map(|(key, _)| *key).collect::<Vec<_>>(), *args, "{}", refusal.code);
    }
    found
}

pub(crate) fn refused(bytes: &[u8], name: &str) -> &'static str {
    look(bytes, name).map_or_else(|refusal| refusal.code, |_| "accepted")
}

/// The same for files that wait for each other.
fn refused_slowly(bytes: &[u8]) -> &'static str {
    inspect(bytes, "a.pdf", FileKind::ALL, &Limits::default()).map_or_else(|refusal| refusal.code, |_| "accepted")
}

fn argument(bytes: &[u8], name: &str, key: &str) -> String {
    let refusal = look(bytes, name).unwrap_err();
    refusal.args.into_iter().find(|(other, _)| *other == key).unwrap().1
}

#[test]
fn u1_u5_html_under_another_name() {
    for html in
        ["<!DOCTYPE html><script>alert(1)</script>", "\n <html><body onload=x>", "<?xml version='1.0'?><html xmlns=''>"]
    {
        assert_eq!(refused(html.as_bytes(), "bail.pdf"), "file.content_mismatch");
        assert_eq!(refused(html.as_bytes(), "photo.png"), "file.content_mismatch");
        assert_eq!(argument(html.as_bytes(), "photo.png", "found"), "html");
    }
    assert_eq!(refused(b"<html>%PDF-1.7", "bail.pdf"), "file.content_mismatch");
}

#[test]
fn u2_png_and_zip_in_one() {
    let plain = png(DynamicImage::ImageRgb8(noise(20, 20)));
    let polyglot = [&plain[..], &zip("virus.exe")].concat();
    let found = look(&polyglot, "dessin.png").unwrap();
    assert_eq!(found.bytes(&polyglot), plain, "only the picture is kept");
    // Inside, in a text chunk.
    let hidden = [&plain[..33], &chunk(b"tEXt", &zip("virus.exe")), &chunk(b"eXIf", b"GPS"), &plain[33..]].concat();
    let found = look(&hidden, "dessin.png").unwrap();
    assert_eq!(found.bytes(&hidden), plain);
    assert_eq!(look(&plain, "dessin.png").unwrap().rewritten, None);
}

#[test]
fn u3_pdf_and_script_in_one() {
    assert_eq!(refused(&[b"alert(1)//", &pdf("", "")[..]].concat(), "bail.pdf"), "file.content_mismatch");
    let behind = [&pdf("", "")[..], b"<script>alert(1)</script>"].concat();
    let found = look(&behind, "bail.pdf").unwrap();
    assert!(!has(found.bytes(&behind), b"<script>"));
    let before = [b"\xef\xbb\xbf \n", &pdf("", "")[..]].concat();
    assert!(look(&before, "bail.pdf").unwrap().bytes(&before).starts_with(b"%PDF-"));
}

#[test]
fn u4_svg_is_refused_and_named() {
    for svg in
        ["<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", "<?xml version='1.0'?>\n<!-- x --><svg/>"]
    {
        assert_eq!(refused(svg.as_bytes(), "plan.svg"), "file.type_not_accepted");
        assert_eq!(argument(svg.as_bytes(), "plan.svg", "found"), "svg");
        assert_eq!(argument(svg.as_bytes(), "plan.svg", "accepted"), "jpeg, pdf, png");
    }
}

#[test]
fn u6_u7_almost_nothing() {
    assert_eq!(refused(b"", "a.pdf"), "file.empty");
    for byte in 0..=255 {
        assert_eq!(refused(&[byte], "a.docx"), "file.type_not_accepted");
    }
    for start in [
        &b"%PDF-"[..],
        b"%PDF-1.7 %%EOF",
        b"\x89PNG\r\n\x1a\n",
        b"\xff\xd8\xff",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8\xff\xe0\0",
    ] {
        assert_eq!(refused(start, "a.pdf"), "file.damaged", "{start:?}");
    }
}

/// What is told of a file that is none of the kinds that are taken, under its own name and under that of a kind that is.
fn never_opened(bytes: &[u8], name: &str, found: &str) {
    assert_eq!(refused(bytes, name), "file.type_not_accepted", "{name}");
    assert_eq!(argument(bytes, name, "found"), found, "{name}");
    assert_eq!(refused(bytes, "bail.pdf"), "file.content_mismatch", "{name}");
    assert_eq!(argument(bytes, "photo.jpg", "found"), found, "{name}");
}

/// Gives a name to the entry of an archive, and says how large it becomes.
fn zip_claiming(name: &str, unfolded: u32) -> Vec<u8> {
    let mut archive = zip(name);
    archive[22..26].copy_from_slice(&unfolded.to_le_bytes());
    archive
}

#[test]
fn u08_u09_archives_that_unfold_without_end() {
    let nested = (0..3).fold(zip("0.dat"), |inner, level| [zip(&format!("{level}.zip")), inner.repeat(16)].concat());
    never_opened(&nested, "42.zip", "zip");
    never_opened(&zip_claiming("a", u32::MAX), "plat.zip", "zip");
}

#[test]
fn u10_a_packed_file_of_a_thousandth() {
    let packed = [b"\x1f\x8b\x08\0\0\0\0\0\0\x03", &zlib(&vec![0; 10 << 20])[2..]].concat();
    never_opened(&packed, "a.gz", "gz");
}

#[test]
fn u11_u24_u25_documents_of_word_processors() {
    for name in ["word/document.xml", "[Content_Types].xml", "word/vbaProject.bin"] {
        let found = argument(&zip_claiming(name, u32::MAX), "bail.docx", "found");
        never_opened(&zip_claiming(name, u32::MAX), "bail.docm", &found);
    }
    let entity = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><x>&a;</x>";
    never_opened(entity.as_bytes(), "bail.fodt", "xml");
    // In a picture's metadata, where XMP is XML too: it is left out, and nobody reads it.
    let photo = jpeg_with(&[(0xe1, [b"http://ns.adobe.com/xap/1.0/\0", entity.as_bytes()].concat().as_slice())]);
    assert!(!has(look(&photo, "a.jpg").unwrap().bytes(&photo), b"ENTITY"));
}

#[test]
fn u12_to_u15_names_in_archives() {
    for name in ["../../x", "/etc/cron.d/x", "C:\\x", "x -> /etc/passwd"] {
        never_opened(&zip(name), "a.zip", "zip");
    }
    never_opened(&[zip("a"), zip("a")].concat(), "a.zip", "zip");
}

#[test]
fn u17_a_picture_that_moves() {
    let frame = b"!\xf9\x04\x01\0\0\0\0,\0\0\0\0\x01\0\x01\0\0\x02\x02D\x01\0";
    let gif = [&b"GIF89a\x01\0\x01\0\x80\0\0\0\0\0\xff\xff\xff"[..], &frame.repeat(10_000), b";"].concat();
    never_opened(&gif, "a.gif", "gif");
}

#[test]
fn u18_directories_in_a_circle() {
    // The directory at 8 has no entry, and the next one is itself.
    never_opened(b"II\x2a\0\x08\0\0\0\0\0\x08\0\0\0\0\0\0\0\0\0\0\0", "a.tif", "tif");
    // The same in a photograph's metadata.
    let exif = b"Exif\0\0II\x2a\0\x08\0\0\0\0\0\x08\0\0\0";
    assert_eq!(refused(&jpeg_with(&[(0xe1, exif)]), "a.jpg"), "accepted");
}

#[test]
fn other_kinds_are_named() {
    never_opened(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "IMG_1.HEIC", "heic");
    never_opened(b"MZ\x90\0", "a.exe", "exe");
}

#[test]
fn u27_the_antivirus_test_file_in_an_archive() {
    let eicar = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    assert_eq!(refused(&[zip("eicar.com"), eicar.into_bytes()].concat(), "a.zip"), "file.malware");
}

#[test]
fn u16_more_pixels_than_memory() {
    let header = |width: u32, height: u32| {
        let body = [&width.to_be_bytes()[..], &height.to_be_bytes(), &[8, 2, 0, 0, 0]].concat();
        [b"\x89PNG\r\n\x1a\n".to_vec(), chunk(b"IHDR", &body), chunk(b"IDAT", &zlib(&[0; 100])), chunk(b"IEND", b"")]
            .concat()
    };
    assert_eq!(refused(&header(65_535, 65_535), "a.png"), "file.pixels");
    assert_eq!(refused(&header(u32::MAX, u32::MAX), "a.png"), "file.pixels");
    assert_eq!(refused(&header(0, 10), "a.png"), "file.damaged");
    assert_eq!(argument(&header(10_000, 10_000), "a.png", "pixels"), "100000000");
    let mut photo = jpeg(&noise(16, 16), 80);
    let frame = photo.windows(2).position(|window| window == b"\xff\xc0").unwrap();
    photo[frame + 5..frame + 9].copy_from_slice(&[0xff; 4]);
    assert_eq!(refused(&photo, "a.jpg"), "file.pixels");
}

#[test]
fn a_document_without_a_page_is_refused() {
    let tree = |nodes: &str| refused(&document(&format!("{CATALOGUE}{nodes}"), "/Root 1 0 R"), "a.pdf");
    assert_eq!(tree("2 0 obj << /Type /Pages /Kids [] /Count 0 >> endobj\n"), "file.no_pages");
    assert_eq!(tree("2 0 obj << /Kids [3 0 R] >> endobj 3 0 obj << /Kids [] >> endobj\n"), "file.no_pages");
    assert_eq!(tree("2 0 obj << /Kids [3 0 R] >> endobj 3 0 obj << /Type /Page >> endobj\n"), "accepted");
}

#[test]
fn u19_a_photograph_that_is_mostly_metadata() {
    let block = vec![b'x'; 65_000];
    let segments: Vec<(u8, &[u8])> = std::iter::repeat_n((0xe1, &block[..]), 150).collect();
    assert_eq!(refused(&jpeg_with(&segments), "a.jpg"), "file.metadata");
    let few: Vec<(u8, &[u8])> = std::iter::repeat_n((0xe1, &block[..]), 30).collect();
    let photo = jpeg_with(&few);
    assert!(look(&photo, "a.jpg").unwrap().bytes(&photo).len() < 10_000);
    assert_eq!(refused(&vec![0xff; 26 * 1024 * 1024], "a.jpg"), "file.too_large");
}

/// A document whose objects and trailer are given whole, and where its table says that it begins.
fn document(objects: &str, trailer: &str) -> Vec<u8> {
    let body = format!("%PDF-1.7\n{objects}");
    let table = body.len();
    format!("{body}xref\n0 1\n0000000000 65535 f \ntrailer\n<< {trailer} >>\nstartxref\n{table}\n%%EOF\n").into_bytes()
}

const CATALOGUE: &str = "1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n";

#[test]
fn u20_tables_that_follow_one_another_in_a_circle() {
    let page = "2 0 obj\n<< /Kids [3 0 R] /Count 1 >>\nendobj\n3 0 obj\n<< /Type /Page >>\nendobj\n";
    let objects = format!("{CATALOGUE}{page}");
    let table = "%PDF-1.7\n".len() + objects.len();
    let to_itself = document(&objects, &format!("/Root 1 0 R /Prev {table}"));
    assert_eq!(refused(&to_itself, "a.pdf"), "file.damaged");
    let by_code = document(&objects, &format!("/Root 1 0 R /#50rev {table}"));
    assert_eq!(refused(&by_code, "a.pdf"), "file.damaged");
    // Two tables that name each other; the second one is a stream.
    let first = document(&objects, "/Root 1 0 R /Prev @@@@@");
    let text = String::from_utf8(first).unwrap();
    let second = text.len();
    let stream = format!("9 0 obj\n<< /Type /XRef /Prev {table} /Length 0 >>\nstream\n\nendstream\nendobj\n");
    let both = format!("{text}{stream}startxref\n{second}\n%%EOF\n").replace("@@@@@", &format!("{second:05}"));
    assert_eq!(refused(both.as_bytes(), "a.pdf"), "file.damaged");
    // A document saved again and again is none of that.
    let mut saved = document(&objects, "/Root 1 0 R");
    let mut before = table;
    for _ in 0..50 {
        let at = saved.len();
        saved.extend_from_slice(
            format!("xref\n0 0\ntrailer\n<< /Root 1 0 R /Prev {before} >>\nstartxref\n{at}\n%%EOF\n").as_bytes(),
        );
        before = at;
    }
    assert_eq!(refused(&saved, "a.pdf"), "accepted");
    assert_eq!(refused(&pdf("", "/Prev 0"), "a.pdf"), "accepted", "where no table is, the chain ends");
}

#[test]
fn u20_pages_that_stand_below_themselves() {
    let tree = |nodes: &str| refused(&document(&format!("{CATALOGUE}{nodes}"), "/Root 1 0 R"), "a.pdf");
    assert_eq!(tree("2 0 obj << /Kids [2 0 R] /Count 1 >> endobj\n"), "file.damaged");
    assert_eq!(
        tree("2 0 obj<</Kids[3 0 R]>>endobj 3 0 obj<</Kids[4 0 R]>>endobj 4 0 obj<</Kids[2 0 R]>>endobj\n"),
        "file.damaged"
    );
    assert_eq!(tree("2 0 obj << /#4bids [2 0 R] >> endobj\n"), "file.damaged");
    assert_eq!(tree("2 0 obj << /Kids 5 0 R >> endobj 5 0 obj [ 2 0 R ] endobj\n"), "file.damaged");
    // Twice the same branch, at each of thirty levels: a billion pages.
    let branches: String =
        (2..32).map(|node| format!("{node} 0 obj << /Kids [{0} 0 R {0} 0 R] >> endobj\n", node + 1)).collect();
    assert_eq!(tree(&branches), "file.damaged");
    let deep: String =
        (2..50_000).map(|node| format!("{node} 0 obj << /Kids [{} 0 R] >> endobj\n", node + 1)).collect();
    assert_eq!(tree(&deep), "file.damaged");
    // Packed in an object stream, the later of two objects of one number counts.
    let packed = pdf_packed_at(&["2 0", "<< /Kids [2 0 R] /Count 1 >>"]);
    assert_eq!(refused(&packed, "a.pdf"), "file.damaged");
    assert_eq!(refused(&pdf_packed_at(&["2 0", "<< /Kids [3 0 R] /Count 1 >>"]), "a.pdf"), "accepted");
    // In a text or a remark they are no pages.
    assert_eq!(
        tree("2 0 obj << /Kids [3 0 R] /T (/Kids [2 0 R] \\) [) % /Kids [2 0 R]\n /H <2f4b696473> >> endobj\n"),
        "accepted"
    );
}

#[test]
fn u20_more_pages_than_anybody_reads() {
    let tree = |nodes: &str| look(&document(&format!("{CATALOGUE}{nodes}"), "/Root 1 0 R"), "a.pdf");
    let said = tree("2 0 obj << /Kids [3 0 R] /Count 5000000 >> endobj\n").unwrap_err();
    assert_eq!((said.code, said.args[0].1.as_str()), ("file.too_many_pages", "5000000"));
    let pages = |count: usize| format!("2 0 obj << /Kids [{}] >> endobj\n", "3 0 R ".repeat(count));
    assert_eq!(tree(&pages(2_001)).unwrap_err().code, "file.too_many_pages");
    assert_eq!(tree(&pages(600_000)).unwrap_err().code, "file.too_many_pages");
    assert!(tree(&pages(2_000)).is_ok());
}

#[test]
fn u21_objects_that_nest_without_end() {
    for (open, close) in [("[", "]"), ("<<", ">>"), ("<</A", ">>"), ("[ % [\n", "]"), ("[([)", "]")] {
        for (levels, told) in [(150, "accepted"), (100_000, "file.damaged")] {
            let object = format!("4 0 obj\n{}{}\nendobj\n", open.repeat(levels), close.repeat(levels));
            assert_eq!(refused(&pdf(&object, ""), "a.pdf"), told, "{levels} of {open}");
        }
    }
    // Never closed, or closed more often than opened.
    assert_eq!(refused(&pdf(&format!("4 0 obj\n{}\nendobj\n", "[".repeat(2_000_000)), ""), "a.pdf"), "file.damaged");
    assert_eq!(refused(&pdf(&format!("4 0 obj\n{}\nendobj\n", "]".repeat(2_000_000)), ""), "a.pdf"), "accepted");
    assert_eq!(refused(&pdf_packed_at(&["4 0", &"[".repeat(100_000)]), "a.pdf"), "file.damaged");
    let keywords = "<<>>\nstream\n".repeat(100_000);
    assert_eq!(refused(&pdf(&keywords, ""), "a.pdf"), "accepted");
    let texts = format!("4 0 obj\n({}\nendobj\n", "(".repeat(2_000_000));
    assert_eq!(refused(&pdf(&texts, ""), "a.pdf"), "accepted");
}

/// Bytes of memory that the process has had at most.
fn peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() * 1024
}

#[test]
fn u10_many_that_unfold_at_the_same_time() {
    // Sixteen files that unfold to 60 MB each: a gigabyte without a common budget.
    let bomb = pdf_packed(&vec![b' '; 60 * 1024 * 1024]);
    let before = peak();
    std::thread::scope(|scope| {
        for _ in 0..16 {
            scope.spawn(|| assert_eq!(refused_slowly(&bomb), "accepted"));
        }
    });
    let more = peak() - before;
    assert!(more < 400 << 20, "{} MB at the same time", more >> 20);
}

#[test]
fn u22_a_pdf_behind_a_password() {
    assert_eq!(refused(&pdf("", "/Encrypt 9 0 R"), "a.pdf"), "file.encrypted");
    assert_eq!(refused(&pdf("", "/#45ncrypt 9 0 R"), "a.pdf"), "file.encrypted");
    assert_eq!(refused(&pdf("", "/EncryptMetadata true"), "a.pdf"), "accepted");
}

#[test]
fn an_encrypted_pdf_whose_objects_are_packed() {
    let garbage = [&b"4 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length 9 >>\nstream\n\xd3\x01\x99garbage\nendstream\nendobj\n"[..]].concat();
    let plain = pdf("", "/Encrypt 9 0 R");
    let at = plain.windows(4).position(|window| window == b"xref").unwrap();
    let encrypted = [&plain[..at], &garbage, &plain[at..]].concat();
    assert_eq!(refused(&encrypted, "a.pdf"), "file.encrypted", "a password explains why nothing unfolds");
    let plain = pdf("", "");
    assert_eq!(refused(&[&plain[..at], &garbage, &plain[at..]].concat(), "a.pdf"), "file.damaged");
}

#[test]
fn objects_that_are_packed_to_be_hidden() {
    for dictionary in [
        "/Type /ObjStm /N 1 /First 4 /Filter [/FlateDecode /FlateDecode]",
        "/Type /ObjStm /N 1 /First 4 /Filter [/ASCIIHexDecode /FlateDecode]",
        "/Type /ObjStm /N 1 /First 4 /Filter /LZWDecode",
        "/Type /ObjStm /N 1 /First 4 /Filter 9 0 R",
        "/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /DecodeParms << /Predictor 12 >>",
        "/N 1 /First 4 /Filter /#41SCIIHexDecode",
    ] {
        let object = format!("4 0 obj\n<< {dictionary} /Length 4 >>\nstream\n3132\nendstream\nendobj\n");
        assert_eq!(argument(&pdf(&object, ""), "a.pdf", "what"), "hidden", "{dictionary}");
    }
    let unsaid = "4 0 obj\n<< /N 1 /First 4 /Length 40 >>\nstream\n4 0 << /XFA 9 0 R >>\nendstream\nendobj\n";
    assert_eq!(argument(&pdf(unsaid, ""), "a.pdf", "what"), "xfa");
    let picture = "4 0 obj\n<< /Type /XObject /Filter [/ASCII85Decode /DCTDecode] /DecodeParms [null null] /Length 4 >>\nstream\n3132\nendstream\nendobj\n";
    assert_eq!(refused(&pdf(picture, ""), "a.pdf"), "accepted");
}

#[test]
fn u23_a_pdf_that_does_things() {
    for (object, what) in [
        ("<< /S /JavaScript /JS (app.alert(1)) >>", "javascript"),
        ("<< /S /J#61vaScript /J#53 (app.alert(1)) >>", "javascript"),
        ("<< /S /#4a#61#76#61#53#63#72#69#70#74 >>", "javascript"),
        ("<</OpenAction<</S/JavaScript>>>>", "javascript"),
        ("<< /JS 7 0 R >>", "javascript"),
        ("<< /S /Launch /F (cmd.exe) >>", "launch"),
        ("<< /Names << /EmbeddedFiles 5 0 R >> >>", "embedded_file"),
        ("<< /Type /Filespec /EF << /F 6 0 R >> >>", "embedded_file"),
        ("<< /S /SubmitForm /F (http://exemple.fr) >>", "form_action"),
        ("<< /XFA 8 0 R >>", "xfa"),
        ("<< /Subtype /RichMedia >>", "multimedia"),
    ] {
        let plain = pdf(&format!("4 0 obj\n{object}\nendobj\n"), "");
        assert_eq!(refused(&plain, "a.pdf"), "file.active_content", "{object}");
        assert_eq!(argument(&plain, "a.pdf", "what"), what);
        assert_eq!(
            refused(&pdf_packed(format!("4 0 {object}").as_bytes()), "a.pdf"),
            "file.active_content",
            "packed: {object}"
        );
    }
    // Hidden in a stream that says it is longer than it is.
    let hidden =
        "4 0 obj\n<< /Length 10 >>\nstream\nx\n5 0 obj << /S /JavaScript /JS (1) >> endobj\nendstream\nendobj\n";
    assert_eq!(refused(&pdf(hidden, ""), "a.pdf"), "file.active_content");
    // Chance writes short names into packed data, and people write long ones into their texts.
    let chance = "4 0 obj\n<< /Length 30 >>\nstream\n\u{1}/JS \u{2}/EF \u{3}/XFA\nendstream\nendobj\n";
    assert_eq!(refused(&pdf(chance, ""), "a.pdf"), "accepted");
    assert_eq!(refused(&pdf("4 0 obj (le JavaScript) endobj\n", ""), "a.pdf"), "accepted");
    assert_eq!(refused(&pdf_packed(b"4 0 << /Type /Font >>"), "a.pdf"), "accepted");
}

#[test]
fn an_object_stream_that_unfolds_without_end() {
    let bomb = pdf_packed(&vec![b' '; 65 * 1024 * 1024]);
    assert!(bomb.len() < 2_000_000, "{}", bomb.len());
    assert_eq!(refused(&bomb, "a.pdf"), "file.expansion");
}

#[test]
fn a_pdf_that_was_cut_is_damaged() {
    let whole = pdf("", "");
    assert_eq!(refused(&whole[..whole.len() - 8], "a.pdf"), "file.damaged");
    // As saved for the web: an end mark stands near the beginning.
    let cut = [&whole[..], b"9 0 obj\n<< /Type /Page >>\nendobj\n"].concat();
    assert_eq!(refused(&cut, "a.pdf"), "file.damaged");
    let no_objects = b"%PDF-1.7\nstartxref\n0\n%%EOF\n";
    assert_eq!(refused(no_objects, "a.pdf"), "file.damaged");
}

#[test]
fn u26_the_antivirus_test_file() {
    let eicar = [r"X5O!P%@AP[4\PZX54(P^)7CC)7}$", "EICAR-STANDARD-", "ANTIVIRUS-TEST-FILE!$H+H*"].concat();
    assert_eq!(refused(eicar.as_bytes(), "a.pdf"), "file.malware");
    assert_eq!(refused(eicar.as_bytes(), "a.png"), "file.malware");
    assert_eq!(refused(&pdf(&format!("4 0 obj ({eicar}) endobj\n"), ""), "a.pdf"), "file.malware");
    let photo = jpeg_with(&[(0xfe, eicar.as_bytes())]);
    assert_eq!(refused(&photo, "a.jpg"), "file.malware");
}

#[test]
fn u28_to_u33_names_are_made_safe_and_the_content_gives_the_extension() {
    let photo = jpeg(&noise(16, 16), 80);
    for (declared, kept) in [
        ("../../etc/x", "x.jpg"),
        ("CON.pdf", "_CON.jpg"),
        ("a.pdf%00.exe", "a.jpg"),
        ("photo\u{202e}gpj.exe", "photogpj.jpg"),
        ("IMG.PNG", "IMG.jpg"),
    ] {
        let found = look(&photo, declared).unwrap();
        assert_eq!((found.name.as_str(), found.kind), (kept, FileKind::Jpeg));
    }
    let found = look(&photo, "x.jpg\r\nSet-Cookie: a=b\u{202e}").unwrap();
    assert!(!found.name.contains(['\r', '\n', '\u{202e}']) && !found.declared_name.contains(['\r', '\n', '\u{202e}']));
    let long = look(&photo, &"é".repeat(300)).unwrap().name;
    assert!(long.chars().count() <= 100 && long.len() <= 255);
}

#[test]
fn only_what_the_field_accepts() {
    let photo = jpeg(&noise(16, 16), 80);
    let only = |name: &str| inspect(&photo, name, &[FileKind::Pdf], &Limits::default()).unwrap_err();
    assert_eq!(only("a.jpg").code, "file.type_not_accepted");
    assert_eq!(only("a.jpg").args, [("found", "jpeg".to_owned()), ("accepted", "pdf".to_owned())]);
    assert_eq!(only("a.pdf").code, "file.content_mismatch");
    let large = pdf(&"% padding\n".repeat(600_000), "");
    assert_eq!(refused(&large, "a.pdf"), "file.too_large");
    assert_eq!((FileKind::named("jpg"), FileKind::named("docx")), (Some(FileKind::Jpeg), None));
}

#[test]
fn any_byte_changed_never_panics() {
    let files = [
        jpeg_with(&[(0xe1, b"Exif\0\0II\x2a\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0")]),
        png(DynamicImage::ImageRgb8(noise(8, 8))),
        pdf_packed(b"4 0 << /Type /Font >>"),
    ];
    for file in files {
        for at in 0..file.len() {
            for byte in [0, 0xff, b'/', file[at] ^ 1] {
                let mut changed = file.clone();
                changed[at] = byte;
                let _ = look(&changed, "a.pdf");
            }
            let _ = look(&file[..at], "a.pdf");
        }
    }
}
