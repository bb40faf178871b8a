//! Exact decimals, as tables contain them.

/// An exact decimal: `units` divided by ten to the power of `places`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimal {
    units: i128,
    places: u32,
}

impl Decimal {
    /// Parses a cell; `None` if it is empty, not a number, or has more than 24 digits or 12 decimals.
    pub(super) fn parse(text: &str) -> Option<Self> {
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let digits = format!("{whole}{part}");
        // No column has more; with them the difference of two could exceed 128 bits.
        if digits.len() > 24 || part.len() > 12 {
            return None;
        }
        Some(Self {
            units: digits.parse().ok()?,
            places: u32::try_from(part.len()).ok()?,
        })
    }

    /// The floating-point value, for weights and for comparisons of order.
    #[expect(
        clippy::cast_precision_loss,
        reason = "weights need no more than 53 bits"
    )]
    pub(super) fn value(self) -> f64 {
        self.units as f64 / 10_f64.powi(i32::try_from(self.places).unwrap_or(0))
    }

    /// The exact difference `to - from`, with its sign.
    pub(super) fn difference(from: Self, to: Self) -> String {
        let places = from.places.max(to.places);
        let scaled = |figure: Self| figure.units * 10_i128.pow(places - figure.places);
        let difference = scaled(to) - scaled(from);
        let sign = if difference < 0 { '-' } else { '+' };
        let digits = format!(
            "{:0width$}",
            difference.unsigned_abs(),
            width = places as usize + 1
        );
        let (whole, part) = digits.split_at(digits.len() - places as usize);
        if part.is_empty() {
            format!("{sign}{whole}")
        } else {
            format!("{sign}{whole}.{part}")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(from: &str, to: &str, difference: &str) {
        let parse = |text| Decimal::parse(text).unwrap();
        assert_eq!(Decimal::difference(parse(from), parse(to)), difference);
    }

    #[test]
    fn differences_are_exact() {
        check("0.8120", "0.8090", "-0.0030");
        check("9", "12", "+3");
        check("0", "12.500", "+12.500");
        check("-1.500", "-1.250", "+0.250");
        check("0.000", "-0.005", "-0.005");
        assert_eq!(Decimal::parse(""), None);
        assert_eq!(Decimal::parse("total"), None);
    }
}
