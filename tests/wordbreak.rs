//! Word boundaries against the standard's own table of cases.

use verbatims::text::words::word_bounds;

const CASES: &str = include_str!("data/unicode/WordBreakTest_17.txt");

#[test]
fn every_case_of_unicode_17_is_cut_as_the_standard_says() {
    let mut failures = Vec::new();
    let mut count = 0;
    for line in CASES.lines() {
        let case = line.split('#').next().unwrap_or("").trim();
        if case.is_empty() {
            continue;
        }
        count += 1;
        let expected = pieces(case);
        let text = expected.concat();
        let ours: Vec<&str> = word_bounds(&text).collect();
        if ours != expected {
            failures.push(format!("{line}\n    ours {ours:?}"));
        }
    }
    assert_eq!(count, 1944, "cases in the file");
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// `÷ 0061 × 0308 ÷ 0062 ÷` as the pieces between the signs ÷.
fn pieces(case: &str) -> Vec<String> {
    let text = |piece: &str| -> String {
        piece
            .split_whitespace()
            .filter(|word| *word != "×")
            .map(|word| u32::from_str_radix(word, 16).ok().and_then(char::from_u32))
            .map(|c| c.expect("a code point"))
            .collect()
    };
    case.split('÷')
        .map(text)
        .filter(|piece| !piece.is_empty())
        .collect()
}
