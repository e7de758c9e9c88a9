//! Counts of values of either sign in fine bins, in memory that depends on their range and not on their number.

use std::fmt;

/// Bins an octave: the first twelve bits of the significand.
const SUB_BITS: u32 = 12;
/// Shift from the bits of a double to its exponent and first bits.
const SHIFT: u32 = 52 - SUB_BITS;
/// Magnitudes below 2⁻³² share a bin, and so do those from 2⁶⁴ on.
const LOWEST: i64 = (1023 - 32) << SUB_BITS;
const HIGHEST: i64 = (1023 + 64) << SUB_BITS;
/// The bins of either sign: the least magnitudes, the regular ones, the rest.
const BINS: i64 = HIGHEST - LOWEST + 2;
/// Bins that are made room for together.
const PAGE_BITS: u32 = 8;
const PAGE: usize = 1 << PAGE_BITS;
/// The page of the lowest bin, and how many pages there are.
const FIRST_PAGE: i64 = -BINS >> PAGE_BITS;
const PAGES: usize = ((BINS >> PAGE_BITS) - FIRST_PAGE + 1) as usize;

/// Counts of finite values: exact zeros, and on either side of them 4,096 bins for each octave of [2⁻³², 2⁶⁴) with one
/// bin below these and one above. A bin is at most 1/4,096 (0.024%) of its values wide.
///
/// Counts are whole numbers, so the order of values does not matter. Room is made for 256 bins (1 KB) when the first of
/// them is filled: 16 KB for each octave that values lie in, at most 3.1 MB. Holds up to 2³² − 1 values.
#[derive(Clone)]
pub(super) struct Counts {
    /// Of each page, its place among the pages that there is room for and one more; 0 for none.
    directory: Vec<u16>,
    #[expect(
        clippy::vec_box,
        reason = "pages stay where they are: a vector of them would grow by doubling"
    )]
    pages: Vec<Box<[u32; PAGE]>>,
}

/// By what is counted: pages are in the order in which they were first needed.
impl PartialEq for Counts {
    fn eq(&self, other: &Self) -> bool {
        self.filled().eq(other.filled())
    }
}

impl fmt::Debug for Counts {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map().entries(self.filled()).finish()
    }
}

impl Counts {
    pub fn new() -> Self {
        Self { directory: vec![0; PAGES], pages: Vec::new() }
    }

    /// Takes a finite value.
    pub fn push(&mut self, value: f64) {
        *self.count(bin_of(value)) += 1;
    }

    /// Puts a count into a bin; none where there is no such bin.
    pub fn fill(&mut self, bin: i32, count: u32) -> Option<()> {
        (i64::from(bin).abs() <= BINS).then(|| *self.count(bin) = count)
    }

    fn count(&mut self, bin: i32) -> &mut u32 {
        let page = (i64::from(bin) >> PAGE_BITS) - FIRST_PAGE;
        let place = &mut self.directory[page as usize];
        if *place == 0 {
            self.pages.push(Box::new([0; PAGE]));
            *place = self.pages.len() as u16;
        }
        &mut self.pages[usize::from(*place) - 1][bin as usize & (PAGE - 1)]
    }

    /// The bins that hold something, ascending, with their counts.
    pub fn filled(&self) -> impl Iterator<Item = (i32, u32)> {
        let pages = self.directory.iter().enumerate().filter(|(_, place)| **place > 0);
        pages.flat_map(|(page, place)| {
            let first = (page as i64 + FIRST_PAGE) << PAGE_BITS;
            let counts = self.pages[usize::from(*place) - 1].iter().enumerate();
            counts
                .filter(|(_, count)| **count > 0)
                .map(move |(bin, count)| ((first + bin as i64) as i32, *count))
        })
    }
}

/// The bin of a finite value: zero's is 0, the others' ascend with the value.
fn bin_of(value: f64) -> i32 {
    let magnitude = (value.abs().to_bits() >> SHIFT).cast_signed();
    let bin = magnitude.clamp(LOWEST - 1, HIGHEST) - LOWEST + 2;
    (if value > 0.0 {
        bin
    } else if value < 0.0 {
        -bin
    } else {
        0
    }) as i32
}

/// The ends of a bin: no value of it is below the first or above the second.
pub(super) fn ends(bin: i32) -> (f64, f64) {
    let edge = |bin: i64| f64::from_bits(((bin - 2 + LOWEST) << SHIFT).cast_unsigned());
    let (low, high) = match i64::from(bin).abs() {
        0 => (0.0, 0.0),
        1 => (0.0, edge(2)),
        last if last >= BINS => (edge(BINS), f64::INFINITY),
        bin => (edge(bin), edge(bin + 1).next_down()),
    };
    if bin < 0 { (-high, -low) } else { (low, high) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_value_lies_between_the_ends_of_its_bin_and_bins_ascend() {
        let mut last = i32::MIN;
        let magnitudes = [5e-324, 2_f64.powi(-32), 0.1, 0.999, 1.0, 25_001.0, 3e12, 1e19, 1e300];
        let values: Vec<f64> =
            magnitudes.iter().rev().map(|x| -x).chain([0.0]).chain(magnitudes).collect();
        for value in values {
            let bin = bin_of(value);
            let (low, high) = ends(bin);
            assert!(low <= value && value <= high, "{value} in [{low}, {high}]");
            assert!(bin > last, "{value}");
            last = bin;
            if (1e-9..1e19).contains(&value.abs()) {
                assert!(high - low <= value.abs() / 4096.0, "{value} in [{low}, {high}]");
            }
        }
        assert_eq!((bin_of(0.0), bin_of(-0.0), ends(0)), (0, 0, (0.0, 0.0)));
        assert!(ends(0).0.is_sign_positive() && ends(0).1.is_sign_positive());
        let (least, most) = (2_f64.powi(-32), 2_f64.powi(64));
        assert_eq!(ends(bin_of(1e-300)), (0.0, least));
        assert_eq!(ends(bin_of(1e300)), (most, f64::INFINITY));
        assert_eq!(ends(bin_of(-1e300)), (f64::NEG_INFINITY, -most));
    }

    #[test]
    fn there_is_room_for_each_bin_and_little_more() {
        let mut counts = Counts::new();
        let last = BINS as i32;
        for bin in [-last, -1, 0, 1, last] {
            assert_eq!(counts.fill(bin, 1), Some(()));
        }
        let filled: Vec<_> = counts.filled().collect();
        assert_eq!(filled, [(-last, 1), (-1, 1), (0, 1), (1, 1), (last, 1)]);
        assert!((4 * PAGE + 2) * counts.directory.len() < 3_200_000);
    }

    #[test]
    fn bins_leave_no_gap() {
        for bin in (2..BINS as i32).step_by(997).chain([2, BINS as i32 - 1]) {
            let (low, high) = ends(bin);
            assert_eq!((bin_of(low), bin_of(high), bin_of(high.next_up())), (bin, bin, bin + 1));
        }
    }

    #[test]
    fn what_is_filled_comes_back_in_order_and_a_bin_that_is_none_is_refused() {
        let mut counts = Counts::new();
        for value in [3.0, -2.0, 0.0, 3.0, 1e6] {
            counts.push(value);
        }
        let filled: Vec<_> = counts.filled().collect();
        let found: Vec<u32> = filled.iter().map(|(_, count)| *count).collect();
        assert_eq!(found, [1, 1, 2, 1]);
        let mut again = Counts::new();
        filled.iter().for_each(|&(bin, count)| again.fill(bin, count).expect("a bin"));
        assert_eq!(again, counts);
        again.push(3.0);
        assert_ne!(again, counts);
        assert_eq!(format!("{:?}", Counts::new()), "{}");
        assert!(format!("{counts:?}").contains(", 0: 1, "), "{counts:?}");
        assert_eq!(again.fill(BINS as i32 + 1, 1), None);
        assert_eq!(again.fill(i32::MIN, 1), None);
    }
}
