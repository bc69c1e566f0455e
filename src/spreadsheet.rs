//! Cells that a spreadsheet would take for a formula, and the apostrophe that keeps it from doing so.

/// True if a spreadsheet may take the cell for a formula, or if it starts with the apostrophe that prevents it.
pub fn is_formula(cell: &str) -> bool {
    let invisible = |c: char| matches!(c, ' ' | '\u{a0}' | '\u{200b}' | '\u{feff}');
    let first = cell.trim_start_matches(invisible).chars().next();
    first.is_some_and(|c| {
        matches!(
            c,
            '=' | '+' | '-' | '@' | '\t' | '\r' | '\n' | '＝' | '＋' | '－' | '＠' | '\''
        )
    })
}

/// A cell without the apostrophe that was put before it because of [`is_formula`].
pub fn restore(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(inner) if is_formula(inner) => inner,
        _ => cell,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_was_made_safe_is_restored(cell in "[ '=+a-]{0,5}") {
            let safe = if is_formula(&cell) { format!("'{cell}") } else { cell.clone() };
            prop_assert_eq!(restore(&safe), cell);
        }
    }
}
