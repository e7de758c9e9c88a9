//! What a sweep will take, before it starts.

/// What the machine needs, in seconds by the wall clock while all its threads are at work.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Cost {
    /// To compile a cell's model.
    pub model_seconds: f64,
    /// To simulate a path.
    pub path_seconds: f64,
}

impl Cost {
    /// From a pilot: `checked` cells compiled in `checking` seconds, and `cells` cells of `paths`
    /// paths each compiled and simulated in `running`.
    pub fn of_pilot(
        (checked, checking): (usize, f64),
        (cells, paths, running): (usize, usize, f64),
    ) -> Self {
        let model_seconds = checking / checked.max(1) as f64;
        let left = (running / cells.max(1) as f64 - model_seconds).max(0.0);
        Self { model_seconds, path_seconds: left / paths.max(1) as f64 }
    }

    /// How long `cells` cells of `paths` paths take, each in `batches` pieces that compile the model.
    pub fn seconds(&self, cells: usize, paths: usize, batches: usize) -> f64 {
        let a_cell = self.model_seconds * batches as f64 + self.path_seconds * paths as f64;
        a_cell * cells as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pilot_of_known_speed_is_scaled_up() {
        // A model takes 2 ms, a path 0.1 ms; the pilot's 4 cells of 128 paths 59.2 ms.
        let cost = Cost::of_pilot((100, 0.2), (4, 128, 0.0592));
        assert!((cost.model_seconds - 0.002).abs() < 1e-12);
        assert!((cost.path_seconds - 0.0001).abs() < 1e-12);
        // 1000 cells of 1000 paths in two batches: 1000 · (2 · 2 ms + 1000 · 0.1 ms) = 104 s.
        assert!((cost.seconds(1000, 1000, 2) - 104.0).abs() < 1e-9);
    }

    #[test]
    fn a_pilot_too_short_to_see_a_path_costs_its_models() {
        let cost = Cost::of_pilot((10, 0.1), (4, 128, 0.01));
        assert_eq!((cost.path_seconds, cost.seconds(10, 500, 1)), (0.0, 0.1));
    }
}
