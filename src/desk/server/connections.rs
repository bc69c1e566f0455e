//! Connections: taken one after another, each answered beside the others until the desk is over.

use super::GRACE;
use axum::Router;
use axum::serve::Listener;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio::net::TcpListener;

/// How long a connection may take to say what it wants. Whoever holds one open and says nothing, or says it letter by
/// letter, would keep it for ever, and is not asked for a cookie before. Browsers open another one where they need it.
const PATIENCE: Duration = Duration::from_secs(10);

/// Answers until `over`, and then what is under way, for [`GRACE`] at most.
pub(super) async fn serve(
    mut listener: TcpListener,
    router: Router,
    over: impl Future<Output = ()>,
) {
    let mut http = http1::Builder::new();
    http.timer(TokioTimer::new()).header_read_timeout(PATIENCE);
    let open = GracefulShutdown::new();
    tokio::pin!(over);
    loop {
        let (stream, _) = tokio::select! {
            taken = Listener::accept(&mut listener) => taken,
            () = &mut over => break,
        };
        let service = TowerToHyperService::new(router.clone());
        let connection = open.watch(http.serve_connection(TokioIo::new(stream), service));
        tokio::spawn(async move {
            // It fails where the other side hangs up, takes too long, or speaks another language: nobody is left to tell.
            let _ = connection.await;
        });
    }
    drop(listener);
    // A browser may keep a connection open for as long as it likes.
    tokio::select! {
        () = open.shutdown() => {}
        () = tokio::time::sleep(GRACE) => {}
    }
}
