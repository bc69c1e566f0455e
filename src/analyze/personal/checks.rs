//! Check digits and dates.

/// True if Luhn's check digit fits.
pub fn luhn(digits: &[u8]) -> bool {
    let sum: u32 = digits
        .iter()
        .rev()
        .enumerate()
        .map(|(place, &digit)| {
            let digit = u32::from(digit);
            match place % 2 {
                0 => digit,
                _ => digit * 2 / 10 + digit * 2 % 10,
            }
        })
        .sum();
    sum.is_multiple_of(10)
}

/// The remainder of ISO 7064 for an IBAN: its first four characters go to the end, letters count from 10.
pub fn modulo_97(iban: &[u8]) -> u32 {
    let (head, tail) = iban.split_at(iban.len().min(4));
    tail.iter().chain(head).fold(0, |rest, &byte| {
        let value = if byte.is_ascii_digit() {
            u32::from(byte - b'0')
        } else {
            u32::from(byte.saturating_sub(b'A')) + 10
        };
        let places = if value > 9 { 100 } else { 10 };
        (rest * places + value) % 97
    })
}

/// Length of an IBAN by country (the registry of ISO 13616), for the countries whose customers write in the served
/// languages and their neighbours.
pub fn iban_length(country: [u8; 2]) -> Option<usize> {
    let length = match &country {
        b"NO" => 15,
        b"BE" => 16,
        b"DK" | b"FI" | b"NL" => 18,
        b"MK" | b"SI" => 19,
        b"AT" | b"BA" | b"EE" | b"KZ" | b"LT" | b"LU" | b"XK" => 20,
        b"CH" | b"HR" | b"LV" | b"LI" => 21,
        b"BG" | b"BH" | b"DE" | b"GB" | b"IE" | b"ME" | b"RS" => 22,
        b"AE" | b"IL" | b"IQ" | b"OM" => 23,
        b"AD" | b"CZ" | b"ES" | b"MD" | b"RO" | b"SA" | b"SE" | b"SK" | b"TN" => 24,
        b"LY" | b"PT" => 25,
        b"IS" | b"TR" => 26,
        b"FR" | b"GR" | b"IT" | b"MR" => 27,
        b"CY" | b"HU" | b"LB" | b"PL" | b"AL" => 28,
        b"EG" | b"PS" | b"QA" | b"UA" => 29,
        b"JO" | b"KW" => 30,
        b"MT" => 31,
        b"RU" => 33,
        _ => return None,
    };
    Some(length)
}

/// The number that some digits write.
pub fn value(digits: &[u8]) -> u32 {
    let add = |sum: u32, &digit: &u8| sum.saturating_mul(10).saturating_add(u32::from(digit));
    digits.iter().fold(0, add)
}

/// True if the calendar has this day; the year may be of any century.
pub fn is_date(year: u32, month: u32, day: u32) -> bool {
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if year.is_multiple_of(4) => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

fn weighted(digits: &[u8], weights: &[u32]) -> u32 {
    let products = digits.iter().zip(weights).map(|(&d, w)| u32::from(d) * w);
    products.sum()
}

/// Ten or twelve digits of a Swedish personnummer; the day is 60 higher in a samordningsnummer.
pub fn is_personnummer(digits: &[u8]) -> bool {
    let (century, short) = match digits {
        [a, b, rest @ ..] if rest.len() == 10 => (value(&[*a, *b]), rest),
        short => (19, short),
    };
    let [y1, y2, m1, m2, d1, d2, ..] = *short else {
        return false;
    };
    let day = value(&[d1, d2]);
    let day = if day > 60 { day - 60 } else { day };
    short.len() == 10
        && (18..=20).contains(&century)
        && is_date(value(&[y1, y2]), value(&[m1, m2]), day)
        && luhn(short)
}

/// Thirteen digits of a JMBG: a date, a region, a number and a check digit.
pub fn is_jmbg(digits: &[u8]) -> bool {
    let Ok(digits) = <&[u8; 13]>::try_from(digits) else {
        return false;
    };
    let [d1, d2, m1, m2, y1, y2, y3, ..] = *digits;
    let check = weighted(digits, &[7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]);
    let check = match 11 - check % 11 {
        10 => return false,
        11 => 0,
        check => check,
    };
    let year = value(&[y1, y2, y3]);
    is_date(year, value(&[m1, m2]), value(&[d1, d2]))
        && !(100..880).contains(&year)
        && check == u32::from(digits[12])
}

/// Eleven digits of a SNILS.
pub fn is_snils(digits: &[u8]) -> bool {
    let [number @ .., a, b] = digits else {
        return false;
    };
    let sum = weighted(number, &[9, 8, 7, 6, 5, 4, 3, 2, 1]);
    number.len() == 9 && sum % 101 % 100 == value(&[*a, *b])
}

/// Twelve digits of the INN of a person.
pub fn is_inn(digits: &[u8]) -> bool {
    let [.., a, b] = digits else {
        return false;
    };
    let first = weighted(digits, &[7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    let second = weighted(digits, &[3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11 % 10;
    digits.len() == 12 && first == u32::from(*a) && second == u32::from(*b)
}

/// Digits of a payment card by its issuer's range and length, with Luhn's check digit.
pub fn is_card(digits: &[u8]) -> bool {
    let Some(four) = digits.get(..4).map(value) else {
        return false;
    };
    let issued = match digits.len() {
        14 => matches!(four / 100, 30 | 36 | 38),
        15 => matches!(four / 100, 34 | 37),
        16 => {
            matches!(four / 1000, 4)
                || matches!(four / 100, 35 | 50..=58 | 60..=65)
                || (2200..=2204).contains(&four)
                || (2221..=2720).contains(&four)
        }
        19 => matches!(four / 100, 50 | 56..=58 | 60..=69) || four / 1000 == 4,
        _ => false,
    };
    issued && luhn(digits)
}
