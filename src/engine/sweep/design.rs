//! Which cells a sweep has: a grid, a Latin hypercube or Sobol points over its levers.

use serde::{Deserialize, Serialize};

use crate::random::{MAX_DIMENSIONS, Sobol, hypercube_axis};

/// The most cells of a sweep, before conditions.
pub const MAX_CELLS: usize = 1_000_000;
/// The most levers of a sweep.
pub const MAX_LEVERS: usize = 16;

/// How cells are chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum DesignKind {
    /// Every combination of levels; the last lever changes fastest.
    Grid,
    /// So many cells, one in each equal part of every lever.
    LatinHypercube,
    /// So many scrambled Sobol points.
    Sobol,
}

/// What a lever can be set to.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Axis {
    /// One of so many levels.
    Levels(usize),
    /// Any number between two.
    Range { low: f64, high: f64 },
}

/// Where a lever stands in a cell.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Coordinate {
    Level(usize),
    Value(f64),
}

/// Why there is no such design.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum DesignError {
    #[error("there is no lever to vary")]
    NoLevers,
    #[error("there are {levers} levers; at most {MAX_LEVERS} are allowed")]
    TooManyLevers { levers: usize },
    #[error("lever {lever} has no steps, which a grid needs")]
    NoSteps { lever: usize },
    #[error("{product} = {cells} cells; at most 1,000,000 are allowed")]
    TooManyCells { product: String, cells: String },
    #[error("no cell is left: the conditions exclude all {cells}")]
    NothingLeft { cells: usize },
}

/// The cells of a sweep, numbered from 0.
#[derive(Clone, Debug)]
pub struct Design {
    axes: Vec<Axis>,
    points: Points,
    /// Points left by conditions; all where None.
    kept: Option<Vec<u32>>,
    /// Points before conditions.
    all: usize,
}

#[derive(Clone, Debug)]
enum Points {
    Grid,
    /// As `[axis][cell]`.
    Hypercube(Vec<Vec<f64>>),
    Sobol(Sobol),
}

impl Design {
    /// A design over these axes; `cells` and `seed` are for those that draw their points.
    ///
    /// # Errors
    /// If there are no axes, or more levers or cells than [`MAX_LEVERS`] and [`MAX_CELLS`], or a
    /// grid over an axis without levels.
    pub fn new(
        kind: DesignKind,
        axes: Vec<Axis>,
        cells: usize,
        seed: u64,
    ) -> Result<Self, DesignError> {
        let levers = axes.len();
        if levers == 0 {
            return Err(DesignError::NoLevers);
        }
        if levers > MAX_LEVERS.min(MAX_DIMENSIONS) {
            return Err(DesignError::TooManyLevers { levers });
        }
        let all = if kind == DesignKind::Grid { grid_cells(&axes)? } else { cells };
        if all > MAX_CELLS {
            let cells = all.to_string();
            return Err(DesignError::TooManyCells { product: "cells".to_owned(), cells });
        }
        let points = match kind {
            DesignKind::Grid => Points::Grid,
            DesignKind::LatinHypercube => {
                let axis = |axis| hypercube_axis(all, axis, seed);
                Points::Hypercube((0..levers).map(axis).collect())
            }
            DesignKind::Sobol => Points::Sobol(
                Sobol::new(levers, seed).expect("few enough because the levers were counted"),
            ),
        };
        Ok(Self { axes, points, kept: None, all })
    }

    /// Leaves out the cells for which `holds` is false; the others are numbered anew.
    ///
    /// # Errors
    /// If none is left.
    pub fn keep(mut self, holds: impl Fn(&[Coordinate]) -> bool) -> Result<Self, DesignError> {
        let points = (0..self.all as u32).filter(|&point| holds(&self.point(point)));
        let kept: Vec<u32> = points.collect();
        if kept.is_empty() {
            return Err(DesignError::NothingLeft { cells: self.all });
        }
        self.kept = Some(kept);
        Ok(self)
    }

    /// The number of cells.
    pub fn cells(&self) -> usize {
        self.kept.as_ref().map_or(self.all, Vec::len)
    }

    /// The number of cells before conditions.
    pub fn cells_before_conditions(&self) -> usize {
        self.all
    }

    /// Where each lever stands in a cell.
    pub fn cell(&self, cell: usize) -> Vec<Coordinate> {
        self.point(self.kept.as_ref().map_or(cell as u32, |kept| kept[cell]))
    }

    fn point(&self, point: u32) -> Vec<Coordinate> {
        if matches!(self.points, Points::Grid) {
            return self.grid_point(point as usize);
        }
        let unit = |axis: usize| match &self.points {
            Points::Hypercube(axes) => axes[axis][point as usize],
            Points::Sobol(sobol) => sobol.coordinate(point, axis),
            Points::Grid => 0.5,
        };
        let axes = self.axes.iter().enumerate();
        axes.map(|(place, axis)| match *axis {
            Axis::Levels(levels) => {
                Coordinate::Level(((unit(place) * levels as f64) as usize).min(levels - 1))
            }
            Axis::Range { low, high } => Coordinate::Value(low + unit(place) * (high - low)),
        })
        .collect()
    }

    fn grid_point(&self, mut point: usize) -> Vec<Coordinate> {
        let mut coordinates: Vec<Coordinate> = self
            .axes
            .iter()
            .rev()
            .map(|axis| {
                let levels = levels_of(axis).unwrap_or(1);
                let level = point % levels;
                point /= levels;
                Coordinate::Level(level)
            })
            .collect();
        coordinates.reverse();
        coordinates
    }
}

fn levels_of(axis: &Axis) -> Option<usize> {
    match axis {
        Axis::Levels(levels) => Some(*levels),
        Axis::Range { .. } => None,
    }
}

/// The product of the numbers of levels, told in full where it is too large.
fn grid_cells(axes: &[Axis]) -> Result<usize, DesignError> {
    let levels: Vec<usize> = axes
        .iter()
        .enumerate()
        .map(|(lever, axis)| levels_of(axis).ok_or(DesignError::NoSteps { lever: lever + 1 }))
        .collect::<Result<_, _>>()?;
    let cells = levels.iter().try_fold(1usize, |product, &n| product.checked_mul(n));
    match cells {
        Some(cells) if cells <= MAX_CELLS => Ok(cells),
        _ => {
            let product = levels.iter().map(usize::to_string).collect::<Vec<_>>().join(" × ");
            let size = levels.iter().fold(1.0, |product, &n| product * n as f64);
            Err(DesignError::TooManyCells { product, cells: crate::units::short(size) })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RANGE: Axis = Axis::Range { low: 2.0, high: 6.0 };

    #[test]
    fn a_grid_has_every_combination_and_the_last_lever_changes_fastest() {
        let axes = vec![Axis::Levels(2), Axis::Levels(3)];
        let grid = Design::new(DesignKind::Grid, axes, 0, 1).expect("a grid");
        let cells: Vec<[Coordinate; 2]> =
            (0..grid.cells()).map(|cell| grid.cell(cell).try_into().expect("two levers")).collect();
        let expected = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)];
        let expected = expected.map(|(a, b)| [Coordinate::Level(a), Coordinate::Level(b)]);
        assert_eq!(cells, expected);
    }

    #[test]
    fn too_large_a_grid_is_refused_with_its_numbers() {
        let grid = |axes| Design::new(DesignKind::Grid, axes, 0, 1).map(|grid| grid.cells());
        let refused = grid(vec![Axis::Levels(1000); 6]).expect_err("too large").to_string();
        assert!(refused.starts_with("1000 × 1000 × 1000 × 1000 × 1000 × 1000 = "), "{refused}");
        assert!(grid(vec![Axis::Levels(usize::MAX); 6]).is_err());
        assert_eq!(grid(vec![Axis::Levels(1000); 2]), Ok(1_000_000));
        assert!(grid(vec![Axis::Levels(1000), Axis::Levels(1001)]).is_err());
        assert_eq!(grid(vec![Axis::Levels(2), RANGE]), Err(DesignError::NoSteps { lever: 2 }));
        assert_eq!(grid(Vec::new()), Err(DesignError::NoLevers));
    }

    #[test]
    fn drawn_designs_fill_ranges_and_levels_evenly() {
        for kind in [DesignKind::LatinHypercube, DesignKind::Sobol] {
            let axes = vec![RANGE, Axis::Levels(4)];
            let design = Design::new(kind, axes, 256, 3).expect("a design");
            let cells: Vec<Vec<Coordinate>> = (0..256).map(|cell| design.cell(cell)).collect();
            let mut levels = [0; 4];
            let mut quarters = [0; 4];
            for cell in &cells {
                let [Coordinate::Value(value), Coordinate::Level(level)] = cell[..] else {
                    panic!("a value and a level")
                };
                assert!((2.0..6.0).contains(&value));
                quarters[(value - 2.0) as usize] += 1;
                levels[level] += 1;
            }
            assert_eq!((levels, quarters), ([64; 4], [64; 4]), "{kind:?}");
        }
    }

    #[test]
    fn conditions_leave_cells_out_and_number_the_rest_anew() {
        let axes = || vec![Axis::Levels(3), Axis::Levels(3)];
        let grid = || Design::new(DesignKind::Grid, axes(), 0, 1).expect("a grid");
        let rising = |c: &[Coordinate]| match (c[0], c[1]) {
            (Coordinate::Level(a), Coordinate::Level(b)) => a < b,
            _ => false,
        };
        let kept = grid().keep(rising).expect("three cells");
        assert_eq!((kept.cells(), kept.cells_before_conditions()), (3, 9));
        assert_eq!(kept.cell(2), [Coordinate::Level(1), Coordinate::Level(2)]);
        assert!(matches!(grid().keep(|_| false), Err(DesignError::NothingLeft { cells: 9 })));
    }
}
