//! Enumerations that phasebook defines: outcomes, exits, states. The tables of facts hold their values as
//! numbers, which are replaced by names when a file is written.

/// An enumeration that phasebook defines.
pub trait Category: Copy + Eq + 'static {
    /// The names in files, in the order of the codes.
    const NAMES: &'static [&'static str];

    /// The number in the tables of facts: the place of the name among [`Self::NAMES`].
    fn code(self) -> i32;

    /// The value with this number.
    fn of_code(code: i32) -> Option<Self>;
}

/// Declares an enumeration with its names in files.
macro_rules! category {
    (
        $(#[$about:meta])*
        pub enum $name:ident { $($(#[$meaning:meta])* $value:ident = $text:literal,)+ }
    ) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
        pub enum $name { $($(#[$meaning])* $value,)+ }

        impl $name {
            /// All values in order.
            pub const ALL: [Self; [$($text),+].len()] = [$(Self::$value),+];

            /// The name in files.
            pub const fn name(self) -> &'static str {
                match self { $(Self::$value => $text,)+ }
            }

            /// The value with this name.
            pub fn from_name(name: &str) -> Option<Self> {
                match name { $($text => Some(Self::$value),)+ _ => None }
            }
        }

        impl $crate::model::Category for $name {
            const NAMES: &'static [&'static str] = &[$($text),+];

            fn code(self) -> i32 {
                self as i32
            }

            fn of_code(code: i32) -> Option<Self> {
                usize::try_from(code).ok().and_then(|code| Self::ALL.get(code).copied())
            }
        }
    };
}
pub(crate) use category;

#[cfg(test)]
mod tests {
    use super::Category;
    use crate::model::session::Direction;

    #[test]
    fn a_value_has_the_number_of_its_name() {
        for direction in Direction::ALL {
            assert_eq!(Direction::of_code(direction.code()), Some(direction));
            assert_eq!(Direction::from_name(direction.name()), Some(direction));
            let place = usize::try_from(direction.code()).unwrap();
            assert_eq!(Direction::NAMES[place], direction.name());
        }
        for code in [-1, 2] {
            assert_eq!(Direction::of_code(code), None);
        }
        assert_eq!(Direction::from_name("Inbound"), None);
    }
}
