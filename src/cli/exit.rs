//! Exit codes, for scripts.

/// All went well.
pub const OK: u8 = 0;
/// `bench`: slower than `--fail-above` allows; the results were written.
pub const SLOWER: u8 = 1;
/// The scenario or the command line is not right; nothing was written.
pub const BAD_INPUT: u8 = 2;
/// A result could not be written; earlier results are intact.
pub const CANNOT_WRITE: u8 = 3;
/// A defect of tradeflow: units were not conserved, or a chart could not be drawn.
pub const DEFECT: u8 = 4;

/// Ended by an interrupt (Ctrl-C): 128 and the signal's number, as shells count.
pub const INTERRUPTED: u8 = 130;
/// Ended by a request to terminate.
pub const TERMINATED: u8 = 143;

/// What `--help` says about them.
pub const HELP: &str = "Exit codes: 0 done · 1 slower than bench --fail-above allows · 2 bad scenario or command line, nothing written · \
3 results could not be written, earlier ones are intact · 4 a defect of tradeflow · \
130 interrupted · 143 terminated";
