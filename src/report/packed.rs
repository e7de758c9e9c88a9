//! Many numbers in little room: columns in the narrowest form that holds them, compressed together.

use miniz_oxide::deflate::compress_to_vec_zlib;
use serde_json::{Value, json};

use super::base64::base64;

/// Of 0 to 10: beyond it takes longer and gains next to nothing.
const LEVEL: u8 = 6;

/// Columns one after the other.
#[derive(Clone, Debug, Default)]
pub struct Packed(Vec<u8>);

impl Packed {
    /// Adds a column and says where it lies and in what form: whole numbers below 255 in one byte,
    /// below 65,535 in two, others as single-precision floats, seven digits. The largest of a whole
    /// form, and NaN, say that there is no value. The first bytes of all values come first, then the
    /// second ones: alike bytes lie together, which compresses best.
    pub fn push(&mut self, values: &[f64]) -> Value {
        let at = self.0.len();
        let form = if are_whole(values, f64::from(u8::MAX)) {
            self.planes(values, |x| if x.is_finite() { [x as u8] } else { [u8::MAX] });
            "u8"
        } else if are_whole(values, f64::from(u16::MAX)) {
            let two = |x: f64| if x.is_finite() { x as u16 } else { u16::MAX };
            self.planes(values, |x| two(x).to_le_bytes());
            "u16"
        } else {
            let single = |x: f64| if x.is_finite() { x as f32 } else { f32::NAN };
            self.planes(values, |x| single(x).to_le_bytes());
            "f32"
        };
        json!({ "form": form, "at": at, "count": values.len() })
    }

    fn planes<const N: usize>(&mut self, values: &[f64], bytes: impl Fn(f64) -> [u8; N]) {
        for plane in 0..N {
            self.0.extend(values.iter().map(|&x| bytes(x)[plane]));
        }
    }

    /// All columns as text: base 64 of a zlib stream (RFC 1950).
    pub fn text(&self) -> String {
        base64(&compress_to_vec_zlib(&self.0, LEVEL))
    }
}

fn are_whole(values: &[f64], end: f64) -> bool {
    values.iter().all(|x| !x.is_finite() || (x.fract() == 0.0 && *x >= 0.0 && *x < end))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_take_the_narrowest_form_that_holds_them() {
        for (values, form, bytes) in [
            (&[0.0, 1.0, 254.0, f64::NAN][..], "u8", &[0, 1, 254, 255][..]),
            (&[0.0, 255.0, f64::NAN], "u16", &[0, 255, 255, 0, 0, 255]),
            (&[0.5, -1.0], "f32", &[0, 0, 0, 0, 0, 128, 63, 191]),
        ] {
            let mut packed = Packed::default();
            packed.push(&[7.0]);
            let told = packed.push(values);
            assert_eq!(told, json!({ "form": form, "at": 1, "count": values.len() }));
            assert_eq!(&packed.0[1..], bytes);
        }
    }

    #[test]
    fn the_text_holds_every_byte() {
        let mut packed = Packed::default();
        packed.push(&(0..1000).map(f64::from).collect::<Vec<_>>());
        let text = packed.text();
        let stream = compress_to_vec_zlib(&packed.0, LEVEL);
        let back = miniz_oxide::inflate::decompress_to_vec_zlib(&stream).expect("a stream");
        assert_eq!(back, packed.0);
        assert_eq!(text, base64(&stream));
    }
}
