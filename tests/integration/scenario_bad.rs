//! Every file of `tests/bad` is refused with exactly the message beside it.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use tradeflow::scenario::{MAX_FILE_BYTES, load};

const FOLDER: &str = "tests/bad";
/// Set to write the messages in place of comparing them.
const BLESS: &str = "TRADEFLOW_BLESS";
/// The longest that refusing a file may take, with room for a loaded machine.
const PATIENCE: Duration = Duration::from_secs(20);

fn message(path: &Path) -> String {
    let begun = Instant::now();
    let Err(problems) = load(path, &[]) else { panic!("{} is accepted", path.display()) };
    let text = problems.to_string();
    assert!(begun.elapsed() < PATIENCE, "{} took {:?}", path.display(), begun.elapsed());
    assert!(text.len() <= 8 * 1024, "{} gives {} bytes", path.display(), text.len());
    let hostile = |c: char| (c.is_control() && c != '\n') || ('\u{202a}'..='\u{202e}').contains(&c);
    assert!(!text.contains(hostile), "{}: {text:?}", path.display());
    text
}

#[test]
fn each_bad_file_is_refused_with_its_message() {
    let bless = std::env::var_os(BLESS).is_some();
    let mut files: Vec<PathBuf> = fs::read_dir(FOLDER)
        .expect("the folder")
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .collect();
    files.sort();
    assert!(files.len() >= 100, "{} files", files.len());
    let mut wrong = Vec::new();
    for path in &files {
        let text = message(path);
        let expected = path.with_extension("stderr");
        if bless {
            fs::write(&expected, &text).expect("the message is written");
        }
        let committed = fs::read_to_string(&expected).unwrap_or_default();
        if committed != text {
            wrong.push(format!("{}: expected\n{committed}\nbut found\n{text}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}\n\n({BLESS}=1 accepts)", wrong.join("\n"));
}

/// The promise of every message: what is wrong, where, and what to do next.
#[test]
fn each_message_has_its_shape() {
    let mut messages = 0;
    let files = fs::read_dir(FOLDER).expect("the folder").map(|entry| entry.expect("one").path());
    for path in files.filter(|path| path.extension().is_some_and(|end| end == "stderr")) {
        let text = fs::read_to_string(&path).expect("a message");
        let (name, mut open) = (path.display(), 0);
        for line in text.lines() {
            assert!(line.chars().count() <= 1_100, "{name}: a line of {} characters", line.len());
            if let Some(title) = line.strip_prefix("error: ") {
                assert_eq!(open, 0, "{name}: no next step before: {title}");
                assert!(title.chars().count() > 10, "{name}: {title}");
                (messages, open) = (messages + 1, 2);
            }
            // File, line and column; the second form is of a line that had to be escaped or cut.
            let place = line.trim_start();
            if let Some(place) = place.strip_prefix("--> ").or(place.strip_prefix("::: ")) {
                let mut numbers = place.rsplit(':').take(2).map(str::parse::<usize>);
                assert!(numbers.all(|n| n.is_ok_and(|n| n > 0)), "{name}: {place}");
                open -= 1;
            }
            open -= i32::from(line.contains("= help: ") || line.starts_with("help: "));
        }
        assert_eq!(open, 0, "{name} has a message without a place or a next step:\n{text}");
    }
    assert!(messages > 240, "{messages} messages");
}

#[test]
fn a_file_of_many_problems_shows_all_of_them_at_once() {
    let problems = load(Path::new("tests/bad/many-problems.toml"), &[]).expect_err("many problems");
    let keys: Vec<&str> = problems.list().iter().map(|problem| problem.key.as_str()).collect();
    assert!(keys.len() >= 12, "{keys:?}");
    let found = problems.problems();
    assert!(found.iter().all(|problem| problem.file.is_some() && problem.line.is_some()));
    let json = serde_json::to_value(&found).expect("JSON");
    assert_eq!(json[2]["key"], "run.paths");
    assert_eq!((&json[2]["line"], &json[2]["column"]), (&11.into(), &9.into()));
    assert!(problems.render(true).contains("\u{1b}["), "colour where it is asked for");
}

#[test]
fn beyond_twenty_problems_only_their_number_is_shown() {
    let problems = load(Path::new("tests/bad/fifty-unknown-keys.toml"), &[]).expect_err("problems");
    let text = problems.to_string();
    assert_eq!(text.matches("error: ").count(), 20, "{text}");
    assert!(text.ends_with("and 30 more\n"), "{text}");
}

#[test]
fn what_is_no_text_file_is_refused_before_it_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let cases: [(&str, Vec<u8>, &str); 5] = [
        ("utf16.toml", b"\xff\xfes\0c\0h\0e\0m\0a\0".to_vec(), "is UTF-16 text"),
        ("nul.toml", b"schema = 1\n\0\n".to_vec(), "holds a NUL byte on line 2"),
        ("latin1.toml", b"# caf\xe9\n".to_vec(), "is not UTF-8 text: line 1"),
        ("large.toml", vec![b'#'; MAX_FILE_BYTES as usize + 1], "is larger than 1000000 bytes"),
        ("deep.toml", format!("a = {}", "[".repeat(400_000)).into_bytes(), "nested deeper than 32"),
    ];
    for (name, bytes, expected) in cases {
        let path = folder.path().join(name);
        fs::write(&path, bytes).expect("a file");
        let text = message(&path);
        assert!(text.contains(expected), "{name}: {text}");
    }
    assert!(message(folder.path()).contains("is a folder"));
    assert!(message(&folder.path().join("none.toml")).contains("there is no such file"));
}

#[cfg(unix)]
#[test]
fn pipes_and_devices_are_refused_without_waiting() {
    let folder = tempfile::tempdir().expect("a folder");
    let pipe = folder.path().join("pipe.toml");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    assert!(message(&pipe).contains("is not an ordinary file"));
    assert!(message(Path::new("/dev/zero")).contains("is not an ordinary file"));
}

#[test]
fn a_megabyte_of_slips_is_refused_in_time() {
    let many = |count: usize, line: &dyn Fn(usize) -> String| -> String {
        (0..count).map(|index| line(index) + "\n").collect()
    };
    let header = "schema = 1\n[scenario]\nname = \"a\"\ntitle = \"A\"\nstart = 2026-01-02\n\
                  end = 2030-12-31\n";
    let buyers = many(1_000, &|index| format!("[buyer.b{index}]\norder_share = 0.001"));
    let effect = "[[event.one.effect]]\nparameter = \"buyer.b1.order_shar\"\nscale = 2";
    let pair = "[[correlation]]\ninputs = [\"a.b\", \"buyer.b1.order_shar\"]\nspearman = 0.1";
    let texts = [
        many(70_000, &|index| format!("key{index} = 1")),
        many(7, &|table| format!("[t{table}]\n") + &many(9_000, &|index| format!("k{index} = 1"))),
        format!(
            "{header}{buyers}[event.one]\nfrom = 2026-02-01\n{}",
            many(9_000, &|_| effect.to_owned())
        ),
        format!("{header}{buyers}{}", many(9_000, &|_| pair.to_owned())),
        "[[[[".repeat(200_000),
        "a.".repeat(400_000),
        "x = \"".to_owned() + &"\\u202e".repeat(150_000) + "\"",
    ];
    let folder = tempfile::tempdir().expect("a folder");
    for (index, text) in texts.iter().enumerate() {
        assert!(text.len() as u64 <= MAX_FILE_BYTES, "text {index} has {} bytes", text.len());
        let path = folder.path().join(format!("{index}.toml"));
        fs::write(&path, text).expect("a file");
        message(&path);
    }
}

#[test]
fn a_chain_of_baselines_has_an_end() {
    let folder = tempfile::tempdir().expect("a folder");
    for index in 0..30 {
        let text = format!("extends = \"{}.toml\"\n[scenario]\nname = \"s{index}\"\n", index + 1);
        fs::write(folder.path().join(format!("{index}.toml")), text).expect("a file");
    }
    let text = message(&folder.path().join("0.toml"));
    assert!(text.contains("more than 16 scenarios extend one another"), "{text}");
}

/// Linux holds a process to its limits; elsewhere `ulimit -v` may be ignored or refused.
#[cfg(target_os = "linux")]
#[test]
fn bad_input_ends_within_a_second_and_128_megabytes() {
    const KILOBYTES: u32 = 128 * 1024;
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("large.toml"), vec![b'#'; 20_000_000]).expect("a file");
    fs::write(path("deep.toml"), format!("a = {}", "[".repeat(900_000))).expect("a file");
    let keys: String = (0..70_000).map(|index| format!("key{index} = 1\n")).collect();
    fs::write(path("keys.toml"), keys).expect("a file");
    let made = std::process::Command::new("mkfifo").arg(path("pipe.toml")).status();
    assert!(made.is_ok_and(|status| status.success()), "mkfifo");
    let bad = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join(FOLDER).join(name);
    let inputs = [
        PathBuf::from("/dev/zero"),
        path("pipe.toml"),
        path("large.toml"),
        path("deep.toml"),
        path("keys.toml"),
        folder.path().to_owned(),
        bad("fifty-unknown-keys.toml"),
        bad("paths-1e15.toml"),
        bad("too-many-buyers.toml"),
    ];
    for input in &inputs {
        for verb in ["check", "run"] {
            // CPU seconds, not those of the wall: other tests run beside this one.
            let limits = format!("ulimit -v {KILOBYTES} && ulimit -t 1 && exec \"$0\" \"$@\"");
            let mut command = std::process::Command::new("sh");
            command.args(["-c", &limits, env!("CARGO_BIN_EXE_tradeflow"), verb]).arg(input);
            // The limit is on addresses, of which glibc would set 64 MB aside for a second thread, used or not.
            command.env("MALLOC_ARENA_MAX", "1");
            let output = command.current_dir(folder.path()).output().expect("sh starts");
            let errors = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{verb} {}: {errors}", input.display());
            assert!(output.stdout.is_empty() && errors.starts_with("error: "), "{errors}");
        }
    }
    assert!(!path("output").exists(), "something was written");
}
