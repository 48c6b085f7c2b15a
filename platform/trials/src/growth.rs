//! Measures how pages and tables grow, and draws it: a straight line is what is wanted.

use std::{
    fmt::Write as _,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use anyhow::{Context as _, ensure};

use crate::{
    client::{Client, encode},
    large,
    load::cost,
    process::Server,
};

/// The sizes of pages that are measured, in questions.
pub const FIELDS: [usize; 5] = [25, 50, 100, 200, 400];
/// The sizes of tables that are measured, in rows of [`large::COLUMNS`] questions.
pub const ROWS: [usize; 4] = [25, 50, 100, 200];

/// What a size costs, for several sizes.
#[derive(Debug, Clone)]
pub struct Curve {
    /// What grows.
    pub of: &'static str,
    /// Sizes, and processor time for each.
    pub points: Vec<(usize, Duration)>,
}

/// Writes the démarches that [`pages`] and [`tables`] open.
pub fn write_forms(forms: &Path) -> anyhow::Result<()> {
    for fields in FIELDS {
        large::questions(forms, &format!("champs-{fields}"), fields, fields)?;
    }
    for rows in ROWS {
        large::rows(forms, &format!("lignes-{rows}"), rows)?;
    }
    Ok(())
}

/// Processor time for a page with conditions that is posted whole and shown again, by its questions.
pub async fn pages(server: &Server) -> anyhow::Result<Curve> {
    let mut points = Vec::new();
    for fields in FIELDS {
        let answers = large::page_answers(0, fields);
        let mut page = Filled::open(server, &format!("champs-{fields}"), Some("debut"), &answers).await?;
        let spent = page.shown_and_saved(server, 20_000 / fields).await?;
        points.push((fields, spent));
    }
    Ok(Curve { of: "questions", points })
}

/// Processor time for a table of which a row is opened, changed and saved, without a script, by its rows.
pub async fn tables(server: &Server) -> anyhow::Result<Curve> {
    let mut points = Vec::new();
    for rows in ROWS {
        let answers = large::row_answers(rows);
        let mut page = Filled::open(server, &format!("lignes-{rows}"), None, &answers).await?;
        let spent = page.row_edited(server, rows / 2, 10_000 / rows).await?;
        points.push((rows, spent));
    }
    Ok(Curve { of: "rows", points })
}

/// Page `p1` of a draft of its own, with all its answers.
struct Filled<'a> {
    client: Client,
    /// The page's.
    address: String,
    csrf: String,
    answers: &'a [(String, String)],
}

impl<'a> Filled<'a> {
    async fn open(
        server: &Server,
        demarche: &str,
        first: Option<&str>,
        answers: &'a [(String, String)],
    ) -> anyhow::Result<Self> {
        let mut client = Client::connect(&server.address).await?;
        let start = client.get(&format!("/demarches/{demarche}")).await?;
        let csrf = start.hidden("_csrf").unwrap_or_default();
        let opened = client.post(&format!("/demarches/{demarche}"), &[("_csrf", &csrf)]).await?;
        let location = opened.location.with_context(|| format!("{demarche} opens no draft: {}", opened.status))?;
        let draft = location.rsplit_once('/').map_or(location.as_str(), |(draft, _)| draft).to_owned();
        if let Some(first) = first {
            let address = format!("{draft}/{first}");
            let csrf = client.get(&address).await?.hidden("_csrf").context("no token")?;
            let pairs = [("_csrf", csrf.as_str()), ("_action", "continue"), ("choix", "a")];
            let saved = client.post(&address, &pairs).await?;
            ensure!(saved.status == 303, "the first page of {demarche} gives {}", saved.status);
        }
        let address = format!("{draft}/p1");
        let shown = client.get(&address).await?;
        ensure!(shown.status == 200, "{address} gives {}", shown.status);
        let csrf = shown.hidden("_csrf").context("no token")?;
        let mut page = Self { client, address, csrf, answers };
        // The first post may open questions; after the second all are answered, and nothing keeps the citizen.
        for body in page.bodies(answers) {
            let saved = page.client.post_encoded(&page.address, body.as_bytes()).await?;
            ensure!(
                saved.status == 303 && !saved.location.as_deref().unwrap_or_default().contains("/p1"),
                "{} gives {} and leads to {:?}",
                page.address,
                saved.status,
                saved.location
            );
        }
        Ok(page)
    }

    /// Two posts of these answers, whose first differs from one to the other: what is the same is not written.
    fn bodies(&self, answers: &[(String, String)]) -> [String; 2] {
        ["Premier essai", "Second essai"].map(|changed| {
            let mut pairs = vec![("_csrf", self.csrf.as_str()), ("_action", "continue")];
            pairs.extend(answers.iter().map(|(name, value)| (name.as_str(), value.as_str())));
            pairs[2].1 = changed;
            encode(&pairs)
        })
    }

    /// Shows the page and saves it whole, `times` times; what both cost together.
    async fn shown_and_saved(&mut self, server: &Server, times: usize) -> anyhow::Result<Duration> {
        let last = self.answers.last().map(|(name, _)| name.clone()).unwrap_or_default();
        let page = self.client.get(&self.address).await?.text();
        ensure!(page.contains(&format!("name=\"{last}\"")), "{} does not show {last}", self.address);
        let (address, bodies, turn) = (self.address.clone(), self.bodies(self.answers), Turns::default());
        cost(server, times.max(20), 1, &self.client.cookies(), move |client, _| {
            let (address, bodies, turn) = (address.clone(), bodies.clone(), turn.clone());
            Box::pin(async move {
                let shown = client.get(&address).await?;
                let saved = client.post_encoded(&address, bodies[turn.next()].as_bytes()).await?;
                Ok(shown.status == 200 && saved.status == 303)
            })
        })
        .await
    }

    /// Shows the page with its rows closed, opens row `row`, changes it and goes on, `times` times; what all of it costs together: two
    /// pages shown and two saved.
    async fn row_edited(&mut self, server: &Server, row: usize, times: usize) -> anyhow::Result<Duration> {
        let of_row = &self.answers[row * large::COLUMNS..(row + 1) * large::COLUMNS];
        let name = of_row.first().map(|(name, _)| name.clone()).unwrap_or_default();
        let path = name.rsplit_once('.').map(|(row, _)| row).unwrap_or_default();
        let open = encode(&[("_csrf", &self.csrf), ("_action", &format!("open:{path}"))]);
        let (shut, drawn) = (format!("value=\"open:{path}\""), format!("name=\"{name}\""));
        let (address, bodies, turn) = (self.address.clone(), self.bodies(of_row), Turns::default());
        cost(server, times.max(20), 1, &self.client.cookies(), move |client, _| {
            let (address, bodies, turn, open) = (address.clone(), bodies.clone(), turn.clone(), open.clone());
            let (shut, drawn) = (shut.clone(), drawn.clone());
            Box::pin(async move {
                let before = client.get(&address).await?.text();
                ensure!(before.contains(&shut) && !before.contains(&drawn), "{address}: the row is not closed");
                let asked = client.post_encoded(&address, open.as_bytes()).await?;
                let (there, _) = asked.location.as_deref().and_then(|there| there.split_once('#')).context("no row")?;
                let opened = client.get(there).await?.text();
                ensure!(opened.contains(&drawn), "{address}: the row does not open");
                let saved = client.post_encoded(&address, bodies[turn.next()].as_bytes()).await?;
                Ok(saved.status == 303)
            })
        })
        .await
    }
}

/// Counts 0, 1, 0, 1 for whoever asks next.
#[derive(Clone, Default)]
struct Turns(Arc<AtomicUsize>);

impl Turns {
    fn next(&self) -> usize {
        self.0.fetch_add(1, Ordering::Relaxed) % 2
    }
}

impl Curve {
    /// Processor time at a size that was measured.
    pub fn at(&self, size: usize) -> Duration {
        self.points.iter().find(|(known, _)| *known == size).map(|(_, spent)| *spent).unwrap_or_default()
    }

    /// How much more one costs when there are many than when there are some: 1 is a straight line. From the last two sizes and the two
    /// sizes before the last.
    pub fn bend(&self) -> f64 {
        let slope = |from: &(usize, Duration), to: &(usize, Duration)| {
            (to.1.as_secs_f64() - from.1.as_secs_f64()) / (to.0 as f64 - from.0 as f64)
        };
        match self.points.as_slice() {
            [.., first, second, third] => slope(second, third) / slope(first, second).max(f64::MIN_POSITIVE),
            _ => 1.0,
        }
    }

    /// The points as a drawing in text, for the terminal.
    pub fn in_text(&self) -> String {
        let most = self.points.iter().map(|(_, spent)| spent.as_secs_f64()).fold(f64::MIN_POSITIVE, f64::max);
        let mut text = String::new();
        for (size, spent) in &self.points {
            let length = (spent.as_secs_f64() / most * 50.0).round() as usize;
            let bar = "█".repeat(length.max(1));
            let _ = writeln!(text, "{size:>5} {:<10} {bar} {:.2} ms", self.of, spent.as_secs_f64() * 1e3);
        }
        text
    }
}

/// The curves as one SVG, each beside the straight line through its last point.
pub fn drawing(curves: &[Curve]) -> String {
    const WIDTH: f64 = 420.0;
    const HEIGHT: f64 = 260.0;
    const LEFT: f64 = 60.0;
    const LOW: f64 = 220.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"11\">\n",
        WIDTH * curves.len() as f64
    );
    for (index, curve) in curves.iter().enumerate() {
        let origin = WIDTH * index as f64 + LEFT;
        let (last, most) = curve.points.last().map_or((1.0, 1.0), |(size, spent)| (*size as f64, spent.as_secs_f64()));
        let place = |size: f64, spent: f64| (origin + size / last * 320.0, LOW - spent / most * 180.0);
        let points: Vec<(f64, f64)> =
            curve.points.iter().map(|(size, spent)| place(*size as f64, spent.as_secs_f64())).collect();
        let line: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
        let ((x0, y0), (x1, y1)) = (place(0.0, 0.0), place(last, most));
        let _ = writeln!(
            svg,
            "<path d=\"M{x0:.1},30 V{y0:.1} H{x1:.1}\" fill=\"none\" stroke=\"#888\"/>\
             <line x1=\"{x0:.1}\" y1=\"{y0:.1}\" x2=\"{x1:.1}\" y2=\"{y1:.1}\" stroke=\"#bbb\" stroke-dasharray=\"4 3\"/>\
             <polyline points=\"{}\" fill=\"none\" stroke=\"#1a4f8b\" stroke-width=\"2\"/>\
             <text x=\"{x0:.1}\" y=\"20\">ms of processor, by {}</text>",
            line.join(" "),
            curve.of
        );
        for ((x, y), (size, spent)) in points.iter().zip(&curve.points) {
            let _ = writeln!(
                svg,
                "<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"3\" fill=\"#1a4f8b\"/><text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{size}</text>\
                 <text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\">{:.1}</text>",
                LOW + 16.0,
                x - 6.0,
                y - 6.0,
                spent.as_secs_f64() * 1e3
            );
        }
    }
    svg.push_str("</svg>\n");
    svg
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_straight_line_does_not_bend_and_a_square_does() {
        let curve = |of: fn(u64) -> u64| Curve {
            of: "rows",
            points: [50_usize, 100, 200].map(|size| (size, Duration::from_micros(of(size as u64)))).to_vec(),
        };
        assert!((curve(|size| 300 + 10 * size).bend() - 1.0).abs() < 0.01);
        assert!(curve(|size| size * size).bend() > 1.9);
    }
}
