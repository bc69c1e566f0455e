//! The rules of sentiment and themes on a small lexicon of this test's own, one behaviour each.
//!
//! The words are English, but the rules are those of every language: scope and direction are data.

use std::sync::Arc;
use verbatims::Pipeline;
use verbatims::annotation::{Annotation, Flag, Matched, Polarity};
use verbatims::document::Language;
use verbatims::lexicon::Lexicons;
use verbatims::lexicon::bundle::Files;

const RULES: &str = "
negated_positive = 100
negated_negative = 50
comparative = 90
superlative = 150
elongated = 120
capitals = 150
exclamation = 110
positive_in_question = 0
negative_in_question = 80
before_contrast = 50
negative_weight = 100
against_verdict = 20
polite_alone = 0
fact_valence = 200
rating_valence = 400
empty_under_heading = 200
mixed_least = 80
mixed_share = 40
neutral_band = 20
repeated = 50
implied_by_contrast = 120
general_unknown_words = 3
";

const MODIFIERS: &str = "term\tmatch\trole\tstrength\tscope\tdirection\tnote
not\t\tnegator\t\tclause\tboth
nobody\t\tnegator\t\tclause\tright
not only\t\tnot-negator
very\t\tintensifier\t50\t2\tright
indeed\t\tintensifier\t50\t2\tleft
slightly\t\tdiminisher\t-50
mega\tprefix\tintensifier\t100
un\tprefix\tnegator
too\t\texcess\t-100\t2
lacks\t\tlack\t-100\t3
without\t\trelief\t\t3
but\t\tcontrast\t100
although\t\tconcession\t50
because\t\tboundary
and\t\tjoin
would be\t\tirrealis\t0\tclause\tright
used to be\t\tpast\t-50\tclause\tright
plus\t\tpros
minus\t\tcons
nothing\t\tempty
out of\t\trating-of
stars\t\trating-unit\t5
gave\t\trating-cue\t\t3
for\t\trating-cue\t\t1\tleft
hours|hour\t\tduration\t1
well done\t\tirony
";

const SENTIMENT: &str = "term\tpos\tparadigm\tvalence\tmatch\tflags\trequires\tunless\tnote
good\tadj\ta1\t200
nice\tadj\ta1\t150
bad\tadj\t=worse|worst\t-200
slow\tadj\ta1\t-150
not bad\tphrase\t\t100
broke|broken down\tphrase\t\t-250
never again\tphrase\t\t-400\t\tverdict
thanks\tintj\t\t100\t\tpolite
reliab*\tadj\t\t180
stolen\tadj\t\t-200\t\tfirm
ignored\tverb\t\t-100\t\t\tcalls; mails + twice\tspam
";

const PARADIGMS: &str = "paradigm\tprefix\tstrip\tadd\tfeatures
a1\t\t\tly\tadv
a1\t\t\ter\tcomp
a1\t\t\test\tsup
a1\t\te\ter\tcomp
v1\t\t\ts\tpres
v1\t\t\ted\tpast
";

const CLASSES: &str = "class\tterm\tparadigm\tnote
goods\tparcel
goods\torder
goods\tpick up parcel
swift\tswift
";

const THEMES: &str = "theme\tterm\tpos\tparadigm\tmatch\tpolarity\trequires\tunless\tflags\tnote
delivery-speed\t@goods <0-2> late\tphrase\t\t\t-
delivery-speed\tdelivery\tnoun\t\t\t\t\t\tweak
delivery-damaged\tdamaged\tadj\t\t\t-\t@goods
staff-friendliness\tstaff\tnoun\t\t\t\t\tsick staff
support-quality\tservice\tnoun\t\t\t\t\t\tweak
support-resolution\tafter sales service\tphrase
loyalty-recommend\trecommend\tverb\tv1\t\t+
delivery-speed\tarrived/v1 {the day after|at once|two {days|weeks and days} later}\tphrase\t\t\t+
delivery-damaged\tpromised <0-4,> never held\tphrase\t\t\t-
delivery-damaged\tit came in small pieces\tphrase\t\t\t-
staff-friendliness\tnot <0-2> kind\tphrase\t\t\t-
delivery-speed\t@swift\tadj\t\t\t+\t\t\tlast
delivery-speed\tswift\tadj\t\t\t+
staff-friendliness\texplained\tverb\t\t\t+\tphone + patient|patience; comment:twice
";

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
id = "delivery-damaged"
parent = "delivery"
stage = "acquisition"
prior = "negative"
labels = {}
[[theme]]
id = "staff-friendliness"
stage = "engagement"
labels = {}
[[theme]]
id = "support-quality"
stage = "engagement"
labels = {}
[[theme]]
id = "support-resolution"
stage = "engagement"
labels = {}
[[theme]]
id = "loyalty-recommend"
stage = "advocacy"
labels = {}
[[theme]]
id = "general-praise"
stage = "advocacy"
fallback = "praise"
labels = {}
[[theme]]
id = "general-complaint"
stage = "engagement"
fallback = "complaint"
labels = {}
[[theme]]
id = "general-no-content"
stage = "engagement"
fixed = "neutral"
fallback = "empty"
labels = {}
"#;

const LANGUAGE: &str = r#"
name = "Test"
scripts = ["Latn"]
[normalize]
steps = ["nfc", "invisible", "lowercase", "apostrophes"]
[fold]
doubled = "e"
"#;

fn pipeline() -> Pipeline {
    let files = Files::from_texts([
        ("codeframe.toml", CODEFRAME),
        ("common/rules.toml", RULES),
        (
            "common/emoji.tsv",
            "emoji\tvalence\tflags\tnote\n👍\t150\n😡\t-250\n",
        ),
        (
            "common/modifiers.tsv",
            "term\tmatch\trole\tstrength\tscope\tdirection\tnote\n/\t\trating-of\n",
        ),
        ("en/language.toml", LANGUAGE),
        ("en/modifiers.tsv", MODIFIERS),
        ("en/sentiment.tsv", SENTIMENT),
        ("en/paradigms.tsv", PARADIGMS),
        ("en/classes.tsv", CLASSES),
        ("en/themes/all.tsv", THEMES),
        ("en/numbers.tsv", "term\tvalue\nfour\t4\nfive\t5\n"),
    ]);
    Pipeline::new(Arc::new(Lexicons::load(files, &[Language::En]).unwrap()))
}

fn annotate(text: &str) -> Annotation {
    pipeline().annotate_as(text, Some(Language::En))
}

fn themes(text: &str) -> Vec<(String, &'static str)> {
    let pipeline = pipeline();
    let annotation = pipeline.annotate_as(text, Some(Language::En));
    annotation
        .mentions
        .iter()
        .map(|mention| {
            let id = pipeline
                .lexicons()
                .codeframe()
                .theme(mention.theme)
                .id
                .clone();
            (id, mention.polarity.name())
        })
        .collect()
}

/// Texts with the score they must get.
fn scores(table: &[(&str, i32)]) {
    for &(text, score) in table {
        let sentiment = annotate(text).sentiment;
        assert_eq!(sentiment.score, score, "{text}: {:#?}", sentiment.evidence);
    }
}

#[test]
fn an_entry_counts_with_its_valence_in_all_its_forms() {
    scores(&[
        ("good", 200),
        ("Goodly", 200),
        ("worse", -200),
        ("reliability", 180),
        ("nothing here", 0),
    ]);
}

#[test]
fn comparative_and_superlative_weigh_as_the_rules_say() {
    scores(&[("slower", -135), ("nicer", 135), ("slowest", -225)]);
}

#[test]
fn a_negator_turns_what_it_reaches_on_either_side() {
    scores(&[
        ("not good", -200),
        ("good it is not", -200),
        ("not slow", 75),
        ("nobody was nice", -150),
    ]);
}

#[test]
fn a_negation_stops_at_the_end_of_its_clause() {
    scores(&[
        ("not today, good", 200),
        ("not because good", 200),
        ("not. good", 200),
    ]);
}

#[test]
fn a_negation_carries_over_and() {
    scores(&[("not good and nice", -350), ("not good nice", -50)]);
}

#[test]
fn a_parenthesis_behind_a_negator_is_passed_over() {
    scores(&[("was not, whatever they say, good", -200)]);
}

#[test]
fn two_negators_cancel() {
    scores(&[("nobody was not good", 200)]);
}

#[test]
fn a_phrase_uses_up_its_own_negator() {
    scores(&[("not bad", 100), ("not only good", 200)]);
}

#[test]
fn degree_words_work_in_their_direction() {
    scores(&[
        ("very good", 300),
        ("good indeed", 300),
        ("slightly slow", -75),
        ("good very", 200),
    ]);
}

#[test]
fn a_glued_prefix_counts_like_the_word() {
    scores(&[("megagood", 400), ("ungood", -200)]);
}

#[test]
fn spelling_strengthens() {
    scores(&[
        ("gooood", 240),
        ("that was GOOD stuff", 300),
        ("ALL GOOD HERE", 200),
        ("good!", 220),
    ]);
}

#[test]
fn too_much_of_a_good_thing_is_bad_and_too_alone_is_mildly_so() {
    scores(&[("too good", -200), ("too small", -100), ("good too", 200)]);
}

#[test]
fn lack_turns_the_good_and_relief_the_bad() {
    scores(&[
        ("lacks nice rooms", -150),
        ("lacks rooms", -100),
        ("without bad surprises", 100),
    ]);
}

#[test]
fn a_negated_lack_is_no_lack() {
    scores(&[("not lacks", 50)]);
}

#[test]
fn the_clause_behind_but_outweighs_the_one_before() {
    scores(&[("good but slow", 100 - 150), ("slow but good", -75 + 200)]);
    assert!(annotate("good but slow").flags.contains(&Flag::Contrast));
}

#[test]
fn a_contrast_behind_praise_implies_blame_also_in_unknown_words() {
    scores(&[
        ("good but the pillow was a brick", 100 - 120),
        ("good but the brick", 100),
        ("slow but the pillow was a brick", -75),
        ("although the pillow was a brick, good", 200),
    ]);
}

#[test]
fn a_conceded_clause_weighs_less() {
    scores(&[("good although slow", 200 - 75)]);
}

#[test]
fn a_wish_praises_nothing_and_the_past_blames() {
    scores(&[("would be good", 0), ("used to be good", -100)]);
}

#[test]
fn a_question_praises_nothing_but_may_complain() {
    scores(&[("is it good?", 0), ("is it slow?", -120)]);
}

#[test]
fn numbers_out_of_numbers_rate() {
    scores(&[
        ("5/5", 400),
        ("1/5", -240),
        ("four out of five", 240),
        ("0 stars", -400),
        ("24/7", 0),
        ("7/11", 0),
        ("5/5 for the food", 400),
        ("got 3 out of 5 orders", 0),
        ("a line of 100/100 here", 0),
    ]);
    assert!(annotate("2/10").flags.contains(&Flag::Rating));
}

#[test]
fn what_asks_for_a_rating_lets_numbers_rate_though_words_follow() {
    scores(&[
        ("we came on 2/10 with the children", 0),
        ("gave it 2/10 with the children", -240),
        ("gave it two or so, and by the way on 2/10 with them", 0),
        ("the food was 2/10. gave 1/5 to the staff", -240),
        ("four out of five parcels", 0),
        ("four out of five for the parcels", 240),
        ("four out of five for 20 pounds", 0),
        ("a 10/10 place", 400),
    ]);
}

#[test]
fn a_rating_beyond_its_scale_is_the_best_and_one_below_nothing_the_worst() {
    scores(&[
        ("11 out of 10", 400),
        ("11/10", 400),
        ("30 out of 10", 0),
        ("12 out of 5", 0),
        ("paid 250/10 for the line", 0),
        ("ordered on 12/10", 0),
        ("8 stars", 240),
        ("gave 8 stars", 240),
        ("collected 8 stars", 0),
        ("11 stars", 0),
        ("-10/10", -400),
        ("\u{2212}5 stars", -400),
        ("gave -5 stars", -400),
        ("the food -10/10", 400),
        ("it takes 2-5 stars", 400),
    ]);
}

#[test]
fn a_good_rating_that_is_denied_speaks_against() {
    let denied = -400;
    scores(&[
        ("not five stars", denied),
        ("not, five stars", 400),
        ("not bad, five stars", 100 + 400),
        ("not even 1 out of five", -240),
        ("not in the end. five stars", 400),
        ("is it five stars?", 0),
    ]);
}

#[test]
fn a_verdict_outweighs_what_speaks_against_it() {
    scores(&[("good. never again", 40 - 400)]);
    assert_eq!(
        annotate("good. never again").sentiment.polarity,
        Polarity::Negative
    );
}

#[test]
fn an_empty_answer_under_a_heading_takes_the_other_side() {
    scores(&[
        ("Minus: nothing", 200),
        ("Plus: nothing", -200),
        ("Plus: good", 200),
    ]);
}

#[test]
fn thanks_alone_or_beside_a_complaint_is_manners() {
    scores(&[("thanks", 0), ("slow, thanks", -150), ("good, thanks", 300)]);
}

#[test]
fn the_same_entry_again_weighs_less() {
    scores(&[("good. good.", 300)]);
}

#[test]
fn both_sides_without_a_verdict_are_mixed() {
    assert_eq!(annotate("nice. slow.").sentiment.polarity, Polarity::Mixed);
    assert_eq!(
        annotate("good. slightly slow.").sentiment.polarity,
        Polarity::Positive
    );
}

#[test]
fn emoji_count_like_words() {
    scores(&[("👍", 150), ("👍🏽", 150), ("good 😡", -50)]);
}

#[test]
fn the_longest_term_wins_and_its_gap_is_bounded() {
    assert_eq!(
        themes("parcel came very late"),
        [("delivery-speed".into(), "negative")]
    );
    assert_eq!(themes("parcel came so very very late"), []);
    assert_eq!(themes("parcel came, late"), []);
}

#[test]
fn a_phrase_of_a_class_counts_like_a_word_of_it() {
    assert_eq!(
        themes("pick up parcel late"),
        [("delivery-speed".into(), "negative")]
    );
}

#[test]
fn a_group_holds_several_words_in_one_place() {
    let fast = [("delivery-speed".to_owned(), "positive")];
    assert_eq!(themes("it arrived the day after"), fast);
    assert_eq!(themes("it arrived at once"), fast);
    assert_eq!(themes("it arrived at day"), []);
}

#[test]
fn a_group_may_hold_a_group() {
    let fast = [("delivery-speed".to_owned(), "positive")];
    assert_eq!(themes("it arrived two days later"), fast);
    assert_eq!(themes("it arrived two weeks and days later"), fast);
    assert_eq!(themes("it arrived two later"), []);
}

#[test]
fn a_gap_may_cross_one_comma_where_its_term_says_so() {
    let broken = [("delivery-damaged".to_owned(), "negative")];
    assert_eq!(themes("promised a lot, it never held"), broken);
    assert_eq!(themes("promised a, lot, it never held"), []);
    assert_eq!(themes("promised a. lot it never held"), []);
}

#[test]
fn all_parts_of_a_condition_must_hold() {
    let friendly = [("staff-friendliness".to_owned(), "positive")];
    assert_eq!(themes("explained by phone with patience"), friendly);
    assert_eq!(themes("explained by phone"), []);
    assert_eq!(themes("explained with patience"), []);
    assert_eq!(themes("explained. twice"), friendly);
}

#[test]
fn a_feeling_word_may_have_conditions() {
    scores(&[
        ("ignored my calls", -100),
        ("ignored my mails twice", -100),
        ("ignored my mails", 0),
        ("ignored my calls as spam", 0),
    ]);
}

#[test]
fn a_firm_word_or_a_whole_fact_is_not_turned_from_outside() {
    scores(&[
        ("not to mention stolen", -200),
        ("not that it came in small pieces", -200),
        ("not to mention damaged parcel", 100),
    ]);
}

#[test]
fn a_phrase_that_does_not_negate_keeps_its_negator() {
    let unkind = [("staff-friendliness".to_owned(), "negative")];
    assert_eq!(themes("not so kind"), unkind);
    assert_eq!(themes("not only kind"), []);
}

#[test]
fn of_equal_words_a_strong_row_counts() {
    let found = themes("the service was swift, i recommend it");
    assert!(
        found.contains(&("delivery-speed".to_owned(), "positive")),
        "{found:?}"
    );
}

#[test]
fn emoji_and_closing_hashtags_are_not_negated() {
    scores(&[
        ("not there yet 👍", 150),
        ("not there yet #good #nice", 350),
    ]);
}

#[test]
fn a_hashtag_is_read_as_the_words_it_is_made_of() {
    scores(&[
        ("#verygood", 300),
        ("#notgood", -200),
        ("not there #notgood #nice", -50),
        ("#AcmeSlow", -150),
        ("#acmeslow", -150),
    ]);
}

#[test]
fn praise_before_a_lost_emoji_asks_nothing() {
    scores(&[
        ("good service ??", 200),
        ("good service??", 0),
        ("good service ?", 0),
    ]);
    assert!(annotate("parcel ??").flags.contains(&Flag::Question));
}

#[test]
fn a_condition_must_stand_in_the_sentence() {
    assert_eq!(
        themes("parcel arrived damaged"),
        [("delivery-damaged".into(), "negative")]
    );
    assert_eq!(themes("parcel arrived. the road is damaged"), []);
    assert_eq!(themes("sick staff"), []);
}

#[test]
fn a_topic_takes_the_polarity_of_its_clause() {
    assert_eq!(
        themes("nice staff"),
        [("staff-friendliness".into(), "positive")]
    );
    assert_eq!(
        themes("the staff is not nice"),
        [("staff-friendliness".into(), "negative")]
    );
    assert_eq!(
        themes("nice staff but slow delivery"),
        [
            ("delivery-speed".into(), "negative"),
            ("staff-friendliness".into(), "positive")
        ]
    );
}

#[test]
fn a_weak_topic_yields_to_a_specific_one_in_its_clause() {
    assert_eq!(
        themes("nice staff service"),
        [("staff-friendliness".into(), "positive")]
    );
}

#[test]
fn a_term_inside_another_themes_phrase_does_not_count() {
    assert_eq!(
        themes("good after sales service"),
        [("support-resolution".into(), "positive")]
    );
}

#[test]
fn a_negated_term_mentions_its_theme_with_the_other_polarity() {
    assert_eq!(
        themes("not recommended"),
        [("loyalty-recommend".into(), "negative")]
    );
    assert_eq!(
        themes("parcel not damaged"),
        [("delivery-damaged".into(), "positive")]
    );
}

#[test]
fn feelings_that_no_theme_explains_are_general_where_little_else_is_said() {
    assert_eq!(themes("good"), [("general-praise".into(), "positive")]);
    assert_eq!(
        themes("never again"),
        [("general-complaint".into(), "negative")]
    );
    assert_eq!(
        themes("nothing"),
        [("general-no-content".into(), "neutral")]
    );
}

#[test]
fn the_steps_lead_from_the_valence_to_the_result() {
    for text in [
        "not very good but slow!",
        "GOOOD although nice?",
        "too good, used to be bad",
    ] {
        for evidence in annotate(text).sentiment.evidence {
            let mut value = i32::from(evidence.valence.unwrap());
            for step in &evidence.steps {
                assert_eq!(step.before, value, "{text}");
                value = step.after;
            }
            assert_eq!(Some(value), evidence.result, "{text}");
        }
    }
}

#[test]
fn evidence_quotes_the_comment_and_knows_its_line() {
    let text = "The parcel came late";
    let pipeline = pipeline();
    let annotation = pipeline.annotate_as(text, Some(Language::En));
    let evidence = &annotation.mentions[0].evidence[0];
    assert_eq!(evidence.span.of(text), "parcel came late");
    let parts: Vec<&str> = evidence.parts.iter().map(|part| part.of(text)).collect();
    assert_eq!(parts, ["parcel", "late"]);
    let source = pipeline.lexicons().entry(evidence.entry);
    assert_eq!((source.file, source.line), ("en/themes/all.tsv", 2));
    assert_eq!(evidence.matched, Matched::Exact);
}

#[test]
fn a_number_and_a_unit_of_time_are_a_duration() {
    assert!(
        annotate("waited four hours")
            .flags
            .contains(&Flag::Duration)
    );
    assert!(!annotate("opening hours").flags.contains(&Flag::Duration));
}

#[test]
fn an_emoji_is_no_part_of_a_compound_and_feeling_words_stay_words() {
    scores(&[("good 😡", -50), ("bad 👍", -50)]);
}

#[test]
fn an_unknown_word_one_slip_from_a_listed_one_is_repaired_where_asked_for() {
    let repairing = pipeline().with_spelling_repair(true);
    for (text, matched) in [
        ("parcel dammaged", Some(Matched::Repaired)),
        ("parcel damged", Some(Matched::Repaired)),
        ("parcle damaged", Some(Matched::Exact)),
        ("parcel amaged", None),
        ("parcel dxmxged", None),
    ] {
        let annotation = repairing.annotate_as(text, Some(Language::En));
        let mention = annotation.mentions.first();
        assert_eq!(mention.map(|m| m.evidence[0].matched), matched, "{text}");
    }
    assert!(annotate("parcel dammaged").mentions.is_empty());
}

#[test]
fn a_doubled_last_letter_is_drawn_out_where_the_language_says_so() {
    assert_eq!(
        annotate("nicee").sentiment.score,
        annotate("niceee").sentiment.score
    );
    assert_eq!(annotate("badd").sentiment.score, 0);
}

#[test]
fn a_list_that_breaks_its_format_names_file_line_and_remedy() {
    let files = Files::from_texts([
        ("codeframe.toml", CODEFRAME),
        ("common/rules.toml", RULES),
        ("en/language.toml", LANGUAGE),
        (
            "en/sentiment.tsv",
            "term\tpos\tparadigm\tvalence\tmatch\tflags\tnote\ngood\tadj\tnone\t200\n",
        ),
    ]);
    let error = Lexicons::load(files, &[Language::En])
        .unwrap_err()
        .to_string();
    assert!(
        error.starts_with("en/sentiment.tsv:2: there is no paradigm `none`"),
        "{error}"
    );
    assert!(error.contains("help:"), "{error}");
}
