//! Labels beside the ends of lines and bands, moved apart so that none touches another.

use super::canvas::{Canvas, Point, Text};
use super::font::{Weight, fit, width};
use super::theme::Colour;

/// Moves intervals of the given sizes apart as little as can be (least squares), in their order,
/// between `low` and `high`: takes wanted centres in rising order and gives the centres.
///
/// Neighbours that touch form a block that stands at the mean of what its members want.
pub fn spread(wanted: &[f64], sizes: &[f64], low: f64, high: f64) -> Vec<f64> {
    struct Block {
        /// Where the block's upper edge wants to be, summed over its members.
        sum: f64,
        count: usize,
        size: f64,
    }
    let total: f64 = sizes.iter().sum();
    let place = |block: &Block| block.sum / block.count as f64;
    let mut blocks: Vec<Block> = Vec::new();
    for (&centre, &size) in wanted.iter().zip(sizes) {
        let mut block = Block { sum: centre - size / 2.0, count: 1, size };
        while let Some(last) = blocks.last() {
            if place(last) + last.size <= place(&block) {
                break;
            }
            block.sum = last.sum + block.sum - last.size * block.count as f64;
            block.count += last.count;
            block.size += last.size;
            blocks.pop();
        }
        blocks.push(block);
    }
    let mut edges = Vec::with_capacity(wanted.len());
    let mut index = 0;
    for block in &blocks {
        let mut edge = place(block);
        for size in &sizes[index..index + block.count] {
            edges.push(edge);
            edge += size;
        }
        index += block.count;
    }
    // Push back inside, from the far end and then from the near one.
    let mut limit = high.max(low + total);
    for (edge, size) in edges.iter_mut().zip(sizes).rev() {
        *edge = edge.min(limit - size);
        limit = *edge;
    }
    let mut limit = low;
    for (edge, size) in edges.iter_mut().zip(sizes) {
        *edge = edge.max(limit);
        limit = *edge + size;
    }
    edges.iter().zip(sizes).map(|(edge, size)| edge + size / 2.0).collect()
}

/// A label for what ends at a height.
#[derive(Clone, Debug)]
pub struct EndLabel {
    pub y: f64,
    pub text: String,
    pub colour: Colour,
    pub strong: bool,
    /// Which labels stay where there is no room for all: the highest.
    pub importance: f64,
}

/// From what a label is for to its text.
const LEADER: f64 = 22.0;

impl EndLabel {
    fn weight(&self) -> Weight {
        if self.strong { Weight::SemiBold } else { Weight::Regular }
    }
}

/// The room that labels of this size take, with their leaders.
pub fn room(labels: &[EndLabel], size: f64) -> f64 {
    let widths = labels.iter().map(|label| width(&label.text, size, label.weight()));
    widths.fold(0.0, f64::max) + LEADER + 3.0
}

/// Draws labels right of x between two heights, each with a thin leader from its own height.
pub fn draw_end_labels(
    canvas: &mut Canvas<'_>,
    mut labels: Vec<EndLabel>,
    x: f64,
    room: f64,
    heights: (f64, f64),
    size: f64,
) {
    let line = size * 1.3;
    let most = ((heights.1 - heights.0) / line).floor().max(1.0) as usize;
    while labels.len() > most {
        let least = (0..labels.len())
            .min_by(|&a, &b| labels[a].importance.total_cmp(&labels[b].importance));
        labels.remove(least.unwrap_or(0));
    }
    labels.sort_by(|a, b| a.y.total_cmp(&b.y));
    let wanted: Vec<f64> = labels.iter().map(|label| label.y).collect();
    let places = spread(&wanted, &vec![line; labels.len()], heights.0, heights.1);
    for (label, y) in labels.iter().zip(places) {
        let leader: [Point; 4] =
            [(x + 3.0, label.y), (x + 6.0, label.y), (x + LEADER - 5.0, y), (x + LEADER - 2.0, y)];
        canvas.path(&leader, &label.colour, 1.25);
        let text = fit(&label.text, size, label.weight(), room - LEADER - 2.0);
        let mut set = Text::new(&text, size, label.colour);
        set.weight = label.weight();
        canvas.text_beside(&set, (x + LEADER + 2.0, y));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spread_keeps_order_distance_and_bounds() {
        for wanted in [
            vec![5.0, 5.0, 5.0, 5.0],
            vec![0.0, 0.0, 99.0, 100.0],
            vec![10.0, 30.0, 50.0, 70.0],
            vec![-50.0, 40.0, 41.0, 500.0],
        ] {
            let sizes = [20.0, 10.0, 20.0, 14.0];
            let places = spread(&wanted, &sizes, 0.0, 100.0);
            for (i, pair) in places.windows(2).enumerate() {
                let least = (sizes[i] + sizes[i + 1]) / 2.0;
                assert!(pair[1] - pair[0] >= least - 1e-9, "{wanted:?} {places:?}");
            }
            assert!(places[0] >= 10.0 - 1e-9 && places[3] <= 93.0 + 1e-9, "{wanted:?} {places:?}");
        }
    }

    #[test]
    fn spread_leaves_alone_what_has_room() {
        assert_eq!(spread(&[10.0, 40.0, 80.0], &[10.0; 3], 0.0, 100.0), [10.0, 40.0, 80.0]);
        assert_eq!(spread(&[50.0, 50.0], &[10.0; 2], 0.0, 100.0), [45.0, 55.0]);
    }
}
