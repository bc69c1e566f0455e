//! Periods of time.

use crate::rollup::Column;
use jiff::ToSpan as _;
use jiff::civil::Date;

/// The period in which a trend over these days is told: some ten to sixty points.
pub(super) fn fitting(first: Date, last: Date) -> Column {
    match days(first, last) {
        0..=45 => Column::Day,
        46..=400 => Column::Week,
        401..=1500 => Column::Month,
        1501..=4500 => Column::Quarter,
        _ => Column::Year,
    }
}

/// Days from one to another, both counted.
pub(super) fn days(first: Date, last: Date) -> i32 {
    first.until(last).map_or(0, |span| span.get_days()) + 1
}

/// The first day of the period that a day lies in.
pub(super) fn start(period: &Column, day: Date) -> Date {
    let month = match period {
        Column::Week => {
            let back = i64::from(day.weekday().to_monday_zero_offset());
            return day.checked_sub(back.days()).unwrap_or(day);
        }
        Column::Month => day.month(),
        Column::Quarter => day.month() - (day.month() - 1) % 3,
        Column::Year => 1,
        _ => return day,
    };
    Date::new(day.year(), month, 1).unwrap_or(day)
}

/// The first day of the next period; `None` at the end of the calendar.
pub(super) fn next(period: &Column, start: Date) -> Option<Date> {
    let span = match period {
        Column::Week => 1.week(),
        Column::Month => 1.month(),
        Column::Quarter => 3.months(),
        Column::Year => 1.year(),
        _ => 1.day(),
    };
    start.checked_add(span).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn periods_start_where_their_names_say() {
        for (period, day, first, name) in [
            (
                Column::Day,
                date(2026, 3, 1),
                date(2026, 3, 1),
                "2026-03-01",
            ),
            (
                Column::Week,
                date(2026, 1, 1),
                date(2025, 12, 29),
                "2026-W01",
            ),
            (
                Column::Week,
                date(2027, 1, 3),
                date(2026, 12, 28),
                "2026-W53",
            ),
            (
                Column::Month,
                date(2026, 2, 28),
                date(2026, 2, 1),
                "2026-02",
            ),
            (
                Column::Quarter,
                date(2026, 12, 31),
                date(2026, 10, 1),
                "2026-Q4",
            ),
            (
                Column::Quarter,
                date(2026, 3, 31),
                date(2026, 1, 1),
                "2026-Q1",
            ),
            (Column::Year, date(2026, 7, 9), date(2026, 1, 1), "2026"),
        ] {
            assert_eq!(start(&period, day), first, "{period}");
            assert_eq!(period.period(day).as_deref(), Some(name));
            let next = next(&period, first).unwrap();
            assert_ne!(period.period(next).as_deref(), Some(name));
            let last = next.yesterday().unwrap();
            assert_eq!(period.period(last).as_deref(), Some(name), "{period}");
        }
    }
}
