//! Why a theme was not given: on a small lexicon of this test's own, one behaviour each, and on the bundled ones.

mod common;

use common::{command, run};
use std::sync::Arc;
use verbatims::Pipeline;
use verbatims::analyze::withheld::{Reason, withheld};
use verbatims::document::Language;
use verbatims::lexicon::Lexicons;
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::codeframe::Fallback;
use verbatims::study::why_not::{Missing, WhyNot, why_not};

const CODEFRAME: &str = r#"
version = "t"
[[theme]]
id = "delivery"
stage = "acquisition"
labels = {}
[[theme]]
id = "delivery-speed"
parent = "delivery"
stage = "acquisition"
labels = {}
[[theme]]
id = "staff"
stage = "engagement"
labels = {}
[[theme]]
id = "support"
stage = "engagement"
labels = {}
[[theme]]
id = "general-praise"
stage = "advocacy"
fallback = "praise"
labels = {}
"#;

const THEMES: &str = "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote
delivery-speed\t@goods <0-2> late\t\t\t\t-
delivery-speed\tnever arrived\t\t\t\t-\t@goods
staff\tstaff\t\t\t\t\t\tsick leave
staff\tstaff canteen lady
support\tservice\t\t\t\t\t\t\tweak
support\thelp\t\t\t\t\t\t\tlast
";

fn lexicons() -> Lexicons {
    let rules = Files::bundled()
        .get("common/rules.toml")
        .unwrap()
        .to_owned();
    let language =
        "name = \"Test\"\nscripts = [\"Latn\"]\n[normalize]\nsteps = [\"lowercase\"]\n".to_owned();
    let files = Files::from_texts([
        ("codeframe.toml", CODEFRAME.to_owned()),
        ("common/rules.toml", rules),
        ("en/language.toml", language),
        (
            "en/classes.tsv",
            "class\tterm\tparadigm\tnote\ngoods\tparcel\ngoods\torder\n".to_owned(),
        ),
        ("en/themes/all.tsv", THEMES.to_owned()),
    ]);
    Lexicons::load(files, &[Language::En]).unwrap()
}

fn ask(text: &str, theme: &str) -> WhyNot {
    let lexicons = Arc::new(lexicons());
    let pipeline = Pipeline::new(Arc::clone(&lexicons));
    let annotation = pipeline.annotate_as(text, Some(Language::En));
    let theme = lexicons.codeframe().find(theme).unwrap();
    why_not(&lexicons, text, &annotation, theme).unwrap()
}

fn missing(text: &str) -> Missing {
    match ask(text, "delivery-speed") {
        WhyNot::Near(near) => near.missing,
        other => panic!("{text}: {other:?}"),
    }
}

#[test]
fn the_missing_part_of_the_nearest_term_is_named() {
    assert_eq!(
        missing("my parcel is on its way"),
        Missing::Parts(vec!["late".to_owned()])
    );
    assert_eq!(
        missing("it was late"),
        Missing::Parts(vec!["@goods".to_owned()])
    );
    assert_eq!(
        missing("the parcel was once again very late"),
        Missing::Gap {
            between: 4,
            most: 2
        }
    );
    assert_eq!(missing("the parcel, again late"), Missing::Break);
    assert_eq!(missing("too late for my parcel"), Missing::Order);
    assert_eq!(missing("My parcel came. It was late."), Missing::Sentence);
}

#[test]
fn a_term_that_shares_more_with_the_comment_is_nearer() {
    let WhyNot::Near(near) = ask("it never arrives and is late", "delivery-speed") else {
        panic!("a near term");
    };
    assert_eq!(near.missing, Missing::Parts(vec!["arrived".to_owned()]));
    assert_eq!(near.found[0].0, "never");
}

#[test]
fn a_term_that_is_there_tells_what_kept_it_from_counting() {
    let lexicons = lexicons();
    let pipeline = Pipeline::new(Arc::new(lexicons));
    let lexicons = pipeline.lexicons();
    let reasons = |text: &str, theme: &str| -> Vec<Reason> {
        let annotation = pipeline.annotate_as(text, Some(Language::En));
        let theme = lexicons.codeframe().find(theme).unwrap();
        withheld(lexicons, text, &annotation.detection)
            .into_iter()
            .filter(|one| one.theme == theme)
            .map(|one| one.reason)
            .collect()
    };
    assert_eq!(
        reasons("it never arrived", "delivery-speed"),
        [Reason::Requires(vec![
            "`@goods` in the sentence".to_owned()
        ])]
    );
    assert_eq!(
        reasons("staff on sick leave", "staff"),
        [Reason::Unless("`sick leave` in the sentence".to_owned())]
    );
    assert!(matches!(
        reasons("the service staff", "support")[..],
        [Reason::Weak(Some(_))]
    ));
    assert!(matches!(
        reasons("staff help", "support")[..],
        [Reason::Last(Some(_))]
    ));
    assert!(matches!(
        reasons("the staff canteen lady", "staff")[..],
        [Reason::Inside(..)]
    ));
    assert!(reasons("staff", "staff").is_empty());
}

#[test]
fn given_themes_rules_and_comments_without_a_shared_word_have_their_own_answers() {
    assert_eq!(ask("my parcel is late", "delivery"), WhyNot::Given);
    assert_eq!(
        ask("fine", "general-praise"),
        WhyNot::Rule(Fallback::Praise)
    );
    assert_eq!(ask("fine", "delivery"), WhyNot::Nothing(2));
}

#[test]
fn what_is_withheld_and_what_is_given_are_all_that_was_found() {
    let pipeline = Pipeline::bundled().unwrap();
    let mut reader = csv::ReaderBuilder::new()
        .flexible(true)
        .from_path("tests/data/example_export.csv")
        .unwrap();
    for record in reader.records() {
        let record = record.unwrap();
        let Some(text) = record.get(5) else { continue };
        let annotation = pipeline.annotate(text);
        let kept = withheld(pipeline.lexicons(), text, &annotation.detection);
        let given = annotation.mentions.iter().flat_map(|m| &m.evidence);
        for evidence in given {
            // A term with gaps may fit in two ways, of which one wins; their ends do not tell them apart.
            let other_way = |reason: &Reason| matches!(reason, Reason::Inside(..));
            let twice = kept.iter().find(|one| {
                one.entry == evidence.entry && one.span == evidence.span && !other_way(&one.reason)
            });
            assert!(twice.is_none(), "{text}: {twice:?}");
        }
    }
}

#[test]
fn every_language_gets_an_answer_with_the_line_of_the_term() {
    for (text, theme, parts) in [
        (
            "Jag väntar på mitt paket.",
            "delivery-damaged",
            "sv/themes/",
        ),
        ("الموظف كان في الفرع", "staff-rudeness", "ar/themes/"),
        (
            "Kurir je doneo paket u utorak.",
            "delivery-damaged",
            "sr/themes/",
        ),
        (
            "Курир је донео пакет у уторак.",
            "delivery-damaged",
            "sr/themes/",
        ),
        (
            "Курьер привёз посылку во вторник.",
            "delivery-damaged",
            "ru/themes/",
        ),
        (
            "The courier brought the parcel on Tuesday.",
            "delivery-damaged",
            "en/themes/",
        ),
    ] {
        let output = run(&["explain", text, "--why-not", theme]);
        let shown = String::from_utf8(output.stdout).unwrap();
        assert!(output.status.success(), "{text}");
        assert!(shown.starts_with(theme), "{shown}");
        assert!(shown.contains(parts), "{shown}");
        assert!(shown.contains('^'), "{shown}");
    }
}

#[test]
fn an_unknown_theme_is_a_usage_error_that_names_likely_ones() {
    command(&["explain", "x", "--why-not", "speed"])
        .assert()
        .code(2)
        .stderr(predicates::str::contains("delivery-speed"));
}
