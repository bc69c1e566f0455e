//! Canonical form of the tables: one order, one spacing.

use super::table::is_comment;

/// The canonical text of a table. Files whose order carries meaning keep it: only cells are trimmed there.
///
/// Comment lines come first, then the header, then the rows by their first two cells. Empty cells at the end of a row go.
pub fn canonical(path: &str, text: &str) -> String {
    let name = path.rsplit('/').next().unwrap_or(path);
    let sorted = !matches!(
        name,
        "paradigms.tsv"
            | "cases.tsv"
            | "numbers.tsv"
            | "emoji.tsv"
            | "emoticons.tsv"
            | "probability.tsv"
    );
    let mut comments: Vec<&str> = Vec::new();
    let mut rows: Vec<String> = Vec::new();
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        if is_comment(line) {
            comments.push(line.trim_end());
        } else {
            rows.push(trimmed(line));
        }
    }
    let mut lines: Vec<String> = comments.into_iter().map(str::to_owned).collect();
    let mut rows = rows.into_iter();
    lines.extend(rows.next());
    let mut body: Vec<String> = rows.collect();
    if sorted {
        body.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)).then_with(|| a.cmp(b)));
        body.dedup();
    }
    lines.extend(body);
    let mut out = lines.join("\n");
    out.push('\n');
    out
}

fn trimmed(line: &str) -> String {
    let cells: Vec<String> = line
        .split('\t')
        .map(|cell| cell.split_whitespace().collect::<Vec<_>>().join(" "))
        .collect();
    let used = cells
        .iter()
        .rposition(|cell| !cell.is_empty())
        .map_or(0, |at| at + 1);
    cells[..used].join("\t")
}

fn sort_key(row: &str) -> (&str, &str) {
    let mut cells = row.split('\t');
    (cells.next().unwrap_or(""), cells.next().unwrap_or(""))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn rows_are_sorted_below_the_header_and_cells_trimmed() {
        let text = "term\tpos\nb \tadj\t\n# why\na\tadj\n";
        assert_eq!(
            canonical("sv/sentiment.tsv", text),
            "# why\nterm\tpos\na\tadj\nb\tadj\n"
        );
    }

    #[test]
    fn the_order_of_cases_is_kept() {
        let text = "text\tsentiment\nb\tpositive\na\tneutral\n";
        assert_eq!(canonical("sv/cases.tsv", text), text);
    }

    proptest! {
        #[test]
        fn formatting_twice_changes_nothing(rows in prop::collection::vec("[a-zå ]{0,5}\t[a-z ]{0,4}\t?", 0..8)) {
            let text = format!("term\tpos\n{}\n", rows.join("\n"));
            let once = canonical("sv/sentiment.tsv", &text);
            prop_assert_eq!(canonical("sv/sentiment.tsv", &once), once);
        }
    }
}
