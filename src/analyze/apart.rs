//! What stands apart from its sentence: the hashtags at the end of a comment, emoji that an export lost.

use super::clauses::{Clause, clause_at};
use super::groups::Group;
use crate::document::{Token, TokenKind};
use crate::lexicon::entry::Role;
use crate::lexicon::matcher::Word;

/// True if a sentence ends in question marks that stand for emoji which its export lost: two or more behind a blank.
pub(super) fn ends_in_lost_emoji(sentence: &str) -> bool {
    let words = sentence.trim_end().trim_end_matches('?');
    let marks = sentence.trim_end().len() - words.len();
    marks > 1 && words.ends_with(char::is_whitespace)
}

/// The hashtags at the end of a comment stand apart, unless one stands right behind the words of its sentence.
pub(super) fn set_apart_hashtags(tokens: &[Token], words: &[Word], groups: &mut [Group]) {
    let is_hashtag = |word: &Word| {
        let kind = tokens.get(word.token).map(|token| token.kind);
        kind == Some(TokenKind::Hashtag)
    };
    let closing = words
        .iter()
        .rev()
        .take_while(|word| word.pictured || is_hashtag(word))
        .count();
    let run = &words[words.len() - closing..];
    let (Some(first), Some(last)) = (run.first(), run.last()) else {
        return;
    };
    if first.token == last.token {
        return;
    }
    for group in groups {
        let word = words.get(group.place.first);
        let closing = word.filter(|word| word.token >= first.token);
        group.apart = closing.map(|word| word.token).or(group.apart);
    }
}

/// Praise behind which an export lost its emoji asks nothing: `lost` says of each sentence whether it ends so.
pub(super) fn answer_lost_emoji(clauses: &mut [Clause], groups: &[Group], lost: &[bool]) {
    if !lost.contains(&true) {
        return;
    }
    let sentence_of = |group: &Group| {
        let clause = clause_at(clauses, group.place.first)?;
        clauses.get(clause).map(|clause| clause.sentence)
    };
    let praises = |group: &&Group| group.feeling.is_some_and(|feeling| feeling.valence > 0);
    let asks = |group: &&Group| group.modifier(Role::Question).is_some();
    let praised: Vec<_> = groups.iter().filter(praises).map(sentence_of).collect();
    let asked: Vec<_> = groups.iter().filter(asks).map(sentence_of).collect();
    for clause in clauses {
        let sentence = Some(clause.sentence);
        let lost = lost.get(clause.sentence) == Some(&true);
        if lost && praised.contains(&sentence) && !asked.contains(&sentence) {
            clause.question = false;
        }
    }
}
