//! What the words around a term change: wishes, pronouns, rivals, stars, mocking emoji, denied faults, overlaps. On a small lexicon of
//! this test's own, one behaviour each.

use std::sync::Arc;
use verbatims::Pipeline;
use verbatims::annotation::{Flag, Polarity};
use verbatims::document::Language;
use verbatims::lexicon::Lexicons;
use verbatims::lexicon::bundle::Files;

const CODEFRAME: &str = r#"
version = "t"
[[theme]]
id = "staff"
stage = "engagement"
people = true
[[theme]]
id = "staff-friendliness"
parent = "staff"
stage = "engagement"
[[theme]]
id = "location-access"
stage = "acquisition"
[[theme]]
id = "price-hidden-fees"
stage = "acquisition"
prior = "negative"
[[theme]]
id = "price-level"
stage = "acquisition"
[[theme]]
id = "delivery"
stage = "acquisition"
[[theme]]
id = "rivals"
stage = "engagement"
rival = true
[[theme]]
id = "wish"
stage = "advocacy"
beside = true
fixed = "neutral"
flag = "suggestion"
"#;

const THEMES: &str = "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote
staff-friendliness\tnurse\t\t\t\t\t@sentiment\t\tweak
location-access\tparking\t\t\t\t\t@sentiment\t\tweak
price-hidden-fees\thidden fees\t\t\t\t-
price-level\tfees\t\t\t\t\t@sentiment
delivery\tparcel\t\t\t\t\t@sentiment
delivery\tparcel service\t\t\t\t\t@sentiment
rivals\tcompetitor\t\t\t\t\t@sentiment
wish\twish
";

const SENTIMENT: &str = "term\tpos\tparadigm\tvalence\tmatch\tflags\tnote
lovely\tadj\t\t250
rude\tadj\t\t-250
fast\tadj\ta1\t200
late\tadj\t\t-200
";

const MODIFIERS: &str = "term\tmatch\trole\tstrength\tscope\tdirection\tnote
no\t\tnegator\t\tclause\tright
but\t\tcontrast\t100
wish\t\tirrealis\t0\tclause\tright
";

fn pipeline() -> Pipeline {
    let rules = Files::bundled()
        .get("common/rules.toml")
        .unwrap()
        .to_owned();
    let language = "name = \"T\"\nscripts = [\"Latn\"]\n[normalize]\nsteps = [\"lowercase\", \"apostrophes\"]\n";
    let files = Files::from_texts([
        ("codeframe.toml", CODEFRAME.to_owned()),
        ("common/rules.toml", rules),
        ("common/emoji.tsv", "emoji\tvalence\tflags\tnote\n👏\t200\tirony\n🙂\t100\n".to_owned()),
        (
            "common/modifiers.tsv",
            "term\tmatch\trole\tstrength\tscope\tdirection\tnote\n⭐\t\tstar\t1\n★\t\tstar\t1\n☆\t\tstar\t0\n".to_owned(),
        ),
        ("common/pronouns.tsv", "language\twords\nen\the she they\n".to_owned()),
        ("en/language.toml", language.to_owned()),
        ("en/paradigms.tsv", "paradigm\tprefix\tstrip\tadd\tfeatures\na1\t\t\ter\tcomp\n".to_owned()),
        ("en/modifiers.tsv", MODIFIERS.to_owned()),
        ("en/sentiment.tsv", SENTIMENT.to_owned()),
        ("en/themes/all.tsv", THEMES.to_owned()),
    ]);
    Pipeline::new(Arc::new(Lexicons::load(files, &[Language::En]).unwrap()))
}

/// Themes with their polarity, and the label of the whole.
fn tagged(text: &str) -> (String, &'static str) {
    let pipeline = pipeline();
    let annotation = pipeline.annotate_as(text, Some(Language::En));
    let codeframe = pipeline.lexicons().codeframe();
    let mentions = annotation.mentions.iter();
    let themes: Vec<String> = mentions
        .map(|m| format!("{}:{}", codeframe.theme(m.theme).id, m.polarity.name()))
        .collect();
    (themes.join(" "), annotation.sentiment.polarity.name())
}

#[test]
fn themes_follow_from_the_words_around_their_terms() {
    for (text, themes, why) in [
        ("parking", "", "a bare topic needs a feeling"),
        (
            "I wish you had parking",
            "location-access:neutral wish:neutral",
            "or a wish before it",
        ),
        (
            "I wish somebody would some day think once of more parking",
            "wish:neutral",
            "shortly before it",
        ),
        (
            "the nurse came, she was lovely",
            "staff-friendliness:positive",
            "a pronoun means her",
        ),
        ("the nurse came, it was lovely", "", "another word does not"),
        (
            "The nurse came. She was lovely",
            "",
            "nor does it in another sentence",
        ),
        (
            "the parcel came, she was lovely",
            "",
            "nor does it mean a thing",
        ),
        (
            "no hidden fees",
            "price-hidden-fees:positive",
            "a denied fault",
        ),
        ("lovely parcel, late parcel", "delivery:mixed", "both sides"),
        (
            "hidden fees",
            "price-hidden-fees:negative",
            "the longer term has the words of the other theme",
        ),
        (
            "lovely parcel service",
            "delivery:positive",
            "and of its own theme",
        ),
        (
            "the competitor is faster",
            "rivals:negative",
            "better than us",
        ),
        (
            "faster than a competitor",
            "rivals:positive",
            "better than them",
        ),
        (
            "my parcel came faster than the competitor",
            "delivery:positive rivals:positive",
            "they are no subject",
        ),
    ] {
        assert_eq!(tagged(text).0, themes, "{text}: {why}");
    }
}

#[test]
fn evidence_of_both_sides_is_kept() {
    let pipeline = pipeline();
    let annotation = pipeline.annotate_as("lovely parcel, late parcel", Some(Language::En));
    assert_eq!(annotation.mentions[0].polarity, Polarity::Mixed);
    assert_eq!(annotation.mentions[0].evidence.len(), 2);
}

#[test]
fn stars_are_a_rating_out_of_five() {
    for (text, label, rated) in [
        ("⭐⭐⭐⭐⭐", "positive", true),
        ("★★☆☆☆", "negative", true),
        ("⭐ ⭐ ⭐ ⭐", "positive", true),
        ("late ⭐⭐", "negative", true),
        ("⭐⭐⭐⭐⭐⭐⭐⭐", "positive", true),
        ("⭐", "neutral", false),
        ("lovely ⭐", "positive", false),
    ] {
        let pipeline = pipeline();
        let annotation = pipeline.annotate_as(text, Some(Language::En));
        assert_eq!(annotation.sentiment.polarity.name(), label, "{text}");
        assert_eq!(annotation.flags.contains(&Flag::Rating), rated, "{text}");
    }
}

#[test]
fn praise_before_a_mocking_emoji_beside_a_complaint_is_not_meant() {
    for (text, label, ironic) in [
        ("lovely 👏 the parcel is late", "negative", true),
        ("lovely 👏", "positive", false),
        ("lovely 🙂 the parcel is late", "mixed", false),
        (
            "lovely nurse, and a bit later 👏 the parcel is late",
            "mixed",
            true,
        ),
    ] {
        let annotation = pipeline().annotate_as(text, Some(Language::En));
        assert_eq!(annotation.sentiment.polarity.name(), label, "{text}");
        assert_eq!(annotation.flags.contains(&Flag::Irony), ironic, "{text}");
    }
}

#[test]
fn negated_presence_and_wishes_hold_in_every_language() {
    let pipeline = Pipeline::bundled().unwrap();
    for (text, expected) in [
        ("Inga dolda avgifter.", "price-hidden-fees:positive"),
        ("لا توجد رسوم خفية", "price-hidden-fees:positive"),
        ("Nema skrivenih troškova.", "price-hidden-fees:positive"),
        ("Нема скривених трошкова.", "price-hidden-fees:positive"),
        ("Никаких скрытых платежей.", "price-hidden-fees:positive"),
        ("No hidden fees at all.", "price-hidden-fees:positive"),
        (
            "Önskar att ni hade parkering.",
            "feedback-suggestion:neutral",
        ),
        ("أتمنى لو عندكم مواقف سيارات", "feedback-suggestion:neutral"),
        ("Voleo bih da imate parking.", "feedback-suggestion:neutral"),
        ("Хотелось бы парковку.", "feedback-suggestion:neutral"),
        ("I wish you had parking.", "feedback-suggestion:neutral"),
    ] {
        let annotation = pipeline.annotate(text);
        let codeframe = pipeline.lexicons().codeframe();
        let given: Vec<String> = annotation
            .mentions
            .iter()
            .map(|m| format!("{}:{}", codeframe.theme(m.theme).id, m.polarity.name()))
            .collect();
        assert!(given.iter().any(|one| one == expected), "{text} {given:?}");
        if expected.starts_with("feedback") {
            let topic = given.iter().any(|one| one == "location-access:neutral");
            assert!(topic, "{text} {given:?}");
        }
    }
}
