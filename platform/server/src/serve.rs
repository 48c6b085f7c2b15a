//! Listens, and stops in good order: what has begun is finished, for a few seconds at most.

use std::{future::Future, net::SocketAddr, time::Duration};

use hyper::server::conn::http1;
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::net::TcpListener;
use tower::Service as _;

use crate::{app::App, doorkeeper::Doorkeeper, router::router};

/// Serves the site on `listener` until `stop` is done.
pub(crate) async fn until(listener: TcpListener, app: &App, stop: impl Future<Output = ()>) {
    let limits = &app.config().limits;
    let doorkeeper = Doorkeeper::new(app.config());
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(Duration::from_secs(limits.header_seconds))
        .max_headers(limits.header_count)
        .max_header_size(limits.headers);
    let graceful = GracefulShutdown::new();
    let mut make = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    tokio::pin!(stop);
    loop {
        let (stream, peer) = tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    // Out of file descriptors, most often: waiting lets others close theirs.
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    continue;
                }
            },
            () = &mut stop => break,
        };
        // Closed without a word: an answer to each would be work that whoever floods could order.
        let Some(place) = doorkeeper.admit(peer.ip()) else {
            app.measures().count("guichet_connections_refused_total", None);
            continue;
        };
        // Answers are small and written whole: waiting for more to send would only delay them.
        let _ = stream.set_nodelay(true);
        let service = match make.call(Peer(peer)).await {
            Ok(service) => service,
            Err(never) => match never {},
        };
        let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(service));
        let watched = graceful.watch(connection);
        tokio::spawn(async move {
            let _place = place;
            if let Err(error) = watched.await {
                tracing::debug!(%error, "a connection ended early");
            }
        });
    }
    drop(listener);
    let grace = Duration::from_secs(limits.grace_seconds);
    if tokio::time::timeout(grace, graceful.shutdown()).await.is_err() {
        tracing::warn!("requests were still running when the time to finish was over");
    }
}

#[derive(Clone, Copy)]
struct Peer(SocketAddr);

impl axum::extract::connect_info::Connected<Peer> for SocketAddr {
    fn connect_info(peer: Peer) -> Self {
        peer.0
    }
}

/// Done when the process is asked to end (SIGTERM, or Ctrl-C).
pub(crate) async fn stop_signal() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
