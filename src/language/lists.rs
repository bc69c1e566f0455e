//! Reading the tables under `lexicons/detector/`.

/// Rows of a tab-separated table: the first line names the columns, lines that start with `# ` are
/// comments.
pub(super) fn rows<'t>(table: &'t str) -> impl Iterator<Item = Vec<&'t str>> {
    table
        .lines()
        .skip(1)
        .filter(|line| !line.is_empty() && !line.starts_with("# "))
        .map(|line| line.split('\t').collect())
}
