//! Measures the figures that the README states: release build, loopback, our server beside a bare one in the same run.
//!
//! Processor time is that of the server's process, from `/proc`, so that the load itself does not count. `bench bare PORT FOLDER` is the
//! bare server.
#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use trials::{
    bare,
    client::{Client, encode},
    growth, large,
    load::{cost, cpu_of_children},
    notices,
    process::{Server, free_port, guichet},
};

const CONNECTIONS: usize = 64;

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let [_, word, port, folder] = arguments.as_slice()
        && word == "bare"
    {
        return runtime.block_on(bare::serve(port.parse()?, Path::new(folder)));
    }
    runtime.block_on(measure())
}

/// One line of the table.
struct Figure {
    what: &'static str,
    measured: String,
    wanted: &'static str,
    good: bool,
}

async fn measure() -> anyhow::Result<()> {
    let folder = tempfile::tempdir()?;
    let forms = folder.path().join("forms");
    let model = PathBuf::from("platform/trials/forms/banc");
    ensure!(model.is_dir(), "run this at the root of the repository");
    copy(&model, &forms.join("banc"), "banc")?;
    for number in 1..100 {
        let id = format!("banc-{number:03}");
        copy(&model, &forms.join(&id), &id)?;
    }
    let data = folder.path().join("data");
    let imported = Command::new(guichet())
        .args(["org", "import", "platform/trials/forms/annuaire.yaml", "--data"])
        .arg(&data)
        .output()
        .with_context(|| format!("{}", guichet().display()))?;
    ensure!(imported.status.success(), "{}", String::from_utf8_lossy(&imported.stderr));
    let mut figures = Vec::new();

    let server = start(&forms, &data)?;
    figures.push(Figure {
        what: "from start to the first 200, with 100 démarches",
        measured: milliseconds(server.started_in),
        wanted: "≤ 150 ms",
        good: server.started_in <= Duration::from_millis(150),
    });

    // A draft on its second page, and the page's bytes.
    let mut client = Client::connect(&server.address).await?;
    let visit = first_visit(&mut client).await?;
    figures.push(Figure {
        what: "first visit to a form page, all assets, compressed",
        measured: format!("{:.1} kB", kilobytes(visit)),
        wanted: "≤ 30 kB",
        good: visit <= 30_000,
    });

    let journeys = journeys(&server, Duration::from_secs(12)).await?;
    figures.push(Figure {
        what: "journeys of 15 requests, durable saves, 64 connections",
        measured: format!("{journeys:.0}/s"),
        wanted: "≥ 150/s",
        good: journeys >= 150.0,
    });
    let memory = server.peak_memory()?;
    figures.push(Figure {
        what: "most memory resident under that load",
        measured: format!("{:.0} MiB", memory as f64 / f64::from(1 << 20)),
        wanted: "≤ 128 MiB",
        good: memory <= 128 << 20,
    });

    // The server hung up on the first connection meanwhile, as it should on one that says nothing.
    let mut client = Client::connect(&server.address).await?;
    log_in(&mut client).await?;
    let draft = open(&mut client).await?;
    let page = format!("{draft}/vingt-cinq");
    let shown = client.get(&page).await?;
    ensure!(shown.status == 200, "the page gives {}", shown.status);
    let csrf = shown.hidden("_csrf").context("no token in the page")?;
    std::fs::create_dir_all(folder.path().join("bare"))?;
    bare::prepare(&folder.path().join("bare"), &shown.text())?;
    let bare_port = free_port()?;
    let bare_folder = folder.path().join("bare").display().to_string();
    let bare =
        Server::start(&std::env::current_exe()?, &["bare", &bare_port.to_string(), &bare_folder], bare_port, "/page")?;
    let mut other = Client::connect(&bare.address).await?;
    ensure!(
        other.get("/page").await?.text().trim_end() == shown.text().trim_end(),
        "the bare server gives other bytes"
    );

    let cookies = client.cookies();
    let asked = page.clone();
    let ours = cost(&server, 4_000, 8, &cookies, move |client, _| {
        let page = asked.clone();
        Box::pin(async move { Ok(client.get(&page).await?.status == 200) })
    })
    .await?;
    let theirs =
        cost(&bare, 4_000, 8, "", |client, _| Box::pin(async move { Ok(client.get("/page").await?.status == 200) }))
            .await?;
    figures.push(ratio("page of 25 fields, session and draft", ours, theirs, 3.0, "≤ 3× the bare page"));

    // A draft a connection: people do not share theirs, and most have no account.
    let mut drafts = Vec::new();
    let mut citizen = Client::connect(&server.address).await?;
    for _ in 0..CONNECTIONS {
        let page = format!("{}/vingt-cinq", open(&mut citizen).await?);
        let csrf = citizen.get(&page).await?.hidden("_csrf").context("no token in the page")?;
        drafts.push((page, encode(&answers_25(&csrf))));
    }
    let cookies = citizen.cookies();
    let body = encode(&answers_25(&csrf));
    let ours = cost(&server, 3_000, CONNECTIONS, &cookies, move |client, connection| {
        let (page, body) = drafts[connection].clone();
        Box::pin(async move { Ok(client.post_encoded(&page, body.as_bytes()).await?.status == 303) })
    })
    .await?;
    let theirs = cost(&bare, 3_000, CONNECTIONS, "", move |client, _| {
        let body = body.clone();
        Box::pin(async move { Ok(client.post_encoded("/page", body.as_bytes()).await?.status == 303) })
    })
    .await?;
    figures.push(ratio(
        "valid durable POST of that page, without an account",
        ours,
        theirs,
        4.0,
        "≤ 4× the bare insert",
    ));

    let mut filer = Client::connect(&server.address).await?;
    let receipt = file(&mut filer).await?.context("no receipt")?;
    let pdf = cost(&server, 200, 2, "", move |client, _| {
        let receipt = receipt.clone();
        Box::pin(async move { Ok(client.get(&receipt).await?.body.starts_with(b"%PDF")) })
    })
    .await?;
    figures.push(Figure {
        what: "receipt PDF of 30 answers, through the server",
        measured: format!("{:.2} ms CPU", pdf.as_secs_f64() * 1e3),
        wanted: "≤ 5 ms CPU",
        good: pdf <= Duration::from_millis(5),
    });

    figures.push(checking(folder.path())?);
    figures.push(scenarios(folder.path())?);
    figures.push(plugin()?);
    drop(server);
    let curves = grow(folder.path(), &mut figures).await?;
    let pace = notices::pace(folder.path()).await?;
    figures.push(Figure {
        what: "notices to one fast webhook",
        measured: format!("{:.0}/s", pace.rate),
        wanted: "≥ 250/s",
        good: pace.rate >= 250.0,
    });
    figures.push(Figure {
        what: "from a confirmation to its notice at nine webhooks while a tenth hangs, 99 of 100",
        measured: milliseconds(pace.p99),
        wanted: "≤ 5 s",
        good: pace.p99 <= Duration::from_secs(5),
    });

    println!("| figure | measured | wanted |\n|---|---|---|");
    for figure in &figures {
        let mark = if figure.good { "" } else { " — not reached" };
        println!("| {} | {}{mark} | {} |", figure.what, figure.measured, figure.wanted);
    }
    for curve in &curves {
        println!("\n```text\n{}```", curve.in_text());
    }
    std::fs::write("target/bench-growth.svg", growth::drawing(&curves))?;
    println!("\nDrawn in target/bench-growth.svg.");
    Ok(())
}

/// `guichet check` of a démarche as large as they come, from its start to its end.
fn checking(folder: &Path) -> anyhow::Result<Figure> {
    const TIMES: u32 = 20;
    let forms = folder.join("large");
    large::questions(&forms, "grande", 500, 50)?;
    let run = || -> anyhow::Result<()> {
        let checked = Command::new(guichet()).arg("check").arg(forms.join("grande")).output()?;
        ensure!(checked.status.success(), "{}", String::from_utf8_lossy(&checked.stderr));
        Ok(())
    };
    run()?;
    let before = cpu_of_children()?;
    for _ in 0..TIMES {
        run()?;
    }
    let spent = (cpu_of_children()? - before) / TIMES;
    Ok(Figure {
        what: "`guichet check`, whole command, of 500 fields with 200 conditions",
        measured: format!("{:.1} ms CPU", spent.as_secs_f64() * 1e3),
        wanted: "≤ 50 ms",
        good: spent <= Duration::from_millis(50),
    })
}

/// `guichet test` of 200 scenarios of a démarche with a plugin, from its start to its end: the walk, and compiling the plugin, included.
fn scenarios(folder: &Path) -> anyhow::Result<Figure> {
    const SCENARIOS: usize = 200;
    let (model, to) = (Path::new("forms/changement-coordonnees"), folder.join("scenarios/changement-coordonnees"));
    copy_all(model, &to)?;
    let files: Vec<PathBuf> = std::fs::read_dir(to.join("scenarios"))?
        .filter_map(|entry| Some(entry.ok()?.path()))
        .filter(|path| path.extension().is_some_and(|ending| ending == "yaml"))
        .collect();
    for number in files.len()..SCENARIOS {
        std::fs::copy(&files[number % files.len()], to.join(format!("scenarios/copie-{number}.yaml")))?;
    }
    let run = || -> anyhow::Result<Duration> {
        let begun = Instant::now();
        let tested = Command::new(guichet()).arg("test").arg(&to).output()?;
        ensure!(tested.status.success(), "{}", String::from_utf8_lossy(&tested.stdout));
        Ok(begun.elapsed())
    };
    run()?;
    let best = [run()?, run()?, run()?].into_iter().min().unwrap_or_default();
    Ok(Figure {
        what: "`guichet test`, whole command, of 200 scenarios with a plugin",
        measured: milliseconds(best),
        wanted: "≤ 1 s",
        good: best <= Duration::from_secs(1),
    })
}

/// One call of the example plugin in Rust, a fresh instance included: the median of many, on answers of a kilobyte.
fn plugin() -> anyhow::Result<Figure> {
    const WHAT: &str = "call of a plugin in Rust, fresh instance included, on 1 kB of answers, median";
    const WANTED: &str = "≤ 60 µs";
    let Some(wasm) = std::env::var_os("GUICHET_RUST_PLUGIN") else {
        let measured = "not measured: no Rust compiler for WebAssembly is to be had here".to_owned();
        return Ok(Figure { what: WHAT, measured, wanted: WANTED, good: false });
    };
    let program = std::env::current_exe()?.with_file_name("examples").join("plugin-call");
    let called = Command::new(&program).arg(wasm).output().with_context(|| format!("{}", program.display()))?;
    ensure!(called.status.success(), "{}", String::from_utf8_lossy(&called.stderr));
    let microseconds: f64 = String::from_utf8_lossy(&called.stdout).trim().parse()?;
    Ok(Figure { what: WHAT, measured: format!("{microseconds:.0} µs"), wanted: WANTED, good: microseconds <= 60.0 })
}

/// Pages and tables of several sizes, on a server of their own.
async fn grow(folder: &Path, figures: &mut Vec<Figure>) -> anyhow::Result<Vec<growth::Curve>> {
    let forms = folder.join("growing");
    growth::write_forms(&forms)?;
    let server = start(&forms, &folder.join("data"))?;
    let pages = growth::pages(&server).await?;
    let tables = growth::tables(&server).await?;
    for (what, spent, wanted, most) in [
        ("page of 100 fields, 40 of them with conditions, posted and rendered", pages.at(100), "≤ 3 ms CPU", 3),
        ("table of 200 rows × 10 fields opened, edited, saved", tables.at(200), "≤ 15 ms CPU", 15),
    ] {
        figures.push(Figure {
            what,
            measured: format!("{:.2} ms CPU", spent.as_secs_f64() * 1e3),
            wanted,
            good: spent <= Duration::from_millis(most),
        });
    }
    for (what, curve) in [("a field more, on a page of many", &pages), ("a row more, in a table of many", &tables)] {
        figures.push(Figure {
            what,
            measured: format!("{:.2}× one on half of it", curve.bend()),
            wanted: "≤ 1.5×",
            good: curve.bend() <= 1.5,
        });
    }
    Ok(vec![pages, tables])
}

fn start(forms: &Path, data: &Path) -> anyhow::Result<Server> {
    let port = free_port()?;
    let listen = format!("127.0.0.1:{port}");
    let url = format!("http://{listen}");
    Server::start(
        &guichet(),
        &[
            "serve",
            "--listen",
            &listen,
            "--data",
            &data.display().to_string(),
            "--forms",
            &forms.display().to_string(),
            "--public-url",
            &url,
            "--drafts-per-minute",
            "1000000",
        ],
        port,
        "/",
    )
}

/// Whole journeys a second by [`CONNECTIONS`] clients for about `time`.
async fn journeys(server: &Server, time: Duration) -> anyhow::Result<f64> {
    let began = Instant::now();
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..CONNECTIONS {
        let address = server.address.clone();
        tasks.spawn(async move {
            let mut client = Client::connect(&address).await?;
            let mut done = 0_u32;
            while began.elapsed() < time {
                file(&mut client).await?;
                done += 1;
            }
            anyhow::Ok(done)
        });
    }
    let mut total = 0;
    while let Some(done) = tasks.join_next().await {
        total += done??;
    }
    Ok(f64::from(total) / began.elapsed().as_secs_f64())
}

/// Opens a draft; gives its address without the page.
async fn open(client: &mut Client) -> anyhow::Result<String> {
    let start = client.get("/demarches/banc").await?;
    let csrf = start.hidden("_csrf").unwrap_or_default();
    let opened = client.post("/demarches/banc", &[("_csrf", &csrf)]).await?;
    let first = opened.location.with_context(|| format!("no draft was opened: {} {}", opened.status, start.status))?;
    Ok(first.rsplit_once('/').map(|(draft, _)| draft.to_owned()).unwrap_or(first))
}

/// One journey: 15 requests from the start page to the confirmation. Gives the address of the receipt.
async fn file(client: &mut Client) -> anyhow::Result<Option<String>> {
    let draft = open(client).await?;
    let mut csrf = String::new();
    for page in ["un", "vingt-cinq", "montant", "contact", "accord"] {
        let address = format!("{draft}/{page}");
        let shown = client.get(&address).await?;
        ensure!(shown.status == 200, "{page} gives {}", shown.status);
        csrf = shown.hidden("_csrf").unwrap_or_default();
        let pairs: Vec<(&str, &str)> = match page {
            "un" => vec![("choix", "b"), ("nom", "Müller-Le Goff")],
            "vingt-cinq" => answers_25(&csrf),
            "montant" => vec![("montant", "1 234,56")],
            "contact" => vec![("courriel", "banc@exemple.fr")],
            _ => vec![("accord", "true")],
        };
        let mut body = encode(&pairs);
        if page != "vingt-cinq" {
            body.push_str(&format!("&_csrf={csrf}&_action=continue"));
        }
        let saved = client.post_encoded(&address, body.as_bytes()).await?;
        ensure!(saved.status == 303, "saving {page} gives {}: {}", saved.status, saved.text());
    }
    let recap = client.get(&format!("{draft}/recapitulatif")).await?;
    ensure!(recap.status == 200, "the recap gives {}", recap.status);
    let hash = recap.hidden("_recap").context("no hash in the recap")?;
    let attestation = recap.input("checkbox").unwrap_or_else(|| "_attestation".to_owned());
    let confirmed = client
        .post(&format!("{draft}/confirmer"), &[("_csrf", &csrf), ("_recap", &hash), (&attestation, "true")])
        .await?;
    ensure!(confirmed.status == 303, "confirming gives {}: {}", confirmed.status, confirmed.text());
    let done = client.get(&format!("{draft}/confirmation")).await?;
    ensure!(done.status == 200, "the confirmation gives {}", done.status);
    Ok(done.link("/recu.pdf"))
}

fn answers_25(csrf: &str) -> Vec<(&str, &str)> {
    const NAMES: [&str; 25] = [
        "champ01", "champ02", "champ03", "champ04", "champ05", "champ06", "champ07", "champ08", "champ09", "champ10",
        "champ11", "champ12", "champ13", "champ14", "champ15", "champ16", "champ17", "champ18", "champ19", "champ20",
        "champ21", "champ22", "champ23", "champ24", "champ25",
    ];
    const DATES: [[&str; 3]; 5] = [
        ["champ03.day", "champ03.month", "champ03.year"],
        ["champ08.day", "champ08.month", "champ08.year"],
        ["champ13.day", "champ13.month", "champ13.year"],
        ["champ18.day", "champ18.month", "champ18.year"],
        ["champ23.day", "champ23.month", "champ23.year"],
    ];
    let mut pairs = vec![("_csrf", csrf), ("_action", "continue")];
    for (index, name) in NAMES.iter().enumerate() {
        match index % 5 {
            0 => pairs.push((name, "Rue de l'Église, bâtiment B")),
            1 => pairs.push((name, "42")),
            2 => {
                let [day, month, year] = DATES[index / 5];
                pairs.extend([(day, "24"), (month, "8"), (year, "1962")]);
            }
            3 => pairs.push((name, "true")),
            // The last question is hidden in these answers.
            _ if index < 24 => pairs.push((name, "deux")),
            _ => {}
        }
    }
    pairs
}

async fn log_in(client: &mut Client) -> anyhow::Result<()> {
    let form = client.get("/compte/creer").await?;
    let csrf = form.hidden("_csrf").unwrap_or_default();
    let password = form.input("password").unwrap_or_else(|| "password".to_owned());
    let created = client
        .post(
            "/compte/creer",
            &[("_csrf", &csrf), ("email", "banc@exemple.fr"), (&password, "un mot de passe de mesure")],
        )
        .await?;
    ensure!(created.status == 303, "no account: {} {}", created.status, created.text());
    Ok(())
}

/// The bytes that a phone receives at its first form page: the page and what it refers to, by Brotli.
async fn first_visit(client: &mut Client) -> anyhow::Result<usize> {
    let draft = open(client).await?;
    let page = format!("{draft}/vingt-cinq");
    let plain = client.get(&page).await?.text();
    let mut total = 0;
    let mut addresses = vec![page];
    for piece in plain.split(['"', '\'']) {
        if piece.starts_with("/assets/") && !addresses.iter().any(|known| known == piece) {
            addresses.push(piece.to_owned());
        }
    }
    for address in addresses {
        let answer = client.get_with(&address, "Accept-Encoding: br\r\n").await?;
        ensure!(answer.status == 200, "{address} gives {}", answer.status);
        total += answer.body.len();
    }
    Ok(total)
}

fn ratio(what: &'static str, ours: Duration, theirs: Duration, most: f64, wanted: &'static str) -> Figure {
    let times = ours.as_secs_f64() / theirs.as_secs_f64();
    Figure {
        what,
        measured: format!(
            "{times:.1}× ({:.2} ms beside {:.2} ms)",
            ours.as_secs_f64() * 1e3,
            theirs.as_secs_f64() * 1e3
        ),
        wanted,
        good: times <= most,
    }
}

fn milliseconds(time: Duration) -> String {
    format!("{} ms", time.as_millis())
}

fn kilobytes(bytes: usize) -> f64 {
    bytes as f64 / 1000.0
}

/// Copies a folder with all that lies in it.
fn copy_all(from: &Path, to: &Path) -> anyhow::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name()))?;
        if path.is_dir() {
            copy_all(&path, &to.join(name))?;
        } else {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

/// Copies the model démarche under another id.
fn copy(model: &Path, folder: &Path, id: &str) -> anyhow::Result<()> {
    std::fs::create_dir_all(folder)?;
    for file in ["demarche.yaml", "schema.yaml"] {
        let text = std::fs::read_to_string(model.join(file))?;
        std::fs::write(folder.join(file), text.replace("demarche: banc", &format!("demarche: {id}")))?;
    }
    Ok(())
}
