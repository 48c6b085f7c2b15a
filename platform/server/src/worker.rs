//! The worker's loop: does what is due, sleeps until something is, tidies up and reads the agencies and what is published again now and then.

use std::time::Duration;

use store::StoreError;

use crate::app::App;

/// Another process may put work without waking this one.
const LOOK_AGAIN: Duration = Duration::from_secs(2);
/// After a failure of the whole round (the database is away).
const CATCH_BREATH: Duration = Duration::from_secs(5);
/// How long a file may lie that nobody would examine.
const LOOK_AFTER_SCANS: Duration = Duration::from_secs(60);
/// How old the names of agencies may be: another process may import some.
const LEARN: Duration = Duration::from_secs(60);
/// How long a running server serves on what was in force before another process published.
const LEARN_PUBLICATIONS: Duration = Duration::from_secs(5);
/// Every page of the database's file is read once in so long.
const LOOK_THROUGH: Duration = Duration::from_secs(24 * 3600);
/// How long a running server seals with the former key after a command went over to another one.
const LEARN_KEYS: Duration = Duration::from_secs(5);
const TIDY: Duration = Duration::from_secs(3600);
/// Not while the server is still starting.
const FIRST_TIDY: Duration = Duration::from_secs(30);

pub(crate) async fn run(app: App) {
    tokio::join!(
        work(&app),
        push(&app),
        drop_parcels(&app),
        scan(&app),
        write_exports(&app),
        look_after_scans(&app),
        tidy(&app),
        learn(&app),
        learn_keys(&app),
        learn_publications(&app)
    );
}

async fn work(app: &App) {
    loop {
        match app.desk().work().await {
            Ok(worked) if worked.total() > 0 => count(app, worked),
            Ok(_) => {
                // Whichever comes first; the outcome is the same.
                let _ = tokio::time::timeout(LOOK_AGAIN, app.desk().woken()).await;
            }
            Err(error) => {
                tracing::error!(code = error.code(), %error, "the worker could not look for work");
                tokio::time::sleep(CATCH_BREATH).await;
            }
        }
    }
}

/// Beside the other work: a partner that is slow to answer holds up no mail, and no other partner.
async fn push(app: &App) {
    loop {
        match app.desk().push(|worked| count(app, worked)).await {
            Ok(()) => app.desk().woken_to_push().await,
            Err(error) => {
                tracing::error!(code = error.code(), %error, "the worker could not look for what webhooks are to be told");
                tokio::time::sleep(CATCH_BREATH).await;
            }
        }
    }
}

/// Beside the calls, which are short: files take their time.
async fn drop_parcels(app: &App) {
    loop {
        match app.desk().drop_parcels(|worked| count(app, worked)).await {
            Ok(()) => app.desk().woken_to_drop().await,
            Err(error) => {
                tracing::error!(code = error.code(), %error, "the worker could not look for what partners are to be sent");
                tokio::time::sleep(CATCH_BREATH).await;
            }
        }
    }
}

/// Beside the other work: an antivirus that is slow to answer holds up no mail.
async fn scan(app: &App) {
    loop {
        match app.desk().scan_files().await {
            Ok(worked) if worked.total() > 0 => count(app, worked),
            Ok(_) => {
                let _ = tokio::time::timeout(LOOK_AGAIN, app.desk().woken_to_scan()).await;
            }
            Err(error) => {
                tracing::error!(code = error.code(), %error, "the worker could not look for files to examine");
                tokio::time::sleep(CATCH_BREATH).await;
            }
        }
    }
}

/// Beside the other work: an export of many cases takes its time.
async fn write_exports(app: &App) {
    loop {
        match app.desk().write_exports().await {
            Ok(worked) if worked.total() > 0 => count(app, worked),
            Ok(_) => {
                let _ = tokio::time::timeout(LOOK_AGAIN, app.desk().woken_to_export()).await;
            }
            Err(error) => {
                tracing::error!(code = error.code(), %error, "the worker could not look for exports to write");
                tokio::time::sleep(CATCH_BREATH).await;
            }
        }
    }
}

fn count(app: &App, worked: desk::Worked) {
    for (what, count) in [("done", worked.done), ("later", worked.later), ("parked", worked.parked)] {
        for _ in 0..count {
            app.measures().count("guichet_work_total", Some(("outcome", what.to_owned())));
        }
    }
}

async fn look_after_scans(app: &App) {
    tell_antivirus(app).await;
    loop {
        if let Err(error) = app.desk().look_after_scans().await {
            tracing::error!(code = error.code(), %error, "files that wait for the antivirus could not be looked after");
        }
        tokio::time::sleep(LOOK_AFTER_SCANS).await;
    }
}

/// Says at the start who examines files: an operator must not have to find out.
async fn tell_antivirus(app: &App) {
    let at_work = app.config().demo || app.config().sources.watch;
    match (app.desk().scans_files(), app.desk().antivirus().await) {
        (true, Some(engine)) => {
            tracing::info!(engine, "files are examined by the antivirus before anybody downloads them");
        }
        (true, None) => {
            tracing::error!("the antivirus (--antivirus) does not answer: files are held back until it does");
        }
        (false, _) if at_work => tracing::info!("no antivirus is set up (--antivirus): files are not examined"),
        (false, _) => tracing::warn!("no antivirus is set up (--antivirus): files are not examined"),
    }
}

async fn tidy(app: &App) {
    if !store::faults::ordered("tidy.at_once") {
        tokio::time::sleep(FIRST_TIDY).await;
    }
    loop {
        if let Err(error) = app.desk().tidy().await {
            tracing::error!(code = error.code(), %error, "tidying up failed");
        }
        app.rates().sweep();
        tokio::time::sleep(TIDY).await;
    }
}

/// Looks through the database's file soon after the start, and every night; ends where it is damaged.
pub(crate) async fn look_for_damage(app: &App) -> StoreError {
    if !store::faults::ordered("tidy.at_once") {
        tokio::time::sleep(FIRST_TIDY).await;
    }
    loop {
        match app.desk().store().check().await {
            Ok(()) => {}
            Err(error @ StoreError::Corrupt(_)) => return error,
            Err(error) => tracing::error!(code = error.code(), %error, "the database could not be looked through"),
        }
        tokio::time::sleep(LOOK_THROUGH).await;
    }
}

async fn learn(app: &App) {
    loop {
        tokio::time::sleep(LEARN).await;
        if let Err(error) = app.desk().learn_agencies().await {
            tracing::error!(code = error.code(), %error, "the agencies could not be read again");
        }
    }
}

async fn learn_keys(app: &App) {
    loop {
        tokio::time::sleep(LEARN_KEYS).await;
        if let Err(error) = store::rotation::learn(app.desk().store()).await {
            tracing::error!(code = error.code(), %error, "the master key that seals by now cannot be used");
        }
    }
}

async fn learn_publications(app: &App) {
    loop {
        tokio::time::sleep(LEARN_PUBLICATIONS).await;
        if let Err(error) = app.desk().learn_publications().await {
            tracing::error!(code = error.code(), %error, "what is published could not be read again");
        }
    }
}
