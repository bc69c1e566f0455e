//! What a run says while it goes on: one event a line on standard error, never a comment's text.

use jiff::Timestamp;
use serde_json::{Map, Value, json};
use std::cell::Cell;
use std::io::{self, Write as _};

/// How events are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LogFormat {
    /// A sentence.
    Text,
    /// A JSON object.
    Json,
}

/// How grave an event is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As expected.
    Info,
    /// Somebody should look at it.
    Warning,
    /// The run failed.
    Error,
}

impl Level {
    fn name(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Where events go.
#[derive(Debug)]
pub struct Log {
    format: LogFormat,
    least: Level,
    failed: Cell<bool>,
}

impl Log {
    /// Events of `least` and above are written.
    pub fn new(format: LogFormat, least: Level) -> Self {
        Self {
            format,
            least,
            failed: Cell::new(false),
        }
    }

    /// True if an event could not be written, other than because nobody listens.
    pub fn failed(&self) -> bool {
        self.failed.get()
    }

    /// Writes an event: its name, a sentence, and what it is about for machines.
    pub fn event(&self, level: Level, event: &str, message: &str, about: Value) {
        if level < self.least {
            return;
        }
        let mut line = match self.format {
            LogFormat::Text if level == Level::Info => format!("verbatims: {message}"),
            LogFormat::Text => format!("verbatims: {}: {message}", level.name()),
            LogFormat::Json => {
                let head = json!({
                    "time": Timestamp::now().to_string(),
                    "level": level.name(),
                    "event": event,
                    "message": message,
                });
                let mut line = object(head);
                line.extend(object(about));
                Value::Object(line).to_string()
            }
        };
        if self.format == LogFormat::Text {
            line = printable(&line);
        }
        line.push('\n');
        match io::stderr().lock().write_all(line.as_bytes()) {
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => self.failed.set(true),
            _ => {}
        }
    }

    /// An event as expected.
    pub fn info(&self, event: &str, message: &str, about: Value) {
        self.event(Level::Info, event, message, about);
    }

    /// An event that somebody should look at.
    pub fn warn(&self, event: &str, message: &str, about: Value) {
        self.event(Level::Warning, event, message, about);
    }
}

fn object(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(map) => map,
        _ => Map::new(),
    }
}

/// Text for a terminal: what could move the cursor or forge a line is shown as an escape.
pub fn printable(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        let unseen = matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
        if c.is_control() || unseen {
            out.extend(c.escape_unicode());
        } else {
            out.push(c);
        }
    }
    out
}
