//! The committed corpus of `fuzz/`, through the functions that are fuzzed.

use std::fs;
use std::path::Path;
use std::time::{Duration, Instant};

use rand_xoshiro::Xoshiro256PlusPlus;
use rand_xoshiro::rand_core::{Rng, SeedableRng};

use crate::fuzz_entries::{lower, overlay, parse};
use crate::fuzz_runs::runs;

/// A target's name and what it does with any bytes.
type Target = (&'static str, fn(&[u8]));

const TARGETS: [Target; 4] =
    [("parse", parse), ("overlay", overlay), ("lower", lower), ("runs", runs)];

fn corpus(target: &str) -> Vec<(String, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(target);
    let entries =
        fs::read_dir(&folder).expect("the corpus").map(|entry| entry.expect("one").path());
    let mut files: Vec<_> = entries
        .map(|path| (path.display().to_string(), fs::read(&path).expect("a file")))
        .collect();
    files.sort();
    files
}

#[test]
fn the_corpus_is_replayed() {
    for (target, run) in TARGETS {
        let files = corpus(target);
        assert!(files.len() >= 4, "{target} has {} files", files.len());
        for (name, bytes) in files {
            let outcome = std::panic::catch_unwind(|| run(&bytes));
            assert!(outcome.is_ok(), "{target} breaks on {name}");
        }
    }
}

/// Bytes cut, doubled, swapped between files, overwritten or flipped, a few times over.
fn mutated(seeds: &[(String, Vec<u8>)], random: &mut Xoshiro256PlusPlus) -> Vec<u8> {
    const WORDS: [&str; 16] = [
        "nan",
        "inf",
        "-1",
        "0",
        "1e308",
        "5e-324",
        "9007199254740993",
        "\"",
        "[",
        "{ ",
        "=",
        "\n",
        "2026-02-29",
        "\u{1b}",
        "\u{202e}",
        "remove = true",
    ];
    let mut below = |n: usize| (random.next_u64() % n.max(1) as u64) as usize;
    let mut bytes = seeds[below(seeds.len())].1.clone();
    for _ in 0..=below(6) {
        let at = below(bytes.len() + 1);
        let end = (at + below(24)).min(bytes.len());
        match below(5) {
            0 => drop(bytes.drain(at..end)),
            1 => {
                let again = bytes[at..end].to_vec();
                bytes.splice(at..at, again);
            }
            2 => drop(bytes.splice(at..end, WORDS[below(WORDS.len())].bytes())),
            3 => {
                let other = &seeds[below(seeds.len())].1;
                let from = below(other.len());
                let to = (from + below(200)).min(other.len());
                bytes.splice(at..end, other[from..to].iter().copied());
            }
            _ => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte ^= 1 << below(7);
                }
            }
        }
    }
    bytes
}

/// What a fuzzer finds without looking at the code: for a machine without one.
#[test]
#[ignore = "runs for minutes; FUZZ_SECONDS says how many seconds a target has"]
fn mutants_of_the_corpus_break_nothing() {
    let setting = std::env::var("FUZZ_SECONDS").ok().and_then(|text| text.parse().ok());
    let seconds = Duration::from_secs(setting.unwrap_or(60));
    let mut random = Xoshiro256PlusPlus::seed_from_u64(seconds.as_secs());
    for (target, run) in TARGETS {
        let (seeds, begun) = (corpus(target), Instant::now());
        let (mut count, mut slowest) = (0, Duration::ZERO);
        while begun.elapsed() < seconds {
            let bytes = mutated(&seeds, &mut random);
            let one = Instant::now();
            let outcome = std::panic::catch_unwind(|| run(&bytes));
            slowest = slowest.max(one.elapsed());
            assert!(outcome.is_ok(), "{target} breaks on {:?}", String::from_utf8_lossy(&bytes));
            count += 1;
        }
        assert!(count > 100, "{target}: {count} mutants");
        assert!(slowest < Duration::from_secs(5), "{target}: one took {slowest:?}");
    }
}
