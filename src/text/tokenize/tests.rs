//! Each deviation in a table, and the laws that hold for every text.

use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;
use std::path::Path;

const EMOTICONS: &str = ":) :-) =) (: :D :-D xD XD :'D ;) :P :p :* <3 </3 ^^ ^_^ \\o/ :3 B) 8) :( :-( ): :'( T_T T.T :/ :-/ :\\ -_- D: :S :s :O :o o_O :x ¯\\_(ツ)_/¯ ) )) ( ((";

fn tokenizer() -> Tokenizer {
    Tokenizer::new(EMOTICONS.split(' ')).with_domains(["com", "se", "ru", "рф"])
}

/// Tokens as `kind:piece`, spaces inside a piece shown as `_`.
fn shown(text: &str) -> String {
    let tokens = tokenizer().tokenize(text);
    let show = |token: &Token| {
        let kind = match token.kind {
            TokenKind::Word => 'w',
            TokenKind::Number => 'n',
            TokenKind::Emoji => 'e',
            TokenKind::Emoticon => 'f',
            TokenKind::Hashtag => 'h',
            TokenKind::Handle => '@',
            TokenKind::Url => 'u',
            TokenKind::Email => 'm',
            TokenKind::Punct => 'p',
        };
        let piece = token
            .span
            .of(text)
            .replace([' ', '\u{A0}', '\u{202F}'], "_");
        format!("{kind}:{piece}")
    };
    tokens.iter().map(show).collect::<Vec<_>>().join(" ")
}

fn table(cases: &[(&str, &str)]) {
    for (text, expected) in cases {
        assert_eq!(shown(text), *expected, "{text:?}");
    }
}

#[test]
fn listed_words_that_begin_with_a_digit_stay_whole() {
    let tokenizer = tokenizer().with_digit_words(["5edma", "7elw"]);
    for (text, pieces) in [
        ("el 5edma 7elw", &["el", "5edma", "7elw"][..]),
        ("5Edma!", &["5Edma", "!"]),
        ("5km 5edmak", &["5", "km", "5", "edmak"]),
    ] {
        let tokens = tokenizer.tokenize(text);
        let found: Vec<&str> = tokens.iter().map(|token| token.span.of(text)).collect();
        assert_eq!(found, pieces);
    }
}

#[test]
fn words_keep_their_apostrophes_and_end_at_hyphens() {
    table(&[
        ("I don't know", "w:I w:don't w:know"),
        ("don’t", "w:don’t"),
        ("l'app", "w:l'app"),
        ("'bra'", "p:' w:bra p:'"),
        ("it´s don`t", "w:it´s w:don`t"),
        ("`kod`", "p:` w:kod p:`"),
        ("e-post", "w:e p:- w:post"),
        ("och/eller", "w:och p:/ w:eller"),
        ("подъём й", "w:подъём w:й"),
        ("مُمْتَازة، جداً", "w:مُمْتَازة p:، w:جداً"),
        ("غاليـــة", "w:غاليـــة"),
        ("__viktigt__ a_b", "p:__ w:viktigt p:__ w:a p:_ w:b"),
        ("", ""),
        (" \t\r\n\u{A0}\u{2003}\u{3000}", ""),
        ("日本", "w:日 w:本"),
    ]);
}

#[test]
fn a_full_stop_between_words_ends_the_first_unless_it_is_an_abbreviation() {
    table(&[
        ("fint.Kom igen", "w:fint p:. w:Kom w:igen"),
        ("dåligt.aldrig mer.", "w:dåligt p:. w:aldrig w:mer p:."),
        ("хорошо.Спасибо", "w:хорошо p:. w:Спасибо"),
        ("t.ex. bl.a. o.s.v.", "w:t.ex p:. w:bl.a p:. w:o.s.v p:."),
        ("и т.д.", "w:и w:т.д p:."),
        ("e.g. this", "w:e.g p:. w:this"),
        ("kl.10", "w:kl p:. n:10"),
        ("10.Bra", "n:10 p:. w:Bra"),
        ("v2.0", "w:v2.0"),
    ]);
}

#[test]
fn a_colon_keeps_a_short_ending_and_parts_all_else() {
    table(&[
        ("EU:s regler", "w:EU:s w:regler"),
        ("tv:n SMS:erna", "w:tv:n w:SMS:erna"),
        ("service:bra", "w:service p:: w:bra"),
        ("Plus:bra", "w:Plus p:: w:bra"),
        ("все:и", "w:все p:: w:и"),
        ("kl 12:30", "w:kl n:12 p:: n:30"),
    ]);
}

#[test]
fn digits_end_where_letters_begin() {
    table(&[
        ("5км 20kr", "n:5 w:км n:20 w:kr"),
        ("3,14здец", "n:3,14 w:здец"),
        ("mp3 wa7sha", "w:mp3 w:wa7sha"),
        ("7elw", "n:7 w:elw"),
        ("5kr/mån", "n:5 w:kr p:/ w:mån"),
        ("٣أيام", "n:٣ w:أيام"),
        ("ب10ريال من٤٥", "w:ب n:10 w:ريال w:من n:٤٥"),
    ]);
}

#[test]
fn separators_inside_a_number_belong_to_it() {
    table(&[
        ("2,5 1'000.50 ٢٫٥", "n:2,5 n:1'000.50 n:٢٫٥"),
        ("2.5.", "n:2.5 p:."),
        ("1 800 spänn", "n:1_800 w:spänn"),
        ("1 800 000,50 kr", "n:1_800_000,50 w:kr"),
        ("1\u{A0}800 1\u{202F}800", "n:1_800 n:1_800"),
        ("1 800kr", "n:1 n:800 w:kr"),
        ("08 123 456", "n:08 n:123_456"),
        ("2 2024", "n:2 n:2024"),
        ("1234 567", "n:1234 n:567"),
        ("24/7 2/10", "n:24 p:/ n:7 n:2 p:/ n:10"),
        ("5-10, 100%", "n:5 p:- n:10 p:, n:100 p:%"),
        ("£35 -10", "p:£ n:35 p:- n:10"),
    ]);
}

#[test]
fn addresses_are_one_token() {
    table(&[
        ("se https://ex.se/a?b=1.", "w:se u:https://ex.se/a?b=1 p:."),
        ("(http://ex.se/a_(b))", "p:( u:http://ex.se/a_(b) p:)"),
        ("www.min-sida.se!", "u:www.min-sida.se p:!"),
        ("Www.Sida.SE/x", "u:Www.Sida.SE/x"),
        ("på min-sida.se nu", "w:på u:min-sida.se w:nu"),
        ("сайт.рф/раздел", "u:сайт.рф/раздел"),
        ("ex.com, bra", "u:ex.com p:, w:bra"),
        ("bra.Se", "w:bra p:. w:Se"),
        ("a.b-c+d@ex-a.co.se.", "m:a.b-c+d@ex-a.co.se p:."),
        ("mejl:åsa@ex.se", "w:mejl p:: m:åsa@ex.se"),
        ("...x_y@ex.se", "p:. p:. p:. m:x_y@ex.se"),
        ("@ex.shop: hej", "@:@ex.shop p:: w:hej"),
        ("hejsan@anna", "w:hejsan @:@anna"),
        ("@ 5", "p:@ n:5"),
        (
            "#väntetid #2024 #خدمة_سيئة",
            "h:#väntetid p:# n:2024 h:#خدمة_سيئة",
        ),
        ("C#", "w:C p:#"),
        ("ab12#x", "w:ab12 p:# w:x"),
    ]);
}

#[test]
fn a_masked_swear_word_is_one_word() {
    table(&[
        ("f**k f***ing", "w:f**k w:f***ing"),
        ("sk*t!", "w:sk*t p:!"),
        ("г*вно п***ц", "w:г*вно w:п***ц"),
        ("х@йня", "w:х@йня"),
        ("f***", "w:f***"),
        ("х**", "w:х**"),
        ("f*c*ing", "w:f*c*ing"),
        ("bull$hit a$$", "w:bull p:$ w:hit w:a p:$ p:$"),
        ("a$$hole", "w:a$$hole"),
        ("**bra** *bra*", "p:* p:* w:bra p:* p:* p:* w:bra p:*"),
        ("**ok**", "p:* p:* w:ok p:* p:*"),
        ("bra* 5*3", "w:bra p:* n:5 p:* n:3"),
    ]);
}

#[test]
fn listed_emoticons_are_one_token_however_long() {
    table(&[
        ("bra :)", "w:bra f::)"),
        ("bra:)))", "w:bra f::)))"),
        ("bra :DDD", "w:bra f::DDD"),
        ("bra:D", "w:bra f::D"),
        ("xDDD xDa", "f:xDDD w:xDa"),
        ("<3 <30", "f:<3 p:< n:30"),
        (":'( T_T ^_^ o_O", "f::'( f:T_T f:^_^ f:o_O"),
        ("¯\\_(ツ)_/¯", "f:¯\\_(ツ)_/¯"),
        (":)bra", "f::) w:bra"),
        ("T.T.", "f:T.T p:."),
    ]);
}

#[test]
fn what_only_looks_like_an_emoticon_is_none() {
    table(&[
        ("10:s", "n:10 p:: w:s"),
        ("se:(a) och", "w:se p:: p:( w:a p:) w:och"),
        ("12:30", "n:12 p:: n:30"),
        ("http://ex.se", "u:http://ex.se"),
        ("C:\\Users", "w:C p:: p:\\ w:Users"),
        ("8) bra", "n:8 p:) w:bra"),
        ("bra 8)", "w:bra f:8)"),
        ("(kl 8)", "p:( w:kl n:8 p:)"),
        ("(plan B)", "p:( w:plan w:B p:)"),
        ("(se bild):", "p:( w:se w:bild p:) p::"),
        ("D: varför", "w:D p:: w:varför"),
        ("fy D:", "w:fy f:D:"),
        ("EXTRA", "w:EXTRA"),
    ]);
}

#[test]
fn bare_brackets_are_emoticons_when_they_are_unbalanced() {
    table(&[
        ("Спасибо)", "w:Спасибо f:)"),
        ("Спасибо ))", "w:Спасибо f:))"),
        ("жаль((( очень", "w:жаль f:((( w:очень"),
        ("жаль((но", "w:жаль f:(( w:но"),
        ("(хорошо))", "p:( w:хорошо p:) f:)"),
        ("(хорошо)", "p:( w:хорошо p:)"),
        ("1) цена 2) вкус", "n:1 p:) w:цена n:2 p:) w:вкус"),
        ("а) цена", "w:а p:) w:цена"),
        ("плюсы: а) цена", "w:плюсы p:: w:а p:) w:цена"),
        ("это я)", "w:это w:я f:)"),
        ("ждал 5))", "w:ждал n:5 f:))"),
        ("цена (высокая", "w:цена p:( w:высокая"),
        ("цена (", "w:цена f:("),
        (
            "I want a) cash b) a call",
            "w:I w:want w:a p:) w:cash w:b p:) w:a w:call",
        ),
        ("بيتزا (دجاج ( لذيذة", "w:بيتزا p:( w:دجاج p:( w:لذيذة"),
        ("بيتزا )دجاج( لذيذة", "w:بيتزا p:) w:دجاج p:( w:لذيذة"),
    ]);
}

#[test]
fn without_a_list_there_are_no_emoticons() {
    let kinds: Vec<TokenKind> = tokenize(":) ))").iter().map(|token| token.kind).collect();
    assert_eq!(kinds, [TokenKind::Punct; 4]);
}

#[test]
fn an_emoji_sequence_is_one_token_and_a_run_one_each() {
    table(&[
        ("👍👍🏽", "e:👍 e:👍🏽"),
        ("👨‍👩‍👧❤️🇸🇪🇷🇸", "e:👨‍👩‍👧 e:❤️ e:🇸🇪 e:🇷🇸"),
        ("5️⃣ 1️⃣0️⃣ #️⃣ *️⃣", "e:5️⃣ e:1️⃣ e:0️⃣ e:#️⃣ e:*️⃣"),
        ("15️⃣", "n:1 e:5️⃣"),
        ("★★☆ ✔bra👎", "e:★ e:★ e:☆ e:✔ w:bra e:👎"),
        ("bra‼️ ▶️ →", "w:bra p:‼️ e:▶️ p:→"),
        ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", "e:🏴󠁧󠁢󠁥󠁮󠁧󠁿"),
    ]);
}

#[test]
fn a_token_of_an_emoticon_finds_the_listed_one() {
    let tokenizer = tokenizer();
    for (piece, listed) in [
        (":)", Some(":)")),
        (":)))))", Some(":)")),
        (")))))", Some("))")),
        ("xDDD", Some("xD")),
        ("bra", None),
        ("", None),
    ] {
        assert_eq!(tokenizer.emoticon(piece), listed, "{piece}");
    }
}

#[test]
fn a_buffer_is_reused() {
    let mut tokens = tokenize("ett två tre");
    tokenize_into("ett", &mut tokens);
    assert_eq!(tokens, tokenize("ett"));
}

/// The laws that hold for every text: spans on boundaries, in order, apart, over all that is no
/// white space; and the reference gives the same.
fn check(text: &str) {
    let tokenizer = tokenizer();
    let tokens = tokenizer.tokenize(text);
    let mut end = 0;
    for token in &tokens {
        let (from, to) = (token.span.start as usize, token.span.end as usize);
        assert!(from >= end && to > from, "{token:?} in {text:?}");
        let gap = text.get(end..from).expect("a boundary");
        assert!(gap.chars().all(char::is_whitespace), "{gap:?} in {text:?}");
        assert!(text.get(from..to).is_some(), "{token:?} in {text:?}");
        end = to;
    }
    let rest = text.get(end..).expect("a boundary");
    assert!(
        rest.chars().all(char::is_whitespace),
        "{rest:?} in {text:?}"
    );
    let mut reference = Vec::new();
    tokenizer.run::<false>(text, &mut reference);
    assert_eq!(tokens, reference, "{text:?}");
}

#[test]
fn hostile_strings_keep_the_laws() {
    let blns = Path::new("../shared/exports/blns/blns.json");
    let cells = Path::new("../shared/exports/torture/cells.jsonl");
    let mut strings = BTreeSet::new();
    match std::fs::read_to_string(blns) {
        Ok(content) => strings.extend(serde_json::from_str::<Vec<String>>(&content).unwrap()),
        Err(_) => println!("skipped: {} is absent", blns.display()),
    }
    match std::fs::read_to_string(cells) {
        Ok(content) => {
            for line in content.lines() {
                collect_strings(&serde_json::from_str(line).unwrap(), &mut strings);
            }
        }
        Err(_) => println!("skipped: {} is absent", cells.display()),
    }
    for text in &strings {
        check(text);
    }
}

fn collect_strings(value: &serde_json::Value, strings: &mut BTreeSet<String>) {
    match value {
        serde_json::Value::String(text) => {
            strings.insert(text.clone());
        }
        serde_json::Value::Array(list) => {
            list.iter()
                .for_each(|value| collect_strings(value, strings));
        }
        serde_json::Value::Object(map) => {
            map.values()
                .for_each(|value| collect_strings(value, strings));
        }
        _ => {}
    }
}

#[test]
fn long_runs_without_spaces_are_cut() {
    for part in [
        "\u{301}",
        "a\u{301}",
        ".",
        "a.",
        "a.bb",
        "aa.bbb",
        "a:",
        "a'",
        "a*",
        "@",
        "a@",
        "a@b.c",
        "#",
        "#a",
        "(",
        ")",
        "1 800 ",
        "1\u{202f}",
        "日_",
        "_",
        "8) ",
        ":)",
        "www.",
        "a://",
        "x",
        "`a",
        "1️⃣",
        "👍\u{200D}",
        "-a.se",
        "a_8)",
        "\u{200D}",
        "http://a",
        "a$",
        "1a",
        "1,",
    ] {
        check(&part.repeat(3000));
    }
}

fn mixed() -> impl Strategy<Value = String> {
    let parts: Vec<&'static str> = vec![
        "a",
        "Bra",
        "service",
        "жаль",
        "Спасибо",
        "خدمة",
        "مُمْتَ",
        "ž",
        "日",
        "ॐ",
        "א",
        "5",
        "12",
        "٣",
        "800",
        " ",
        " ",
        "\n",
        "\u{a0}",
        "\u{202f}",
        "\t",
        ".",
        "..",
        ",",
        ":",
        ";",
        "!",
        "?",
        "؟",
        "،",
        "…",
        "'",
        "’",
        "´",
        "`",
        "-",
        "–",
        "_",
        "/",
        "//",
        "@",
        "#",
        "*",
        "**",
        "$",
        "(",
        ")",
        "))",
        ":)",
        ":D",
        "xD",
        "D:",
        "8)",
        "<3",
        "T_T",
        "www.",
        ".se",
        ".com",
        "http",
        "t.ex",
        "EU:s",
        "👍",
        "🏽",
        "❤️",
        "1️⃣",
        "🇸",
        "🇪",
        "\u{200d}",
        "\u{fe0f}",
        "\u{20e3}",
        "\u{301}",
        "\u{ad}",
        "\u{200e}",
        "\u{200b}",
        "\u{feff}",
        "²",
        "½",
        "€",
        "•",
        "★",
    ];
    prop::collection::vec(prop::sample::select(parts), 0..14).prop_map(|parts| parts.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn mixed_text_keeps_the_laws(text in mixed()) {
        check(&text);
    }

    #[test]
    fn any_text_keeps_the_laws(text in any::<String>()) {
        check(&text);
    }
}
