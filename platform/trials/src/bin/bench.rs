//! Measures the figures that the README states: release build, loopback, our server beside a bare one in the same run.
//!
//! Processor time is that of the server's process, from `/proc`, so that the load itself does not count. `bench bare PORT FOLDER` is the
//! bare server; `bench filed`, `bench accounts` and `bench years` measure one part alone.
#![expect(clippy::print_stdout, reason = "a program that prints a table")]

use std::{
    path::{Path, PathBuf},
    process::Command,
    time::{Duration, Instant},
};

use anyhow::{Context as _, ensure};
use trials::{
    accounts,
    banc::{CONNECTIONS, answers_25, file, first_visit, journeys, log_in, open},
    bare,
    client::{Client, encode},
    growth, large,
    load::{cost, cpu_of_children},
    million, notices,
    place::Place,
    postgres::Postgres,
    process::{Server, free_port, guichet},
    submissions,
};

fn main() -> anyhow::Result<()> {
    let arguments: Vec<String> = std::env::args().collect();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    if let [_, word, port, folder] = arguments.as_slice()
        && word == "bare"
    {
        return runtime.block_on(bare::serve(port.parse()?, Path::new(folder)));
    }
    let part = arguments.get(1).map(String::as_str);
    runtime.block_on(async {
        let folder = tempfile::tempdir()?;
        let mut figures = Vec::new();
        match part {
            None => return measure(folder.path()).await,
            Some("filed") => filed(folder.path(), &mut figures).await?,
            Some("accounts") => of_accounts(folder.path(), &mut figures).await?,
            Some("years") => used_for_years(folder.path(), &mut figures).await?,
            Some(other) => anyhow::bail!("{other} is no part: filed, accounts, years"),
        }
        print(&figures);
        Ok(())
    })
}

/// One line of the table.
struct Figure {
    what: &'static str,
    measured: String,
    wanted: &'static str,
    good: bool,
}

async fn measure(folder: &Path) -> anyhow::Result<()> {
    let forms = folder.join("forms");
    let model = PathBuf::from("platform/trials/forms/banc");
    ensure!(model.is_dir(), "run this at the root of the repository");
    copy(&model, &forms.join("banc"), "banc")?;
    for number in 1..100 {
        let id = format!("banc-{number:03}");
        copy(&model, &forms.join(&id), &id)?;
    }
    let data = folder.join("data");
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
    std::fs::create_dir_all(folder.join("bare"))?;
    bare::prepare(&folder.join("bare"), &shown.text())?;
    let bare_port = free_port()?;
    let bare_folder = folder.join("bare").display().to_string();
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

    figures.push(checking(folder)?);
    figures.push(scenarios(folder)?);
    figures.push(plugin()?);
    drop(server);
    let curves = grow(folder, &mut figures).await?;
    let pace = notices::pace(folder).await?;
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

    filed(folder, &mut figures).await?;
    of_accounts(folder, &mut figures).await?;
    used_for_years(folder, &mut figures).await?;

    print(&figures);
    for curve in &curves {
        println!("\n```text\n{}```", curve.in_text());
    }
    std::fs::write("target/bench-growth.svg", growth::drawing(&curves))?;
    println!("\nDrawn in target/bench-growth.svg.");
    Ok(())
}

fn print(figures: &[Figure]) {
    println!("| figure | measured | wanted |\n|---|---|---|");
    for figure in figures {
        let mark = if figure.good { "" } else { " — not reached" };
        println!("| {} | {}{mark} | {} |", figure.what, figure.measured, figure.wanted);
    }
}

/// Dossiers with two recipients a second, on each engine.
async fn filed(folder: &Path, figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    let postgres = Postgres::start();
    let database = postgres.database().await;
    for (what, name, database) in [
        ("submissions with two recipients, durable, 64 connections, on SQLite", "sqlite", None),
        ("the same on PostgreSQL", "postgres", Some(database.as_str())),
    ] {
        let place = Place::start(&folder.join(format!("filed-{name}")), database)?;
        let rate = submissions::rate(&place.server.address).await?;
        figures.push(Figure { what, measured: format!("{rate:.0}/s"), wanted: "≥ 300/s", good: rate >= 300.0 });
    }
    Ok(())
}

/// What accounts cost, and what a second démarche asks of whoever has one.
async fn of_accounts(folder: &Path, figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    let found = accounts::measure(folder).await?;
    let (dashboard, named) = found.dashboard;
    figures.push(Figure {
        what: "the page of an account with 200 dossiers of two recipients",
        measured: format!("{:.2} ms CPU, {named} named", dashboard.as_secs_f64() * 1e3),
        wanted: "≤ 15 ms CPU",
        good: dashboard <= Duration::from_millis(15),
    });
    let [filled, empty] = found.filled;
    figures.push(ratio("first page filled in from an account", filled, empty, 1.5, "≤ 1.5× without an account"));
    let vault = printed("vault", &[])?;
    figures.push(Figure {
        what: "50 values of an account read and unsealed, median",
        measured: format!("{vault:.0} µs"),
        wanted: "≤ 1 ms",
        good: vault <= 1_000.0,
    });
    let second = printed("second", &[])?;
    figures.push(Figure {
        what: "values typed in a second démarche after a first, over all pairs that are shipped",
        measured: format!("{second:.0} %"),
        wanted: "≤ 30 %",
        good: second <= 30.0,
    });
    let [quiet, beside] = found.views_p99.map(|p99| p99.as_secs_f64());
    figures.push(Figure {
        what: "pages, 99 of 100, while passwords are tried without a pause",
        measured: format!(
            "{:.1}× ({:.1} ms beside {:.1} ms; {:.1} passwords/s)",
            beside / quiet,
            beside * 1e3,
            quiet * 1e3,
            found.logins
        ),
        wanted: "≤ 2×",
        good: beside <= quiet * 2.0,
    });
    Ok(())
}

/// The number that an example program beside this one prints.
fn printed(example: &str, arguments: &[&str]) -> anyhow::Result<f64> {
    let program = std::env::current_exe()?.with_file_name("examples").join(example);
    let called = Command::new(&program).args(arguments).output().with_context(|| format!("{}", program.display()))?;
    ensure!(called.status.success(), "{}", String::from_utf8_lossy(&called.stderr));
    Ok(String::from_utf8_lossy(&called.stdout).trim().parse()?)
}

/// What a server does that has a million dossiers.
async fn used_for_years(folder: &Path, figures: &mut Vec<Figure>) -> anyhow::Result<()> {
    let found = million::measure(folder).await?;
    let mebibytes = found.memory.map(|bytes| bytes as f64 / f64::from(1 << 20));
    let (errors, first) = found.errors;
    println!("With {} dossiers the server starts in {}.", found.dossiers, milliseconds(found.started_in));
    first.iter().for_each(|first| println!("The first error under load: {first}"));
    figures.extend([
        Figure {
            what: "with 1,000,000 dossiers: the slowest of the inbox's filters, median",
            measured: format!("{} ({})", milliseconds(found.inbox.0), found.inbox.1),
            wanted: "≤ 50 ms",
            good: found.inbox.0 <= Duration::from_millis(50),
        },
        Figure {
            what: "500 page views/s beside 50 submissions/s for 60 s: pages, 95 of 100",
            measured: format!("{}, {errors} errors", milliseconds(found.views_p95)),
            wanted: "≤ 200 ms, none",
            good: found.views_p95 <= Duration::from_millis(200) && errors == 0,
        },
        Figure {
            what: "whole submissions, of five requests, meanwhile, 95 of 100",
            measured: milliseconds(found.submissions_p95),
            wanted: "≤ 1 s",
            good: found.submissions_p95 <= Duration::from_secs(1),
        },
        Figure {
            what: "export of 10,000 cases as a ZIP: the most memory resident, beside an export of 5,000",
            measured: format!(
                "{:.0} MiB beside {:.0} MiB, in {:.0} s",
                mebibytes[1],
                mebibytes[0],
                found.export.as_secs_f64()
            ),
            wanted: "≤ 1.1×",
            good: mebibytes[1] <= mebibytes[0] * 1.1,
        },
    ]);
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
    let microseconds = printed("plugin-call", &[&wasm.to_string_lossy()])?;
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
