//! The part of a run's folder that is not complete yet: a folder in it, locked while a run is at work there.
//!
//! All files of a run are written here first. When the last of them, the manifest, is whole, they are
//! moved to their places: the manifest of a run that is replaced goes first, then those of its files that the new one
//! does not have, then the new files come, the new manifest last. A machine that stops in between leaves the list of what is to be moved,
//! and the next command that takes the folder up moves the rest.

use std::collections::BTreeSet;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::whole_file::{sync_folder, sync_parent};
use super::writer::{
    exists, folders_of, is_as_written, is_plain, is_real_folder, read_manifest_at,
};
use super::{FileRecord, MANIFEST, Manifest, OutputError};

/// The folder's name.
pub const UNFINISHED: &str = "unfinished";
/// A file in it that a run at work holds locked; it also says that the folder is ours to remove.
const LOCK: &str = "lock";
/// The manifest of the run that is being replaced.
const REPLACED: &str = "replaced.json";
/// How files end from which a broken run can go on.
pub const CHECKPOINTS: &str = ".checkpoint";

/// The folder of what is not complete. Dropped, it goes away with what is in it, unless a run can go on from
/// there.
#[derive(Debug)]
pub(super) struct Unfinished {
    /// The run's folder.
    folder: PathBuf,
    /// The uppermost of the folders that were made for this run.
    made: Option<PathBuf>,
    path: PathBuf,
    _lock: File,
}

impl Unfinished {
    /// Makes and locks the folder, and clears away what a killed run left there. `made` is the uppermost
    /// folder that was made for this run.
    ///
    /// # Errors
    /// If another run is at work there, if a run can go on from there and `force` is not given, if
    /// something else has the name, or if the system refuses.
    pub fn begin(folder: &Path, force: bool, made: Option<PathBuf>) -> Result<Self, OutputError> {
        let path = folder.join(UNFINISHED);
        match fs::create_dir(&path) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !is_ours(&path) {
                    return Err(OutputError::InTheWay { path });
                }
            }
            Err(error) => {
                give_back(folder, made.as_deref());
                return Err(OutputError::io("make the folder", &path)(error));
            }
        }
        let lock = lock(&path).inspect_err(|error| {
            if !matches!(error, OutputError::InUse { .. }) && fs::remove_dir(&path).is_ok() {
                give_back(folder, made.as_deref());
            }
        })?;
        let found = Self { folder: folder.to_owned(), made, path, _lock: lock };
        if is_resumable(folder) && !force {
            return Err(OutputError::BrokenOff { folder: folder.to_owned() });
        }
        found.clear()?;
        Ok(found)
    }

    /// Takes up what a broken run left, with all that is in it.
    ///
    /// # Errors
    /// If there is nothing, if another run is at work there, or if the system refuses.
    pub fn reopen(folder: &Path) -> Result<Self, OutputError> {
        let path = folder.join(UNFINISHED);
        if !is_ours(&path) {
            let error = io::Error::from(io::ErrorKind::NotFound);
            return Err(OutputError::io("open the folder", path)(error));
        }
        Ok(Self { folder: folder.to_owned(), made: None, _lock: lock(&path)?, path })
    }

    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The place of a file until the run is complete, its folders made.
    ///
    /// # Errors
    /// If the system refuses.
    pub fn place(&self, name: &str) -> Result<PathBuf, OutputError> {
        make_folders(&self.path, name)?;
        Ok(self.path.join(name))
    }

    /// Moves the files that the manifest here names to their places, the manifest last.
    ///
    /// # Errors
    /// If the system refuses; the rest can be moved later.
    pub fn commit(&self) -> Result<Manifest, OutputError> {
        let (ours, theirs) = (self.path.join(MANIFEST), self.folder.join(MANIFEST));
        let replaced = self.path.join(REPLACED);
        let manifest = read_manifest_at(&ours).ok_or_else(|| {
            OutputError::io("read", &ours)(io::Error::from(io::ErrorKind::InvalidData))
        })?;
        self.flush(&manifest)?;
        if exists(&theirs) {
            fs::rename(&theirs, &replaced).map_err(OutputError::io("move", &theirs))?;
            sync_folder(&self.path)?;
        }
        let old = read_manifest_at(&replaced).map_or_else(Vec::new, |manifest| manifest.files);
        let stays = |old: &FileRecord| manifest.files.iter().any(|new| new.name == old.name);
        let goes = |old: &&FileRecord| !stays(old) && is_as_written(&self.folder, old);
        for record in old.iter().filter(goes) {
            let path = self.folder.join(&record.name);
            fs::remove_file(&path).map_err(OutputError::io("remove", &path))?;
        }
        for record in manifest.files.iter().filter(|record| is_plain(&record.name)) {
            let from = self.path.join(&record.name);
            if exists(&from) {
                make_folders(&self.folder, &record.name)?;
                let to = self.folder.join(&record.name);
                fs::rename(&from, &to).map_err(OutputError::io("move a file to", &to))?;
            }
        }
        folders(&self.folder, &manifest.files).iter().try_for_each(|folder| sync_folder(folder))?;
        sync_folder(&self.folder)?;
        // From here on nobody goes on from a checkpoint.
        for path in checkpoints(&self.path) {
            fs::remove_file(&path).map_err(OutputError::io("remove", &path))?;
        }
        fs::rename(&ours, &theirs).map_err(OutputError::io("move a file to", &theirs))?;
        sync_folder(&self.folder)?;
        // What is left are the lock and empty folders: a leftover that is in nobody's way.
        let _: io::Result<()> = fs::remove_dir_all(&self.path);
        Ok(manifest)
    }

    /// Makes sure that the names of all files here outlast a loss of power.
    fn flush(&self, manifest: &Manifest) -> Result<(), OutputError> {
        let folders = folders(&self.path, &manifest.files);
        let there = folders.iter().filter(|folder| is_real_folder(folder));
        there.into_iter().try_for_each(|folder| sync_folder(folder))?;
        sync_folder(&self.path)
    }

    /// Removes everything here but the lock.
    fn clear(&self) -> Result<(), OutputError> {
        let failed = || OutputError::io("clear", &self.path);
        for entry in fs::read_dir(&self.path).map_err(failed())? {
            let path = entry.map_err(failed())?.path();
            if path.file_name().is_some_and(|name| name == LOCK) {
                continue;
            }
            let gone = if is_real_folder(&path) {
                fs::remove_dir_all(&path)
            } else {
                fs::remove_file(&path)
            };
            gone.map_err(failed())?;
        }
        Ok(())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        if !is_kept(&self.folder) {
            // Nothing hangs on it: what is left is cleared away by the next run in this folder.
            let _: io::Result<()> = fs::remove_dir_all(&self.path);
            give_back(&self.folder, self.made.as_deref());
        }
    }
}

/// True if a run that was broken off can go on in this folder.
pub fn is_resumable(folder: &Path) -> bool {
    let path = folder.join(UNFINISHED);
    is_real_folder(&path) && !checkpoints(&path).is_empty()
}

/// The checkpoints in a folder of what is unfinished.
fn checkpoints(path: &Path) -> Vec<PathBuf> {
    let is_checkpoint =
        |entry: &fs::DirEntry| entry.file_name().to_str().is_some_and(|n| n.ends_with(CHECKPOINTS));
    let entries = fs::read_dir(path).into_iter().flatten().flatten();
    entries.filter(is_checkpoint).map(|entry| entry.path()).collect()
}

/// Finishes the moving of files that was broken off; true if there was some.
///
/// # Errors
/// If another run is at work in the folder, or if the system refuses.
pub fn settle(folder: &Path) -> Result<bool, OutputError> {
    let path = folder.join(UNFINISHED);
    if !is_ours(&path) || !exists(&path.join(MANIFEST)) {
        return Ok(false);
    }
    Unfinished::reopen(folder)?.commit().map(|_| true)
}

/// Removes what a run of this program left in a folder and nobody can go on from, and the folder itself if nothing
/// else is in it. For a program that is about to end.
pub fn discard(folder: &Path) {
    if !is_kept(folder) && is_ours(&folder.join(UNFINISHED)) {
        let _: io::Result<()> = fs::remove_dir_all(folder.join(UNFINISHED));
        let _: io::Result<()> = fs::remove_dir(folder);
    }
}

/// True if a folder holds nothing but what a killed run left, from which nobody can go on.
pub(super) fn is_abandoned(folder: &Path) -> bool {
    let only =
        |entries: fs::ReadDir| entries.flatten().all(|entry| entry.file_name() == UNFINISHED);
    is_ours(&folder.join(UNFINISHED))
        && exists(&folder.join(UNFINISHED).join(LOCK))
        && !is_kept(folder)
        && fs::read_dir(folder).is_ok_and(only)
}

/// True if what is unfinished is worth something: a checkpoint, or files that are to be moved.
fn is_kept(folder: &Path) -> bool {
    exists(&folder.join(UNFINISHED).join(MANIFEST)) || is_resumable(folder)
}

/// True for a real folder that is empty or holds our lock.
fn is_ours(path: &Path) -> bool {
    is_real_folder(path)
        && (fs::symlink_metadata(path.join(LOCK)).is_ok_and(|found| found.is_file())
            || fs::read_dir(path).is_ok_and(|mut entries| entries.next().is_none()))
}

/// Locks the folder.
fn lock(path: &Path) -> Result<File, OutputError> {
    let name = path.join(LOCK);
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(false);
    let file = options.open(&name).map_err(OutputError::io("write", &name))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(OutputError::InUse { path: path.to_owned() }),
        // Some network disks know no locks: two runs at once are then the user's to avoid.
        Err(TryLockError::Error(error)) if error.kind() == io::ErrorKind::Unsupported => Ok(file),
        Err(TryLockError::Error(error)) => Err(OutputError::io("lock", &name)(error)),
    }
}

/// Removes the folder and those above it, up to the uppermost that was made for the run, as far as they are
/// empty.
fn give_back(folder: &Path, made: Option<&Path>) {
    let Some(made) = made else { return };
    for path in folder.ancestors().take_while(|path| path.starts_with(made)) {
        if fs::remove_dir(path).is_err() {
            return;
        }
    }
}

/// The folders below `root` that hold these files, each once, those above before those in them.
fn folders(root: &Path, files: &[FileRecord]) -> BTreeSet<PathBuf> {
    files.iter().flat_map(|record| folders_of(root, &record.name)).collect()
}

/// Makes the folders between `root` and the file of this name. A link among them is not followed.
fn make_folders(root: &Path, name: &str) -> Result<(), OutputError> {
    for folder in folders_of(root, name) {
        if !exists(&folder) {
            fs::create_dir(&folder).map_err(OutputError::io("make the folder", &folder))?;
            sync_parent(&folder)?;
        } else if !is_real_folder(&folder) {
            return Err(OutputError::InTheWay { path: folder });
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Plan;
    use crate::output::RunFolder;

    /// A run of two files is about to be moved over an older one of two.
    fn about_to_move(root: &Path) {
        let manifest = || Manifest::new("run", Vec::new(), Plan::new(1, 1), &[]);
        let mut old = RunFolder::create(root, false).expect("a folder");
        old.write("old.csv", b"old").expect("written");
        old.write("charts/fan.svg", b"old").expect("written");
        old.finish(manifest()).expect("finished");
        // When the new files come to be moved, a file has the name of their folder.
        let mut new = RunFolder::create(root, true).expect("forced");
        new.write("tables/new.csv", b"new").expect("written");
        new.write("charts/fan.svg", b"new").expect("written");
        fs::write(root.join("tables"), "in the way").expect("written");
        let stuck = new.finish(manifest()).expect_err("in the way");
        assert!(matches!(stuck, OutputError::InTheWay { .. }), "{stuck}");
        fs::remove_file(root.join("tables")).expect("removed");
    }

    fn text(path: &Path) -> Option<String> {
        fs::read_to_string(path).ok()
    }

    fn is_all_new(root: &Path) -> bool {
        text(&root.join("tables/new.csv")).as_deref() == Some("new")
            && text(&root.join("charts/fan.svg")).as_deref() == Some("new")
            && !exists(&root.join("old.csv"))
            && !exists(&root.join(UNFINISHED))
            && read_manifest_at(&root.join(MANIFEST)).is_some_and(|found| found.files.len() == 2)
    }

    #[test]
    fn moving_that_was_broken_off_is_finished_later() {
        let root = tempfile::tempdir().expect("a folder");
        about_to_move(root.path());
        assert!(!exists(&root.path().join(MANIFEST)), "no manifest stands beside half a run");
        assert!(settle(root.path()).expect("moved"));
        assert!(is_all_new(root.path()));
        assert!(!settle(root.path()).expect("nothing to do"));
        // Without being asked, a command that wants the folder settles it, and finds it taken.
        let other = tempfile::tempdir().expect("a folder");
        about_to_move(other.path());
        let refused = RunFolder::create(other.path(), false).expect_err("taken");
        assert!(matches!(refused, OutputError::Occupied { .. }), "{refused}");
        assert!(is_all_new(other.path()));
    }

    #[test]
    fn a_folder_of_this_name_that_is_not_ours_is_left_alone() {
        let root = tempfile::tempdir().expect("a folder");
        let theirs = root.path().join(UNFINISHED);
        fs::create_dir(&theirs).expect("made");
        fs::write(theirs.join("novel.txt"), "mine").expect("written");
        for force in [false, true] {
            let refused = RunFolder::create(root.path(), force).expect_err("not ours");
            assert!(matches!(refused, OutputError::InTheWay { .. }), "{refused}");
        }
        discard(root.path());
        assert!(RunFolder::reopen(root.path()).is_err());
        assert_eq!(text(&theirs.join("novel.txt")).as_deref(), Some("mine"));
    }

    #[test]
    fn what_a_run_can_go_on_from_stays_until_it_is_forced_away() {
        let root = tempfile::tempdir().expect("a folder");
        let run = RunFolder::create(root.path(), false).expect("a folder");
        let checkpoint = run.unfinished().join("cells.checkpoint");
        fs::write(&checkpoint, "rows").expect("written");
        drop(run);
        discard(root.path());
        assert!(is_resumable(root.path()));
        let refused = RunFolder::create(root.path(), false).expect_err("broken off");
        assert!(matches!(refused, OutputError::BrokenOff { .. }), "{refused}");
        drop(RunFolder::reopen(root.path()).expect("taken up"));
        assert_eq!(text(&checkpoint).as_deref(), Some("rows"));
        drop(RunFolder::create(root.path(), true).expect("forced"));
        assert!(!exists(&root.path().join(UNFINISHED)));
    }
}
