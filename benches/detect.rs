//! Detection alone, beside whatlang, on customer comments written for this bench.

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use std::hint::black_box;
use verbatims::language::{Detector, whatlang_baseline};

/// Comments of the usual length, about sixty characters, in the served languages.
const COMMENTS: [&str; 12] = [
    "Trevlig personal men leveransen tog tre veckor längre än utlovat",
    "Appen kraschar varje gång jag försöker betala med kort",
    "Helt ok, inget speciellt",
    "Friendly staff, but the delivery took three weeks longer",
    "The app crashes every time I try to pay by card",
    "Ljubazno osoblje, ali isporuka je kasnila tri nedelje",
    "Aplikacija puca svaki put kad hocu da platim karticom",
    "Љубазно особље, али испорука је каснила три недеље",
    "Вежливый персонал, но доставка заняла на три недели больше",
    "Приложение вылетает каждый раз, когда плачу картой",
    "الموظفين محترمين بس التوصيل تأخر ثلاثة أسابيع",
    "التطبيق يعلق كل مرة أحاول أدفع بالبطاقة",
];

fn detect(c: &mut Criterion) {
    let detector = Detector::bundled();
    let mut group = c.benchmark_group("detect");
    group.throughput(Throughput::Elements(COMMENTS.len() as u64));
    group.bench_function("verbatims", |b| {
        b.iter(|| {
            for text in COMMENTS {
                black_box(detector.detect(black_box(text)));
            }
        });
    });
    group.bench_function("whatlang", |b| {
        b.iter(|| {
            for text in COMMENTS {
                black_box(whatlang_baseline(black_box(text)));
            }
        });
    });
    group.finish();
    c.bench_function("load the detector", |b| b.iter(Detector::bundled));
}

criterion_group!(benches, detect);
criterion_main!(benches);
