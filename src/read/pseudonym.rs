//! Pseudonyms: replaces the ids of operators by a keyed hash and removes their names.
//!
//! This happens directly after reading, so that no later output, in any format, contains an operator's
//! identity. With the same key, an operator keeps the same code from month to month. Without the key, a code
//! cannot be traced back; anyone who has the key can try all ids, so the key must stay secret.

use std::collections::{HashMap, HashSet};
use std::fmt::{self, Write};
use std::fs;
use std::path::Path;

use hmac::{Hmac, KeyInit, Mac};
use rayon::prelude::*;
use sha2::Sha256;

use crate::model::{
    Action, Arena, DirectoryKind, DirectoryRecord, Download, Id, Operator, Place, Session,
    SessionOperator,
};
use crate::read::Loaded;

/// The secret from which codes are made.
#[derive(Clone)]
pub struct Key(Vec<u8>);

/// Hides the key.
impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

/// A key that cannot be used, or a code that two operators share.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The key file cannot be read.
    #[error("the key cannot be read: {0}")]
    Io(#[from] std::io::Error),
    /// The key is short enough to be guessed.
    #[error("the key has {0} bytes, it needs at least {MINIMUM}")]
    Short(usize),
    /// Two operators have the same code, which has a chance of one in millions.
    #[error("two operators have the same code with this key")]
    Collision,
}

/// The minimum length of a key in bytes.
const MINIMUM: usize = 16;

/// The number of bits in a code. They fit in nine characters, and in a number that a spreadsheet shows exactly.
const BITS: u32 = 45;

/// Crockford's digits, none of which looks like another.
const DIGITS: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl Key {
    /// Reads the key from a file, without surrounding white space.
    ///
    /// # Errors
    ///
    /// Fails if the file cannot be read, or the key is shorter than 16 bytes.
    pub fn read(path: &Path) -> Result<Self, KeyError> {
        Self::new(fs::read(path)?.trim_ascii())
    }

    /// Uses these bytes as the key.
    ///
    /// # Errors
    ///
    /// Fails if the key is shorter than 16 bytes.
    pub fn new(secret: &[u8]) -> Result<Self, KeyError> {
        if secret.len() < MINIMUM {
            return Err(KeyError::Short(secret.len()));
        }
        Ok(Self(secret.to_vec()))
    }

    /// A fingerprint of the key: a keyed hash that differs from that of any operator.
    pub fn mark(&self) -> String {
        let digest = self.digest(&[b"phasebook key"]);
        digest[..4].iter().fold(String::new(), |mut mark, byte| {
            // Writing to a string cannot fail.
            let _ = write!(mark, "{byte:02x}");
            mark
        })
    }

    /// The pseudonymous id of an operator: the first bits of HMAC-SHA-256 of the real id.
    pub fn pseudonym(&self, id: Id) -> Id {
        let digest = self.digest(&[b"phasebook operator ", &id.get().to_be_bytes()]);
        let [
            first,
            second,
            third,
            fourth,
            fifth,
            sixth,
            seventh,
            eighth,
            ..,
        ] = digest;
        let head = [first, second, third, fourth, fifth, sixth, seventh, eighth];
        let number = u64::from_be_bytes(head) >> (u64::BITS - BITS);
        // A 45-bit number is positive, and every positive number is a valid id.
        i64::try_from(number).ok().and_then(Id::new).unwrap_or(id)
    }

    fn digest(&self, parts: &[&[u8]]) -> [u8; 32] {
        // HMAC accepts keys of any length; if it did not, every code would be 0.
        Hmac::<Sha256>::new_from_slice(&self.0).map_or([0; 32], |mut mac| {
            for part in parts {
                mac.update(part);
            }
            mac.finalize().into_bytes().into()
        })
    }
}

/// The code of an id made by a [`Key`].
pub(crate) fn code(id: Id) -> String {
    let number = id.get().unsigned_abs();
    let digits = (0..BITS / 5).rev().map(|place| {
        let digit = (number >> (place * 5)) & 31;
        // Five bits give an index below 32.
        usize::try_from(digit).map_or('-', |digit| char::from(DIGITS[digit]))
    });
    "op-".chars().chain(digits).collect()
}

/// Replaces all operators by codes.
///
/// # Errors
///
/// Fails if two operators get the same code.
pub fn conceal(loaded: &mut Loaded, key: &Key) -> Result<(), KeyError> {
    let codes = codes(loaded, key)?;
    loaded.sessions.par_iter_mut().for_each(|sessions| {
        let (mut stints, mut downloads) = (Arena::default(), Arena::default());
        for session in sessions {
            conceal_session(session, &codes, &mut stints, &mut downloads);
        }
    });
    for action in loaded.actions.iter_mut() {
        conceal_action(action, &codes);
    }
    loaded.user_names.clear();
    // The codes become the operators' names, in place of the names in user records.
    loaded
        .directory
        .retain(|record| record.kind != DirectoryKind::User);
    for &id in codes.values() {
        let name = loaded.texts.add(&code(id));
        loaded.directory.push(DirectoryRecord {
            kind: DirectoryKind::User,
            id,
            place: Place::default(),
            name: Some(name),
        });
    }
    Ok(())
}

type Codes = HashMap<Id, Id>;

/// The pseudonym of every operator in the dump.
fn codes(loaded: &Loaded, key: &Key) -> Result<Codes, KeyError> {
    let in_sessions = loaded
        .sessions
        .par_iter()
        .flatten()
        .flat_map_iter(|session| {
            let stints = session.operators.iter().map(|stint| stint.user_id);
            let downloads = session.downloads.iter().map(|download| download.user_id);
            stints.chain(downloads).flatten()
        });
    let in_events = loaded.actions.iter().flat_map(|action| {
        let both = [action.operator, action.forwarded_by];
        both.into_iter().flatten().map(|operator| operator.id)
    });
    let users = loaded.directory.iter();
    let in_directory = users
        .filter(|record| record.kind == DirectoryKind::User)
        .map(|record| record.id);
    let mut ids: HashSet<Id> = in_sessions.collect();
    ids.extend(in_events.chain(in_directory));
    let codes: Codes = ids.into_iter().map(|id| (id, key.pseudonym(id))).collect();
    let distinct: HashSet<Id> = codes.values().copied().collect();
    if distinct.len() == codes.len() {
        Ok(codes)
    } else {
        Err(KeyError::Collision)
    }
}

fn conceal_session(
    session: &mut Session,
    codes: &Codes,
    stints: &mut Arena<SessionOperator>,
    downloads: &mut Arena<Download>,
) {
    let concealed = session.operators.iter().map(|stint| SessionOperator {
        user_id: stint.user_id.and_then(|id| codes.get(&id).copied()),
        name: None,
        ..*stint
    });
    session.operators = stints.put(concealed);
    if session.downloads.is_empty() {
        return;
    }
    let concealed = session.downloads.iter().map(|download| Download {
        user_id: download.user_id.and_then(|id| codes.get(&id).copied()),
        ..download.clone()
    });
    session.downloads = downloads.put(concealed);
}

fn conceal_action(action: &mut Action, codes: &Codes) {
    for operator in [&mut action.operator, &mut action.forwarded_by] {
        *operator = operator.and_then(|operator| {
            let id = codes.get(&operator.id).copied()?;
            Some(Operator { id, name: None })
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: i64) -> Id {
        Id::new(number).unwrap()
    }

    #[test]
    fn a_code_depends_on_the_key_and_the_operator() {
        let key = Key::new(b"0123456789abcdef").unwrap();
        let other = Key::new(b"0123456789abcdeg").unwrap();
        assert_eq!(code(key.pseudonym(id(7))), code(key.pseudonym(id(7))));
        assert_ne!(key.pseudonym(id(7)), key.pseudonym(id(8)));
        assert_ne!(key.pseudonym(id(7)), other.pseudonym(id(7)));
        assert!((0..1 << BITS).contains(&key.pseudonym(id(-7)).get()));
    }

    #[test]
    fn a_code_has_nine_digits() {
        assert_eq!(code(id(0)), "op-000000000");
        assert_eq!(code(id(33)), "op-000000011");
        assert_eq!(code(id((1 << BITS) - 1)), "op-zzzzzzzzz");
    }

    #[test]
    fn a_key_that_can_be_guessed_is_refused() {
        assert!(matches!(Key::new(b"secret"), Err(KeyError::Short(6))));
        assert_eq!(format!("{:?}", Key::new(&[7; 16]).unwrap()), "Key(..)");
    }
}
