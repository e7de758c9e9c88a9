//! The run-time choice of instruction set: AVX-512, AVX2 or the baseline, whichever the machine has.

/// Runs `work` compiled for the widest instruction set of this machine.
///
/// Only what inlines into `work` is widened, so everything on the weekly path is
/// `#[inline(always)]`; a function that is not stays correct and is merely slower. Results are the
/// same on every instruction set: no operation is contracted or reordered. A build with debug
/// assertions has the baseline alone: one copy of the week to compile and not three.
#[inline]
pub fn widest<R>(work: impl FnOnce() -> R) -> R {
    #[cfg(debug_assertions)]
    return work();
    #[cfg(not(debug_assertions))]
    pulp::Arch::new().dispatch(work)
}
