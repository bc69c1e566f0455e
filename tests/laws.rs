//! Ways of typing that say the same: script, missing diacritics, capitals, drawn-out letters, vowel signs, spaces.
//!
//! Every run of six, eight or ten words in comments of our own is a case, where it has more than twenty letters.

mod common;

use common::texts::{self, cyrillic, is_plain_latin};
use std::collections::BTreeSet;
use std::sync::LazyLock;
use verbatims::Pipeline;
use verbatims::annotation::Annotation;
use verbatims::document::Language;

static PIPELINE: LazyLock<Pipeline> =
    LazyLock::new(|| Pipeline::bundled().expect("the bundled lexicons load"));

/// Words of a case: every run of one of these lengths is one.
const WORDS: [usize; 3] = [6, 8, 10];

/// Letters that tell the language; shorter texts may be read otherwise when typed otherwise.
const LETTERS: usize = 20;

/// All cases of a language in lower case.
fn cases(language: Language) -> Vec<String> {
    let mut cases = Vec::new();
    for line in texts::lines_of(language) {
        let words: Vec<&str> = line.split_whitespace().collect();
        for run in WORDS.into_iter().flat_map(|length| words.windows(length)) {
            let text = run.join(" ").to_lowercase();
            if text.chars().filter(|c| c.is_alphabetic()).count() > LETTERS {
                cases.push(text);
            }
        }
    }
    assert!(cases.len() >= 500, "only {} cases", cases.len());
    cases
}

/// What a way of typing must leave as it is.
#[derive(Clone, Copy)]
enum Law {
    /// Language, entries of the evidence and sign.
    Entries,
    /// Language, and the sign of a score that is not near zero: capitals and drawn-out letters make words weigh more.
    Sign,
}

/// Hundredths within which praise and blame balance.
const BALANCED: i32 = 75;

fn entries(annotation: &Annotation) -> BTreeSet<(u32, Language)> {
    let evidence = annotation.sentiment.evidence.iter();
    evidence
        .map(|evidence| (evidence.entry.index, evidence.entry.language))
        .collect()
}

/// Holds the law against every case that `typed` changes.
fn hold(law: Law, languages: &[Language], typed: impl Fn(&str) -> String) {
    let mut broken = Vec::new();
    for &language in languages {
        let mut changed = 0;
        for text in cases(language) {
            let other = typed(&text);
            if other == text {
                continue;
            }
            changed += 1;
            let before = PIPELINE.annotate(&text);
            let after = PIPELINE.annotate(&other);
            let balanced = matches!(law, Law::Sign) && before.sentiment.score.abs() < BALANCED;
            let kept = before.detection.language == after.detection.language
                && (balanced || before.sentiment.score.signum() == after.sentiment.score.signum())
                && (matches!(law, Law::Sign) || entries(&before) == entries(&after));
            if !kept {
                broken.push(format!(
                    "{text}\n  {other}\n  {:?} {} -> {:?} {}",
                    before.detection.language,
                    before.sentiment.score,
                    after.detection.language,
                    after.sentiment.score
                ));
            }
        }
        assert!(
            changed >= 200,
            "only {changed} cases of {language:?} change"
        );
    }
    assert!(
        broken.is_empty(),
        "{} broken:\n{}",
        broken.len(),
        broken.join("\n")
    );
}

const CASED: [Language; 4] = [Language::Sv, Language::Sr, Language::Ru, Language::En];

/// The last letter of the longest word written five times.
fn drawn_out(text: &str) -> String {
    let longest = text
        .split(' ')
        .filter(|word| word.chars().all(char::is_alphabetic))
        .max_by_key(|word| word.chars().count());
    let Some((word, last)) = longest.and_then(|word| Some((word, word.chars().next_back()?)))
    else {
        return text.to_owned();
    };
    text.replacen(word, &format!("{word}{}", last.to_string().repeat(4)), 1)
}

#[test]
fn serbian_says_the_same_in_cyrillic() {
    hold(Law::Entries, &[Language::Sr], |text| {
        if is_plain_latin(text) {
            cyrillic(text)
        } else {
            text.to_owned()
        }
    });
}

/// A text typed without some marks. A word that is another listed word then (`šalu`, `salu`) keeps them: it would be read
/// as that.
fn unmarked(language: Language, text: &str, plain: impl Fn(char) -> char) -> String {
    let listed = |word: &str| {
        let letters = word.trim_matches(|c: char| !c.is_alphabetic());
        !PIPELINE
            .lexicons()
            .pack(language)
            .forms
            .get(letters)
            .is_empty()
    };
    let strip = |word: &str| {
        let stripped: String = word.chars().map(&plain).collect();
        if stripped != word && listed(&stripped) {
            word.to_owned()
        } else {
            stripped
        }
    };
    text.split(' ').map(strip).collect::<Vec<_>>().join(" ")
}

#[test]
fn serbian_says_the_same_without_diacritics() {
    hold(Law::Entries, &[Language::Sr], |text| {
        unmarked(Language::Sr, text, |c| match c {
            'č' | 'ć' => 'c',
            'š' => 's',
            'ž' => 'z',
            other => other,
        })
    });
}

#[test]
fn capitals_keep_language_and_sign() {
    hold(Law::Sign, &CASED, |text| text.to_uppercase());
}

#[test]
fn a_capital_at_the_start_of_each_word_keeps_language_and_entries() {
    hold(Law::Entries, &CASED, |text| {
        let capital = |word: &str| {
            let mut letters = word.chars();
            let first: String = letters
                .next()
                .into_iter()
                .flat_map(char::to_uppercase)
                .collect();
            first + letters.as_str()
        };
        text.split(' ').map(capital).collect::<Vec<_>>().join(" ")
    });
}

#[test]
fn a_drawn_out_word_keeps_language_and_sign() {
    hold(Law::Sign, &Language::SERVED, drawn_out);
}

#[test]
fn vowel_signs_say_nothing() {
    hold(Law::Entries, &[Language::Ar], |text| {
        text.replace('م', "مَ").replace('ت', "تِ").replace('ب', "بّ")
    });
}

#[test]
fn tatweel_says_nothing() {
    hold(Law::Entries, &[Language::Ar], |text| {
        text.replace('س', "ســ").replace('ي', "يـ")
    });
}

#[test]
fn russian_without_yo_says_the_same() {
    let changed = |text: &str| unmarked(Language::Ru, text, |c| if c == 'ё' { 'е' } else { c });
    for text in cases(Language::Ru) {
        let other = changed(&text);
        let (before, after) = (PIPELINE.annotate(&text), PIPELINE.annotate(&other));
        assert_eq!(
            before.detection.language, after.detection.language,
            "{text}"
        );
        assert_eq!(entries(&before), entries(&after), "{text}");
    }
}

#[test]
fn space_around_a_comment_says_nothing() {
    hold(Law::Entries, &Language::SERVED, |text| {
        format!("  {text} \n")
    });
}
