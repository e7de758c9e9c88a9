//! Transcendental functions with the same bits on every machine: the one place where they are chosen.
//!
//! The standard library's `exp` and `ln` belong to the platform and differ in the last bits from one
//! to the next. These are written out in basic IEEE operations, over lanes, so that they vectorise
//! and give equal results everywhere. Measured error against correctly rounded values is below
//! 2 units in the last place for `exp` and `ln`; the tests hold that.

use super::Lanes;

/// ln 2, its leading 32 bits and the rest, so that k·`LN2_HIGH` is exact for |k| < 2²¹.
const LN2_HIGH: f64 = f64::from_bits(0x3FE6_2E42_FEE0_0000);
const LN2_LOW: f64 = 1.908_214_929_270_587_7e-10;
const ROUNDER: f64 = super::ROUNDER;
/// Below this `exp` is returned as zero, above the other end as infinity.
const EXP_LOW: f64 = -708.0;
const EXP_HIGH: f64 = 709.0;

/// Taylor coefficients 1/n! of exp for n = 13 … 0.
const EXP_TERMS: [f64; 14] = [
    1.0 / 6_227_020_800.0,
    1.0 / 479_001_600.0,
    1.0 / 39_916_800.0,
    1.0 / 3_628_800.0,
    1.0 / 362_880.0,
    1.0 / 40_320.0,
    1.0 / 5_040.0,
    1.0 / 720.0,
    1.0 / 120.0,
    1.0 / 24.0,
    1.0 / 6.0,
    0.5,
    1.0,
    1.0,
];

#[inline(always)]
fn exp_one(x: f64) -> f64 {
    let inside = x.clamp(EXP_LOW, EXP_HIGH);
    let shifted = inside * std::f64::consts::LOG2_E + ROUNDER;
    let power = shifted - ROUNDER;
    let rest = (inside - power * LN2_HIGH) - power * LN2_LOW;
    let mut sum = EXP_TERMS[0];
    for term in &EXP_TERMS[1..] {
        sum = sum * rest + term;
    }
    // The low bits of `shifted` hold the power of two as an integer.
    let scale = f64::from_bits((shifted.to_bits().wrapping_add(1023)) << 52);
    let value = sum * scale;
    if x < EXP_LOW {
        0.0
    } else if x > EXP_HIGH {
        f64::INFINITY
    } else {
        value
    }
}

/// Taylor coefficients of atanh(s)/s in s², from the highest: 1/23 … 1/3.
const LN_TERMS: [f64; 11] = [
    1.0 / 23.0,
    1.0 / 21.0,
    1.0 / 19.0,
    1.0 / 17.0,
    1.0 / 15.0,
    1.0 / 13.0,
    1.0 / 11.0,
    1.0 / 9.0,
    1.0 / 7.0,
    1.0 / 5.0,
    1.0 / 3.0,
];

/// For positive normal numbers; what lies below the smallest normal counts as that.
#[inline(always)]
fn ln_one(x: f64) -> f64 {
    const SQRT_HALF_BITS: u64 = 0x3FE6_A09E_667F_3BCD;
    let held = if x < f64::MIN_POSITIVE { f64::MIN_POSITIVE } else { x };
    // Split so that the mantissa lies in [√½, √2).
    let bits = held.to_bits().wrapping_sub(SQRT_HALF_BITS);
    // A 12-bit signed exponent, moved into a double without an integer conversion.
    let exponent_bits = (bits >> 52).wrapping_add(2048) & 0xFFF;
    let exponent =
        f64::from_bits(exponent_bits | 0x4330_0000_0000_0000) - (4_503_599_627_370_496.0 + 2048.0);
    let mantissa = f64::from_bits((bits & 0x000F_FFFF_FFFF_FFFF).wrapping_add(SQRT_HALF_BITS));
    let f = mantissa - 1.0;
    let s = f / (2.0 + f);
    let square = s * s;
    let mut sum = LN_TERMS[0];
    for term in &LN_TERMS[1..] {
        sum = sum * square + term;
    }
    // ln(1+f) = f − s·(f − 2·s²·sum): keeps f exact for arguments near one.
    let tail = s * (f - 2.0 * square * sum);
    exponent * LN2_HIGH + (f - (tail - exponent * LN2_LOW))
}

/// The lanes of an expression. A function handed to `Lanes::map` by name is called lane by lane;
/// written out in a loop it is inlined and becomes vector code.
macro_rules! each {
    ($lane:ident => $value:expr) => {{
        let mut out = [0.0; L];
        for ($lane, slot) in out.iter_mut().enumerate() {
            *slot = $value;
        }
        Lanes(out)
    }};
}

/// e^x in each lane: zero below −708, infinity above 709.
#[inline(always)]
pub fn exp_lanes<const L: usize>(x: Lanes<L>) -> Lanes<L> {
    each!(lane => exp_one(x.0[lane]))
}

/// The natural logarithm of each (positive) lane.
#[inline(always)]
pub fn ln_lanes<const L: usize>(x: Lanes<L>) -> Lanes<L> {
    each!(lane => ln_one(x.0[lane]))
}

/// `x` to the power `y` for non-negative `x`; zero to any positive power is zero.
#[inline(always)]
pub fn pow_lanes<const L: usize>(x: Lanes<L>, y: Lanes<L>) -> Lanes<L> {
    each!(lane => pow(x.0[lane], y.0[lane]))
}

/// The standard normal quantile of each lane, for values strictly between 0 and 1.
#[inline(always)]
pub fn normal_quantile_lanes<const L: usize>(u: Lanes<L>) -> Lanes<L> {
    let depth = each!(lane => depth(u.0[lane]));
    let mut tail = each!(lane => near(depth.0[lane]));
    let deep = depth.gt(Lanes::splat(NEAR));
    // Less than once in 10¹⁰ draws: not worth computing for all.
    if deep.any() {
        tail.set(deep, each!(lane => far(depth.0[lane])));
    }
    let q = u - 0.5;
    let middle = each!(lane => central(q.0[lane]));
    let outer = q.lt(Lanes::ZERO).pick(-tail, tail);
    // Masks and not branches: a branch would take the lanes apart.
    (q.ge(Lanes::splat(-CENTRE)) & q.le(Lanes::splat(CENTRE))).pick(middle, outer)
}

/// e^x: zero below −708, infinity above 709, NaN for NaN.
#[inline(always)]
pub fn exp(x: f64) -> f64 {
    exp_one(x)
}

/// The natural logarithm of a positive number; −708.4 for what is not above the smallest normal.
#[inline(always)]
pub fn ln(x: f64) -> f64 {
    ln_one(x)
}

/// `x` to the power `y` for non-negative `x`.
#[inline(always)]
pub fn pow(x: f64, y: f64) -> f64 {
    let value = exp_one(y * ln_one(x));
    if y == 0.0 {
        1.0
    } else if x > 0.0 {
        value
    } else {
        0.0
    }
}

/// `x` to a whole power by repeated squaring, its products in a fixed order.
pub fn pow_whole(x: f64, power: u32) -> f64 {
    let (mut value, mut square, mut left) = (1.0, x, power);
    while left > 0 {
        if left % 2 == 1 {
            value *= square;
        }
        square *= square;
        left /= 2;
    }
    value
}

/// The standard normal quantile Φ⁻¹(u), 0 < u < 1, by Wichura's AS 241 (PPND16, 1988): relative
/// error near 1e-16.
#[inline(always)]
pub fn normal_quantile(u: f64) -> f64 {
    let q = u - 0.5;
    if q.abs() <= CENTRE {
        return central(q);
    }
    let depth = depth(u);
    let tail = if depth <= NEAR { near(depth) } else { far(depth) };
    if q < 0.0 { -tail } else { tail }
}

/// How far from ½ the central formula of the normal quantile reaches, and up to which depth the nearer
/// of the two for its tails.
const CENTRE: f64 = 0.425;
const NEAR: f64 = 5.0;

/// √(−ln of the share beyond u), which the tails are a function of.
#[inline(always)]
fn depth(u: f64) -> f64 {
    let beyond = if u < 0.5 { u } else { 1.0 - u };
    (-ln_one(beyond)).sqrt()
}

#[inline(always)]
fn central(q: f64) -> f64 {
    let r = 0.180_625 - q * q;
    q * horner(&CENTRAL_TOP, r) / horner(&CENTRAL_BOTTOM, r)
}

#[inline(always)]
fn near(depth: f64) -> f64 {
    horner(&NEAR_TOP, depth - 1.6) / horner(&NEAR_BOTTOM, depth - 1.6)
}

#[inline(always)]
fn far(depth: f64) -> f64 {
    horner(&FAR_TOP, depth - NEAR) / horner(&FAR_BOTTOM, depth - NEAR)
}

/// The standard normal distribution function Φ(z), through the pinned `erfc` of the `libm` crate.
pub fn normal_cdf(z: f64) -> f64 {
    0.5 * libm::erfc(-z * std::f64::consts::FRAC_1_SQRT_2)
}

/// The natural logarithm of the gamma function, for positive arguments.
pub fn ln_gamma(x: f64) -> f64 {
    libm::lgamma(x)
}

#[inline(always)]
fn horner(terms: &[f64; 8], x: f64) -> f64 {
    let mut sum = terms[7];
    for term in terms[..7].iter().rev() {
        sum = sum * x + term;
    }
    sum
}

#[expect(clippy::excessive_precision, reason = "as published")]
const CENTRAL_TOP: [f64; 8] = [
    3.387_132_872_796_366_608,
    1.331_416_678_917_843_774_5e2,
    1.971_590_950_306_551_442_7e3,
    1.373_169_376_550_946_112_5e4,
    4.592_195_393_154_987_145_7e4,
    6.726_577_092_700_870_085_3e4,
    3.343_057_558_358_812_810_5e4,
    2.509_080_928_730_122_672_7e3,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const CENTRAL_BOTTOM: [f64; 8] = [
    1.0,
    4.231_333_070_160_091_125_2e1,
    6.871_870_074_920_579_083e2,
    5.394_196_021_424_751_107_7e3,
    2.121_379_430_158_659_586_7e4,
    3.930_789_580_009_271_061e4,
    2.872_908_573_572_194_267_4e4,
    5.226_495_278_852_854_561e3,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const NEAR_TOP: [f64; 8] = [
    1.423_437_110_749_683_577_34,
    4.630_337_846_156_545_295_9,
    5.769_497_221_460_691_405_5,
    3.647_848_324_763_204_605_04,
    1.270_458_252_452_368_382_58,
    2.417_807_251_774_506_117_7e-1,
    2.272_384_498_926_918_458_33e-2,
    7.745_450_142_783_414_076_4e-4,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const NEAR_BOTTOM: [f64; 8] = [
    1.0,
    2.053_191_626_637_758_821_87,
    1.676_384_830_183_803_849_4,
    6.897_673_349_851_000_045_5e-1,
    1.481_039_764_274_800_745_9e-1,
    1.519_866_656_361_645_719_66e-2,
    5.475_938_084_995_344_946e-4,
    1.050_750_071_644_416_843_24e-9,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const FAR_TOP: [f64; 8] = [
    6.657_904_643_501_103_777_2,
    5.463_784_911_164_114_369_9,
    1.784_826_539_917_291_335_8,
    2.965_605_718_285_048_912_3e-1,
    2.653_218_952_657_612_309_3e-2,
    1.242_660_947_388_078_438_6e-3,
    2.711_555_568_743_487_578_15e-5,
    2.010_334_399_292_288_132_65e-7,
];
#[expect(clippy::excessive_precision, reason = "as published")]
const FAR_BOTTOM: [f64; 8] = [
    1.0,
    5.998_322_065_558_879_376_9e-1,
    1.369_298_809_227_358_053_1e-1,
    1.487_536_129_085_061_485_25e-2,
    7.868_691_311_456_132_591e-4,
    1.846_318_317_510_054_681_8e-5,
    1.421_511_758_316_445_888_7e-7,
    2.044_263_103_389_939_785_64e-15,
];

#[cfg(test)]
mod tests {
    use super::*;

    fn ulps(a: f64, b: f64) -> u64 {
        a.to_bits().abs_diff(b.to_bits())
    }

    /// Two units in the last place: one for our rounding, one for the reference's own.
    const ULPS: u64 = 2;

    #[test]
    fn exp_is_within_two_units_in_the_last_place_of_libm() {
        let mut worst = 0;
        for step in 0..200_000 {
            let x = -700.0 + f64::from(step) * 0.007_013;
            worst = worst.max(ulps(exp(x), libm::exp(x)));
        }
        assert!(worst <= ULPS, "worst error {worst} ulp");
        assert_eq!(exp(-1e4), 0.0);
        assert_eq!(exp(1e4), f64::INFINITY);
        assert_eq!(exp(0.0), 1.0);
    }

    #[test]
    fn ln_is_within_two_units_in_the_last_place_of_libm() {
        let mut worst = 0;
        for step in 1..200_000 {
            let x = libm::exp(-650.0 + f64::from(step) * 0.006_517);
            worst = worst.max(ulps(ln(x), libm::log(x)));
            let near_one = 1.0 + f64::from(step - 100_000) * 3.7e-6;
            worst = worst.max(ulps(ln(near_one), libm::log(near_one)));
        }
        assert!(worst <= ULPS, "worst error {worst} ulp");
        assert_eq!(ln(1.0), 0.0);
    }

    #[test]
    fn the_normal_quantile_inverts_the_distribution_function_into_both_tails() {
        for u in [1e-300, 1e-16, 1e-9, 1e-3, 0.02, 0.3, 0.5, 0.77, 0.99, 1.0 - 1e-9] {
            let z = normal_quantile(u);
            let back = normal_cdf(z);
            // An error of 1e-15 in z moves Φ(z) by about z² times as much in the tail.
            let tolerance = 1e-15 * (1.0 + z * z);
            assert!((back / u - 1.0).abs() < tolerance, "u = {u:e} came back as {back:e}");
        }
        assert_eq!(normal_quantile(0.5), 0.0);
        assert!((normal_quantile(0.975) - 1.959_963_984_540_054).abs() < 1e-15);
    }

    #[test]
    fn powers_at_the_edges() {
        assert_eq!(pow(0.0, 2.0), 0.0);
        assert_eq!(pow(0.0, 0.0), 1.0);
        assert!((pow(2.0, 10.0) - 1024.0).abs() < 1e-10);
        assert_eq!(
            (0..5).map(|n| pow_whole(-3.0, n)).collect::<Vec<_>>(),
            [1.0, -3.0, 9.0, -27.0, 81.0]
        );
        assert_eq!(pow_whole(0.0, 0), 1.0);
    }
}
