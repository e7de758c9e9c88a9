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

/// The instruction set that [`widest`] compiles for on this machine, as in "AVX-512".
pub fn name() -> &'static str {
    #[cfg(not(debug_assertions))]
    {
        #[cfg(target_arch = "x86_64")]
        return match pulp::Arch::new() {
            pulp::Arch::V4(_) => "AVX-512",
            pulp::Arch::V3(_) => "AVX2",
            _ => "SSE2",
        };
        #[cfg(target_arch = "aarch64")]
        return "NEON";
    }
    #[cfg(any(debug_assertions, not(any(target_arch = "x86_64", target_arch = "aarch64"))))]
    "baseline"
}
