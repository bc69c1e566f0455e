//! Reading the tables under `lexicons/detector/`.

/// Rows of a tab-separated table: the first line names the columns, lines that start with `# ` are
/// comments.
pub(super) fn rows(table: &str) -> impl Iterator<Item = Vec<&str>> {
    table
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| line.split('\t').collect())
}
