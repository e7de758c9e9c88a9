//! Timeless distributions, one a file, each with its inverse distribution function.
//! (Being written; this stand-in has the shape that others build on.)
#[derive(Clone, Debug, PartialEq)]
pub enum Dist {
    Fixed(f64),
}
#[derive(Clone, Debug)]
pub struct Copula;
