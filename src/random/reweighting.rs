//! Random weights of paths: the Bayesian bootstrap.

use super::{Process, Stream};
use crate::lanes::Lanes;

/// Weights of `paths` paths in the `L` replicates from `first_replicate`, as `[path]`.
///
/// They are independent standard exponentials: over their sum they are uniform on the simplex, the
/// posterior of how much of the population each path stands for (Rubin, 1981). A replicate's weights
/// do not depend on how many replicates or paths there are.
pub fn path_weights<const L: usize>(
    seed: u64,
    first_replicate: u64,
    paths: usize,
) -> Vec<Lanes<L>> {
    let mut stream = Stream::<L>::new(seed, first_replicate, Process::Bootstrap, 0);
    (0..paths).map(|_| stream.exponential()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_replicate_is_the_same_however_many_there_are() {
        let wide = path_weights::<16>(7, 0, 40);
        let narrow = path_weights::<1>(7, 5, 30);
        for (wide, narrow) in wide.iter().zip(&narrow) {
            assert_eq!(wide.0[5], narrow.0[0]);
            assert!(narrow.0[0] > 0.0);
        }
        assert_ne!(path_weights::<1>(8, 5, 30)[0].0, narrow[0].0);
    }
}
