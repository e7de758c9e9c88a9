//! How a run spreads first draws over paths: as typed, as the scenario says, or not at all where paths are compared.

use super::{Failure, console};
use crate::random::Sampling;
use crate::scenario::RunSettings;

/// The flag of `run`.
#[derive(Debug, clap::Args)]
pub struct SamplingArgs {
    /// How first draws are spread over paths: each path by itself, or evenly within each 32 paths
    /// (latin-hypercube) or 256 (sobol: inputs and policy together) [default: the scenario's, or random]
    #[arg(long, value_name = "HOW", value_enum)]
    sampling: Option<SamplingArg>,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum SamplingArg {
    Random,
    LatinHypercube,
    Sobol,
}

impl From<SamplingArg> for Sampling {
    fn from(arg: SamplingArg) -> Self {
        match arg {
            SamplingArg::Random => Self::Random,
            SamplingArg::LatinHypercube => Self::LatinHypercube,
            SamplingArg::Sobol => Self::Sobol,
        }
    }
}

impl SamplingArgs {
    /// What was typed, and what the scenario asks for where nothing was.
    pub fn of(&self, settings: RunSettings) -> Sampling {
        self.sampling.map_or(settings.sampling, Sampling::from)
    }

    /// Random paths, for a run whose errors are known for no others; says so where the scenario asks for others.
    ///
    /// # Errors
    /// If other paths were typed: `why` there are none, and what to do instead.
    pub fn random_only(
        &self,
        scenario: &str,
        settings: RunSettings,
        why: &str,
        help: &str,
    ) -> Result<(), Failure> {
        match self.sampling.map(Sampling::from) {
            Some(typed) if typed != Sampling::Random => Err(Failure::Usage {
                message: format!("--sampling {}: {}", typed.word(), console::plain(why)),
                help: help.to_owned(),
            }),
            Some(_) => Ok(()),
            None => {
                note_random(scenario, settings.sampling);
                Ok(())
            }
        }
    }
}

/// Says that random paths are taken where a scenario asks for others.
pub fn note_random(scenario: &str, asked: Sampling) {
    if asked != Sampling::Random {
        console::complain(&format!(
            "note: {} says sampling = \"{}\"; only a `run` that keeps all its paths draws so, and these are random\n",
            console::plain(scenario),
            asked.word()
        ));
    }
}
