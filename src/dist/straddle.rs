//! The two neighbouring doubles between which a rising function passes zero.

/// Doubles in order as integers: −x and x mirror each other, neighbours differ by one.
fn rank(x: f64) -> i64 {
    let bits = x.to_bits() as i64;
    bits ^ (((bits >> 63) as u64) >> 1) as i64
}

fn of_rank(rank: i64) -> f64 {
    f64::from_bits((rank ^ (((rank >> 63) as u64) >> 1) as i64) as u64)
}

/// The neighbours a < b in `low` … `high` with f(a) < 0 ≤ f(b), for an f that never falls and whose
/// values at the ends, `at_low` < 0 and `at_high` ≥ 0, are known.
///
/// Secants find where a smooth f passes zero within a few steps, but from one side. Between them a
/// step of the square root of the doubles that are left closes in from the other side, and every
/// fourth step halves them, so that jumps cost at most 4·64 steps.
pub(super) fn straddle(
    (low, at_low): (f64, f64),
    (high, at_high): (f64, f64),
    f: impl Fn(f64) -> f64,
) -> (f64, f64) {
    let (mut low, mut at_low, mut first) = (low, at_low, rank(low));
    let (mut high, mut at_high, mut last) = (high, at_high, rank(high));
    let mut low_moved = true;
    let mut step = 0u32;
    loop {
        let left = last.wrapping_sub(first) as u64;
        if left <= 1 {
            return (low, high);
        }
        let half = first.wrapping_add((left / 2) as i64);
        let next = match step % 4 {
            1 if low_moved => first.wrapping_add(left.isqrt() as i64),
            1 => last.wrapping_sub(left.isqrt() as i64),
            3 => half,
            _ => {
                let secant = low + (high - low) * (at_low / (at_low - at_high));
                if secant.is_finite() { rank(secant) } else { half }
            }
        };
        let next = next.clamp(first + 1, last - 1);
        let x = of_rank(next);
        let value = f(x);
        low_moved = value < 0.0;
        if low_moved {
            (low, at_low, first) = (x, value, next);
        } else {
            (high, at_high, last) = (x, value, next);
        }
        step += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::cell::Cell;

    /// The neighbours, and how often the function was asked.
    fn found(low: f64, high: f64, f: impl Fn(f64) -> f64) -> (f64, u32) {
        let count = Cell::new(0);
        let (a, b) = straddle((low, f(low)), (high, f(high)), |x| {
            count.set(count.get() + 1);
            f(x)
        });
        assert!(f(a) < 0.0 && f(b) >= 0.0 && a.next_up() == b, "{a:e} {b:e}");
        (b, count.get())
    }

    #[test]
    fn ranks_are_in_order_and_come_back() {
        let mut last = i64::MIN;
        for x in [f64::MIN, -2.0, -1e-300, -0.0, 0.0, 5e-324, 1.0, 1.0f64.next_up(), f64::MAX] {
            assert!(rank(x) > last, "{x:e}");
            assert_eq!(of_rank(rank(x)).to_bits(), x.to_bits());
            last = rank(x);
        }
    }

    #[test]
    fn smooth_functions_take_few_steps_and_jumps_end() {
        let (root, steps) = found(1.0, 2.0, |x| x * x - 2.0);
        assert!((root - 2f64.sqrt()).abs() <= f64::EPSILON && steps <= 24, "{root} {steps}");
        let (root, steps) = found(0.0, 800.0, |x| x - 3e-5 * (800.0 - x));
        assert!(root > 0.0 && steps <= 40, "{root} {steps}");
        let (jump, steps) = found(-1e300, 1e300, |x| if x < 0.1 { -1.0 } else { 7.0 });
        assert!(jump == 0.1 && steps <= 256, "{jump} {steps}");
    }
}
