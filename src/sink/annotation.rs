//! An annotation as JSON. The names and their meaning are stable; further ones may come.

use super::Content;
use crate::annotation::{Annotation, Evidence, Flag, Mention, Sentiment, Step};
use crate::comment::Comment;
use crate::document::{DetectionReason, Language};
use crate::lexicon::Lexicons;
use crate::span::Span;
use serde::ser::{Serialize, SerializeStruct, Serializer};

/// The versions behind an annotation.
#[derive(Clone, Copy, Debug, serde::Serialize)]
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

/// A comment and its annotation, to be serialized.
#[derive(Clone, Copy, Debug)]
pub struct AnnotationView<'a> {
    /// The comment.
    pub comment: &'a Comment,
    /// What is said about it.
    pub annotation: &'a Annotation,
    /// The lexicons that the annotation was made with.
    pub lexicons: &'a Lexicons,
    /// What to put in.
    pub content: Content,
}

impl Serialize for AnnotationView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (comment, detection) = (self.comment, &self.annotation.detection);
        let scope = Scope {
            text: &comment.text,
            lexicons: self.lexicons,
            content: self.content,
        };
        let mut out = serializer.serialize_struct("Annotation", 13)?;
        out.serialize_field("id", &comment.id)?;
        out.serialize_field("source", &*comment.source)?;
        out.serialize_field("row", &comment.row)?;
        if let Some(column) = &comment.column {
            out.serialize_field("column", &**column)?;
        }
        if self.content.text {
            out.serialize_field("text", &comment.text)?;
        }
        out.serialize_field("language", detection.language.code())?;
        out.serialize_field("script", detection.script.code())?;
        out.serialize_field("language_score", &(f64::from(detection.score) / 1000.0))?;
        if matches!(detection.language, Language::Und | Language::Other) {
            out.serialize_field::<DetectionReason>("language_reason", &detection.reason)?;
        }
        let sentiment = SentimentView {
            sentiment: &self.annotation.sentiment,
            scope,
        };
        out.serialize_field("sentiment", &sentiment)?;
        let mentions = Each(&self.annotation.mentions, |mention| MentionView {
            mention,
            scope,
        });
        out.serialize_field("mentions", &mentions)?;
        let flags = Each(&self.annotation.flags, |flag: &Flag| flag.name());
        out.serialize_field("flags", &flags)?;
        out.serialize_field("fields", &comment.fields)?;
        out.serialize_field("made_by", &MadeBy::new(self.lexicons))?;
        out.end()
    }
}

/// What evidence is shown against.
#[derive(Clone, Copy)]
struct Scope<'a> {
    text: &'a str,
    lexicons: &'a Lexicons,
    content: Content,
}

/// A list of things, each seen through a view.
struct Each<'a, T, F>(&'a [T], F);

impl<'a, T, V: Serialize, F: Fn(&'a T) -> V> Serialize for Each<'a, T, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(self.0.iter().map(&self.1))
    }
}

struct SentimentView<'a> {
    sentiment: &'a Sentiment,
    scope: Scope<'a>,
}

impl Serialize for SentimentView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let sentiment = self.sentiment;
        let mut out = serializer.serialize_struct("Sentiment", 6)?;
        out.serialize_field("polarity", sentiment.polarity.name())?;
        out.serialize_field("score", &sentiment.score)?;
        out.serialize_field("positive", &sentiment.positive)?;
        out.serialize_field("negative", &sentiment.negative)?;
        out.serialize_field("probability", &sentiment.probability)?;
        out.serialize_field("evidence", &self.scope.all(&sentiment.evidence))?;
        out.end()
    }
}

struct MentionView<'a> {
    mention: &'a Mention,
    scope: Scope<'a>,
}

impl Serialize for MentionView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let codeframe = self.scope.lexicons.codeframe();
        let theme = codeframe.theme(self.mention.theme);
        let parent = theme
            .parent
            .map(|parent| codeframe.theme(parent).id.as_str());
        let mut out = serializer.serialize_struct("Mention", 5)?;
        out.serialize_field("theme", &theme.id)?;
        out.serialize_field("parent", &parent)?;
        out.serialize_field("stage", &theme.stage)?;
        out.serialize_field("polarity", self.mention.polarity.name())?;
        out.serialize_field("evidence", &self.scope.all(&self.mention.evidence))?;
        out.end()
    }
}

impl<'a> Scope<'a> {
    fn all(
        self,
        evidence: &'a [Evidence],
    ) -> Each<'a, Evidence, impl Fn(&'a Evidence) -> EvidenceView<'a>> {
        Each(evidence, move |evidence| EvidenceView {
            evidence,
            text: self.text,
            lexicons: self.lexicons,
            content: self.content,
        })
    }
}

/// One evidence, to be serialized.
#[derive(Clone, Copy, Debug)]
pub struct EvidenceView<'a> {
    /// The evidence.
    pub evidence: &'a Evidence,
    /// The verbatim it quotes.
    pub text: &'a str,
    /// The lexicons that hold its entry.
    pub lexicons: &'a Lexicons,
    /// What to put in.
    pub content: Content,
}

impl Serialize for EvidenceView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let evidence = self.evidence;
        let entry = self.lexicons.entry(evidence.entry);
        let mut out = serializer.serialize_struct("Evidence", 11)?;
        out.serialize_field("start", &evidence.span.start)?;
        out.serialize_field("end", &evidence.span.end)?;
        if self.content.text {
            out.serialize_field("quote", evidence.span.of(self.text))?;
        }
        out.serialize_field("term", entry.term)?;
        out.serialize_field("entry", &Line(entry.file, entry.line))?;
        out.serialize_field("kind", evidence.kind.name())?;
        out.serialize_field("matched", evidence.matched.name())?;
        if !evidence.parts.is_empty() {
            let parts = Each(&evidence.parts, |part: &Span| [part.start, part.end]);
            out.serialize_field("parts", &parts)?;
        }
        if let Some(valence) = evidence.valence {
            out.serialize_field("valence", &valence)?;
        }
        if let Some(result) = evidence.result {
            out.serialize_field("result", &result)?;
        }
        if self.content.steps {
            let steps = Each(&evidence.steps, |step| StepView {
                step,
                text: self.content.text.then_some(self.text),
            });
            out.serialize_field("steps", &steps)?;
        }
        out.end()
    }
}

/// `file:line`, written without a string in between.
struct Line<'a>(&'a str, u32);

impl Serialize for Line<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(&format_args!("{}:{}", self.0, self.1))
    }
}

struct StepView<'a> {
    step: &'a Step,
    text: Option<&'a str>,
}

impl Serialize for StepView<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut out = serializer.serialize_struct("Step", 6)?;
        out.serialize_field("rule", self.step.rule)?;
        if let Some(word @ Span { start, end }) = self.step.word {
            if let Some(text) = self.text {
                out.serialize_field("word", word.of(text))?;
            }
            out.serialize_field("start", &start)?;
            out.serialize_field("end", &end)?;
        }
        out.serialize_field("before", &self.step.before)?;
        out.serialize_field("after", &self.step.after)?;
        out.end()
    }
}
