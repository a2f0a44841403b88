//! Dates in the calendar of Umm al-Qura, the civil calendar of Saudi Arabia. Its months are announced and follow no rule,
//! so they stand in a table: those of ICU 78 (CLDR's `islamic-umalqura`), from September 2018 to November 2076. A table of
//! our own, because the crate that has it brings six others.

use jiff::civil::{Date, date};

/// A date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UmmAlQura {
    pub year: i16,
    /// From 1.
    pub month: u8,
    /// From 1.
    pub day: u8,
}

/// The first year of the table, and its first day.
const FIRST_YEAR: i16 = 1440;
const FIRST_DAY: Date = date(2018, 9, 11);

/// A year each: the lowest bit is its first month, 1 where that has 30 days, 0 where it has 29.
const LONG_MONTHS: [u16; 60] = [
    0x2ba, 0x5b5, 0x5aa, 0xd55, 0xa9a, 0x92e, 0x26e, 0x55d, 0xada, 0x6d4, 0x6a5, 0xb27, 0xa4d,
    0x4ad, 0x56d, 0xb5a, 0x754, 0xf49, 0xe92, 0xd26, 0xa56, 0x356, 0x6b5, 0xbaa, 0xb92, 0xb25,
    0x68b, 0xa9b, 0x55a, 0xada, 0x5b4, 0xda9, 0xb52, 0xa9a, 0x536, 0x276, 0x575, 0xaf2, 0x6d4,
    0x6a9, 0x555, 0x2ad, 0x4bd, 0x9ba, 0x574, 0xb69, 0xb52, 0xa95, 0x52d, 0xa5d, 0x4da, 0xad9,
    0x6b2, 0xe95, 0xe2a, 0xc96, 0x92e, 0xaad, 0x56a, 0xd65,
];

/// The same day in this calendar; `None` outside the table.
pub fn of(day: Date) -> Option<UmmAlQura> {
    let mut left = (day - FIRST_DAY).get_days();
    if left < 0 {
        return None;
    }
    for (year, months) in (FIRST_YEAR..).zip(LONG_MONTHS) {
        for month in 1..=12_u8 {
            let days = 29 + i32::from(months >> (month - 1) & 1);
            if left < days {
                let day = u8::try_from(left + 1).ok()?;
                return Some(UmmAlQura { year, month, day });
            }
            left -= days;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As `Intl.DateTimeFormat` of Node 24 says them.
    #[test]
    fn dates_are_those_of_icu() {
        for (day, year, month, in_month) in [
            (date(2018, 9, 11), 1440, 1, 1),
            (date(2024, 3, 11), 1445, 9, 1),
            (date(2026, 11, 24), 1448, 6, 14),
            (date(2030, 1, 1), 1451, 8, 26),
        ] {
            let expected = UmmAlQura {
                year,
                month,
                day: in_month,
            };
            assert_eq!(of(day), Some(expected), "{day}");
        }
    }

    #[test]
    fn the_table_ends_where_the_next_year_begins() {
        assert_eq!(of(date(2018, 9, 10)), None);
        assert_eq!(of(date(2076, 11, 27)).map(|day| day.year), Some(1499));
        assert_eq!(of(date(2076, 11, 28)), None);
    }
}
