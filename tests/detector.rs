//! The language of a comment does not depend on how it is typed.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use verbatims::annotation::Flag;
use verbatims::document::{DetectionReason, Language, Script, Variant};
use verbatims::language::Detector;

static DETECTOR: LazyLock<Detector> = LazyLock::new(Detector::bundled);

/// Sentences of more than twenty letters, written for this test.
const SENTENCES: &[(Language, &[&str])] = &[
    (
        Language::Sv,
        &[
            "Jag fick vänta i fyrtio minuter innan någon svarade",
            "Leveransen kom en vecka för sent och lådan var öppnad",
            "Personalen i butiken var både kunnig och trevlig",
            "Vi är mycket nöjda med hjälpen vi fick av teknikern",
            "Fakturan stämmer inte med det som vi kom överens om",
            "Rummet var rent men sängen var alldeles för hård",
            "Det går inte att logga in i appen sedan i måndags",
            "Maten smakade bra fast portionerna var lite små",
            "Jag kommer aldrig att handla hos er igen",
            "Köpte en jacka till min dotter som var jätteglad",
        ],
    ),
    (
        Language::En,
        &[
            "I had to wait forty minutes before somebody answered",
            "The delivery came a week late and the box was open",
            "The staff in the shop were friendly and helpful",
            "We are very happy with the help of the technician",
            "The invoice is not what we agreed on the phone",
            "The room was clean but the bed was far too hard",
            "I cannot log in to the app since last Monday",
            "The food tasted good though the portions were small",
            "I will never shop with you people again",
            "Bought a jacket for my daughter and she loves it",
        ],
    ),
    (
        Language::Sr,
        &[
            "Čekao sam četrdeset minuta dok se neko nije javio",
            "Pošiljka je stigla nedelju dana kasnije i kutija je otvorena",
            "Osoblje u prodavnici je bilo ljubazno i stručno",
            "Veoma smo zadovoljni pomoći koju nam je pružio majstor",
            "Račun se ne slaže sa onim što smo se dogovorili",
            "Soba je bila čista ali je krevet bio previše tvrd",
            "Ne mogu da se prijavim u aplikaciju od ponedeljka",
            "Hrana je bila ukusna mada su porcije malo manje",
            "Nikada više neću kupovati kod vas",
            "Kupila sam jaknu za ćerku i ona je oduševljena",
        ],
    ),
    (
        Language::Ru,
        &[
            "Пришлось ждать сорок минут, пока кто-нибудь ответит",
            "Посылку привезли на неделю позже, коробка была вскрыта",
            "Персонал в магазине вежливый и всё объяснил",
            "Мы очень довольны помощью, которую оказал мастер",
            "Счёт не совпадает с тем, о чём мы договорились",
            "В номере было чисто, но кровать слишком жёсткая",
            "С понедельника не могу войти в приложение",
            "Еда вкусная, хотя порции маленькие",
            "Больше никогда не буду у вас покупать",
            "Купила дочке куртку, она в полном восторге",
        ],
    ),
    (
        Language::Ar,
        &[
            "انتظرت أربعين دقيقة قبل أن يرد علي أحد",
            "وصلت الشحنة متأخرة أسبوعا وكانت العلبة مفتوحة",
            "الموظفون في المتجر محترمون ويساعدون الزبائن",
            "نحن راضون جدا عن المساعدة التي قدمها الفني",
            "الفاتورة لا تطابق ما اتفقنا عليه في المكالمة",
            "الغرفة نظيفة لكن السرير قاسي أكثر من اللازم",
            "ما أقدر أدخل على التطبيق من يوم الاثنين",
            "الأكل طعمه حلو بس الكمية قليلة شوية",
            "لن أشتري من عندكم مرة ثانية أبدا",
            "اشتريت جاكيت لبنتي وعجبها جدا والحمد لله",
        ],
    ),
];

/// Every sentence with its language.
fn sentences() -> impl Iterator<Item = (Language, &'static str)> {
    SENTENCES
        .iter()
        .flat_map(|(language, texts)| texts.iter().map(move |text| (*language, *text)))
}

fn replaced(text: &str, pairs: &[(&str, &str)]) -> String {
    pairs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

fn cyrillic(text: &str) -> String {
    let digraphs = [
        ("lj", "љ"),
        ("nj", "њ"),
        ("dž", "џ"),
        ("Lj", "Љ"),
        ("Nj", "Њ"),
    ];
    let latin = "abvgdđežzijklmnoprstćufhcčš";
    let letters = "абвгдђежзијклмнопрстћуфхцчш";
    replaced(text, &digraphs)
        .chars()
        .map(|c| {
            let lower = c.to_lowercase().next().unwrap_or(c);
            let found = latin.chars().position(|l| l == lower);
            let to = found.and_then(|at| letters.chars().nth(at)).unwrap_or(c);
            if c.is_uppercase() {
                to.to_uppercase().next().unwrap_or(to)
            } else {
                to
            }
        })
        .collect()
}

fn shaved_serbian(text: &str) -> String {
    replaced(
        text,
        &[
            ("č", "c"),
            ("ć", "c"),
            ("š", "s"),
            ("ž", "z"),
            ("đ", "dj"),
            ("Č", "C"),
            ("Š", "S"),
        ],
    )
}

fn shaved_swedish(text: &str) -> String {
    replaced(
        text,
        &[("å", "a"), ("ä", "a"), ("ö", "o"), ("Å", "A"), ("Ö", "O")],
    )
}

fn loose_arabic(text: &str) -> String {
    replaced(
        text,
        &[("ة", "ه"), ("أ", "ا"), ("إ", "ا"), ("آ", "ا"), ("ى", "ي")],
    )
}

/// A short vowel sign behind every third letter.
fn vocalised(text: &str) -> String {
    let mut out = String::new();
    for (i, c) in text.chars().enumerate() {
        out.push(c);
        if c.is_alphabetic() && i % 3 == 0 {
            out.push('\u{064E}');
        }
    }
    out
}

/// Cyrillic а, е, о and с by their Latin look-alikes in every second word.
fn with_lookalikes(text: &str) -> String {
    let words = text.split(' ').enumerate().map(|(i, word)| {
        if i % 2 == 0 && word.chars().count() > 4 {
            replaced(word, &[("а", "a"), ("е", "e"), ("о", "o"), ("с", "c")])
        } else {
            word.to_owned()
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// Checks a way of typing on every sentence of these languages.
fn typed_otherwise(languages: &[Language], typed: impl Fn(&str) -> String) {
    let wrong: Vec<String> = sentences()
        .filter(|(language, _)| languages.contains(language))
        .map(|(language, text)| (language, typed(text)))
        .filter(|(language, text)| DETECTOR.detect(text).language != *language)
        .map(|(language, text)| format!("{}: {text}", language.code()))
        .collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
}

#[test]
fn every_sentence_is_in_its_language() {
    typed_otherwise(&Language::SERVED, str::to_owned);
}

#[test]
fn serbian_in_cyrillic_is_serbian() {
    typed_otherwise(&[Language::Sr], cyrillic);
}

#[test]
fn serbian_without_diacritics_is_serbian() {
    typed_otherwise(&[Language::Sr], shaved_serbian);
}

#[test]
fn swedish_without_diacritics_is_swedish() {
    typed_otherwise(&[Language::Sv], shaved_swedish);
}

#[test]
fn capitals_do_not_change_the_language() {
    typed_otherwise(&Language::SERVED, str::to_uppercase);
    typed_otherwise(&[Language::Sr], |text| cyrillic(text).to_uppercase());
}

#[test]
fn vowel_signs_and_tatweel_do_not_change_the_language() {
    typed_otherwise(&[Language::Ar], vocalised);
    typed_otherwise(&[Language::Ar], |text| {
        text.replace('ا', "ا\u{0640}\u{0640}")
    });
}

#[test]
fn loosely_spelled_arabic_is_arabic() {
    typed_otherwise(&[Language::Ar], loose_arabic);
}

#[test]
fn russian_without_yo_gets_the_same_answer() {
    for (_, text) in sentences().filter(|(language, _)| *language == Language::Ru) {
        let plain = text.replace('ё', "е");
        assert_eq!(DETECTOR.detect(text), DETECTOR.detect(&plain), "{text}");
    }
}

#[test]
fn lookalike_letters_do_not_change_the_language_and_are_flagged() {
    typed_otherwise(&[Language::Ru], with_lookalikes);
    typed_otherwise(&[Language::Sr], |text| with_lookalikes(&cyrillic(text)));
    let detection = DETECTOR.detect(&with_lookalikes(
        "Персонал в магазине вежливый и всё объяснил",
    ));
    assert_eq!(detection.flags, [Flag::MixedScript]);
}

#[test]
fn decomposed_letters_get_the_same_answer() {
    let composed = "Väldigt dålig service på lördagar";
    let decomposed = replaced(
        composed,
        &[("ä", "a\u{308}"), ("å", "a\u{30A}"), ("ö", "o\u{308}")],
    );
    assert_eq!(DETECTOR.detect(composed), DETECTOR.detect(&decomposed));
}

#[test]
fn addresses_handles_digits_and_emoji_do_not_count() {
    let plain = DETECTOR.detect("Jag är nöjd med hjälpen");
    let noisy = "Jag är nöjd med hjälpen 😀 12345\nhttps://example.org/reviews/very-good-english-words @someone x@example.org";
    assert_eq!(DETECTOR.detect(noisy), plain);
}

#[test]
fn texts_without_letters_are_undetermined() {
    for text in [
        "",
        " ",
        "-",
        "10/10",
        "👍👍👍",
        "?!",
        "https://example.org",
        "٣٤٥",
    ] {
        let detection = DETECTOR.detect(text);
        assert_eq!(detection.language, Language::Und, "{text}");
        assert_eq!(detection.reason, DetectionReason::NoLetters, "{text}");
        assert_eq!(detection.score, 0, "{text}");
    }
}

#[test]
fn scripts_of_other_languages_are_other() {
    for text in [
        "πολύ καλή εξυπηρέτηση",
        "שירות מצוין",
        "とても良かったです",
        "बहुत अच्छी सेवा",
    ] {
        let detection = DETECTOR.detect(text);
        assert_eq!(
            (detection.language, detection.script),
            (Language::Other, Script::Zyyy),
            "{text}"
        );
        assert_eq!(detection.reason, DetectionReason::Script);
    }
}

#[test]
fn neighbours_are_not_taken_for_ours() {
    let texts = [
        "Jeg ventede i fyrre minutter før nogen svarede mig",
        "Jeg måtte vente i førti minutter før noen svarte meg",
        "Čakal sem štirideset minut, preden se je kdo oglasil",
        "Довелося чекати сорок хвилин, поки хтось відповів",
        "Чаках четиридесет минути, докато някой отговори",
        "Чекав четириесет минути додека некој да одговори",
        "Давялося чакаць сорак хвілін, пакуль хто-небудзь адказаў",
        "چهل دقیقه منتظر ماندم تا یک نفر جواب بدهد",
        "مجھے چالیس منٹ انتظار کرنا پڑا پھر کسی نے جواب دیا",
        "چل خولەک چاوەڕێم کرد تا کەسێک وەڵامی دایەوە",
        "Ich musste vierzig Minuten warten, bis jemand antwortete",
        "Jouduin odottamaan neljäkymmentä minuuttia ennen vastausta",
    ];
    for text in texts {
        let detection = DETECTOR.detect(text);
        assert_eq!(detection.language, Language::Other, "{text}: {detection:?}");
    }
}

#[test]
fn arabizi_is_arabic_in_latin_letters() {
    for text in [
        "el 5edma mesh kwayesa",
        "shokran gedan",
        "7elw awy",
        "momtaz",
    ] {
        let detection = DETECTOR.detect(text);
        assert_eq!(
            (detection.language, detection.script),
            (Language::Ar, Script::Latn),
            "{text}"
        );
        assert_eq!(detection.flags, [Flag::Arabizi], "{text}");
    }
}

#[test]
fn russian_in_latin_letters_is_russian() {
    for text in [
        "spasibo",
        "ochen ploho rabotaet",
        "vse ponravilos, rekomenduyu",
    ] {
        let detection = DETECTOR.detect(text);
        assert_eq!(
            (detection.language, detection.script),
            (Language::Ru, Script::Latn),
            "{text}"
        );
        assert_eq!(detection.flags, [Flag::Translit], "{text}");
    }
}

#[test]
fn the_reflex_of_yat_gives_the_variant() {
    let cases = [
        (
            "Lepo mesto, ljubazna devojka na kasi",
            Some(Variant::Ekavian),
        ),
        (
            "Lijepo mjesto, ljubazna djevojka na blagajni",
            Some(Variant::Ijekavian),
        ),
        (
            "Лијепо мјесто, љубазна дјевојка на каси",
            Some(Variant::Ijekavian),
        ),
        (
            "Kupila sam jaknu i baš sam zadovoljna",
            Some(Variant::Unclear),
        ),
        ("Lepo mesto", None),
    ];
    for (text, variant) in cases {
        assert_eq!(DETECTOR.detect(text).variant, variant, "{text}");
    }
}

#[test]
fn sentences_in_two_languages_are_flagged() {
    let text = "Leveransen tog alldeles för lång tid. I will never order from this shop again.";
    assert!(DETECTOR.detect(text).flags.contains(&Flag::CodeMixed));
    let one = "Leveransen tog alldeles för lång tid. Jag kommer aldrig att handla här igen.";
    assert!(!DETECTOR.detect(one).flags.contains(&Flag::CodeMixed));
}

#[test]
fn each_sentence_has_its_language() {
    let text = "Leveransen tog alldeles för lång tid. I will never order from this shop again. OK.";
    let parts = text.split_inclusive(". ").scan(0, |start, part| {
        let span = verbatims::span::Span::new(*start, *start + part.len());
        *start = span.end as usize;
        Some(span)
    });
    let whole = DETECTOR.detect(text).language;
    let languages: Vec<Language> = DETECTOR
        .detect_sentences(text, parts, whole)
        .into_iter()
        .map(|(_, language)| language)
        .collect();
    assert_eq!(
        languages.get(..2),
        Some([Language::Sv, Language::En].as_slice())
    );
}

#[test]
fn only_the_head_of_a_long_text_is_read() {
    let text = "Jag är nöjd med hjälpen jag fick. ".repeat(200) + &"ё@".repeat(1_000_000);
    assert_eq!(DETECTOR.detect(&text).language, Language::Sv);
    assert_eq!(
        DETECTOR.detect(&"😀".repeat(1_000_000)).language,
        Language::Und
    );
}

#[test]
fn an_english_phrase_in_russian_is_flagged() {
    let text = "пожалуйста, верните dark mode и push notifications в приложение";
    let detection = DETECTOR.detect(text);
    assert_eq!(
        (detection.language, detection.flags.as_slice()),
        (Language::Ru, [Flag::CodeMixed].as_slice())
    );
}

#[test]
fn a_prior_settles_what_the_text_leaves_open() {
    let detector = Detector::bundled().with_prior(&[(Language::Sv, 1000.0)]);
    assert_eq!(detector.detect("Super").language, Language::Sv);
    let certain = "I will never shop with you people again";
    assert_eq!(detector.detect(certain).language, Language::En);
}

/// Of the hand-labelled comments beside the repository, 97 of 100 in each language and script are
/// right.
#[test]
fn labelled_comments_are_in_their_language() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../shared/gold");
    let Ok(files) = std::fs::read_dir(folder) else {
        println!("skipped: no folder {folder}");
        return;
    };
    let mut counts: BTreeMap<(String, String), (usize, usize)> = BTreeMap::new();
    for file in files {
        let text = std::fs::read_to_string(file.unwrap().path()).unwrap();
        for line in text.lines() {
            let row: serde_json::Value = serde_json::from_str(line).unwrap();
            let cell = |name: &str| row[name].as_str().unwrap_or_default().to_owned();
            let found = DETECTOR.detect(&cell("text")).language;
            let count = counts.entry((cell("lang"), cell("script"))).or_default();
            count.0 += 1;
            count.1 += usize::from(found.code() == cell("lang"));
        }
    }
    for ((language, script), (rows, right)) in counts {
        assert!(
            100 * right >= 97 * rows,
            "{language} {script}: {right} of {rows}"
        );
    }
}

/// The text with the letter at `place` (of those that are letters) written `times` times.
fn elongated(text: &str, place: usize, times: usize) -> String {
    let letters = text.chars().filter(|c| c.is_alphabetic()).count().max(1);
    let mut at = 0;
    let mut out = String::new();
    for c in text.chars() {
        out.push(c);
        if c.is_alphabetic() {
            if at == place % letters {
                out.extend(std::iter::repeat_n(c, times));
            }
            at += 1;
        }
    }
    out
}

fn any_sentence() -> impl Strategy<Value = (Language, &'static str)> {
    proptest::sample::select(sentences().collect::<Vec<_>>())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn elongation_does_not_change_the_language(
        (language, text) in any_sentence(), place in 0usize..100, times in 2usize..9,
    ) {
        let typed = elongated(text, place, times);
        prop_assert_eq!(DETECTOR.detect(&typed).language, language, "{}", typed);
    }

    #[test]
    fn blanks_and_punctuation_around_do_not_change_the_answer(
        (_, text) in any_sentence(), before in "[ \t\n]{0,3}", after in "[ \t\n!.?]{0,5}",
    ) {
        let typed = format!("{before}{text}{after}");
        prop_assert_eq!(DETECTOR.detect(&typed), DETECTOR.detect(text), "{}", typed);
    }

    #[test]
    fn two_sentences_of_a_language_are_in_that_language(
        list in 0usize..5, a in 0usize..10, b in 0usize..10,
    ) {
        let (language, texts) = SENTENCES[list];
        let typed = format!("{}. {}", texts[a], texts[b]).to_lowercase();
        prop_assert_eq!(DETECTOR.detect(&typed).language, language, "{}", typed);
    }

    #[test]
    fn every_text_gets_an_answer_with_certainties_in_range(text in any::<String>()) {
        let detection = DETECTOR.detect(&text);
        prop_assert!(detection.score <= 1000);
        prop_assert!(detection.runner_up.is_none_or(|(_, score)| score <= 1000));
    }
}
