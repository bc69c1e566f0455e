//! Dates of comments: how they are written, the day they belong to.
//!
//! Time zones come from the database the program carries, so that days do not depend on the machine.

use jiff::civil::{Date, DateTime};
use jiff::fmt::strtime;
use jiff::tz::{TimeZone, TimeZoneDatabase};
use jiff::{Timestamp, ToSpan as _, Zoned};

/// Ways of writing a date in numbers that cannot be mistaken for each other. Where day and month could be, the job
/// must say (`date_format`).
const FORMATS: [&str; 7] = [
    "%Y/%m/%d %H:%M:%S",
    "%Y/%m/%d %H:%M",
    "%Y/%m/%d",
    "%d.%m.%Y %H:%M:%S",
    "%d.%m.%Y %H:%M",
    "%d.%m.%Y.",
    "%d.%m.%Y",
];

/// A time zone with its name.
#[derive(Clone, Debug, PartialEq)]
pub struct Zone {
    name: String,
    zone: TimeZone,
}

impl Default for Zone {
    fn default() -> Self {
        Self {
            name: "UTC".to_owned(),
            zone: TimeZone::UTC,
        }
    }
}

impl Zone {
    /// The zone of this IANA name.
    pub fn named(name: &str) -> Option<Self> {
        let zone = TimeZoneDatabase::bundled().get(name).ok()?;
        Some(Self {
            name: zone.iana_name().unwrap_or(name).to_owned(),
            zone,
        })
    }

    /// Names of all zones that are known.
    pub fn names() -> Vec<String> {
        let database = TimeZoneDatabase::bundled();
        database.available().map(|name| name.to_string()).collect()
    }

    /// Its IANA name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The day of a moment here.
    pub fn day(&self, moment: Timestamp) -> Date {
        moment.to_zoned(self.zone.clone()).date()
    }

    /// The moment of a clock's reading here: the earlier of two in the hour that comes twice, the later side of the
    /// gap for one that is left out.
    fn moment(&self, reading: DateTime) -> Option<(Timestamp, bool)> {
        let found = self.zone.to_ambiguous_timestamp(reading);
        let ambiguous = found.is_ambiguous();
        Some((found.compatible().ok()?, ambiguous))
    }

    /// The first moment of a day here.
    pub fn start(&self, day: Date) -> Option<Timestamp> {
        let start: Zoned = day.to_zoned(self.zone.clone()).ok()?;
        Some(start.timestamp())
    }
}

/// When a comment was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Its day in the job's zone.
    pub day: Date,
    /// The moment, if the date has a time.
    pub at: Option<Timestamp>,
    /// True if the clock showed this time twice or never.
    pub ambiguous: bool,
}

/// Reads the dates of a source.
#[derive(Clone, Debug)]
pub struct Dates {
    formats: Vec<String>,
    /// Zone of dates without one.
    own: Zone,
    /// Zone of days.
    job: Zone,
}

impl Dates {
    /// `formats` are tried before the usual ones; `own` is the zone of dates without one, `job` that of days.
    pub fn new(formats: Vec<String>, own: Zone, job: Zone) -> Self {
        Self { formats, own, job }
    }

    /// Reads a date. `None` if it is not written in any of the ways.
    pub fn read(&self, text: &str) -> Option<Moment> {
        let text = text.trim();
        let named = self.formats.iter().map(String::as_str);
        named
            .filter_map(|format| self.formatted(format, text))
            .next()
            .or_else(|| self.iso(text))
            .or_else(|| {
                FORMATS
                    .iter()
                    .find_map(|format| self.formatted(format, text))
            })
    }

    fn iso(&self, text: &str) -> Option<Moment> {
        if !text.starts_with(|c: char| c.is_ascii_digit()) {
            return None;
        }
        if let Ok(at) = text.parse::<Timestamp>() {
            return Some(self.known(at));
        }
        // Ten characters are a date alone; a time without one would not begin like that.
        match text.parse::<Date>() {
            Ok(day) if text.len() <= 10 => Some(date_only(day)),
            _ => self.read_from_clock(text.parse().ok()?),
        }
    }

    fn formatted(&self, format: &str, text: &str) -> Option<Moment> {
        let parsed = strtime::parse(format, text).ok()?;
        if let Ok(at) = parsed.to_timestamp() {
            return Some(self.known(at));
        }
        if parsed.hour().is_some() {
            return self.read_from_clock(parsed.to_datetime().ok()?);
        }
        parsed.to_date().ok().map(date_only)
    }

    fn known(&self, at: Timestamp) -> Moment {
        Moment {
            day: self.job.day(at),
            at: Some(at),
            ambiguous: false,
        }
    }

    fn read_from_clock(&self, reading: DateTime) -> Option<Moment> {
        let (at, ambiguous) = self.own.moment(reading)?;
        Some(Moment {
            ambiguous,
            ..self.known(at)
        })
    }
}

fn date_only(day: Date) -> Moment {
    Moment {
        day,
        at: None,
        ambiguous: false,
    }
}

/// Says what is wrong with a format of dates.
///
/// # Errors
/// A format that does not read back what it writes, day by day.
pub fn check_format(format: &str) -> Result<(), String> {
    let bad = |why: String| format!("{format:?} is no format of dates: {why}");
    let example = Date::constant(2026, 2, 17).at(15, 48, 31, 0);
    let example = example
        .to_zoned(TimeZone::UTC)
        .map_err(|error| bad(error.to_string()))?;
    let written = strtime::format(format, &example).map_err(|error| bad(error.to_string()))?;
    let read = strtime::parse(format, &written).map_err(|error| bad(error.to_string()))?;
    match read.to_date() {
        Ok(day) if day == example.date() => Ok(()),
        _ => Err(bad("it names no year, month and day".to_owned())),
    }
}

/// Hours from a comment's day to `now`; from the end of a day without a time.
pub fn age_in_hours(moment: &Moment, now: Timestamp, zone: &Zone) -> f64 {
    let end = || zone.start(moment.day.checked_add(1.day()).ok()?);
    let at = moment.at.or_else(end).unwrap_or(now);
    (now.duration_since(at).as_secs_f64() / 3600.0).max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn dates(formats: &[&str], own: &str) -> Dates {
        let formats = formats.iter().map(|&format| format.to_owned()).collect();
        let job = Zone::named("Europe/Stockholm").unwrap();
        Dates::new(formats, Zone::named(own).unwrap(), job)
    }

    #[test]
    fn dates_are_read_as_exports_write_them() {
        let dates = dates(&["%m/%d/%Y %I:%M %p"], "Europe/Stockholm");
        for (text, day, at) in [
            ("2026-03-01", "2026-03-01", None),
            (
                "2026-03-01 14:53",
                "2026-03-01",
                Some("2026-03-01T13:53:00Z"),
            ),
            (
                "2026-03-01T23:30:00Z",
                "2026-03-02",
                Some("2026-03-01T23:30:00Z"),
            ),
            (
                "2026-03-01T23:30:00+05:30",
                "2026-03-01",
                Some("2026-03-01T18:00:00Z"),
            ),
            (
                "03/04/2026 1:05 PM",
                "2026-03-04",
                Some("2026-03-04T12:05:00Z"),
            ),
            (
                "17.3.2026 08:00",
                "2026-03-17",
                Some("2026-03-17T07:00:00Z"),
            ),
            ("17.03.2026.", "2026-03-17", None),
        ] {
            let moment = dates.read(text).unwrap_or_else(|| panic!("{text}"));
            assert_eq!(moment.day.to_string(), day, "{text}");
            assert_eq!(moment.at.map(|at| at.to_string()).as_deref(), at, "{text}");
        }
        for text in ["", "soon", "03/04/2026", "2026", "12"] {
            assert_eq!(dates.read(text), None, "{text}");
        }
    }

    #[test]
    fn hours_that_come_twice_or_never_are_read_and_marked() {
        let stockholm = dates(&[], "Europe/Stockholm");
        let denver = dates(&[], "America/Denver");
        for (dates, text, at) in [
            (&stockholm, "2026-03-29 02:30", "2026-03-29T01:30:00Z"),
            (&stockholm, "2026-10-25 02:30", "2026-10-25T00:30:00Z"),
            (&denver, "2026-03-08 02:30", "2026-03-08T09:30:00Z"),
        ] {
            let moment = dates.read(text).unwrap();
            assert!(moment.ambiguous, "{text}");
            assert_eq!(moment.at.unwrap().to_string(), at);
        }
        assert!(!stockholm.read("2026-03-29 03:30").unwrap().ambiguous);
    }

    #[test]
    fn formats_are_tried_before_they_are_used() {
        assert_eq!(check_format("%d/%m/%Y"), Ok(()));
        assert!(check_format("%H:%M").is_err());
        assert!(check_format("%Q").is_err());
    }
}
