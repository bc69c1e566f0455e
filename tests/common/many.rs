//! Many comments from a few hundred texts, each of which is annotated once.
#![allow(dead_code, reason = "each test program uses a part of it")]

use jiff::civil::{Date, date};
use std::sync::Arc;
use verbatims::Pipeline;
use verbatims::lexicon::Lexicons;
use verbatims::store::generation::GenerationStatus;
use verbatims::store::record::{Row, Tags, Version};
use verbatims::store::{RunRow, State};

/// Halves of comments, by language: each goes with each.
const HALVES: [[&str; 8]; 6] = [
    [
        "The delivery was late",
        "Friendly staff",
        "The app crashes",
        "Good price",
        "Nobody answers the phone",
        "Thank you",
        "The refund never came",
        "The shop is easy to find",
    ],
    [
        "Leveransen var sen",
        "Trevlig personal",
        "Appen kraschar",
        "Bra pris",
        "Ingen svarar i telefonen",
        "Tack",
        "Pengarna kom aldrig tillbaka",
        "Butiken är lätt att hitta",
    ],
    [
        "التوصيل متأخر",
        "الموظفون ودودون",
        "التطبيق يتعطل",
        "السعر جيد",
        "لا أحد يرد على الهاتف",
        "شكرا",
        "لم أسترد المبلغ",
        "المتجر قريب",
    ],
    [
        "Dostava je kasnila",
        "Osoblje je ljubazno",
        "Aplikacija puca",
        "Dobra cena",
        "Niko se ne javlja na telefon",
        "Hvala",
        "Novac nije vraćen",
        "Prodavnica je blizu",
    ],
    [
        "Достава је каснила",
        "Особље је љубазно",
        "Апликација пуца",
        "Добра цена",
        "Нико се не јавља на телефон",
        "Хвала",
        "Новац није враћен",
        "Продавница је близу",
    ],
    [
        "Доставка опоздала",
        "Вежливый персонал",
        "Приложение вылетает",
        "Хорошая цена",
        "Никто не берёт трубку",
        "Спасибо",
        "Деньги не вернули",
        "Магазин легко найти",
    ],
];

/// Texts with their tags: in all languages, in none, and in one that is not served.
pub fn texts(pipeline: &Pipeline) -> Vec<(String, Tags)> {
    let mut texts: Vec<String> = Vec::new();
    for halves in &HALVES {
        for one in halves {
            texts.extend(halves.iter().map(|other| format!("{one}. {other}.")));
        }
    }
    texts.extend(["12345", "Ceci n'est pas une phrase dans une des langues"].map(str::to_owned));
    let tagged = texts.into_iter().map(|text| {
        let tags = Tags::new(&pipeline.annotate(&text), &text, pipeline.lexicons());
        (text, tags)
    });
    tagged.collect()
}

/// A comment as the test made it.
pub struct Made {
    pub id: String,
    pub day: Option<Date>,
    pub score: Option<i64>,
    pub channel: Option<&'static str>,
    /// Place of its text among [`texts`].
    pub text: usize,
}

impl Made {
    /// The comment of a number. A fixed sequence without a pattern (Knuth's multiplicative hash).
    pub fn new(n: usize, texts: usize) -> Self {
        let mixed = |salt: usize| (n + salt).wrapping_mul(2_654_435_761) >> 7;
        let first = date(2026, 1, 12);
        let days = (mixed(1) % 119) as i64;
        Self {
            id: format!("nps/{n}"),
            day: (mixed(2) % 50 > 0)
                .then(|| first.checked_add(jiff::Span::new().days(days)).unwrap()),
            score: (mixed(3) % 10 > 0).then_some((mixed(4) % 11) as i64),
            channel: [Some("web"), Some("shop"), Some("phone"), None][mixed(5) % 4],
            text: mixed(6) % texts,
        }
    }
}

/// Takes the comments of a run into a state.
pub fn fill(
    state: &State,
    texts: &[(String, Tags)],
    comments: &[Made],
    version: &Version,
    lexicons: &Lexicons,
    generation: u64,
) {
    let (source, file): (Arc<str>, Arc<str>) = ("nps".into(), "in/a.csv".into());
    state.begin().unwrap();
    let number = state.version(version).unwrap();
    state.set_themes(lexicons).unwrap();
    for (place, made) in comments.iter().enumerate() {
        let (text, tags) = &texts[made.text];
        let segments = made.channel.map_or("{}".to_owned(), |channel| {
            format!("{{\"channel\":\"{channel}\"}}")
        });
        let row = Row {
            source: Arc::clone(&source),
            comment_id: made.id.clone(),
            file: Arc::clone(&file),
            row: generation * 10_000_000 + place as u64,
            column: None,
            question: None,
            text: text.clone(),
            date: None,
            day: made.day.map(|day| day.to_string()),
            at: None,
            own_score: made.score.map(|score| score.to_string()),
            score_column: Some("NPS".to_owned()),
            segments,
            fields: "{}".to_owned(),
            given: None,
        };
        state.insert(&row, tags, number, generation).unwrap();
    }
    let run = RunRow {
        generation,
        run_date: "2026-05-11".to_owned(),
        kind: "run".into(),
        status: GenerationStatus::Published,
        rows: [comments.len() as u64, comments.len() as u64, 0, 0],
        comments: [comments.len() as u64, 0, 0, 0, 0, 0, 0],
    };
    state.add_run(&run, number, &[]).unwrap();
    state.commit().unwrap();
}
