//! Sentences and breaks in tables, and the laws that hold for every text.

use super::*;
use crate::text::tokenize::Tokenizer;
use proptest::prelude::*;

fn abbreviations() -> Abbreviations {
    Abbreviations::new([
        ("kl", false),
        ("dr", false),
        ("t.ex", false),
        ("osv", true),
        ("т.д", true),
        ("т", false),
        ("д", true),
        ("г", true),
        ("ул", false),
    ])
}

/// Sentences parted by `‖`, their parts by `|`, each token by a space.
fn shown(text: &str) -> String {
    let tokens = Tokenizer::new([":)", ":(", "<3", ")", "("]).tokenize(text);
    let show = |sentence: Sentence| {
        let mut pieces = Vec::new();
        for i in sentence.tokens {
            if sentence.breaks.contains(&i) {
                pieces.push("|");
            }
            pieces.push(tokens[i].span.of(text));
        }
        pieces.join(" ")
    };
    let sentences = sentences_with(text, &tokens, &abbreviations());
    sentences
        .into_iter()
        .map(show)
        .collect::<Vec<_>>()
        .join(" ‖ ")
}

fn table(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text:?}");
    }
}

#[test]
fn a_sentence_ends_at_its_mark_with_or_without_a_space() {
    table(&[
        (
            "Bra. Dåligt! Varför? Ok",
            "Bra . ‖ Dåligt ! ‖ Varför ? ‖ Ok",
        ),
        ("fint?Kom igen", "fint ? ‖ Kom igen"),
        ("fint.Kom igen", "fint . ‖ Kom igen"),
        (
            "Представили?Непревзойденно",
            "Представили ? ‖ Непревзойденно",
        ),
        ("dåligt.aldrig mer", "dåligt . ‖ aldrig mer"),
        (
            "bra service. kommer tillbaka",
            "bra service . ‖ kommer tillbaka",
        ),
        ("Va?! Nej!!! Jo", "Va ? ! ‖ Nej ! ! ! ‖ Jo"),
        ("Bra ! Nej", "Bra ! ‖ Nej"),
        ("لماذا ؟ لا أعرف", "لماذا ؟ ‖ لا أعرف"),
        ("سيء . لن أعود", "سيء . ‖ لن أعود"),
        ("Bra.\u{A0}Nej", "Bra . ‖ Nej"),
        ("", ""),
        ("...", ". . ."),
    ]);
}

#[test]
fn abbreviations_initials_ordinals_and_decimals_end_no_sentence() {
    table(&[
        ("Kom kl. 10 till dr. Berg", "Kom kl . 10 till dr . Berg"),
        ("Betyg 2.5 av 5.0 tack", "Betyg 2.5 av 5.0 tack"),
        ("t.ex. Malmö", "t.ex . Malmö"),
        ("skor, jackor osv. och mer", "skor , | jackor osv . och mer"),
        ("skor osv. Vi går", "skor osv . ‖ Vi går"),
        ("и т.д. и т.п. тоже", "и т.д . и т.п . тоже"),
        ("и т. д. Потом", "и т . д . ‖ Потом"),
        ("ул. Мира", "ул . Мира"),
        ("А. С. Пушкин", "А . С . Пушкин"),
        ("stigla 3. marta kasno", "stigla 3 . marta kasno"),
        ("12. 3. 2024", "12 . 3 . 2024"),
        ("Vi var 5. Det gick", "Vi var 5 . ‖ Det gick"),
        ("Det var jag. Tack", "Det var jag . ‖ Tack"),
    ]);
}

#[test]
fn an_ellipsis_ends_a_sentence_unless_it_goes_on_in_lower_case() {
    table(&[
        ("jaha... men nej", "jaha . . . | men nej"),
        ("jaha... Nej", "jaha . . . ‖ Nej"),
        ("jaha…nej", "jaha … | nej"),
        ("سيء... لن أعود", "سيء . . . ‖ لن أعود"),
    ]);
}

#[test]
fn quotes_and_brackets_close_with_the_sentence() {
    table(&[
        ("\"Nej.\" Sedan gick han", "\" Nej . \" ‖ Sedan gick han"),
        ("\"Hur?\" sa han", "\" Hur ? \" sa han"),
        ("(Bra!) Tack", "( Bra ! ) ‖ Tack"),
        ("bra (kanske!) men", "bra ( | kanske ! ) | men"),
        ("service (?) dålig", "service ( ? ) | dålig"),
        ("Bra!\"Nej\"", "Bra ! ‖ \" Nej \""),
        ("Va?, sa han", "Va ? , | sa han"),
    ]);
}

#[test]
fn faces_belong_to_the_sentence_before_them_and_may_end_one() {
    table(&[
        ("Super! 👍 Men dyrt", "Super ! 👍 ‖ Men dyrt"),
        ("Super! 👍👍! Men", "Super ! 👍 👍 ! ‖ Men"),
        (
            "Всё очень понравилось) Приду ещё",
            "Всё очень понравилось ) ‖ Приду ещё",
        ),
        ("I <3 Malmö", "I <3 Malmö"),
        (
            "allt var bra 👍 Kommer igen",
            "allt var bra 👍 ‖ Kommer igen",
        ),
        ("allt var bra 👍 kommer igen", "allt var bra 👍 kommer igen"),
    ]);
}

#[test]
fn line_breaks_end_sentences_unless_the_line_goes_on() {
    table(&[
        ("Bra mat\nDålig service", "Bra mat ‖ Dålig service"),
        ("bra mat,\nDålig", "bra mat , | Dålig"),
        ("bra mat\noch dryck", "bra mat | och dryck"),
        ("bra mat.\noch dryck", "bra mat . ‖ och dryck"),
        ("bra mat\r\n\r\noch dryck", "bra mat ‖ och dryck"),
        ("bra mat,\r\noch dryck", "bra mat , | och dryck"),
        ("خدمة سيئة\nأكل بارد", "خدمة سيئة ‖ أكل بارد"),
        ("bra\n5 av 5", "bra ‖ 5 av 5"),
    ]);
}

#[test]
fn bullets_and_list_numbers_start_sentences_on_their_line_and_parts_inside_one() {
    table(&[
        ("- bra mat\n- dyrt", "- bra mat ‖ - dyrt"),
        ("bra,\n• dyrt", "bra , ‖ • dyrt"),
        ("1. bra\n2. dyrt", "1 . bra ‖ 2 . dyrt"),
        ("1) bra\n2) dyrt", "1 ) | bra ‖ 2 ) | dyrt"),
        ("• bra • dyrt", "• bra • | dyrt"),
        ("+ bra + billigt - långt", "+ bra + | billigt - | långt"),
    ]);
}

#[test]
fn parts_begin_behind_commas_dashes_colons_brackets_and_slashes() {
    table(&[
        ("bra, men dyrt; nej: ja", "bra , | men dyrt ; | nej : | ja"),
        ("سريع، لكن غالي؛ نعم", "سريع ، | لكن غالي ؛ | نعم"),
        ("bra - men – dyrt — ok", "bra - | men – | dyrt — | ok"),
        ("bra -- dyrt", "bra - - | dyrt"),
        ("e-post 5–10 kl 12:30", "e - post 5 – 10 kl 12 : 30"),
        ("pris/kvalitet 2/10 n/a", "pris / | kvalitet 2 / 10 n / a"),
        ("maten (kall), tyvärr", "maten ( | kall ) , | tyvärr"),
        ("1,5 år, 2", "1,5 år , | 2"),
        ("(bra)", "( bra )"),
        ("bra, !", "bra , !"),
    ]);
}

#[test]
fn questions_and_exclamations_are_told_by_the_last_marks() {
    for (text, question, exclamation) in [
        ("Varför?", true, false),
        ("Varför?!", true, true),
        ("Bra!", false, true),
        ("Varför? :(", true, false),
        ("(varför?)", true, false),
        ("لماذا؟", true, false),
        ("Bra.", false, false),
        ("bra (?) service", false, false),
    ] {
        let tokens = Tokenizer::new([":("]).tokenize(text);
        let sentence = sentences(text, &tokens).remove(0);
        assert_eq!(
            (sentence.question, sentence.exclamation),
            (question, exclamation),
            "{text}"
        );
    }
}

fn check(text: &str) {
    let tokens = Tokenizer::new([":)", ")", "("]).tokenize(text);
    let sentences = sentences_with(text, &tokens, &abbreviations());
    let mut start = 0;
    for sentence in &sentences {
        assert_eq!(sentence.tokens.start, start, "{text:?}");
        assert!(sentence.tokens.end > start, "{text:?}");
        start = sentence.tokens.end;
        let mut last = sentence.tokens.start;
        for &place in &sentence.breaks {
            assert!(place > last && place < sentence.tokens.end, "{text:?}");
            last = place;
        }
    }
    assert_eq!(start, tokens.len(), "{text:?}");
}

#[test]
fn long_runs_are_cut() {
    for part in [
        ".", "a. ", "? ", "👍 ", "👍 A ", ") ", "( ", ", ", "- ", "\n", "a\n", "1. ", "\" ", "!\"",
        "👍!",
    ] {
        check(&part.repeat(3000));
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn sentences_tile_the_tokens(
        parts in prop::collection::vec(prop::sample::select(vec![
            "a", "Bra", "сло", "خدمة", "5", "kl", "т.д", " ", " ", "\n", "\r\n", "\u{a0}", ".", "...", "…", ",", ":",
            ";", "!", "?", "؟", "،", "-", "–", "/", "(", ")", "\"", "”", "•", "*", "👍", ":)", "@a", "#b",
        ]), 0..20),
    ) {
        check(&parts.concat());
    }

    #[test]
    fn sentences_tile_the_tokens_of_any_text(text in any::<String>()) {
        check(&text);
    }
}
