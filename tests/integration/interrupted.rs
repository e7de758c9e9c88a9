//! Signals from outside: every verb that takes long stops in two seconds, tells what is left, and leaves nothing else.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::program::{Program, digests, names, scenario};

/// How soon a program must end that is asked to.
const SOON: Duration = Duration::from_secs(2);
/// What a busy machine may add to that.
const SLACK: Duration = Duration::from_secs(3);

/// A program that is at work.
struct AtWork {
    child: Child,
}

impl AtWork {
    /// Starts it, and waits until something has come to be.
    fn new(program: &Program, until: impl Fn() -> bool) -> Self {
        let mut command = program.command();
        let child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn();
        let mut work = Self { child: child.expect("it starts") };
        let begun = Instant::now();
        while !until() {
            assert!(begun.elapsed() < Duration::from_secs(300), "nothing happens");
            assert!(work.child.try_wait().expect("a status").is_none(), "it ended by itself");
            std::thread::sleep(Duration::from_millis(2));
        }
        work
    }

    fn send(&self, signal: &str) {
        let id = self.child.id().to_string();
        let sent = Command::new("kill").args([signal, &id]).status().expect("a signal");
        assert!(sent.success());
    }

    /// Its exit code and what it complained of, once it has ended, which must be within this time.
    fn ended(self, within: Duration) -> (i32, String) {
        let begun = Instant::now();
        let output = self.child.wait_with_output().expect("it ended");
        assert!(begun.elapsed() < within, "ended after {:?}", begun.elapsed());
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code().expect("a code and no signal"), errors)
    }
}

/// A pause in which work goes on.
fn pause() {
    std::thread::sleep(Duration::from_millis(400));
}

fn sweep(out: &Path) -> Program {
    let (out, base) = (out.to_string_lossy().into_owned(), scenario("h200-2026"));
    let mut program = Program::new(&["sweep", &base, "--set"]);
    program.args(["tariff.instrument.section-232.rate=0:0.4:40", "--paths", "64", "--quiet"]);
    program.args(["--no-charts", "--threads", "2", "--out", &out]);
    program
}

#[test]
fn an_interrupted_sweep_keeps_its_cells_and_says_how_to_go_on() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    sweep(&whole).succeeds();
    let out = folder.path().join("it's broken");
    let checkpoint = out.join("unfinished/cells.checkpoint");
    let some_cells = || fs::metadata(&checkpoint).is_ok_and(|found| found.len() > 10_000);
    let work = AtWork::new(&sweep(&out), some_cells);
    work.send("-INT");
    let (code, errors) = work.ended(SOON + SLACK);
    assert_eq!(code, 130, "{errors}");
    let help = format!(
        "go on with it by `tradeflow resume '{}/it'\\''s broken'`",
        folder.path().display()
    );
    assert!(errors.contains("what was done is kept") && errors.contains(&help), "{errors}");
    assert_eq!(fs::read_dir(&out).expect("a folder").count(), 1, "only what is unfinished");
    let shown = out.to_string_lossy().into_owned();
    // It ended in good order: no cell is torn.
    assert_eq!(Program::new(&["resume", &shown, "--quiet", "--no-charts"]).succeeds(), "");
    assert_eq!(digests(&out), digests(&whole));
}

/// Each verb that simulates, with so many paths that it cannot be done before it is stopped.
#[test]
fn every_long_verb_ends_soon_and_leaves_nothing_behind() {
    let base = scenario("h200-2026");
    let other = scenario("h200-us-ban");
    let condition = "delivered_units.by-2026-06-30 > 0";
    let verbs: [(&[&str], &str, i32); 5] = [
        (&["compare", &base, &other], "-INT", 130),
        (&["sensitivity", &base], "-TERM", 143),
        (&["discover", &base], "-INT", 130),
        (&["stress", &base, "--where", condition], "-TERM", 143),
        (&["sweep", &base, "--set", "product.h200.price_usd=1:9:2"], "-INT", 130),
    ];
    for (args, signal, expected) in verbs {
        let folder = tempfile::tempdir().expect("a folder");
        let mut program = Program::new(args).within(folder.path());
        program.args(["--paths", "1000000", "--quiet"]);
        if args[0] == "compare" {
            program.args(["--memory", "100"]);
        }
        let work = AtWork::new(&program, || true);
        pause();
        work.send(signal);
        let (code, errors) = work.ended(SOON + SLACK);
        assert_eq!(code, expected, "{args:?}: {errors}");
        // Where the machine is too busy to end a batch in time, the program is ended from outside, and a
        // sweep's checkpoint stays, of no cell yet.
        if args[0] == "sweep" && errors.contains("tradeflow resume") {
            continue;
        }
        assert!(errors.contains("stopped: nothing is left"), "{args:?}: {errors}");
        assert!(names(folder.path()).is_empty(), "{args:?}: {:?}", names(folder.path()));
    }
}

#[test]
fn a_second_interrupt_ends_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let checkpoint = out.join("unfinished/cells.checkpoint");
    let a_cell = || fs::metadata(&checkpoint).is_ok_and(|found| found.len() > 3000);
    let work = AtWork::new(&sweep(&out), a_cell);
    work.send("-INT");
    work.send("-INT");
    let (code, errors) = work.ended(SLACK);
    assert_eq!(code, 130, "{errors}");
    assert!(errors.contains("tradeflow resume"), "{errors}");
}

/// A run that writes a checkpoint after each round of batches.
fn long_run(out: &Path, paths: &str) -> Program {
    let mut program = Program::run(&["--paths", paths, "--checkpoint", "0", "--quiet"]);
    program.args([
        "--no-charts",
        "--csv",
        "--threads",
        "2",
        "--set",
        "product.h200.price_usd=30000",
    ]);
    program.args(["--out", &out.to_string_lossy()]);
    program
}

/// Killed at several moments and resumed, on another number of threads, a run ends in the bytes of an
/// unbroken one; an interrupted one says how.
#[test]
fn a_killed_or_interrupted_run_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    Program::run(&["--paths", "4000", "--no-charts", "--csv", "--quiet", "--out"])
        .with(&[&whole.to_string_lossy(), "--set", "product.h200.price_usd=30000"])
        .succeeds();
    let expected = digests(&whole);
    let mut broken_off = 0;
    for (signal, legs) in [("-KILL", 1), ("-INT", 2), ("-KILL", 3)] {
        let out = folder.path().join(format!("broken{legs}"));
        let checkpoint = out.join("unfinished/run.checkpoint");
        // A leg of one batch is more than a megabyte.
        let there = || fs::metadata(&checkpoint).is_ok_and(|found| found.len() > legs * 1_000_000);
        let work = AtWork::new(&long_run(&out, "4000"), there);
        work.send(signal);
        let output = work.child.wait_with_output().expect("it ended");
        if out.join("manifest.json").exists() {
            continue;
        }
        broken_off += 1;
        assert!(!out.join("summary.json").exists());
        if signal == "-INT" {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(130), "{errors}");
            assert!(errors.contains(&format!("tradeflow resume {}", out.display())), "{errors}");
        }
        let refused = long_run(&out, "4000").fails(3);
        assert!(refused.contains("was broken off"), "{refused}");
        let shown = out.to_string_lossy().into_owned();
        let output = Program::new(&["resume", &shown, "--threads", "1", "--quiet"]).output();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert_eq!(digests(&out), expected, "{signal} after {legs} legs");
    }
    assert!(broken_off >= 2, "the run was too fast to be broken off");
}

/// Until the new run is whole the old one stands, and what is done of the new one can be gone on with beside it.
#[test]
fn a_killed_run_that_was_to_replace_another_goes_on_beside_it() {
    let folder = tempfile::tempdir().expect("a folder");
    let (out, whole) = (folder.path().join("out"), folder.path().join("whole"));
    long_run(&out, "40").succeeds();
    let old = digests(&out);
    let checkpoint = out.join("unfinished/run.checkpoint");
    let there = || fs::metadata(&checkpoint).is_ok_and(|found| found.len() > 1_000_000);
    let work = AtWork::new(&long_run(&out, "4000").with(&["--force"]), there);
    work.send("-KILL");
    work.child.wait_with_output().expect("it ended");
    assert!(checkpoint.exists(), "the run was too fast to be broken off");
    let stands = digests(&out).into_iter().filter(|(name, _)| !name.starts_with("unfinished"));
    assert!(stands.eq(old), "the old run does not stand");
    // What was cut off in the middle of a record is told.
    let output = Program::new(&["resume", &out.to_string_lossy(), "--quiet"]).output();
    let errors = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{errors}");
    long_run(&whole, "4000").succeeds();
    assert_eq!(digests(&out), digests(&whole));
    let told = Program::new(&["resume", &out.to_string_lossy()]).fails(2);
    assert!(told.contains("is complete: there is nothing to resume"), "{told}");
}

/// Breaks a run off when each of these files of what is unfinished has something in it, and goes on with it on one thread: it
/// ends in the bytes of an unbroken one. The third is interrupted, and says how to go on; the others are killed.
fn goes_on_after(start: impl Fn(&Path) -> Program, places: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let whole = folder.path().join("whole");
    start(&whole).succeeds();
    let expected = digests(&whole);
    let mut broken_off = 0;
    for (index, place) in places.iter().enumerate() {
        let out = folder.path().join(format!("broken{index}"));
        let file = out.join("unfinished").join(place);
        let there = || fs::metadata(&file).is_ok_and(|found| found.len() > 1000);
        let work = AtWork::new(&start(&out), there);
        work.send(if index == 2 { "-INT" } else { "-KILL" });
        let output = work.child.wait_with_output().expect("it ended");
        if out.join("manifest.json").exists() {
            continue;
        }
        broken_off += 1;
        assert_eq!(fs::read_dir(&out).expect("a folder").count(), 1, "only what is unfinished");
        if index == 2 {
            let errors = String::from_utf8_lossy(&output.stderr);
            assert!(errors.contains(&format!("tradeflow resume {}", out.display())), "{errors}");
        }
        let shown = out.to_string_lossy().into_owned();
        let output = Program::new(&["resume", &shown, "--threads", "1", "--quiet"]).output();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert_eq!(digests(&out), expected, "at {place}");
    }
    assert!(broken_off + 1 >= places.len(), "the run was too fast to be broken off");
}

/// In its first world, between two, and in later ones.
#[test]
fn a_killed_run_of_worlds_goes_on_to_the_same_bytes() {
    let start = |out: &Path| {
        let mut program = Program::new(&["run", &scenario("h200-worlds"), "--out"]);
        program.args([&*out.to_string_lossy(), "--paths", "1500", "--checkpoint", "0"]);
        program.args(["--csv", "--xlsx", "--no-charts", "--threads", "2", "--quiet"]);
        program
    };
    let places = [
        "closed.checkpoint",
        "worlds/closed/summary.json",
        "shifting.checkpoint",
        "thaw.checkpoint",
    ];
    goes_on_after(start, &places);
}

/// In the baseline, in what is held against it, and among the runs that say why they differ.
#[test]
fn a_killed_comparison_goes_on_to_the_same_bytes() {
    let start = |out: &Path| {
        let mut program = Program::new(&["compare", &scenario("h200-2026")]);
        program.args([&*scenario("h200-beijing-closed"), "--out", &out.to_string_lossy()]);
        program.args(["--paths", "1500", "--checkpoint", "0", "--chart", "why", "--csv"]);
        program.args(["--xlsx", "--threads", "2", "--quiet"]);
        program
    };
    goes_on_after(start, &["0.checkpoint", "1.checkpoint", "between.checkpoint"]);
}

/// Past the paths that it keeps, a run writes down one state in place of the one before, and goes on from it.
#[test]
fn a_killed_run_that_keeps_few_paths_goes_on_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let few = |out: &Path| {
        let mut program = long_run(out, "6000");
        program.args(["--keep-paths", "600"]);
        program
    };
    let whole = folder.path().join("whole");
    few(&whole).succeeds();
    let expected = digests(&whole);
    let mut broken_off = 0;
    for (kind, damaged) in [("kept", false), ("damaged", true)] {
        let out = folder.path().join(kind);
        let state = out.join("unfinished/run.state");
        let work = AtWork::new(&few(&out), || state.exists());
        work.send("-KILL");
        work.child.wait_with_output().expect("it ended");
        if out.join("manifest.json").exists() {
            continue;
        }
        broken_off += 1;
        // What was kept of paths is not written again, and a state that is not whole is no loss but of time.
        let legs = fs::metadata(out.join("unfinished/run.checkpoint")).expect("legs").len();
        assert!(legs < 40_000_000, "{legs} bytes");
        if damaged {
            let bytes = fs::read(&state).expect("a state");
            fs::write(&state, &bytes[..bytes.len() / 2]).expect("written");
        }
        let shown = out.to_string_lossy().into_owned();
        let output = Program::new(&["resume", &shown, "--threads", "1", "--quiet"]).output();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert_eq!(digests(&out), expected, "{kind}");
    }
    assert!(broken_off >= 1, "the run was too fast to be broken off");
}

/// Broken off between two looks, a run that is to be precise ends at the same number of paths.
#[test]
fn a_killed_run_that_is_to_be_precise_ends_at_the_same_paths() {
    let folder = tempfile::tempdir().expect("a folder");
    let precise = |out: &Path| {
        let mut program = long_run(out, "20000");
        program.args(["--precision", "delivered_units=4%"]);
        program
    };
    let whole = folder.path().join("whole");
    precise(&whole).succeeds();
    let expected = digests(&whole);
    let mut broken_off = 0;
    for legs in [1, 3, 5] {
        let out = folder.path().join(format!("broken{legs}"));
        let checkpoint = out.join("unfinished/run.checkpoint");
        let there = || fs::metadata(&checkpoint).is_ok_and(|found| found.len() > legs * 1_000_000);
        let work = AtWork::new(&precise(&out), there);
        work.send("-KILL");
        work.child.wait_with_output().expect("it ended");
        if out.join("manifest.json").exists() {
            continue;
        }
        broken_off += 1;
        let shown = out.to_string_lossy().into_owned();
        // A leg that was cut is told of.
        let output = Program::new(&["resume", &shown, "--threads", "1", "--quiet"]).output();
        let errors = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{errors}");
        assert_eq!(digests(&out), expected, "after {legs} legs");
    }
    assert!(broken_off >= 2, "the run was too fast to be broken off");
}

#[test]
fn a_changed_run_is_not_resumed() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let work =
        AtWork::new(&long_run(&out, "20000"), || out.join("unfinished/run.checkpoint").exists());
    std::thread::sleep(Duration::from_millis(200));
    work.send("-KILL");
    work.child.wait_with_output().expect("it ended");
    let definition = out.join("unfinished/run.json");
    let text = fs::read_to_string(&definition).expect("a definition");
    let shown = out.to_string_lossy().into_owned();
    fs::write(&definition, text.replace("\"paths\": 20000", "\"paths\": 600")).expect("written");
    let refused = Program::new(&["resume", &shown]).fails(3);
    assert!(refused.contains("was changed since"), "{refused}");
    fs::write(&definition, &text[1..]).expect("written");
    let refused = Program::new(&["resume", &shown]).fails(2);
    assert!(refused.contains("run.json cannot be read"), "{refused}");
    let checkpoint = out.join("unfinished/run.checkpoint");
    fs::write(&definition, &text).expect("written");
    fs::write(&checkpoint, "{}\n").expect("written");
    let refused = Program::new(&["resume", &shown]).fails(3);
    assert!(refused.contains("first line is damaged"), "{refused}");
}
