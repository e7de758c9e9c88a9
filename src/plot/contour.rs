//! Contour lines through values on a grid, by marching squares.

use super::canvas::Point;

/// The line at `level` as short pieces, in columns and rows of the grid `values[row][column]`.
///
/// Each square of four neighbours is crossed where its edges change from below the level to at or
/// above it, at the place a straight line between the two values gives. Of the two ways through a
/// saddle the one is taken that the mean of the four values speaks for. A square with a missing
/// value has no line.
pub fn contour(values: &[Vec<f64>], level: f64) -> Vec<(Point, Point)> {
    let mut pieces = Vec::new();
    for row in 1..values.len() {
        let columns = values[row].len().min(values[row - 1].len());
        for column in 1..columns {
            // Corners in a round: lower left, lower right, upper right, upper left.
            let corners =
                [(column - 1, row - 1), (column, row - 1), (column, row), (column - 1, row)];
            let heights = corners.map(|(x, y)| values[y][x]);
            if heights.iter().all(|height| height.is_finite()) {
                square(corners, heights, level, &mut pieces);
            }
        }
    }
    pieces
}

fn square(
    corners: [(usize, usize); 4],
    heights: [f64; 4],
    level: f64,
    pieces: &mut Vec<(Point, Point)>,
) {
    let crossing = |edge: usize| {
        let (a, b) = (edge, (edge + 1) % 4);
        ((heights[a] >= level) != (heights[b] >= level)).then(|| {
            let share = (level - heights[a]) / (heights[b] - heights[a]);
            let between = |from: usize, to: usize| from as f64 + share * (to as f64 - from as f64);
            (between(corners[a].0, corners[b].0), between(corners[a].1, corners[b].1))
        })
    };
    let edges = [0, 1, 2, 3].map(crossing);
    if let [Some(a), Some(b), Some(c), Some(d)] = edges {
        let mean = heights.iter().sum::<f64>() / 4.0;
        // The first and third corners are joined where the middle is on their side.
        if (mean >= level) == (heights[0] >= level) {
            pieces.extend([(a, b), (c, d)]);
        } else {
            pieces.extend([(d, a), (b, c)]);
        }
        return;
    }
    let found: Vec<Point> = edges.into_iter().flatten().collect();
    if let [from, to] = found[..] {
        pieces.push((from, to));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_contour_of_a_plane_is_a_straight_line_through_the_whole_grid() {
        // z = x + y/2 over 5 by 4 points; z = 2 runs from (2, 0) to (0.5, 3).
        let values: Vec<Vec<f64>> =
            (0..4).map(|y| (0..5).map(|x| f64::from(x) + f64::from(y) / 2.0).collect()).collect();
        let pieces = contour(&values, 2.0);
        assert!(pieces.len() >= 3);
        let mut length = 0.0;
        for (from, to) in &pieces {
            for (x, y) in [from, to] {
                assert!((x + y / 2.0 - 2.0).abs() < 1e-12, "{pieces:?}");
            }
            length += ((from.0 - to.0).powi(2) + (from.1 - to.1).powi(2)).sqrt();
        }
        assert!((length - (1.5f64 * 1.5 + 9.0).sqrt()).abs() < 1e-9, "{pieces:?}");
    }

    #[test]
    fn saddles_have_two_pieces_and_flat_or_missing_places_none() {
        let saddle = vec![vec![1.0, 0.0], vec![0.0, 1.0]];
        assert_eq!(contour(&saddle, 0.5).len(), 2);
        assert_eq!(contour(&saddle, 0.4), [((0.6, 0.0), (1.0, 0.4)), ((0.4, 1.0), (0.0, 0.6))]);
        assert!(contour(&[vec![1.0; 3], vec![1.0; 3]], 1.0).is_empty());
        assert!(contour(&[vec![0.0, 1.0], vec![f64::NAN, 1.0]], 0.5).is_empty());
        assert!(contour(&[], 0.5).is_empty());
    }
}
