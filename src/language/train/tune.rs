//! Thresholds by script, language and length, set on the tuning rows.

use super::rows::{Classes, Corpus, Group, KeyFold, Part};
use crate::document::{Language, Script};
use crate::language::clean::Text;
use crate::language::decide::{Threshold, best_served};
use crate::language::letters::Letters;
use crate::language::memory::Words;
use crate::language::model::Model;

/// A row of thresholds: the longest text it holds for, in letters, and what one percent point costs
/// against one of macro recall. Short texts buy recall dearly, long ones nearly for nothing.
struct Length {
    letters: usize,
    neighbours: f64,
    others: f64,
    wrong: f64,
}

const SHORT: Length = Length {
    letters: 7,
    neighbours: 1.2,
    others: 0.8,
    wrong: 5.0,
};

const LONG: Length = Length {
    letters: usize::MAX,
    neighbours: 0.05,
    others: 0.03,
    wrong: 0.5,
};

const LENGTHS: [Length; 5] = [
    SHORT,
    Length {
        letters: 12,
        ..SHORT
    },
    Length {
        letters: 18,
        ..SHORT
    },
    Length {
        letters: 44,
        ..LONG
    },
    LONG,
];

/// Percent points of macro recall that are not worth a threshold far from even odds.
const NEARLY: f64 = 0.03;

/// Languages in their scripts that recall is averaged over: Serbian counts twice.
const MACRO: f64 = 6.0;

/// A tuning row as the model sees it.
struct Seen {
    script: Script,
    length: usize,
    group: Group,
    /// True language; `other` if not served.
    truth: Language,
    best: (Language, f32),
}

/// Sets the thresholds of all models.
pub(super) fn tune(
    models: &[(Script, Model)],
    corpus: &Corpus,
    classes: &Classes,
    letters: &Letters,
) -> Vec<Threshold> {
    let seen = see(models, corpus, classes, letters);
    let mut thresholds = Vec::new();
    for (script, _) in models {
        for (length, cost) in LENGTHS.iter().enumerate() {
            let rows: Vec<&Seen> = seen.iter().filter(|s| s.length == length).collect();
            thresholds.push(Threshold {
                script: *script,
                letters: cost.letters,
                least: best_threshold(&rows, *script, cost),
            });
        }
    }
    thresholds
}

fn see(
    models: &[(Script, Model)],
    corpus: &Corpus,
    classes: &Classes,
    letters: &Letters,
) -> Vec<Seen> {
    let key = KeyFold::new();
    let mut seen = Vec::new();
    for row in corpus
        .rows
        .iter()
        .filter(|r| key.part(r.text.chars()) == Part::Tune)
    {
        let Some(class) = classes.of(row) else {
            continue;
        };
        let text = Text::of(&row.text, letters);
        let found = text
            .main_script()
            .and_then(|script| models.iter().find(|(s, _)| *s == script));
        let Some((script, model)) = found else {
            continue;
        };
        let sums = model.sums(&text, *script, &mut Words::default());
        let count = text.count(*script);
        seen.push(Seen {
            script: *script,
            length: LENGTHS.iter().position(|l| count <= l.letters).unwrap_or(0),
            group: class.group,
            truth: match class.group {
                Group::Served => Language::from_code(class.class).unwrap_or(Language::Other),
                _ => Language::Other,
            },
            best: best_served(&model.odds(sums.iter().map(|(_, sums)| sums))),
        });
    }
    seen
}

/// The threshold, in thousandths, with the least cost on these rows.
fn best_threshold(rows: &[&Seen], script: Script, cost: &Length) -> u16 {
    let share = |part: &dyn Fn(&Seen) -> bool| {
        100.0 / rows.iter().filter(|r| part(r)).count().max(1) as f64
    };
    let own = |truth: Language| share(&|r| r.truth == truth && r.script == script) / MACRO;
    let own = Language::SERVED.map(own);
    let neighbour = cost.neighbours * share(&|r| r.group == Group::Neighbour);
    let other = cost.others * share(&|r| r.group == Group::Other);
    let wrong = cost.wrong * share(&|r| r.group == Group::Served);
    let gain = |row: &Seen| match row.group {
        Group::Served if row.truth == row.best.0 => {
            let at = row.truth.served_index();
            at.and_then(|at| own.get(at)).copied().unwrap_or(0.0)
        }
        Group::Served => -wrong,
        Group::Neighbour => -neighbour,
        Group::Other => -other,
    };
    let candidates: Vec<(u16, f64)> = rows
        .iter()
        .filter(|r| r.script == script)
        .map(|r| ((r.best.1 * 1000.0) as u16, gain(r)))
        .collect();
    let worth = |least: u16| -> f64 {
        let kept = candidates.iter().filter(|(p, _)| *p >= least);
        kept.map(|(_, gain)| gain).sum()
    };
    // The mean over a stretch of thresholds, since single rows make the worth jagged.
    let smooth = |least: u16| -> f64 { (0..=10).map(|i| worth(least + 10 * i - 50) / 11.0).sum() };
    let grid: Vec<(u16, f64)> = (60..=190)
        .map(|step| (step * 5, smooth(step * 5)))
        .collect();
    let best = grid
        .iter()
        .map(|&(_, worth)| worth)
        .fold(f64::MIN, f64::max);
    // Of nearly equal ones the one nearest to even odds.
    let good = grid.iter().filter(|&&(_, worth)| worth >= best - NEARLY);
    good.map(|&(least, _)| least)
        .min_by_key(|least| least.abs_diff(500))
        .unwrap_or(500)
}
