//! Timeless distributions, one a file, each with its inverse distribution function.
//! (Being written; this stand-in has the shape that others build on.)
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    Fixed(f64),
}
#[derive(Clone, Debug)]
pub struct Copula;
impl Dist {
    pub fn quantile(&self, _u: f64) -> f64 {
        match self {
            Self::Fixed(x) => *x,
        }
    }
    pub fn is_fixed(&self) -> bool {
        true
    }
}
impl Copula {
    pub fn correlate(&self, _uniforms: &mut [f64]) {}
}
