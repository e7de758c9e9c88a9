//! The one place that writes files: each is complete or absent, whenever the machine stops.

use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use super::abreast::{ToWrite, write_abreast};
use super::unfinished::{UNFINISHED, Unfinished, is_abandoned, settle};
use super::whole_file::{WholeFile, sync_parent};
use crate::output::{FileRecord, Manifest, OutputError, sha256_hex};

/// The file that says a run is complete.
pub const MANIFEST: &str = "manifest.json";
/// The files that a run writes: a folder with any of them is not taken without force.
pub const RUN_FILES: [&str; 16] = [
    MANIFEST,
    "summary.json",
    "summary.md",
    "workbook.xlsx",
    "sweep.json",
    "cells.checkpoint",
    "cells.parquet",
    "design.parquet",
    "paths.parquet",
    "series.parquet",
    "inputs.parquet",
    "paths.csv",
    "series.csv",
    "inputs.csv",
    "report.html",
    "report.pdf",
];

/// The folder of one run. What is in it does not change until all files of the run are whole; the
/// manifest comes last.
#[derive(Debug)]
pub struct RunFolder {
    folder: PathBuf,
    force: bool,
    /// Whether files are added to a finished run.
    extends: bool,
    unfinished: Unfinished,
    files: Vec<FileRecord>,
}

impl RunFolder {
    /// Takes a folder for a run, making it and its parents, and tries that files can be made in
    /// it. With `force`, a run that is there will be replaced: at the end, those of its files that still are
    /// as its manifest says are removed, all others stay.
    ///
    /// # Errors
    /// If the path is a file, if the folder holds any of [`RUN_FILES`] or a run that was broken off and
    /// `force` is not given, if another run is at work in it, or if nothing can be written there.
    pub fn create(path: &Path, force: bool) -> Result<Self, OutputError> {
        let mut made = None;
        match fs::metadata(path) {
            Ok(found) if !found.is_dir() => {
                return Err(OutputError::NotAFolder { path: path.to_owned() });
            }
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                made = first_missing(path);
                fs::create_dir_all(path).map_err(OutputError::io("make the folder", path))?;
                sync_parent(path)?;
            }
            Err(error) => return Err(OutputError::io("look at", path)(error)),
        }
        Self::take(path, force, made)
    }

    /// Takes the first of the folders `001`, `002`, … of a parent that does not exist, or that holds
    /// nothing but what a killed run left. Two runs at once take two folders.
    ///
    /// # Errors
    /// If nothing can be written there.
    pub fn numbered(parent: &Path) -> Result<Self, OutputError> {
        let made = first_missing(parent);
        fs::create_dir_all(parent).map_err(OutputError::io("make the folder", parent))?;
        let mut number: u64 = 0;
        loop {
            number += 1;
            let path = parent.join(format!("{number:03}"));
            match fs::create_dir(&path) {
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                    if !is_abandoned(&path) {
                        continue;
                    }
                }
                other => other.map_err(OutputError::io("make the folder", &path))?,
            }
            match Self::take(&path, false, Some(made.clone().unwrap_or(path.clone()))) {
                Err(OutputError::InUse { .. }) => {}
                other => return other,
            }
        }
    }

    fn take(path: &Path, force: bool, made: Option<PathBuf>) -> Result<Self, OutputError> {
        settle(path)?;
        let taken = RUN_FILES.iter().find(|name| exists(&path.join(name)));
        if let (Some(file), false) = (taken, force) {
            let folder = path.to_owned();
            return Err(OutputError::Occupied { folder, file: (*file).to_owned() });
        }
        let unfinished = Unfinished::begin(path, force, made)?;
        Ok(Self { folder: path.to_owned(), force, extends: false, unfinished, files: Vec::new() })
    }

    /// Takes a folder up again whose run was broken off: what it wrote may be written again.
    ///
    /// # Errors
    /// If there is no such run, or another one is at work in the folder.
    pub fn reopen(path: &Path) -> Result<Self, OutputError> {
        let unfinished = Unfinished::reopen(path)?;
        Ok(Self {
            folder: path.to_owned(),
            force: true,
            extends: false,
            unfinished,
            files: Vec::new(),
        })
    }

    /// Takes up a finished run to add a file that is made from it, as a report. With `force`, one that
    /// was changed since it was written may be replaced too.
    ///
    /// # Errors
    /// If another run is at work in the folder, or if nothing can be written there.
    pub fn extend(path: &Path, manifest: &Manifest, force: bool) -> Result<Self, OutputError> {
        let unfinished = Unfinished::begin(path, force, None)?;
        let files = manifest.files.clone();
        Ok(Self { folder: path.to_owned(), force, extends: true, unfinished, files })
    }

    /// The path of the folder.
    pub fn path(&self) -> &Path {
        &self.folder
    }

    /// Where files stand until the run is complete.
    pub fn unfinished(&self) -> &Path {
        self.unfinished.path()
    }

    /// The files written so far.
    pub fn files(&self) -> &[FileRecord] {
        &self.files
    }

    /// Writes a file of the run, as "summary.json" or "charts/fan.svg", making its folder.
    /// A link of that name is replaced, never followed.
    ///
    /// # Errors
    /// If the name would leave the folder or is kept for other things, if something that this run did
    /// not write, or not as it is now, is there and force was not given, or if the system refuses.
    pub fn write(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        self.put(name, bytes.len() as u64, |file| file.put(bytes))
    }

    /// As [`Self::write`], of several files that wait for the disk side by side.
    ///
    /// # Errors
    /// As [`Self::write`]; none is one of the run's then.
    pub fn write_all(&mut self, files: &[(String, Vec<u8>)]) -> Result<(), OutputError> {
        let mut places = Vec::with_capacity(files.len());
        for (name, bytes) in files {
            let (place, shown) = self.free(name)?;
            places.push(ToWrite { place, shown, bytes });
        }
        let written = write_abreast(&places)?;
        for ((name, _), (bytes, sha256)) in files.iter().zip(written) {
            self.record(FileRecord { name: name.clone(), bytes, sha256 });
        }
        Ok(())
    }

    /// As [`Self::write`], with the bytes put piece by piece.
    ///
    /// # Errors
    /// As [`Self::write`], and those of `fill`.
    pub fn write_with(
        &mut self,
        name: &str,
        fill: impl FnOnce(&mut WholeFile) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        self.put(name, 0, fill)
    }

    /// Makes a file that stands in [`Self::unfinished`] already one of the run's, as a checkpoint that
    /// is worth keeping. Nothing may have it open any more.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn keep(&mut self, name: &str) -> Result<(), OutputError> {
        let target = self.target(name)?;
        if !self.force && exists(&target) {
            let folder = self.folder.clone();
            return Err(OutputError::Occupied { folder, file: name.to_owned() });
        }
        let path = self.unfinished.place(name)?;
        let record = FileRecord::read(name, &path).map_err(OutputError::io("read", &path))?;
        self.files.push(record);
        Ok(())
    }

    /// Writes a file that is gone when the run is complete, as what is needed to go on with it.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn note(&mut self, name: &str, bytes: &[u8]) -> Result<(), OutputError> {
        let target = self.unfinished.place(name)?;
        let mut file = WholeFile::begin(&target, &target, bytes.len() as u64)?;
        file.put(bytes)?;
        file.finish().map(|_| ())
    }

    /// Writes a file of at least so many bytes.
    fn put(
        &mut self,
        name: &str,
        bytes: u64,
        fill: impl FnOnce(&mut WholeFile) -> Result<(), OutputError>,
    ) -> Result<(), OutputError> {
        let (place, shown) = self.free(name)?;
        let mut file = WholeFile::begin(&place, &shown, bytes)?;
        fill(&mut file).map_err(|error| file.cause(error))?;
        let (bytes, sha256) = file.finish()?;
        self.record(FileRecord { name: name.to_owned(), bytes, sha256 });
        Ok(())
    }

    /// Where a file of the run is put until it is complete, its folders made, and where it will stand, if it may be
    /// written.
    fn free(&self, name: &str) -> Result<(PathBuf, PathBuf), OutputError> {
        if name == MANIFEST || !is_plain(name) || name.split('/').next() == Some(UNFINISHED) {
            return Err(OutputError::BadName { name: name.to_owned() });
        }
        let target = self.target(name)?;
        let ours = self.files.iter().find(|file| file.name == name);
        let as_written = ours.is_some_and(|record| is_unchanged(&target, record));
        if !as_written && !self.force && exists(&target) {
            let folder = self.folder.clone();
            return Err(OutputError::Occupied { folder, file: name.to_owned() });
        }
        Ok((self.unfinished.place(name)?, target))
    }

    /// Takes a file that is written into the list.
    fn record(&mut self, record: FileRecord) {
        match self.files.iter_mut().find(|file| file.name == record.name) {
            Some(file) => *file = record,
            None => self.files.push(record),
        }
    }

    /// Writes the manifest with the list of all files, and moves them to their places: the run is complete.
    ///
    /// # Errors
    /// As [`Self::write`].
    pub fn finish(mut self, mut manifest: Manifest) -> Result<Manifest, OutputError> {
        let target = self.folder.join(MANIFEST);
        if !self.force && !self.extends && exists(&target) {
            let (folder, file) = (self.folder.clone(), MANIFEST.to_owned());
            return Err(OutputError::Occupied { folder, file });
        }
        self.files.sort_by(|a, b| a.name.cmp(&b.name));
        manifest.files = std::mem::take(&mut self.files);
        let mut text = serde_json::to_vec_pretty(&manifest)
            .map_err(|source| OutputError::Json { file: MANIFEST.to_owned(), source })?;
        text.push(b'\n');
        let bytes = text.len() as u64;
        let mut file = WholeFile::begin(&self.unfinished.place(MANIFEST)?, &target, bytes)?;
        file.put(&text)?;
        file.finish()?;
        self.unfinished.commit()
    }

    /// Where a file will stand. What is in its way is refused before anything is written.
    fn target(&self, name: &str) -> Result<PathBuf, OutputError> {
        for folder in folders_of(&self.folder, name) {
            if exists(&folder) && !is_real_folder(&folder) {
                return Err(OutputError::InTheWay { path: folder });
            }
        }
        let target = self.folder.join(name);
        if is_real_folder(&target) {
            return Err(OutputError::InTheWay { path: target });
        }
        Ok(target)
    }
}

/// The uppermost folder of a path that is not there.
fn first_missing(path: &Path) -> Option<PathBuf> {
    let missing = |path: &&Path| !path.as_os_str().is_empty() && !exists(path);
    path.ancestors().take_while(missing).last().map(Path::to_owned)
}

/// True for names that stay in the folder: no root, no "..", no empty parts, no control characters.
pub(super) fn is_plain(name: &str) -> bool {
    let parts = || Path::new(name).components();
    let spelled: Vec<&str> = name.split('/').collect();
    !name.chars().any(|c| c.is_control() || c == '\\')
        && parts().all(|part| matches!(part, Component::Normal(_)))
        && parts().count() == spelled.len()
}

/// The folders between the run's folder and the file.
pub(super) fn folders_of<'a>(folder: &'a Path, name: &'a str) -> impl Iterator<Item = PathBuf> {
    name.match_indices('/').map(move |(end, _)| folder.join(&name[..end]))
}

/// True if anything has this name, even a link to nowhere.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

pub(super) fn is_real_folder(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_dir())
}

/// Whether a file of a finished run is in its folder as its manifest says it was written. A name that
/// leads out of the folder, or a link, is never read.
pub fn is_as_written(folder: &Path, record: &FileRecord) -> bool {
    is_plain(&record.name)
        && folders_of(folder, &record.name).all(|folder| is_real_folder(&folder))
        && is_unchanged(&folder.join(&record.name), record)
}

/// True if the file still is what the manifest says was written.
fn is_unchanged(path: &Path, record: &FileRecord) -> bool {
    fs::symlink_metadata(path).is_ok_and(|found| found.is_file() && found.len() == record.bytes)
        && fs::read(path).is_ok_and(|bytes| sha256_hex(&bytes) == record.sha256)
}

/// A manifest; none if it is absent, a link or not readable as one.
pub(super) fn read_manifest_at(path: &Path) -> Option<Manifest> {
    fs::symlink_metadata(path).ok().filter(fs::Metadata::is_file)?;
    serde_json::from_slice(&fs::read(path).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::output::{SCHEMA, ScenarioRecord, Timings};

    fn manifest() -> Manifest {
        Manifest {
            schema: SCHEMA,
            run: "0123abcd".to_owned(),
            command: "run".to_owned(),
            scenarios: vec![ScenarioRecord::new("test", "x = 1")],
            version: "0.1.0".to_owned(),
            seed: u64::MAX,
            paths: 4,
            sampling: crate::random::Sampling::Random,
            kept_paths: None,
            precision: None,
            asked: Vec::new(),
            threads: 2,
            overrides: vec!["x=1".to_owned()],
            files: Vec::new(),
            timings: Timings { simulate_seconds: 0.1, write_seconds: 0.2, total_seconds: 0.3 },
        }
    }

    /// Puts a file in its place, as a write does.
    fn replace(target: &Path, bytes: &[u8]) -> Result<(), OutputError> {
        let mut file = WholeFile::begin(target, target, 0)?;
        file.put(bytes)?;
        file.finish().map(|_| ())
    }

    /// A finished run of two files.
    fn run(folder: &Path, force: bool, files: &[(&str, &str)]) -> Manifest {
        let mut run = RunFolder::create(folder, force).expect("a folder");
        for (name, text) in files {
            run.write(name, text.as_bytes()).expect("written");
        }
        run.finish(manifest()).expect("finished")
    }

    fn text(path: &Path) -> String {
        fs::read_to_string(path).expect("a file")
    }

    /// All names under the folder, links and hidden files too.
    fn names(folder: &Path) -> Vec<String> {
        let mut names = Vec::new();
        let mut open = vec![folder.to_owned()];
        while let Some(next) = open.pop() {
            for entry in fs::read_dir(&next).expect("a folder") {
                let path = entry.expect("an entry").path();
                let name = path.strip_prefix(folder).expect("inside").to_string_lossy();
                names.push(name.into_owned());
                if is_real_folder(&path) {
                    open.push(path);
                }
            }
        }
        names.sort();
        names
    }

    #[test]
    fn a_run_writes_its_files_and_a_manifest_that_matches_them() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("deep/er/run");
        let told = run(&folder, false, &[("summary.json", "{}"), ("charts/fan.svg", "<svg/>")]);
        assert_eq!(names(&folder), ["charts", "charts/fan.svg", MANIFEST, "summary.json"]);
        assert_eq!(read_manifest_at(&folder.join(MANIFEST)), Some(told.clone()));
        assert_eq!(told.files.len(), 2);
        for record in &told.files {
            assert!(is_unchanged(&folder.join(&record.name), record), "{record:?}");
        }
    }

    #[test]
    fn a_finished_run_takes_a_file_more_and_gives_up_none_that_was_changed() {
        let root = tempfile::tempdir().expect("a folder");
        let told = run(root.path(), false, &[("summary.json", "{}")]);
        let add = |manifest: &Manifest, force, page: &str| {
            let mut folder = RunFolder::extend(root.path(), manifest, force)?;
            folder.write("report.html", page.as_bytes())?;
            folder.finish(manifest.clone())
        };
        let first = add(&told, false, "first").expect("added");
        assert_eq!(first.files.len(), 2);
        let second = add(&first, false, "second").expect("what was ours is replaced");
        assert_eq!(read_manifest_at(&root.path().join(MANIFEST)), Some(second.clone()));
        assert_eq!(names(root.path()), [MANIFEST, "report.html", "summary.json"]);
        let record = second.file("report.html").expect("a record");
        assert!(is_as_written(root.path(), record) && record.bytes == 6);
        fs::write(root.path().join("report.html"), "by hand").expect("written");
        assert!(matches!(add(&second, false, "third"), Err(OutputError::Occupied { .. })));
        assert_eq!(text(&root.path().join("report.html")), "by hand");
        add(&second, true, "third").expect("forced");
        assert_eq!(text(&root.path().join("report.html")), "third");
    }

    #[test]
    fn a_folder_with_a_run_is_refused_and_untouched_without_force() {
        let root = tempfile::tempdir().expect("a folder");
        run(root.path(), false, &[("summary.json", "old")]);
        let refused = RunFolder::create(root.path(), false).expect_err("a run is there");
        assert!(matches!(&refused, OutputError::Occupied { file, .. } if file == MANIFEST));
        assert!(refused.to_string().contains("--force"), "{refused}");
        assert_eq!(names(root.path()), [MANIFEST, "summary.json"]);
        assert_eq!(text(&root.path().join("summary.json")), "old");
    }

    #[test]
    fn a_folder_that_another_run_is_at_work_in_is_refused() {
        let root = tempfile::tempdir().expect("a folder");
        let mut first = RunFolder::create(root.path(), false).expect("empty");
        for force in [false, true] {
            let refused = RunFolder::create(root.path(), force).expect_err("in use");
            assert!(matches!(refused, OutputError::InUse { .. }), "{refused}");
        }
        first.write("summary.json", b"first").expect("written");
        first.finish(manifest()).expect("finished");
        assert_eq!(names(root.path()), [MANIFEST, "summary.json"]);
    }

    #[test]
    fn what_is_not_finished_leaves_the_folder_as_it_was() {
        let root = tempfile::tempdir().expect("a folder");
        let deep = root.path().join("deep/er/run");
        let mut next = RunFolder::create(&deep, false).expect("a folder");
        next.write("charts/fan.svg", b"new").expect("written");
        assert!(!deep.join("charts").exists(), "nothing is in its place yet");
        drop(next);
        assert!(names(root.path()).is_empty(), "the folders that were made are gone again");
        // A run that is to be replaced stays whole until the new one is.
        run(root.path(), false, &[("summary.json", "old"), ("charts/fan.svg", "old")]);
        let before = names(root.path());
        let mut next = RunFolder::create(root.path(), true).expect("forced");
        next.write("summary.json", b"new").expect("written");
        let failed =
            next.write_with("paths.csv", |_| Err(OutputError::NotAFolder { path: "x".into() }));
        assert!(failed.is_err());
        assert_eq!(text(&root.path().join("summary.json")), "old");
        drop(next);
        assert_eq!(names(root.path()), before);
    }

    #[test]
    fn with_force_what_is_no_manifest_is_replaced_by_one() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join(MANIFEST), "not a manifest").expect("written");
        run(root.path(), true, &[("summary.json", "new")]);
        assert_eq!(names(root.path()), [MANIFEST, "summary.json"]);
        assert!(read_manifest_at(&root.path().join(MANIFEST)).is_some());
    }

    #[test]
    fn numbers_go_up_and_what_a_killed_run_left_is_taken_over() {
        let root = tempfile::tempdir().expect("a folder");
        let parent = root.path().join("output/name");
        let first = RunFolder::numbered(&parent).expect("a folder");
        let second = RunFolder::numbered(&parent).expect("a folder");
        assert!(first.path().ends_with("001") && second.path().ends_with("002"));
        drop(second);
        assert!(!parent.join("002").exists());
        first.finish(manifest()).expect("finished");
        let killed = parent.join("002").join(UNFINISHED);
        fs::create_dir_all(killed.join("charts")).expect("made");
        fs::write(killed.join("lock"), "").expect("written");
        fs::write(killed.join("charts/fan.svg"), "half").expect("written");
        // A folder of another kind is passed by.
        fs::create_dir(parent.join("003")).expect("made");
        let again = RunFolder::numbered(&parent).expect("a folder");
        assert!(again.path().ends_with("002") && !killed.join("charts").exists());
        assert!(RunFolder::numbered(&parent).expect("a folder").path().ends_with("004"));
        drop(again);
        assert_eq!(names(&parent), ["001", "001/manifest.json", "003"]);
    }

    #[test]
    fn results_without_a_manifest_and_foreign_files_are_not_overwritten_silently() {
        let root = tempfile::tempdir().expect("a folder");
        fs::write(root.path().join("notes.svg"), "mine").expect("written");
        let mut run = RunFolder::create(root.path(), false).expect("no run here");
        let refused = run.write("notes.svg", b"theirs").expect_err("not ours");
        assert!(matches!(refused, OutputError::Occupied { .. }), "{refused}");
        assert_eq!(text(&root.path().join("notes.svg")), "mine");
        run.write("summary.json", b"first").expect("written");
        run.write("summary.json", b"second").expect("its own file again");
        assert_eq!(run.files().len(), 1);
        run.finish(manifest()).expect("finished");
        assert_eq!(text(&root.path().join("summary.json")), "second");
        // Without its manifest: still not taken for an empty folder.
        fs::remove_file(root.path().join(MANIFEST)).expect("removed");
        assert!(RunFolder::create(root.path(), false).is_err());
        assert!(RunFolder::create(root.path(), true).is_ok());
    }

    #[test]
    fn force_replaces_the_run_and_keeps_what_it_did_not_write() {
        let root = tempfile::tempdir().expect("a folder");
        let at = |name: &str| root.path().join(name);
        let old = [("summary.json", "old"), ("series.csv", "old"), ("charts/fan.svg", "old")];
        run(root.path(), false, &old);
        fs::write(at("notes.txt"), "mine").expect("written");
        fs::write(at("charts/fan.svg"), "touched up by hand").expect("written");
        run(root.path(), true, &[("summary.json", "new")]);
        assert_eq!(
            names(root.path()),
            ["charts", "charts/fan.svg", MANIFEST, "notes.txt", "summary.json"]
        );
        assert_eq!(text(&at("summary.json")), "new");
        assert_eq!(text(&at("charts/fan.svg")), "touched up by hand");
    }

    #[test]
    fn a_manifest_cannot_make_a_run_remove_files_elsewhere() {
        let root = tempfile::tempdir().expect("a folder");
        let folder = root.path().join("run");
        run(&folder, false, &[]);
        fs::write(root.path().join("precious"), "mine").expect("written");
        let mut planted = manifest();
        let precious = |name: &str| FileRecord {
            name: name.to_owned(),
            bytes: 4,
            sha256: sha256_hex(b"mine"),
        };
        let absolute = root.path().join("precious").to_string_lossy().into_owned();
        planted.files = vec![precious("../precious"), precious(&absolute)];
        fs::write(folder.join(MANIFEST), serde_json::to_vec(&planted).expect("JSON"))
            .expect("written");
        run(&folder, true, &[("summary.json", "new")]);
        assert_eq!(text(&root.path().join("precious")), "mine");
    }

    #[test]
    fn files_and_names_that_are_no_place_for_a_run_are_refused() {
        let root = tempfile::tempdir().expect("a folder");
        let file = root.path().join("file");
        fs::write(&file, "mine").expect("written");
        let refused = RunFolder::create(&file, true).expect_err("a file");
        assert!(matches!(refused, OutputError::NotAFolder { .. }), "{refused}");
        let refused = RunFolder::create(&file.join("below"), true).expect_err("below a file");
        assert!(matches!(refused, OutputError::Io { .. }), "{refused}");
        assert_eq!(text(&file), "mine");
        let mut run = RunFolder::create(&root.path().join("run"), false).expect("a folder");
        let bad = ["", ".", "..", "../x", "a/../../x", "/x", "a//x", "a/", "./x", "a\\x", "a\nx"];
        for name in bad.into_iter().chain([MANIFEST, UNFINISHED, "unfinished/lock"]) {
            let refused = run.write(name, b"").expect_err(name);
            assert!(matches!(refused, OutputError::BadName { .. }), "{name:?}: {refused}");
        }
        assert!(run.write(&"x".repeat(300), b"").is_err());
        drop(run);
        assert_eq!(names(root.path()), ["file"]);
    }

    #[cfg(unix)]
    #[test]
    fn links_are_replaced_or_refused_but_never_followed() {
        use std::os::unix::fs::symlink;
        let root = tempfile::tempdir().expect("a folder");
        let (folder, elsewhere) = (root.path().join("run"), root.path().join("elsewhere"));
        for path in [&folder, &elsewhere] {
            fs::create_dir(path).expect("made");
        }
        let precious = elsewhere.join("precious");
        fs::write(&precious, "mine").expect("written");
        symlink(&precious, folder.join("summary.json")).expect("linked");
        symlink(&elsewhere, folder.join("charts")).expect("linked");
        assert!(matches!(
            RunFolder::create(&folder, false),
            Err(OutputError::Occupied { file, .. }) if file == "summary.json"
        ));
        let mut run = RunFolder::create(&folder, true).expect("forced");
        run.write("summary.json", b"new").expect("written");
        let refused = run.write("charts/fan.svg", b"new").expect_err("a link to a folder");
        assert!(matches!(refused, OutputError::InTheWay { .. }), "{refused}");
        run.finish(manifest()).expect("the link replaced");
        assert!(fs::symlink_metadata(folder.join("summary.json")).expect("there").is_file());
        assert_eq!(text(&precious), "mine");
        assert_eq!(names(&elsewhere), ["precious"]);
        // A link to nowhere is there all the same.
        let dangling = root.path().join("dangling");
        fs::create_dir(&dangling).expect("made");
        symlink(root.path().join("nowhere"), dangling.join(MANIFEST)).expect("linked");
        assert!(RunFolder::create(&dangling, false).is_err());
        run_over_a_dangling_manifest(&dangling);
        assert!(!exists(&root.path().join("nowhere")));
    }

    #[cfg(unix)]
    fn run_over_a_dangling_manifest(folder: &Path) {
        run(folder, true, &[("summary.json", "new")]);
        assert!(fs::symlink_metadata(folder.join(MANIFEST)).expect("there").is_file());
    }

    #[test]
    fn a_write_that_fails_leaves_the_old_file_and_no_other() {
        let root = tempfile::tempdir().expect("a folder");
        let target = root.path().join("summary.json");
        replace(&target, b"old").expect("written");
        // A folder cannot be replaced by a file: the rename fails after the bytes are written.
        let folder = root.path().join("folder");
        fs::create_dir(&folder).expect("made");
        assert!(replace(&folder, b"new").is_err());
        assert_eq!(names(root.path()), ["folder", "summary.json"]);
        // A reader that opened the old file before keeps all of it.
        let mut open = fs::File::open(&target).expect("open");
        replace(&target, b"new and longer").expect("written");
        let mut seen = String::new();
        io::Read::read_to_string(&mut open, &mut seen).expect("read");
        assert_eq!((seen.as_str(), text(&target).as_str()), ("old", "new and longer"));
    }
}
