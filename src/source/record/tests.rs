use super::*;
use proptest::prelude::*;

const COMMA: Dialect = Dialect::RFC_4180;

/// All rows of a text; a bad one as what is wrong with it and the bytes it takes.
fn rows(text: &str, columns: usize) -> Vec<Result<Vec<String>, (Fault, String)>> {
    let mut rest = text;
    let mut cells = Vec::new();
    let mut rows = Vec::new();
    while !rest.is_empty() {
        let record = scan(rest.as_bytes(), true, COMMA, columns, &mut cells).unwrap();
        let mut next = record.next;
        rows.push(match record.fault {
            None => Ok(cells
                .iter()
                .map(|cell| content(rest, cell, COMMA).into_owned())
                .collect()),
            Some(fault) => {
                next = resync(rest.as_bytes(), &record, COMMA, columns).unwrap_or(next);
                Err((fault, rest[..next].to_owned()))
            }
        });
        rest = &rest[next..];
    }
    rows
}

fn row(cells: &[&str]) -> Result<Vec<String>, (Fault, String)> {
    Ok(cells.iter().map(|cell| (*cell).to_owned()).collect())
}

#[test]
fn cells_are_cut_at_delimiters_and_quotes_taken_off() {
    for (text, cells) in [
        ("a,b,c\n", &["a", "b", "c"][..]),
        ("a,,\r\n", &["a", "", ""]),
        ("\"a,b\",\"c\"\"d\",e", &["a,b", "c\"d", "e"]),
        ("\"a\r\nb\",\"\",\n", &["a\r\nb", "", ""]),
        ("a\"b,c d\" \n", &["a\"b", "c d\" "]),
        ("\"a\" ,b\n", &["a", "b"]),
        ("\"\"\"\"\n", &["\""]),
    ] {
        assert_eq!(rows(text, cells.len()), [row(cells)], "{text:?}");
    }
}

#[test]
fn a_quote_that_is_never_closed_costs_its_own_row() {
    let bad = "2,\"never closed,x\n";
    let text = format!("1,a,x\n{bad}3,c,x\n4,d,x\n");
    let error = Err((Fault::Unterminated, bad.to_owned()));
    let expected = [
        row(&["1", "a", "x"]),
        error,
        row(&["3", "c", "x"]),
        row(&["4", "d", "x"]),
    ];
    assert_eq!(rows(&text, 3), expected);
}

#[test]
fn an_open_quote_before_quoted_rows_costs_its_own_row() {
    let bad = "2,\"never closed\n";
    let text = format!("{bad}3,\"c\"\n4,\"two\nlines, here\"\n");
    let error = Err((Fault::TextAfterQuote, bad.to_owned()));
    assert_eq!(
        rows(&text, 2),
        [error, row(&["3", "c"]), row(&["4", "two\nlines, here"])]
    );
}

#[test]
fn a_cell_may_hold_lines_that_look_like_rows_if_they_are_few() {
    let cell = "my list:\n1,a,x\n2,b,y\nthat is all";
    let text = format!("1,\"{cell}\",x\n");
    assert_eq!(rows(&text, 3), [row(&["1", cell, "x"])]);
}

#[test]
fn two_open_quotes_far_apart_do_not_swallow_the_rows_between() {
    let good: String = (0..100).map(|i| format!("{i},fine,x\n")).collect();
    let text = format!("a,b,\"open\n{good}c,d,end\"\n{good}");
    let rows = rows(&text, 3);
    assert_eq!(rows.iter().filter(|row| row.is_err()).count(), 1);
    assert_eq!(rows.len(), 202);
}

#[test]
fn text_behind_a_closing_quote_is_a_fault() {
    let error = Err((Fault::TextAfterQuote, "1,\"ab\"cd\n".to_owned()));
    assert_eq!(rows("1,\"ab\"cd\n2,x\n", 2), [error, row(&["2", "x"])]);
}

proptest! {
    #[test]
    fn what_a_csv_writer_wrote_is_read_as_it_was(
        table in proptest::collection::vec(proptest::collection::vec("[a-z,\"\r\n å]{0,8}", 3), 1..6)
    ) {
        let mut writer = csv::Writer::from_writer(Vec::new());
        for cells in &table {
            writer.write_record(cells).unwrap();
        }
        let text = String::from_utf8(writer.into_inner().unwrap()).unwrap();
        let expected: Vec<_> = table.into_iter().map(Ok).collect();
        prop_assert_eq!(rows(&text, 3), expected);
    }

    #[test]
    fn rows_and_rejects_together_are_the_whole_text(text in "[ab,\"\n]{0,60}") {
        let mut rest = text.as_bytes();
        let mut cells = Vec::new();
        while !rest.is_empty() {
            let record = scan(rest, true, COMMA, 2, &mut cells).unwrap();
            let next = resync(rest, &record, COMMA, 2).unwrap_or(record.next);
            prop_assert!(next > 0 && next <= rest.len());
            prop_assert!(record.end <= record.next);
            rest = &rest[next..];
        }
    }

    #[test]
    fn a_record_is_the_same_when_its_buffer_goes_on(text in "[ab,\"\r\n]{0,30}", more in "[ab,\"\n]{0,30}") {
        let (mut short, mut long) = (Vec::new(), Vec::new());
        if let Ok(record) = scan(text.as_bytes(), false, COMMA, 2, &mut short) {
            let whole = format!("{text}{more}");
            prop_assert_eq!(scan(whole.as_bytes(), false, COMMA, 2, &mut long), Ok(record));
            prop_assert_eq!(short, long);
        }
    }
}
