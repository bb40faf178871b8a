//! Sums that must hold in every run. A run with a broken sum ends in an error.

use super::counts::Counts;

/// A sum that does not hold. This is a defect of phasebook, and the figures of the run cannot be trusted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the ledger does not balance: {whole} ({left}) is not {parts} ({right})")]
pub struct Imbalance {
    pub whole: &'static str,
    pub parts: &'static str,
    pub left: u64,
    pub right: u64,
}

/// Checks that every record that was found is in exactly one of the counts. `in_reports` is the number of sessions in
/// the report `total`, if it was computed.
///
/// # Errors
///
/// Fails with the first sum that does not hold.
pub fn check(counts: &Counts, in_reports: Option<u64>) -> Result<(), Imbalance> {
    let sums = [
        (
            "files found",
            counts.files_found,
            "read + skipped + unreadable",
            counts.files_read + counts.files_skipped + counts.files_unreadable,
        ),
        (
            "session records",
            counts.session_records,
            "kept + superseded + rejected",
            counts.sessions_kept + counts.sessions_superseded + counts.sessions_rejected,
        ),
        (
            "sessions kept",
            counts.sessions_kept,
            "in the period + outside it + left out",
            counts.sessions_in_period + counts.sessions_outside + counts.sessions_left_out,
        ),
        (
            "histories",
            counts.histories,
            "joined + superseded + orphaned + rejected",
            counts.histories_joined
                + counts.histories_superseded
                + counts.histories_orphaned
                + counts.histories_rejected,
        ),
        (
            "sessions in the reports",
            in_reports.unwrap_or(counts.sessions_in_period),
            "sessions in the period",
            counts.sessions_in_period,
        ),
    ];
    for (whole, left, parts, right) in sums {
        if left != right {
            return Err(Imbalance {
                whole,
                parts,
                left,
                right,
            });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_sum_is_checked() {
        let balanced = Counts {
            files_found: 3,
            files_read: 1,
            files_skipped: 1,
            files_unreadable: 1,
            session_records: 3,
            sessions_kept: 1,
            sessions_superseded: 1,
            sessions_rejected: 1,
            sessions_in_period: 1,
            sessions_outside: 0,
            sessions_left_out: 0,
            histories: 4,
            histories_joined: 1,
            histories_superseded: 1,
            histories_orphaned: 1,
            histories_rejected: 1,
            campaigns: 7,
            unrecognised: 9,
            other_answers: 2,
            error_answers: 3,
        };
        assert_eq!(check(&balanced, Some(1)), Ok(()));
        assert!(check(&balanced, Some(2)).is_err());
        let breaks: [fn(&mut Counts); 5] = [
            |counts| counts.files_found += 1,
            |counts| counts.session_records += 1,
            |counts| counts.sessions_outside += 1,
            |counts| counts.sessions_left_out += 1,
            |counts| counts.histories += 1,
        ];
        for break_one in breaks {
            let mut broken = balanced;
            break_one(&mut broken);
            assert!(check(&broken, Some(1)).is_err());
        }
    }
}
