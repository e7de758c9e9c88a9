//! How colours are seen: contrast of letters, and whether two colours stay apart for colour-blind readers.

use super::theme::Colour;
use crate::lanes::math::pow;

/// The contrast that letters need on their ground (WCAG 2.2, level AA).
pub const LEAST_CONTRAST: f64 = 4.5;
/// The difference that two colours need which no place or label tells apart.
pub const LEAST_DIFFERENCE: f64 = 12.0;

/// Colours in linear light as they look without one kind of cone (Machado, Oliveira and Fernandes,
/// 2009, severity 1): as they are, without red, without green, without blue ones.
const EYES: [[[f64; 3]; 3]; 4] = [
    [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
    [
        [0.152_286, 1.052_583, -0.204_868],
        [0.114_503, 0.786_281, 0.099_216],
        [-0.003_882, -0.048_116, 1.051_998],
    ],
    [
        [0.367_322, 0.860_646, -0.227_968],
        [0.280_085, 0.672_501, 0.047_413],
        [-0.011_820, 0.042_940, 0.968_881],
    ],
    [
        [1.255_528, -0.076_749, -0.178_779],
        [-0.078_411, 0.930_809, 0.147_602],
        [0.004_733, 0.691_367, 0.303_900],
    ],
];

/// The parts of a colour as linear light, from sRGB (IEC 61966-2-1).
fn linear(colour: Colour) -> [f64; 3] {
    [colour.0, colour.1, colour.2].map(|part| {
        let part = f64::from(part) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { pow((part + 0.055) / 1.055, 2.4) }
    })
}

fn times(rows: &[[f64; 3]; 3], [r, g, b]: [f64; 3]) -> [f64; 3] {
    rows.map(|[x, y, z]| x * r + y * g + z * b)
}

/// The relative luminance, from 0 of black to 1 of white (WCAG 2.2).
pub fn luminance(colour: Colour) -> f64 {
    let [r, g, b] = linear(colour);
    0.2126 * r + 0.7152 * g + 0.0722 * b
}

/// The contrast ratio of two colours, from 1 to 21 (WCAG 2.2).
pub fn contrast(one: Colour, other: Colour) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

/// The difference of two colours in CIE L\*a\*b\* (ΔE of 1976) to the eyes that tell them apart
/// worst: those of everyone, or without one kind of cone.
pub fn difference(one: Colour, other: Colour) -> f64 {
    let seen = |eyes| {
        let [a, b] = [one, other].map(|colour| lab(times(eyes, linear(colour))));
        a.iter().zip(b).map(|(a, b)| (a - b) * (a - b)).sum::<f64>().sqrt()
    };
    EYES.iter().map(seen).fold(f64::INFINITY, f64::min)
}

/// Linear sRGB in CIE L\*a\*b\*, for the white of daylight (D65).
fn lab(light: [f64; 3]) -> [f64; 3] {
    const XYZ: [[f64; 3]; 3] = [
        [0.412_456_4, 0.357_576_1, 0.180_437_5],
        [0.212_672_9, 0.715_152_2, 0.072_175_0],
        [0.019_333_9, 0.119_192_0, 0.950_304_1],
    ];
    const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];
    let held = light.map(|part| part.clamp(0.0, 1.0));
    let xyz = times(&XYZ, held);
    let [x, y, z] = [0, 1, 2].map(|k| {
        let share = xyz[k] / WHITE[k];
        if share > 0.008_856 { pow(share, 1.0 / 3.0) } else { 7.787 * share + 16.0 / 116.0 }
    });
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

#[cfg(test)]
mod tests {
    use super::super::theme::colour;
    use super::*;

    #[test]
    fn contrast_and_difference_are_those_of_the_standards() {
        let (black, white) = (colour(0), colour(0xFF_FFFF));
        assert!((contrast(black, white) - 21.0).abs() < 1e-9);
        // The grey that just passes level AA on white.
        assert!((contrast(colour(0x76_7676), white) - 4.54).abs() < 0.005);
        assert!((difference(black, white) - 100.0).abs() < 0.1);
        assert_eq!(difference(white, white), 0.0);
        // A red and a green of one lightness are one colour without the cones that tell them apart.
        let (red, green) = (colour(0xA0_5A00), colour(0x6E_7000));
        assert!(difference(red, green) < LEAST_DIFFERENCE, "{}", difference(red, green));
    }
}
