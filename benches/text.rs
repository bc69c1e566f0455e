//! The text layer on comments in five languages, one comment at a time, beside `unicode_words`, and that with a stem
//! of rust-stemmers for every word.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use rust_stemmers::{Algorithm, Stemmer};
use std::hint::black_box;
use unicode_segmentation::UnicodeSegmentation;
use verbatims::text::tokenize::Tokenizer;
use verbatims::text::{sentences, words::word_bounds};

const TEXTS: [(&str, &str); 5] = [
    ("sv", include_str!("texts/sv.txt")),
    ("ar", include_str!("texts/ar.txt")),
    ("sr", include_str!("texts/sr.txt")),
    ("ru", include_str!("texts/ru.txt")),
    ("en", include_str!("texts/en.txt")),
];
const EMOTICONS: [&str; 12] = [
    ":)", ":-)", ":D", ";)", ":(", ":-(", ":/", "<3", "xD", "^^", ")", "(",
];

/// The stemmer of a language, where rust-stemmers has one.
fn stemmer(language: &str) -> Option<Stemmer> {
    let algorithm = match language {
        "sv" => Algorithm::Swedish,
        "ar" => Algorithm::Arabic,
        "ru" => Algorithm::Russian,
        "en" => Algorithm::English,
        _ => return None,
    };
    Some(Stemmer::create(algorithm))
}

fn text_layer(c: &mut Criterion) {
    let tokenizer = Tokenizer::new(EMOTICONS).with_domains(["com", "se", "ru", "rs"]);
    for (language, text) in TEXTS {
        let mut group = c.benchmark_group(format!("text/{language}"));
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_function("unicode_words", |b| {
            b.iter(|| -> usize {
                let count = |line: &str| black_box(line).unicode_words().count();
                text.lines().map(count).sum()
            });
        });
        if let Some(stemmer) = stemmer(language) {
            group.bench_function("unicode_words and rust-stemmers", |b| {
                b.iter(|| -> usize {
                    let stemmed = |word: &str| stemmer.stem(&word.to_lowercase()).len();
                    let length = |line: &str| -> usize {
                        black_box(line).unicode_words().map(stemmed).sum()
                    };
                    text.lines().map(length).sum()
                });
            });
        }
        group.bench_function("word_bounds", |b| {
            b.iter(|| -> usize {
                let count = |line: &str| word_bounds(black_box(line)).count();
                text.lines().map(count).sum()
            });
        });
        let mut tokens = Vec::new();
        group.bench_function("tokenize", |b| {
            b.iter(|| -> usize {
                let mut count = |line: &str| {
                    tokenizer.tokenize_into(black_box(line), &mut tokens);
                    tokens.len()
                };
                text.lines().map(&mut count).sum()
            });
        });
        group.bench_function("tokenize and sentences", |b| {
            b.iter(|| -> usize {
                let count = |line: &str| {
                    let tokens = tokenizer.tokenize(black_box(line));
                    sentences(line, &tokens).len()
                };
                text.lines().map(count).sum()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, text_layer);
criterion_main!(benches);
