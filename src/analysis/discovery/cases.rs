//! Paths as cases: the inputs that each drew, and whether it is one of those looked for.

use crate::engine::RunResult;

/// Columns of inputs over the same paths, and a flag a path.
#[derive(Clone, Debug)]
pub struct Cases {
    pub names: Vec<String>,
    /// As `[input][path]`.
    pub inputs: Vec<Vec<f64>>,
    /// True where a path is one of those looked for.
    pub wanted: Vec<bool>,
}

impl Cases {
    /// The uncertain inputs of a run, and the paths on which `wanted` holds.
    pub fn new(result: &RunResult, wanted: Vec<bool>) -> Self {
        Self {
            names: result.inputs.iter().map(|input| input.path.clone()).collect(),
            inputs: result.inputs.iter().map(|input| input.values.clone()).collect(),
            wanted,
        }
    }

    /// The share of these paths that are looked for; zero of none.
    pub fn share(&self, paths: &[usize]) -> f64 {
        let hits = paths.iter().filter(|&&path| self.wanted[path]).count();
        if paths.is_empty() { 0.0 } else { hits as f64 / paths.len() as f64 }
    }

    /// Every second path for the search, and the others to judge what it found.
    pub fn halves(&self) -> [Vec<usize>; 2] {
        let half = |first: usize| (first..self.wanted.len()).step_by(2).collect();
        [half(0), half(1)]
    }
}
