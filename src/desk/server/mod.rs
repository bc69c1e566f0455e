//! The desk in a browser: a server on the loopback address, for the one browser that opened the address it gives.
//!
//! [`Server::open`] takes the port and makes the address; [`Server::serve`] answers until it is asked to stop. Everything
//! the page asks for is JSON under `/api/`; reading is GET or a search, changing is POST. What the page may and may not
//! do is kept by `guard`; `open` holds the published state, the journal and the index, `follow` brings them to the
//! next generation while the one before stays in use. No lock of a run's is taken: a run works on files of its own, and
//! the journal's writers wait for one another.

mod agreement;
mod app;
mod assets;
mod body;
mod bulk;
mod coding;
mod comments;
mod connections;
mod constants;
mod correct;
mod detail;
mod export;
mod follow;
mod guard;
mod history;
mod item;
mod marks;
mod open;
mod places;
mod problem;
mod session;
mod status;
mod term;
mod thresholds;

use crate::error::{Error, Result};
use crate::job::{Job, Stop};
use crate::store::corrections::check_names;
use app::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use guard::Guard;
use problem::Problem;
use session::Session;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};

/// Threads that answer; work with the desk has threads of its own.
const THREADS: usize = 2;
/// How often it is asked whether to stop.
const PAUSE: Duration = Duration::from_millis(100);
/// How long answers that are under way at the end may take.
const GRACE: Duration = Duration::from_secs(5);

/// How a desk is opened.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Options {
    /// The port on the loopback address; any that is free if 0.
    pub port: u16,
    /// Who sits at the desk; asked by the page if none.
    pub name: Option<String>,
    /// Language of labels and words: `en`, `sv`, `ar`, `sr-Latn`, `sr-Cyrl`, `ru`.
    pub labels: String,
}

/// A server that has its port and answers nothing yet.
#[derive(Debug)]
pub struct Server {
    app: App,
    guard: Guard,
    listener: TcpListener,
    address: String,
}

impl Server {
    /// Takes the port.
    ///
    /// # Errors
    /// The port is taken, a name that is none, a system without random numbers.
    pub fn open(job: Job, options: Options, stop: Stop) -> Result<Self> {
        if let Some(name) = &options.name {
            check_names(name, "")?;
        }
        let place = format!("127.0.0.1:{}", options.port);
        let fail = |source: io::Error| Error::Create {
            path: place.clone().into(),
            source,
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port)).map_err(fail)?;
        listener.set_nonblocking(true).map_err(fail)?;
        let port = listener.local_addr().map_err(fail)?.port();
        let (guard, token) = Guard::new(port)?;
        let session = Session {
            name: options.name,
            labels: options.labels,
        };
        Ok(Self {
            app: App::new(Arc::new(job), session, stop),
            guard,
            listener,
            address: format!("http://127.0.0.1:{port}/?token={token}"),
        })
    }

    /// The address that opens the desk, once.
    pub fn address(&self) -> &str {
        &self.address
    }

    /// Answers until it is asked to stop.
    ///
    /// # Errors
    /// No threads can be had, or the port is lost.
    pub fn serve(self) -> Result<()> {
        let fail = |source: io::Error| Error::io("the server of the desk", source);
        let runtime = Builder::new_multi_thread()
            .worker_threads(THREADS)
            .enable_io()
            .enable_time()
            .build()
            .map_err(fail)?;
        let served = self.run(&runtime).map_err(fail);
        // Work that is under way with the desk ends; what is not saved by then was not answered.
        runtime.shutdown_timeout(GRACE);
        served
    }

    fn run(self, runtime: &Runtime) -> io::Result<()> {
        let Self {
            app,
            guard,
            listener,
            ..
        } = self;
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::from_std(listener)?;
            let follow = tokio::spawn(follow::follow(app.clone()));
            let over = asked(app.stop().clone());
            connections::serve(listener, router(app, guard), over).await;
            follow.abort();
            Ok(())
        })
    }
}

/// Waits until it is asked to stop.
async fn asked(stop: Stop) {
    while stop.cause().is_none() {
        tokio::time::sleep(PAUSE).await;
    }
}

fn router(app: App, guard: Guard) -> Router {
    let api = Router::new()
        .route("/session", get(session::show).post(session::change))
        .route("/constants", get(constants::constants))
        .route("/status", get(status::status))
        .route("/comments", post(comments::comments))
        .route("/values", get(comments::values))
        .route("/comment", get(detail::comment))
        .route("/correct", post(correct::correct))
        .route("/undo", post(correct::undo))
        .route("/bulk/preview", post(bulk::preview))
        .route("/bulk/apply", post(bulk::apply))
        .route("/batches", get(history::batches))
        .route("/conflicts", get(history::conflicts))
        .route("/term/try", post(term::attempt))
        .route("/term/save", post(term::save))
        .route("/coding", get(coding::overview))
        .route("/coding/assign", post(coding::assign))
        .route("/coding/next", get(coding::next))
        .route("/coding/comment", get(coding::comment))
        .route("/coding/save", post(coding::save))
        .route("/agreement", get(agreement::measure))
        .route("/disputes", get(agreement::disputes))
        .route("/disputes/decide", post(agreement::decide))
        .route("/export/{name}", get(export::export));
    Router::new()
        .route("/", get(assets::page))
        .route("/assets/{name}", get(assets::asset))
        .nest("/api", api)
        .fallback(async || Problem::not_found("such page"))
        .method_not_allowed_fallback(async || Problem::method())
        .layer(DefaultBodyLimit::max(body::MOST))
        .layer(axum::middleware::from_fn_with_state(
            Arc::new(guard),
            guard::guarded,
        ))
        .with_state(app)
}
