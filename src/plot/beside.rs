//! Names beside their curves: each next to its own and clear of all others, so that no key is needed.

use super::canvas::Point;
use super::frame::Area;

/// From a name to its curve, and the least from a name to anything else.
const GAP: f64 = 7.0;
/// Farther from other curves than this, a name is clear enough.
const CLEAR: f64 = 44.0;
/// Places along the axis that are tried, in pixels from one to the next.
const STEP: f64 = 9.0;

/// A curve with what surrounds it: its upper and its lower edge from left to right.
#[derive(Clone, Debug)]
pub struct Ribbon {
    pub upper: Vec<Point>,
    pub lower: Vec<Point>,
}

/// Where a name stands: the box around its letters.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spot {
    pub left: f64,
    pub top: f64,
    pub right: f64,
    pub bottom: f64,
}

impl Spot {
    fn clears(&self, other: &Self) -> bool {
        self.right + GAP <= other.left
            || other.right + GAP <= self.left
            || self.bottom + GAP <= other.top
            || other.bottom + GAP <= self.top
    }
}

impl Ribbon {
    /// The highest point of the upper edge and the lowest of the lower one over a stretch, in pixels from the
    /// top; none where the curve does not cross it.
    fn extent(&self, left: f64, right: f64) -> Option<(f64, f64)> {
        let edge = |points: &[Point], better: fn(f64, f64) -> f64| {
            let inner = points.iter().filter(|p| left <= p.0 && p.0 <= right).map(|p| p.1);
            let ends = [left, right].into_iter().filter_map(|x| height(points, x));
            inner.chain(ends).reduce(better)
        };
        Some((edge(&self.upper, f64::min)?, edge(&self.lower, f64::max)?))
    }
}

/// The height of a line at a place, where it passes there.
fn height(points: &[Point], x: f64) -> Option<f64> {
    let pair = points.windows(2).find(|pair| pair[0].0 <= x && x <= pair[1].0)?;
    let [(from, low), (to, high)] = [pair[0], pair[1]];
    Some(if to > from { low + (x - from) / (to - from) * (high - low) } else { low })
}

/// A place for each name, given by its width and height, above its curve or below it within the area. None
/// where one finds no place: then a key has to do.
pub fn places(names: &[(f64, f64)], ribbons: &[Ribbon], area: Area) -> Option<Vec<Spot>> {
    let mut taken: Vec<Spot> = Vec::new();
    for (own, &size) in names.iter().enumerate() {
        let mut best: Option<(f64, Spot)> = None;
        for spot in candidates(size, &ribbons[own], area) {
            let Some(clear) = clearance(&spot, own, ribbons) else { continue };
            if !taken.iter().all(|other| spot.clears(other)) {
                continue;
            }
            // A name that is nearer to another curve is taken for that one's.
            let distance = distance(&spot, &ribbons[own]);
            if clear < distance {
                continue;
            }
            let worth = clear.min(CLEAR) - distance;
            if best.is_none_or(|(most, _)| worth > most) {
                best = Some((worth, spot));
            }
        }
        taken.push(best?.1);
    }
    Some(taken)
}

/// Boxes of this size right above a curve and right below it, from left to right.
fn candidates((wide, high): (f64, f64), own: &Ribbon, area: Area) -> Vec<Spot> {
    let steps = ((area.width() - wide) / STEP).floor().max(0.0) as usize;
    let lefts = (1..steps).map(|step| area.left + step as f64 * STEP);
    let both = lefts.flat_map(|left| {
        let right = left + wide;
        let edges = own.extent(left, right).into_iter();
        edges.flat_map(move |(top, bottom)| {
            let above = Spot { left, right, top: top - GAP - high, bottom: top - GAP };
            let below = Spot { left, right, top: bottom + GAP, bottom: bottom + GAP + high };
            [above, below]
        })
    });
    both.filter(|spot| spot.top >= area.top && spot.bottom <= area.bottom - GAP).collect()
}

/// From a box to the nearest of the other curves; none where it touches one.
fn clearance(spot: &Spot, own: usize, ribbons: &[Ribbon]) -> Option<f64> {
    let mut least = f64::INFINITY;
    for (_, ribbon) in ribbons.iter().enumerate().filter(|(index, _)| *index != own) {
        let Some((top, bottom)) = ribbon.extent(spot.left, spot.right) else { continue };
        let gap = (top - spot.bottom).max(spot.top - bottom);
        if gap < GAP {
            return None;
        }
        least = least.min(gap);
    }
    Some(least)
}

/// How far a box is from its curve, on average from its left end to its right one.
fn distance(spot: &Spot, own: &Ribbon) -> f64 {
    const PARTS: usize = 8;
    let middle = f64::midpoint(spot.top, spot.bottom);
    let at = |part: usize| spot.left + (spot.right - spot.left) * part as f64 / PARTS as f64;
    let gaps = (0..=PARTS).filter_map(|part| {
        let (upper, lower) = (height(&own.upper, at(part))?, height(&own.lower, at(part))?);
        Some((upper - spot.bottom).max(spot.top - lower).max(0.0))
    });
    let (sum, count) = gaps.fold((0.0, 0.0), |(sum, count), gap| (sum + gap, count + 1.0));
    if count > 0.0 { sum / count } else { (middle - spot.top).abs() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AREA: Area = Area { left: 100.0, top: 50.0, right: 1100.0, bottom: 650.0 };
    const NAME: (f64, f64) = (240.0, 20.0);

    /// A line down from a height at the left, slowly first, with a band of a few pixels.
    fn falling(from: f64, to: f64) -> Ribbon {
        let edge = |shift: f64| -> Vec<Point> {
            let at = |k: i32| f64::from(k) / 20.0;
            let height = |t: f64| from + shift + (to - from) * t * t * t;
            (0..=20).map(|k| (100.0 + 1000.0 * at(k), height(at(k)))).collect()
        };
        Ribbon { upper: edge(-4.0), lower: edge(4.0) }
    }

    #[test]
    fn names_touch_no_curve_and_no_name_and_stand_next_to_their_own() {
        let ribbons = [falling(150.0, 640.0), falling(250.0, 640.0), falling(420.0, 640.0)];
        let spots = places(&[NAME; 3], &ribbons, AREA).expect("room for three");
        for (own, spot) in spots.iter().enumerate() {
            assert!(spot.left >= AREA.left && spot.right <= AREA.right, "{spot:?}");
            for (index, ribbon) in ribbons.iter().enumerate() {
                let (top, bottom) = ribbon.extent(spot.left, spot.right).expect("crossed");
                let gap = (top - spot.bottom).max(spot.top - bottom);
                assert!(gap >= GAP - 1e-9, "{own} touches {index}: {spot:?}");
                assert!(index == own || gap >= distance(spot, &ribbons[own]), "{spot:?}");
            }
            assert!(spots.iter().skip(own + 1).all(|other| spot.clears(other)), "{spots:?}");
        }
    }

    #[test]
    fn where_a_name_has_no_room_there_is_none_at_all() {
        let close: Vec<Ribbon> = (0..5).map(|k| falling(300.0 + f64::from(k), 640.0)).collect();
        assert_eq!(places(&[NAME; 5], &close, AREA), None);
        let empty = Ribbon { upper: Vec::new(), lower: Vec::new() };
        assert_eq!(places(&[NAME], &[empty], AREA), None);
        assert_eq!(places(&[(2000.0, 20.0)], &[falling(150.0, 640.0)], AREA), None);
    }
}
