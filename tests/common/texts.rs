//! Comments of our own in five languages, and other ways to type them.

use verbatims::document::Language;

const TEXTS: [(Language, &str); 5] = [
    (Language::Sv, include_str!("../../benches/texts/sv.txt")),
    (Language::Ar, include_str!("../../benches/texts/ar.txt")),
    (Language::Sr, include_str!("../../benches/texts/sr.txt")),
    (Language::Ru, include_str!("../../benches/texts/ru.txt")),
    (Language::En, include_str!("../../benches/texts/en.txt")),
];

/// Every line with its language.
pub fn lines() -> impl Iterator<Item = (Language, &'static str)> {
    TEXTS
        .into_iter()
        .flat_map(|(language, text)| text.lines().map(move |line| (language, line)))
}

/// The lines of one language.
pub fn lines_of(language: Language) -> impl Iterator<Item = &'static str> {
    lines()
        .filter(move |(l, _)| *l == language)
        .map(|(_, line)| line)
}

/// Serbian Cyrillic of Latin text whose digraphs are all single letters in Cyrillic.
pub fn cyrillic(text: &str) -> String {
    const PAIRS: [(&str, &str); 30] = [
        ("lj", "љ"),
        ("nj", "њ"),
        ("dž", "џ"),
        ("a", "а"),
        ("b", "б"),
        ("v", "в"),
        ("g", "г"),
        ("d", "д"),
        ("đ", "ђ"),
        ("e", "е"),
        ("ž", "ж"),
        ("z", "з"),
        ("i", "и"),
        ("j", "ј"),
        ("k", "к"),
        ("l", "л"),
        ("m", "м"),
        ("n", "н"),
        ("o", "о"),
        ("p", "п"),
        ("r", "р"),
        ("s", "с"),
        ("t", "т"),
        ("ć", "ћ"),
        ("u", "у"),
        ("f", "ф"),
        ("h", "х"),
        ("c", "ц"),
        ("č", "ч"),
        ("š", "ш"),
    ];
    let mut out = text.to_lowercase();
    for (latin, cyrillic) in PAIRS {
        out = out.replace(latin, cyrillic);
    }
    out
}

/// True for Latin text that Cyrillic can spell letter by letter.
pub fn is_plain_latin(text: &str) -> bool {
    let foreign = text
        .chars()
        .any(|c| matches!(c, 'а'..='я' | 'А'..='Я' | 'q' | 'w' | 'x' | 'y' | '@' | '/'));
    !foreign
        && !text.to_lowercase().contains("nadž")
        && !text.contains(|c: char| c.is_ascii_digit())
}
