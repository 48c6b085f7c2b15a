//! Writes every page with its samples to a folder, beside the built styles: for looking at them.
//!
//! `cargo run -p pages --example gallery -- <folder> [fr|en]`

use std::{error::Error, fs, path::Path};

use form::text::Language;
use pages::{Pages, assets, samples};

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().filter(|folder| !folder.starts_with('-')).ok_or("usage: gallery <folder> [fr|en]")?;
    let language = arguments.next().and_then(|tag| Language::from_tag(&tag)).unwrap_or_default();
    let folder = Path::new(&folder);
    fs::create_dir_all(folder)?;
    let templates = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    for name in ["site.css", "live.js", "icon.svg"] {
        let url = assets::url(name);
        if let Some(asset) = assets::get(url.trim_start_matches(assets::BASE)) {
            fs::write(folder.join(name), &asset.bytes)?;
        }
    }
    for sample in samples::every(&Pages::from_folder(&templates), language) {
        let mut html = sample.html?;
        for name in ["site.css", "live.js", "icon.svg"] {
            html = html.replace(&assets::url(name), name);
        }
        fs::write(folder.join(format!("{}.html", sample.name)), html)?;
    }
    for (index, mail) in samples::mails(&Pages::new()?, language)?.into_iter().enumerate() {
        fs::write(folder.join(format!("mail-{index}.html")), mail.html)?;
        fs::write(folder.join(format!("mail-{index}.txt")), format!("{}\n\n{}", mail.subject, mail.text))?;
    }
    Ok(())
}
