//! Charts of the program's speed.

use super::looks;
use crate::analysis::benchmark::{Throughput, synthetic_benchmark};
use crate::plot::test_layout::{crowded, placed};
use crate::plot::*;

#[test]
fn throughput_of_many_cores_and_scenarios_keeps_its_words_apart() {
    let long = "a-scenario-with-one-of-the-longest-names-that-a-file-may-have-and-further";
    let mut faults = Vec::new();
    for (threads, scenarios, name, micros) in
        [(1, 1, "a", 100.0), (9, 12, long, 1e6), (3, 2, "h200-2026", 1e-3), (8, 8, "b", 250.0)]
    {
        let benchmark = synthetic_benchmark(threads, scenarios, name, micros);
        let throughput = Throughput::new(&benchmark).expect("rows");
        for theme in looks() {
            let svg = draw_throughput(&throughput, &theme, &benchmark.machine.line());
            assert_eq!(svg, draw_throughput(&throughput, &theme, &benchmark.machine.line()));
            assert!(placed(&svg).len() > 10);
            faults.extend(crowded(&svg, &format!("{threads} {scenarios} {micros}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
