//! An annotation as JSON. The names and their meaning are stable; further ones may come.

use super::{Content, json};
use crate::annotation::{Annotation, Duration, Evidence, Mention, Personal, Sentiment, Step};
use crate::comment::{Comment, Fields};
use crate::document::{Detection, Language};
use crate::lexicon::Lexicons;
use crate::span::Span;
use serde::Serialize;

/// The versions behind an annotation.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct MadeBy<'l> {
    /// Version of the program.
    pub program: &'static str,
    /// Hash of the lexicons.
    pub lexicons: &'l str,
    /// Version of the codeframe.
    pub codeframe: &'l str,
}

impl<'l> MadeBy<'l> {
    /// This program with these lexicons.
    pub fn new(lexicons: &'l Lexicons) -> Self {
        Self {
            program: env!("CARGO_PKG_VERSION"),
            lexicons: lexicons.hash(),
            codeframe: &lexicons.codeframe().version,
        }
    }
}

/// Appends the JSON object of an annotation to `out`, without a line end.
pub fn write_annotation(
    out: &mut Vec<u8>,
    comment: &Comment,
    annotation: &Annotation,
    lexicons: &Lexicons,
    content: Content,
) {
    let mut writer = Writer {
        out,
        text: &comment.text,
        lexicons,
        content,
    };
    writer.head(comment);
    writer.detection(&annotation.detection);
    writer.sentences(&annotation.sentences);
    writer.sentiment(&annotation.sentiment);
    writer.mentions(&annotation.mentions);
    writer.piece(",\"flags\":");
    json::list(writer.out, &annotation.flags, |out, flag| {
        json::name(out, flag.name());
    });
    writer.durations(&annotation.durations);
    writer.personal(&annotation.personal);
    writer.piece(",\"fields\":");
    writer.fields(&comment.fields);
    writer.made_by();
    writer.piece("}");
}

/// Appends the JSON of parts of an annotation.
struct Writer<'a> {
    out: &'a mut Vec<u8>,
    text: &'a str,
    lexicons: &'a Lexicons,
    content: Content,
}

impl Writer<'_> {
    fn piece(&mut self, piece: &str) {
        self.out.extend_from_slice(piece.as_bytes());
    }

    fn string(&mut self, name: &str, value: &str) {
        self.piece(name);
        json::string(self.out, value);
    }

    /// A value of ours, which holds nothing that JSON would have escaped.
    fn name(&mut self, name: &str, value: &'static str) {
        self.piece(name);
        json::name(self.out, value);
    }

    fn number(&mut self, name: &str, value: impl Into<i64>) {
        self.piece(name);
        json::number(self.out, value);
    }

    fn head(&mut self, comment: &Comment) {
        self.string("{\"id\":", &comment.id);
        self.string(",\"source\":", &comment.source);
        self.piece(",\"row\":");
        json::unsigned(self.out, comment.row);
        if let Some(column) = &comment.column {
            self.string(",\"column\":", column);
        }
        if let Some(question) = &comment.question {
            self.string(",\"question\":", question);
        }
        if self.content.text {
            self.string(",\"text\":", &comment.text);
        }
    }

    fn detection(&mut self, detection: &Detection) {
        self.name(",\"language\":", detection.language.code());
        self.name(",\"script\":", detection.script.code());
        self.piece(",\"language_score\":");
        json::thousandths(self.out, detection.score);
        if matches!(detection.language, Language::Und | Language::Other) {
            self.name(",\"language_reason\":", detection.reason.name());
        }
    }

    /// The sentences of a comment that mixes languages.
    fn sentences(&mut self, sentences: &[(Span, Language)]) {
        if sentences.is_empty() {
            return;
        }
        self.piece(",\"sentences\":");
        json::list(self.out, sentences, |out, (span, language)| {
            out.extend_from_slice(b"{\"start\":");
            json::number(out, span.start);
            out.extend_from_slice(b",\"end\":");
            json::number(out, span.end);
            out.extend_from_slice(b",\"language\":");
            json::name(out, language.code());
            out.push(b'}');
        });
    }

    fn sentiment(&mut self, sentiment: &Sentiment) {
        self.name(",\"sentiment\":{\"polarity\":", sentiment.polarity.name());
        self.number(",\"score\":", sentiment.score);
        self.number(",\"positive\":", sentiment.positive);
        self.number(",\"negative\":", sentiment.negative);
        self.number(",\"probability\":", sentiment.probability);
        self.evidence(&sentiment.evidence);
        self.piece("}");
    }

    fn mentions(&mut self, mentions: &[Mention]) {
        let mut before = ",\"mentions\":[";
        for mention in mentions {
            self.piece(before);
            self.mention(mention);
            before = ",";
        }
        self.piece(if mentions.is_empty() {
            ",\"mentions\":[]"
        } else {
            "]"
        });
    }

    fn mention(&mut self, mention: &Mention) {
        let codeframe = self.lexicons.codeframe();
        let theme = codeframe.theme(mention.theme);
        self.string("{\"theme\":", &theme.id);
        match theme.parent {
            Some(parent) => self.string(",\"parent\":", &codeframe.theme(parent).id),
            None => self.piece(",\"parent\":null"),
        }
        self.string(",\"stage\":", &theme.stage);
        self.name(",\"polarity\":", mention.polarity.name());
        self.evidence(&mention.evidence);
        self.piece("}");
    }

    fn evidence(&mut self, evidence: &[Evidence]) {
        let mut before = ",\"evidence\":[";
        for one in evidence {
            self.piece(before);
            self.one_evidence(one);
            before = ",";
        }
        self.piece(if evidence.is_empty() {
            ",\"evidence\":[]"
        } else {
            "]"
        });
    }

    fn one_evidence(&mut self, evidence: &Evidence) {
        let entry = self.lexicons.entry(evidence.entry);
        self.number("{\"start\":", evidence.span.start);
        self.number(",\"end\":", evidence.span.end);
        if self.content.text {
            self.string(",\"quote\":", evidence.span.of(self.text));
        }
        self.string(",\"term\":", entry.term);
        self.string(",\"entry\":", entry.file);
        // The line goes inside the quotes of the file.
        self.out.pop();
        self.number(":", entry.line);
        self.name("\",\"kind\":", evidence.kind.name());
        self.name(",\"matched\":", evidence.matched.name());
        if !evidence.parts.is_empty() {
            self.piece(",\"parts\":");
            json::list(self.out, &evidence.parts, |out, part| {
                json::list(out, [part.start, part.end], |out, place| {
                    json::number(out, place)
                });
            });
        }
        if let Some(valence) = evidence.valence {
            self.number(",\"valence\":", valence);
        }
        if let Some(result) = evidence.result {
            self.number(",\"result\":", result);
        }
        if self.content.steps {
            self.piece(",\"steps\":");
            let text = self.content.text.then_some(self.text);
            json::list(self.out, &evidence.steps, |out, step| {
                write_step(out, step, text)
            });
        }
        self.piece("}");
    }

    /// Spans of time; absent where there are none.
    fn durations(&mut self, durations: &[Duration]) {
        if durations.is_empty() {
            return;
        }
        self.piece(",\"durations\":");
        let text = self.content.text.then_some(self.text);
        json::list(self.out, durations, |out, duration| {
            out.extend_from_slice(b"{\"start\":");
            json::number(out, duration.span.start);
            out.extend_from_slice(b",\"end\":");
            json::number(out, duration.span.end);
            if let Some(text) = text {
                out.extend_from_slice(b",\"quote\":");
                json::string(out, duration.span.of(text));
            }
            out.extend_from_slice(format!(",\"minutes\":{}}}", duration.minutes()).as_bytes());
        });
    }

    /// Places of personal data, without the data; absent where there are none.
    fn personal(&mut self, personal: &[Personal]) {
        if personal.is_empty() {
            return;
        }
        self.piece(",\"personal_data\":");
        json::list(self.out, personal, |out, one| {
            out.extend_from_slice(b"{\"kind\":");
            json::name(out, one.kind.name());
            out.extend_from_slice(b",\"start\":");
            json::number(out, one.span.start);
            out.extend_from_slice(b",\"end\":");
            json::number(out, one.span.end);
            out.push(b'}');
        });
    }

    fn fields(&mut self, fields: &Fields) {
        match fields {
            Fields::Cells(cells) => {
                let mut before = "{";
                for (name, cell) in cells.iter() {
                    self.string(before, name);
                    self.string(":", cell);
                    before = ",";
                }
                self.piece(if before == "{" { "{}" } else { "}" });
            }
            Fields::Json(map) => {
                let start = self.out.len();
                // Memory takes all bytes, and a parsed object holds nothing that JSON cannot.
                if serde_json::to_writer(&mut *self.out, map).is_err() {
                    self.out.truncate(start);
                    self.piece("{}");
                }
            }
        }
    }

    fn made_by(&mut self) {
        let made_by = MadeBy::new(self.lexicons);
        self.string(",\"made_by\":{\"program\":", made_by.program);
        self.string(",\"lexicons\":", made_by.lexicons);
        self.string(",\"codeframe\":", made_by.codeframe);
        self.piece("}");
    }
}

/// Appends a step of the arithmetic. The word is left out with the text.
fn write_step(out: &mut Vec<u8>, step: &Step, text: Option<&str>) {
    out.extend_from_slice(b"{\"rule\":");
    json::string(out, step.rule);
    if let Some(word) = step.word {
        if let Some(text) = text {
            out.extend_from_slice(b",\"word\":");
            json::string(out, word.of(text));
        }
        out.extend_from_slice(b",\"start\":");
        json::number(out, word.start);
        out.extend_from_slice(b",\"end\":");
        json::number(out, word.end);
    }
    out.extend_from_slice(b",\"before\":");
    json::number(out, step.before);
    out.extend_from_slice(b",\"after\":");
    json::number(out, step.after);
    out.push(b'}');
}
