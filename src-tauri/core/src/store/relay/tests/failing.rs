//! A full queue, a failing disk, a killed program, a database that is damaged or from a later version.

use std::{fs, process::Command, time::Duration};

use super::*;
use crate::store::{QUEUE_CAPACITY, StoreError};

/// While the writer waits, only refused tasks have finished.
async fn wait_for_refusals<T>(tasks: &[tokio::task::JoinHandle<T>], wanted: usize) {
    while tasks.iter().filter(|task| task.is_finished()).count() < wanted {
        tokio::time::sleep(Duration::from_millis(5)).await;
    }
}

#[tokio::test]
async fn a_full_queue_refuses_at_once_and_keeps_what_it_took() {
    let scene = Scene::new();
    // The writer waits for the lock of another program.
    let locked = rusqlite::Connection::open(scene.dir().relay_database()).unwrap();
    locked.execute_batch("BEGIN IMMEDIATE").unwrap();
    let mut tasks = Vec::new();
    for _ in 0..QUEUE_CAPACITY * 2 + 600 {
        let store = scene.store.clone();
        tasks.push(tokio::spawn(async move {
            store.keep(request(), None, None).await
        }));
    }
    wait_for_refusals(&tasks, 1).await;
    locked.execute_batch("COMMIT").unwrap();
    let (mut kept, mut full) = (0, 0);
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => kept += 1,
            Err(RelayStoreError::QueueFull) => full += 1,
            Err(other) => panic!("{other}"),
        }
    }
    assert!(full > 0 && kept >= QUEUE_CAPACITY, "{kept} {full}");
    let counts = scene.store.counts().unwrap();
    assert_eq!(usize::try_from(counts.waiting).unwrap(), kept);
    let problem = RelayStoreError::QueueFull.problem();
    assert!(problem.meaning.contains("503"), "{problem}");
}

#[tokio::test]
async fn a_database_that_is_moved_away_refuses_and_works_again_when_it_is_back() {
    let scene = Scene::new();
    scene.store.keep(request(), None, None).await.unwrap();
    let path = scene.dir().relay_database();
    let away = path.with_extension("away");
    for suffix in ["", "-wal", "-shm"] {
        let name = |path: &std::path::Path| format!("{}{suffix}", path.display());
        fs::rename(name(&path), name(&away)).unwrap();
    }
    let refused = scene.store.keep(request(), None, None).await.unwrap_err();
    assert!(
        matches!(refused, RelayStoreError::Store(StoreError::Moved(_))),
        "{refused}"
    );
    assert!(scene.store.failure().is_some());
    for suffix in ["", "-wal"] {
        let name = |path: &std::path::Path| format!("{}{suffix}", path.display());
        let _ = fs::rename(name(&away), name(&path));
    }
    let works = async {
        while scene.store.keep(request(), None, None).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), works)
        .await
        .unwrap();
    assert!(scene.store.failure().is_none());
    assert!(scene.store.load(1).unwrap().is_some());
}

#[tokio::test]
async fn a_damaged_database_is_set_aside_and_a_later_one_is_left_alone() {
    let scene = Scene::new();
    scene.store.keep(request(), None, None).await.unwrap();
    scene.store.close();
    let path = scene.dir().relay_database();
    let root: u32 = rusqlite::Connection::open(&path)
        .unwrap()
        .query_row(
            "SELECT rootpage FROM sqlite_schema WHERE name = 'attempts'",
            [],
            |row| row.get(0),
        )
        .unwrap();
    let mut bytes = fs::read(&path).unwrap();
    let root = usize::try_from(root).unwrap();
    bytes[(root - 1) * 4096..root * 4096].fill(0xa5);
    fs::write(&path, bytes).unwrap();
    let store = open(scene.temp.path());
    let aside = store.take_set_aside().unwrap();
    assert!(aside.path.exists(), "{aside:?}");
    assert_eq!(
        store.keep(request(), None, None).await.unwrap(),
        2,
        "a number twice"
    );
    store.close();
    let later = rusqlite::Connection::open(&path).unwrap();
    later.pragma_update(None, "user_version", 99).unwrap();
    drop(later);
    let before = fs::read(&path).unwrap();
    let refused = RelayStore::open(&scene.dir(), clock(), Feed::default());
    let error = refused.err().unwrap();
    assert!(error.to_string().contains("newer Missedhook"), "{error}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[cfg(unix)]
#[tokio::test]
async fn the_file_is_its_users_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let scene = Scene::new();
    scene.store.keep(request(), None, None).await.unwrap();
    for suffix in ["", "-wal", "-shm"] {
        let path = format!("{}{suffix}", scene.dir().relay_database().display());
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{path}");
    }
}

/// Runs in a separate process, which is killed: see below.
#[test]
#[ignore = "started by `what_was_acknowledged_survives_a_kill`"]
fn keeps_requests_until_it_is_killed() {
    let root = std::env::var_os("MISSEDHOOK_TEST_KEEP_IN").unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let store = open(std::path::Path::new(&root));
    runtime.block_on(async {
        loop {
            let id = store.keep(request(), None, None).await.unwrap();
            store
                .record(id, attempt(500), RequestState::Waiting, None, None)
                .await
                .unwrap();
            let done = std::path::Path::new(&root).join(format!("kept-{id}"));
            fs::write(done, "").unwrap();
        }
    });
}

#[test]
fn what_was_acknowledged_survives_a_kill() {
    let temp = tempfile::tempdir().unwrap();
    for round in 1..=4 {
        let mut program = Command::new(std::env::current_exe().unwrap())
            .args(["--ignored", "--exact", "--test-threads", "1"])
            .arg("store::relay::tests::failing::keeps_requests_until_it_is_killed")
            .env("MISSEDHOOK_TEST_KEEP_IN", temp.path())
            .stdout(std::process::Stdio::null())
            .spawn()
            .unwrap();
        let kept = || {
            let entries = fs::read_dir(temp.path()).unwrap();
            let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
            let ids = names.filter_map(|name| name.strip_prefix("kept-")?.parse::<i64>().ok());
            ids.collect::<Vec<_>>()
        };
        let until = std::time::Instant::now() + Duration::from_secs(30);
        while kept().len() < round * 10 && std::time::Instant::now() < until {
            std::thread::sleep(Duration::from_millis(3));
        }
        program.kill().unwrap();
        program.wait().unwrap();
        let ids = kept();
        assert!(ids.len() >= round * 10, "{ids:?}");
        let store = open(temp.path());
        for id in ids {
            let stored = store.load(id).unwrap().unwrap();
            assert_eq!(stored.request, request());
            assert_eq!(stored.attempts, 1);
        }
        store.close();
    }
}

#[tokio::test]
async fn large_bodies_fill_the_queue_before_they_fill_the_memory() {
    let scene = Scene::new();
    let locked = rusqlite::Connection::open(scene.dir().relay_database()).unwrap();
    locked.execute_batch("BEGIN IMMEDIATE").unwrap();
    let body = Bytes::from(vec![b'x'; 4 << 20]);
    let keep = || {
        let (store, body) = (scene.store.clone(), body.clone());
        let request = NewRequest { body, ..request() };
        tokio::spawn(async move { store.keep(request, None, None).await })
    };
    let tasks: Vec<_> = (0..40).map(|_| keep()).collect();
    wait_for_refusals(&tasks, 40 - 16).await;
    locked.execute_batch("COMMIT").unwrap();
    let mut kept = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(_) => kept += 1,
            Err(RelayStoreError::QueueFull) => {}
            Err(other) => panic!("{other}"),
        }
    }
    assert_eq!(kept, 16);
    scene.store.keep(request(), None, None).await.unwrap();
}

/// A disk call that never returns, as on a network share whose server is down.
#[tokio::test(flavor = "multi_thread")]
async fn a_disk_that_hangs_is_an_error_after_its_limit_and_then_at_once() {
    let scene = Scene::new();
    let (release, held) = std::sync::mpsc::channel::<()>();
    let (begins, begun) = std::sync::mpsc::channel::<()>();
    let store = scene.store.clone();
    let hanging = tokio::spawn(async move {
        let work = move |_: &rusqlite::Connection, _| {
            let _ = begins.send(());
            let _ = held.recv();
            Ok(())
        };
        store.change(work).await
    });
    tokio::task::spawn_blocking(move || begun.recv_timeout(Duration::from_secs(20)))
        .await
        .unwrap()
        .unwrap();
    let hangs = |refused: Result<i64, RelayStoreError>| {
        let refused = refused.unwrap_err();
        assert!(
            matches!(refused, RelayStoreError::Store(StoreError::Hangs)),
            "{refused}"
        );
    };
    hangs(scene.store.keep(request(), None, None).await);
    assert!(hanging.await.unwrap().is_err());
    hangs(scene.store.keep(request(), None, None).await);
    assert!(scene.store.failure().is_some());
    assert!(
        scene
            .store
            .set_state(1, RequestState::Dead, None)
            .await
            .is_err()
    );
    drop(release);
    let works = async {
        while scene.store.keep(request(), None, None).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(20), works)
        .await
        .unwrap();
    assert!(scene.store.failure().is_none());
}

/// Whatever a writer wrote or copied while opening the database would count as done, although the disk had failed.
#[tokio::test]
async fn to_open_the_database_again_writes_and_copies_nothing() {
    let temp = tempfile::tempdir().unwrap();
    let path = temp.path().join("relay.db");
    let moment = Moment::from_millis(NOW);
    let former = crate::store::relay::file::for_writing(&path, moment, drop).unwrap();
    former
        .execute_batch(
            "CREATE TABLE padding (bytes BLOB); INSERT INTO padding VALUES (zeroblob(6000000))",
        )
        .unwrap();
    let (pages, _) = crate::store::file::checkpoint::wal_pages(&former).unwrap();
    assert!(
        pages > 1_000,
        "SQLite would not copy {pages} pages by itself"
    );
    let copy = temp.path().join("copy.db");
    fs::copy(&path, &copy).unwrap();
    fs::copy(path.with_extension("db-wal"), copy.with_extension("db-wal")).unwrap();
    let connection = crate::store::relay::file::writer(&copy).unwrap();
    connection
        .query_row("SELECT count(*) FROM padding", [], |_| Ok(()))
        .unwrap();
    let found = crate::store::file::checkpoint::wal_pages(&connection).unwrap();
    assert_eq!(found, (pages, 0));
}
