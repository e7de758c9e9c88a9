//! The run-time choice of instruction set: AVX-512, AVX2 or the baseline, whichever the machine has.

use pulp::Arch;

/// An instruction set that this machine has.
///
/// Only what inlines into the work that it [runs](Self::run) is widened, so everything on the weekly
/// path is `#[inline(always)]`; a function that is not, and a closure, stays correct and is merely
/// slower. Results are the same on every instruction set: no operation is contracted or reordered. A
/// build with debug assertions and the unit tests have the baseline alone: one copy of the week to compile and not
/// three. `tests/integration` holds the sets against each other.
#[derive(Clone, Copy, Debug)]
pub struct Set(Arch);

/// What every machine of its kind has.
const BASELINE: Arch = Arch::Scalar;

impl Set {
    /// The widest.
    #[inline]
    pub fn widest() -> Self {
        if cfg!(any(debug_assertions, test)) { Self(BASELINE) } else { Self(Arch::new()) }
    }

    /// All that there is code for, from the baseline to the widest.
    pub fn all() -> Vec<Self> {
        std::iter::once(BASELINE).chain(wider()).map(Self).collect()
    }

    /// As in "AVX-512".
    pub fn name(self) -> &'static str {
        match self.0 {
            #[cfg(target_arch = "x86_64")]
            Arch::V4(_) => "AVX-512",
            #[cfg(target_arch = "x86_64")]
            Arch::V3(_) => "AVX2",
            #[cfg(target_arch = "aarch64")]
            Arch::Neon(_) => "NEON",
            _ if cfg!(all(target_arch = "x86_64", not(any(debug_assertions, test)))) => "SSE2",
            _ => "baseline",
        }
    }

    /// Runs `work` compiled for this set.
    #[inline(always)]
    pub fn run<R>(self, work: impl FnOnce() -> R) -> R {
        #[cfg(any(debug_assertions, test))]
        return work();
        #[cfg(not(any(debug_assertions, test)))]
        self.0.dispatch(work)
    }
}

/// Runs `work` compiled for the widest instruction set of this machine.
#[inline(always)]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    Set::widest().run(work)
}

/// The sets of this machine beyond the baseline that there is code for, the widest last.
#[cfg(all(target_arch = "x86_64", not(any(debug_assertions, test))))]
fn wider() -> impl Iterator<Item = Arch> {
    use pulp::x86::{V3, V4};
    V3::try_new().map(Arch::V3).into_iter().chain(V4::try_new().map(Arch::V4))
}

#[cfg(all(target_arch = "aarch64", not(any(debug_assertions, test))))]
fn wider() -> impl Iterator<Item = Arch> {
    std::iter::once(Arch::new())
}

#[cfg(any(debug_assertions, test, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
fn wider() -> impl Iterator<Item = Arch> {
    std::iter::empty()
}
