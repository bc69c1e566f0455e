//! The tables of a [`Pack`] as the program carries them: expanded when it is built, read without parsing.
//!
//! Lists are text for people. Parsing them, expanding every word and numbering every place takes half a second for five
//! languages; reading what came of it takes a tenth of that. A user's own folder is still parsed, and a test holds the
//! tables of both ways against each other.
//!
//! The format is of one build of the program, which writes it and reads it: it has no version, and no promise.

mod entries;
mod stream;
mod tables;

use super::beginnings::Beginnings;
use super::pack::{Compounds, Pack};
use super::vocabulary::AtomRef;
use stream::{Column, Reader, Writer};

/// The tables of a pack in the two streams of the format.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Compiled {
    /// Numbers of one to five bytes each.
    pub numbers: Vec<u8>,
    /// All strings, one behind the other, in UTF-8.
    pub text: Vec<u8>,
}

/// Writes the tables of a pack. Its settings stay text: they are small.
pub fn write(pack: &Pack) -> Compiled {
    let mut out = Writer::default();
    out.strings(pack.files.iter().map(String::as_str));
    entries::write(pack, &mut out);
    for table in [&pack.forms, &pack.folded, &pack.variants, &pack.stems] {
        tables::write_forms(table, &mut out);
    }
    for trie in [&pack.terms, &pack.class_phrases] {
        tables::write_trie(trie, &mut out);
    }
    for beginnings in [&pack.prefixes, &pack.folded_prefixes] {
        tables::write_forms(beginnings.table(), &mut out);
    }
    tables::write_uses(&pack.uses, &mut out);
    out.number(Column::Count, pack.number_atoms.len() as u32);
    for atom in &pack.number_atoms {
        out.number(Column::Other, atom.packed());
    }
    let mut numbers: Vec<(&str, i32)> = pack.numbers.iter().map(|(k, &v)| (&**k, v)).collect();
    numbers.sort_unstable();
    out.number(Column::Count, numbers.len() as u32);
    for (word, value) in numbers {
        out.string(word);
        out.signed(Column::Other, value);
    }
    write_marked(&pack.glued, &mut out);
    write_compounds(pack.compounds.as_ref(), &mut out);
    for set in [&pack.inner_phrases, &pack.bound] {
        let mut members: Vec<u32> = set.iter().copied().collect();
        members.sort_unstable();
        out.number(Column::Count, members.len() as u32);
        for member in members {
            out.number(Column::Other, member);
        }
    }
    out.number(Column::Other, pack.slash.map_or(0, |entry| entry + 1));
    out.number(Column::Other, pack.common_entries);
    out.finish()
}

/// Reads the tables into a pack that has its settings; `None` if they are not whole.
pub(super) fn read(numbers: &[u8], text: &[u8], mut pack: Pack) -> Option<Pack> {
    let mut from = Reader::new(numbers, text)?;
    pack.files = from.strings()?;
    entries::read(&mut from, &mut pack)?;
    for table in [
        &mut pack.forms,
        &mut pack.folded,
        &mut pack.variants,
        &mut pack.stems,
    ] {
        *table = tables::read_forms(&mut from)?;
    }
    for trie in [&mut pack.terms, &mut pack.class_phrases] {
        *trie = tables::read_trie(&mut from)?;
    }
    for beginnings in [&mut pack.prefixes, &mut pack.folded_prefixes] {
        *beginnings = Beginnings::new(tables::read_forms(&mut from)?);
    }
    pack.uses = tables::read_uses(&mut from)?;
    pack.number_atoms =
        from.list(|from| Some(AtomRef::from_packed(from.number(Column::Other)?)))?;
    for _ in 0..from.number(Column::Count)? {
        let (word, value) = (from.string()?, from.signed(Column::Other)?);
        pack.numbers.insert(word.into(), value);
    }
    pack.glued = read_marked(&mut from)?;
    pack.compounds = read_compounds(&mut from)?;
    for set in [&mut pack.inner_phrases, &mut pack.bound] {
        set.extend(from.list(|from| from.number(Column::Other))?);
    }
    pack.slash = from.number(Column::Other)?.checked_sub(1);
    pack.common_entries = from.number(Column::Other)?;
    from.is_at_end().then_some(pack)
}

fn write_marked(marked: &[(String, u32)], out: &mut Writer) {
    out.number(Column::Count, marked.len() as u32);
    for (text, entry) in marked {
        out.string(text);
        out.number(Column::Other, *entry);
    }
}

fn read_marked(from: &mut Reader<'_>) -> Option<Vec<(String, u32)>> {
    from.list(|from| Some((from.string()?.to_owned(), from.number(Column::Other)?)))
}

fn write_compounds(compounds: Option<&Compounds>, out: &mut Writer) {
    out.number(Column::Other, u32::from(compounds.is_some()));
    let Some(compounds) = compounds else { return };
    for set in [&compounds.parts, &compounds.indivisible] {
        let mut members: Vec<&str> = set.iter().map(String::as_str).collect();
        members.sort_unstable();
        out.strings(members.into_iter());
    }
    out.strings(compounds.links.iter().map(String::as_str));
    write_marked(&compounds.turning, out);
}

fn read_compounds(from: &mut Reader<'_>) -> Option<Option<Compounds>> {
    if from.number(Column::Other)? == 0 {
        return Some(None);
    }
    Some(Some(Compounds {
        parts: from.strings()?.into_iter().collect(),
        indivisible: from.strings()?.into_iter().collect(),
        links: from.strings()?,
        turning: read_marked(from)?,
    }))
}

#[cfg(test)]
mod tests {
    use super::super::build::Settings;
    use super::super::{Files, Lexicons};
    use super::*;
    use crate::document::Language;

    #[test]
    fn the_tables_that_the_program_carries_are_those_of_its_lists() {
        let carried = Files::bundled();
        let read = Lexicons::bundled().unwrap();
        // The same texts as if they were a user's.
        let texts = Files::from_texts(carried.under(""));
        let parsed = Lexicons::load(texts, &Language::SERVED).unwrap();
        for language in Language::SERVED.into_iter().chain([Language::Und]) {
            let tables = carried.tables(language).unwrap();
            assert!(write(parsed.pack(language)) == tables, "{language:?}");
            assert!(write(read.pack(language)) == tables, "{language:?}");
        }
    }

    #[test]
    fn tables_that_are_cut_short_are_refused() {
        let read_again = |tables: &Compiled, numbers: usize| {
            let lexicons = Lexicons::bundled().unwrap();
            let settings = Settings::read(lexicons.files(), Language::Und).unwrap();
            let pack = Pack::without_lists(Language::Und, settings, &lexicons.cutter);
            read(&tables.numbers[..numbers], &tables.text, pack)
        };
        let tables = Files::bundled().tables(Language::Und).unwrap();
        let whole = tables.numbers.len();
        assert!(read_again(&tables, whole).is_some());
        for numbers in [0, 1, whole / 3, whole / 2, whole - 1] {
            assert!(read_again(&tables, numbers).is_none(), "{numbers}");
        }
    }
}
