//! Pieces of work that take turns, so that what disturbs the machine disturbs all of them alike.

use super::clock::Clock;
use crate::analysis::benchmark::Spent;
use crate::engine::{Progress, RunError};

/// Rounds that are done however long they take: fewer tell nothing against a baseline.
const FEWEST_ROUNDS: usize = 5;

/// A piece of work of any number of paths.
pub struct Turn<'a> {
    /// Paths come in multiples of this.
    pub unit: usize,
    /// Its share of the time, beside the others.
    pub weight: f64,
    /// So many paths a round whatever the time, as an earlier benchmark had.
    pub paths: Option<usize>,
    pub work: Box<dyn FnMut(usize) -> Result<(), RunError> + 'a>,
}

/// What a piece of work took.
#[derive(Clone, Debug)]
pub struct Timed {
    pub paths: usize,
    pub rounds: Vec<Spent>,
}

/// Times each piece of work in each of `rounds` rounds, in about `seconds` in all.
///
/// A first turn of one unit warms everything up and tells how many paths fill the share of time; at least one unit is
/// done however long it takes. Then all take turns, forwards and backwards by turns, so that a machine that becomes steadily
/// slower or faster treats all alike. Where this takes half as long again as asked, five rounds are enough. Each turn is told to `progress` as one path.
///
/// # Errors
/// If a piece of work fails, or `progress` does not go on.
pub fn take_turns(
    turns: &mut [Turn<'_>],
    seconds: f64,
    rounds: usize,
    progress: &dyn Progress,
) -> Result<Vec<Timed>, RunError> {
    let weights: f64 = turns.iter().map(|turn| turn.weight).sum();
    // The first turns take their time too.
    let share = seconds / (rounds as f64 + 0.5) / weights.max(f64::MIN_POSITIVE);
    let mut timed = Vec::with_capacity(turns.len());
    for turn in turns.iter_mut() {
        // Twice: memory that is touched for the first time is slow.
        (turn.work)(turn.unit)?;
        let clock = Clock::now();
        (turn.work)(turn.unit)?;
        let once = clock.spent().wall_seconds;
        let units = (share * turn.weight / once.max(1e-9)).clamp(1.0, 1e6);
        let paths = turn.paths.unwrap_or(turn.unit * units as usize);
        timed.push(Timed { paths, rounds: Vec::with_capacity(rounds) });
        done(progress)?;
    }
    let begun = Clock::now();
    for round in 0..rounds {
        // A machine that others keep busy would take many times as long.
        if round >= FEWEST_ROUNDS && begun.spent().wall_seconds > 1.5 * seconds {
            break;
        }
        for place in 0..turns.len() {
            let place = if round % 2 == 0 { place } else { turns.len() - 1 - place };
            let clock = Clock::now();
            (turns[place].work)(timed[place].paths)?;
            timed[place].rounds.push(clock.spent());
            done(progress)?;
        }
    }
    Ok(timed)
}

fn done(progress: &dyn Progress) -> Result<(), RunError> {
    progress.paths_done(1);
    if progress.goes_on() { Ok(()) } else { Err(RunError::Stopped) }
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;

    use super::*;

    #[test]
    fn all_take_turns_forwards_and_backwards_with_the_same_number_of_paths() {
        let seen = RefCell::new(Vec::new());
        let turn = |name: char, unit| Turn {
            unit,
            weight: 1.0,
            paths: None,
            work: Box::new({
                let seen = &seen;
                move |paths| {
                    seen.borrow_mut().push((name, paths));
                    std::thread::sleep(std::time::Duration::from_millis(2));
                    Ok(())
                }
            }),
        };
        let mut turns = [turn('a', 5), turn('b', 7)];
        let timed = take_turns(&mut turns, 0.0, 3, &()).expect("no failure");
        let order: String = seen.borrow().iter().map(|(name, _)| name).collect();
        assert_eq!(order, "aabbabbaab");
        // No time is left: one unit each.
        assert_eq!([timed[0].paths, timed[1].paths], [5, 7]);
        assert!(timed.iter().all(|one| one.rounds.len() == 3));
        assert!(timed[0].rounds.iter().all(|spent| spent.wall_seconds >= 0.002));
        turns[1].paths = Some(9);
        let timed = take_turns(&mut turns, 1.0, 3, &()).expect("no failure");
        assert_eq!(timed[1].paths, 9);
        assert!(timed[0].paths > 5 && timed[0].paths.is_multiple_of(5), "{timed:?}");
    }

    struct Never;

    impl Progress for Never {
        fn paths_done(&self, _paths: usize) {}

        fn goes_on(&self) -> bool {
            false
        }
    }

    #[test]
    fn it_stops_where_it_is_told_to() {
        let work = Box::new(|_| Ok(()));
        let mut turns = [Turn { unit: 1, weight: 1.0, paths: None, work }];
        assert!(matches!(take_turns(&mut turns, 1.0, 3, &Never), Err(RunError::Stopped)));
    }
}
