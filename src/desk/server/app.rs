//! What all routes share: the desk, who sits at it, and how work gets to it.

use super::open::{Desk, Signs};
use super::problem::{Answer, Problem, tell};
use super::session::Session;
use crate::job::log::Level;
use crate::job::{Job, Stop};
use axum::Json;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::{Duration, Instant};

/// How long somebody waits for the desk to be opened before they are told how far it is.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often they look.
const PAUSE: Duration = Duration::from_millis(20);

/// How far the index has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub(super) struct Preparing {
    /// Comments that were taken in.
    pub done: u64,
    /// Comments in all, those that need not be taken in among them.
    pub of: u64,
}

/// What all routes share.
#[derive(Clone, Debug)]
pub(super) struct App(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    job: Arc<Job>,
    desk: Mutex<Option<Desk>>,
    session: Mutex<Session>,
    preparing: Mutex<Option<Preparing>>,
    failure: Mutex<Option<Problem>>,
    trial: tokio::sync::Mutex<()>,
    signs: Arc<Signs>,
    stop: Stop,
}

/// A lock whose holder has died holds what it held: nothing on the desk is half done without its database knowing.
fn hold<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same, if nobody has it.
fn try_hold<T>(mutex: &Mutex<T>) -> Option<MutexGuard<'_, T>> {
    match mutex.try_lock() {
        Ok(held) => Some(held),
        Err(TryLockError::Poisoned(held)) => Some(held.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

impl App {
    pub fn new(job: Arc<Job>, session: Session, stop: Stop) -> Self {
        Self(Arc::new(Shared {
            job,
            desk: Mutex::default(),
            session: Mutex::new(session),
            preparing: Mutex::default(),
            failure: Mutex::default(),
            trial: tokio::sync::Mutex::default(),
            signs: Arc::default(),
            stop,
        }))
    }

    pub fn job(&self) -> &Arc<Job> {
        &self.0.job
    }

    /// Waits until nobody else tries a term.
    pub async fn trial(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.0.trial.lock().await
    }

    pub fn signs(&self) -> &Arc<Signs> {
        &self.0.signs
    }

    pub fn stop(&self) -> &Stop {
        &self.0.stop
    }

    /// Who sits at the desk.
    pub fn session(&self) -> Session {
        hold(&self.0.session).clone()
    }

    pub fn set_session(&self, session: Session) {
        *hold(&self.0.session) = session;
    }

    pub fn preparing(&self) -> Option<Preparing> {
        *hold(&self.0.preparing)
    }

    pub fn set_preparing(&self, preparing: Option<Preparing>) {
        *hold(&self.0.preparing) = preparing;
    }

    /// Why what is published could not be opened.
    pub fn failure(&self) -> Option<Problem> {
        hold(&self.0.failure).clone()
    }

    /// Notes why what is published could not be opened. True if it is another reason than before.
    pub fn set_failure(&self, failure: Option<Problem>) -> bool {
        std::mem::replace(&mut *hold(&self.0.failure), failure.clone()) != failure
    }

    /// Puts another desk in the place of the one there.
    pub fn open(&self, make: impl FnOnce() -> crate::Result<Desk>) -> crate::Result<()> {
        let mut kept = hold(&self.0.desk);
        *kept = Some(make()?);
        Ok(())
    }

    /// Does something with the desk if nobody else is at work with it.
    pub fn try_desk<T>(&self, work: impl FnOnce(&mut Desk) -> Answer<T>) -> Answer<Option<T>> {
        let mut desk = try_hold(&self.0.desk);
        let desk = desk.as_mut().and_then(|desk| desk.as_mut());
        desk.map(work).transpose()
    }

    /// Does something with the desk, on a thread that may wait.
    pub async fn with<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> Answer<T> + Send + 'static,
    ) -> Answer<T> {
        self.opened().await?;
        let app = self.clone();
        aside(move || {
            let mut desk = hold(&app.0.desk);
            let Some(desk) = desk.as_mut() else {
                return Err(app.failure().unwrap_or_else(Problem::preparing));
            };
            desk.look()?;
            work(desk)
        })
        .await
    }

    /// Waits until the desk is open, which most are within a moment.
    async fn opened(&self) -> Answer<()> {
        let since = Instant::now();
        // Whoever is at work with the desk has it open.
        while try_hold(&self.0.desk).is_some_and(|desk| desk.is_none()) {
            if let Some(problem) = self.failure() {
                return Err(problem);
            }
            if since.elapsed() > PATIENCE || self.0.stop.cause().is_some() {
                return Err(Problem::preparing());
            }
            tokio::time::sleep(PAUSE).await;
        }
        Ok(())
    }

    /// As [`App::with`], with the answer as JSON.
    pub async fn json<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Desk) -> Answer<T> + Send + 'static,
    ) -> Answer<Json<T>> {
        self.with(work).await.map(Json)
    }
}

/// Does what may take long on a thread of its own.
pub(super) async fn aside<T: Send + 'static>(
    work: impl FnOnce() -> Answer<T> + Send + 'static,
) -> Answer<T> {
    let done = tokio::task::spawn_blocking(work).await;
    let done = done.unwrap_or_else(|_| {
        Err(Problem::internal(
            "a mistake of the program's",
            "what was saved is saved; the terminal says more",
        ))
    });
    done.inspect_err(|problem| {
        if problem.is_internal() {
            tell(Level::Error, &problem.sentence());
        }
    })
}
