//! The patient rule induction method: a box peeled down to where the wanted paths lie dense.

use super::Cases;

/// The share of the paths left that a peel takes away.
const PEEL: f64 = 0.05;
/// A box holds this share of the paths it was found on at least, and so many of them.
const LEAST_SHARE: f64 = 0.02;
const LEAST_PATHS: usize = 30;

/// The bounds of one input; a path lies inside if its value is within both, ends included.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Limit {
    /// Place in [`Cases::names`].
    pub input: usize,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// A box of inputs: limits that hold together. Without limits it holds everything.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Region {
    pub limits: Vec<Limit>,
}

impl Region {
    /// True if a path lies inside.
    pub fn holds(&self, cases: &Cases, path: usize) -> bool {
        self.limits.iter().all(|limit| {
            let value = cases.inputs[limit.input][path];
            limit.low.is_none_or(|low| value >= low) && limit.high.is_none_or(|high| value <= high)
        })
    }

    /// Those of the paths that lie inside.
    pub fn inside(&self, cases: &Cases, paths: &[usize]) -> Vec<usize> {
        paths.iter().copied().filter(|&path| self.holds(cases, path)).collect()
    }

    fn cut(&mut self, input: usize, side: Side, at: f64) {
        let place = self.limits.iter().position(|limit| limit.input == input);
        let place = place.unwrap_or_else(|| {
            self.limits.push(Limit { input, low: None, high: None });
            self.limits.len() - 1
        });
        match side {
            Side::Low => self.limits[place].low = Some(at),
            Side::High => self.limits[place].high = Some(at),
        }
    }
}

#[derive(Clone, Copy, Debug)]
enum Side {
    Low,
    High,
}

/// A way to make a box smaller: the new bound and the paths that stay.
struct Peel {
    input: usize,
    side: Side,
    at: f64,
    kept: Vec<usize>,
    /// Growth of the wanted share per path given up.
    gain: f64,
}

/// The smallest box on a path of peels that still holds the share `coverage` of the wanted paths
/// (Friedman and Fisher, 1999).
///
/// Each peel takes the twentieth of the paths left that raises the wanted share most per path given
/// up, from one end of one input; an atom goes as a whole. It ends where no peel raises the share,
/// or the box would hold too few paths.
pub fn peel(cases: &Cases, paths: &[usize], coverage: f64) -> Region {
    let wanted = |paths: &[usize]| paths.iter().filter(|&&path| cases.wanted[path]).count();
    let needed = (coverage * wanted(paths) as f64).ceil() as usize;
    let least = ((LEAST_SHARE * paths.len() as f64) as usize).max(LEAST_PATHS);
    let mut region = Region::default();
    let mut left = paths.to_vec();
    loop {
        let best = (0..cases.inputs.len())
            .flat_map(|input| [Side::Low, Side::High].map(|side| (input, side)))
            .filter_map(|(input, side)| one_peel(cases, &left, input, side))
            .filter(|peel| peel.kept.len() >= least && wanted(&peel.kept) >= needed)
            .max_by(|a, b| a.gain.total_cmp(&b.gain));
        let Some(best) = best.filter(|peel| peel.gain > 0.0) else { return region };
        region.cut(best.input, best.side, best.at);
        left = best.kept;
    }
}

fn one_peel(cases: &Cases, paths: &[usize], input: usize, side: Side) -> Option<Peel> {
    let column = &cases.inputs[input];
    let mut values: Vec<f64> = paths.iter().map(|&path| column[path]).collect();
    let rank = (PEEL * values.len() as f64) as usize;
    let place = match side {
        Side::Low => rank,
        Side::High => values.len().checked_sub(rank + 1)?,
    };
    let (_, edge, _) = values.select_nth_unstable_by(place, f64::total_cmp);
    let edge = *edge;
    let stays = |value: f64| match side {
        Side::Low => value > edge,
        Side::High => value < edge,
    };
    let kept: Vec<usize> = paths.iter().copied().filter(|&path| stays(column[path])).collect();
    let given_up = paths.len() - kept.len();
    if kept.is_empty() || given_up == 0 {
        return None;
    }
    let bound = kept.iter().map(|&path| column[path]);
    let at = match side {
        Side::Low => bound.fold(f64::INFINITY, f64::min),
        Side::High => bound.fold(f64::NEG_INFINITY, f64::max),
    };
    let gain = (cases.share(&kept) - cases.share(paths)) / given_up as f64;
    Some(Peel { input, side, at, kept, gain })
}
