//! Each stage of the line on comments in five languages: loading, cutting, matching with scoring, the whole.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use std::sync::Arc;
use verbatims::Pipeline;
use verbatims::document::Language;
use verbatims::lexicon::Lexicons;
use verbatims::lexicon::bundle::Files;
use verbatims::lexicon::matcher;

const TEXTS: [(Language, &str); 5] = [
    (Language::Sv, include_str!("texts/sv.txt")),
    (Language::Ar, include_str!("texts/ar.txt")),
    (Language::Sr, include_str!("texts/sr.txt")),
    (Language::Ru, include_str!("texts/ru.txt")),
    (Language::En, include_str!("texts/en.txt")),
];

fn load(c: &mut Criterion) {
    c.bench_function("load/all", |b| {
        b.iter(|| Lexicons::load(Files::bundled(), &Language::SERVED).map(|l| l.hash().len()))
    });
}

fn stages(c: &mut Criterion) {
    let lexicons = match Lexicons::bundled() {
        Ok(lexicons) => Arc::new(lexicons),
        Err(error) => panic!("the bundled lexicons do not load: {error}"),
    };
    let pipeline = Pipeline::new(Arc::clone(&lexicons));
    for (language, text) in TEXTS {
        let pack = lexicons.pack(language);
        let mut group = c.benchmark_group(format!("stage/{}", language.code()));
        group.throughput(Throughput::Elements(text.lines().count() as u64));
        group.bench_function("cut", |b| {
            b.iter(|| -> usize {
                text.lines()
                    .map(|line| pack.cut(black_box(line)).0.len())
                    .sum()
            });
        });
        let cut: Vec<_> = text.lines().map(|line| (line, pack.cut(line))).collect();
        group.bench_function("match", |b| {
            b.iter(|| -> usize {
                cut.iter()
                    .map(|(line, (tokens, sentences))| {
                        matcher::find(pack, black_box(line), tokens, sentences)
                            .found
                            .len()
                    })
                    .sum()
            });
        });
        group.bench_function("annotate, language given", |b| {
            b.iter(|| -> usize {
                text.lines()
                    .map(|line| {
                        pipeline
                            .annotate_as(black_box(line), Some(language))
                            .mentions
                            .len()
                    })
                    .sum()
            });
        });
        group.bench_function("annotate", |b| {
            b.iter(|| -> usize {
                text.lines()
                    .map(|line| pipeline.annotate(black_box(line)).mentions.len())
                    .sum()
            });
        });
        group.finish();
    }
}

criterion_group!(benches, load, stages);
criterion_main!(benches);
