//! The two clocks: time that passed, and time that this process had a processor.

use std::time::Instant;

use crate::analysis::benchmark::Spent;

/// A reading of both.
#[derive(Clone, Copy, Debug)]
pub struct Clock {
    wall: Instant,
    processor: Option<f64>,
}

impl Clock {
    /// Both clocks now.
    pub fn now() -> Self {
        Self { wall: Instant::now(), processor: processor_seconds() }
    }

    /// What has been spent since.
    pub fn spent(self) -> Spent {
        let now = Self::now();
        Spent {
            wall_seconds: (now.wall - self.wall).as_secs_f64(),
            processor_seconds: now.processor.zip(self.processor).map(|(now, then)| now - then),
        }
    }
}

/// The processor time of all threads of this process; none where the system does not tell.
#[cfg(unix)]
fn processor_seconds() -> Option<f64> {
    let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
    Some(time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9)
}

#[cfg(not(unix))]
fn processor_seconds() -> Option<f64> {
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn work_of_this_process_is_seen_by_both_clocks() {
        let clock = Clock::now();
        let mut x = 1.0_f64;
        while clock.wall.elapsed().as_secs_f64() < 0.02 {
            x = std::hint::black_box(x * 1.000_1);
        }
        let spent = clock.spent();
        assert!(spent.wall_seconds >= 0.02);
        // Other tests share the process, and others the machine: no more can be said of it.
        #[cfg(unix)]
        assert!(spent.processor_seconds.is_some_and(|seconds| seconds > 0.0), "{spent:?}");
    }
}
