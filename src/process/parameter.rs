//! The numbers of a scenario as a path sees them: drawn once, perhaps changed by events since.

use crate::lanes::Lanes;

/// The place of one number in the table of [`Parameters`]; in internal units (weeks, chips, USD,
/// shares between 0 and 1, hazards a week).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Parameter(pub u32);

/// The current value of every parameter on each path of a block.
#[derive(Clone, Debug, Default)]
pub struct Parameters<const L: usize> {
    values: Vec<Lanes<L>>,
}

impl<const L: usize> Parameters<L> {
    /// A table of `count` zeros.
    pub fn new(count: usize) -> Self {
        Self { values: vec![Lanes::ZERO; count] }
    }

    /// The value on each path.
    #[inline(always)]
    pub fn get(&self, parameter: Parameter) -> Lanes<L> {
        self.values[parameter.0 as usize]
    }

    /// The value on one path.
    #[inline(always)]
    pub fn at(&self, parameter: Parameter, lane: usize) -> f64 {
        self.values[parameter.0 as usize].0[lane]
    }

    #[inline(always)]
    pub fn set(&mut self, parameter: Parameter, value: Lanes<L>) {
        self.values[parameter.0 as usize] = value;
    }
}
