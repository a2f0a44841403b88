//! Keeps the app's memory small while its window is closed, which is most of the time: prevents or frees what GTK and
//! WebKit load or leave behind. Linux only; the system web views elsewhere don't need it.

use tauri::AppHandle;

/// Keeps GTK from loading the graphics driver for its own drawing, about 30 MiB. WebKit draws in separate processes and
/// loads what it needs there. Must be called before a second thread starts. A value set by the user stays.
pub fn prepare() {
    #[cfg(target_os = "linux")]
    if std::env::var_os("GDK_GL").is_none() {
        #[allow(unsafe_code)]
        // SAFETY: there is no other thread yet that could read the environment.
        unsafe {
            std::env::set_var("GDK_GL", "disable");
        }
    }
}

/// Frees the memory of a closed window, unless another one opens first. WebKit's network process goes later: a window that
/// is opened again soon is there sooner with it.
pub fn window_closed(app: &AppHandle) {
    #[cfg(target_os = "linux")]
    {
        use std::sync::atomic::{AtomicU32, Ordering};
        static CLOSED: AtomicU32 = AtomicU32::new(0);
        let this = CLOSED.fetch_add(1, Ordering::Relaxed) + 1;
        let app = app.clone();
        tauri::async_runtime::spawn(async move {
            tokio::time::sleep(linux::END_LIMIT).await;
            without_windows(&app, || {
                linux::trim();
                linux::release_code_pages();
            });
            tokio::time::sleep(linux::SOON).await;
            if CLOSED.load(Ordering::Relaxed) == this {
                without_windows(&app, linux::end_network_process);
            }
        });
    }
    #[cfg(not(target_os = "linux"))]
    let _ = app;
}

/// Does this unless a window is open: on the thread that opens windows, so that none opens halfway through.
#[cfg(target_os = "linux")]
fn without_windows(app: &AppHandle, free: impl FnOnce() + Send + 'static) {
    let handle = app.clone();
    let _ = app.run_on_main_thread(move || {
        use tauri::Manager as _;
        if handle.webview_windows().is_empty() {
            free();
        }
    });
}

#[cfg(target_os = "linux")]
mod linux {
    use std::{fs, ops::Range, time::Duration};

    use rustix::process::{Pid, Signal, getpid, kill_process};

    /// How long WebKit may take to end the processes that it ends by itself.
    pub const END_LIMIT: Duration = Duration::from_secs(1);

    /// For how long after that the network process is kept.
    pub const SOON: Duration = Duration::from_secs(60);

    /// Ends WebKit's network process, which otherwise lives as long as the program. The next window makes WebKit start
    /// a new one.
    pub fn end_network_process() {
        let processes = fs::read_dir("/proc").into_iter().flatten().flatten();
        for process in processes {
            let pid = process
                .file_name()
                .to_str()
                .and_then(|name| name.parse().ok());
            let Some(pid) = pid.and_then(Pid::from_raw) else {
                continue;
            };
            let stat = fs::read_to_string(process.path().join("stat")).unwrap_or_default();
            if is_network_process_of(&stat, getpid()) {
                let _ = kill_process(pid, Signal::TERM);
            }
        }
    }

    /// Whether a process is WebKit's network process and a child of `parent`, by its `/proc/PID/stat`
    /// (proc_pid_stat(5): number, name in parentheses, state, parent). Names are cut off at 15 bytes.
    fn is_network_process_of(stat: &str, parent: Pid) -> bool {
        let Some((head, tail)) = stat.rsplit_once(')') else {
            return false;
        };
        let name = head.split_once('(').map(|(_, name)| name);
        let of = tail
            .split_whitespace()
            .nth(1)
            .and_then(|of| of.parse().ok());
        name == Some("WebKitNetworkPr") && of == Some(parent.as_raw_pid())
    }

    /// Returns freed memory to the system, which glibc otherwise keeps.
    pub fn trim() {
        #[cfg(target_env = "gnu")]
        #[allow(unsafe_code)]
        // SAFETY: malloc_trim takes no pointer, may be called from any thread, and only releases free memory.
        unsafe {
            libc::malloc_trim(0);
        }
    }

    /// Releases the unmodified file-backed code pages of programs and libraries: WebKit, its JavaScript and the
    /// graphics driver, which stay loaded without a window. Pages that are needed again come from the file cache or
    /// from disk.
    pub fn release_code_pages() {
        let smaps = fs::read_to_string("/proc/self/smaps").unwrap_or_default();
        for range in unchanged_code_pages(&smaps) {
            #[allow(unsafe_code)]
            // SAFETY: the mapping is not writable and none of its pages was modified, so every released page comes back
            // from the file unchanged (madvise(2), MADV_DONTNEED, of a private file mapping).
            unsafe {
                libc::madvise(
                    std::ptr::with_exposed_provenance_mut(range.start),
                    range.len(),
                    libc::MADV_DONTNEED,
                );
            }
        }
    }

    /// The address ranges of code in `/proc/PID/smaps` (proc_pid_smaps(5)) that are file-backed, executable, not
    /// writable, and have no modified page.
    fn unchanged_code_pages(smaps: &str) -> Vec<Range<usize>> {
        let mut found: Vec<Range<usize>> = Vec::new();
        let mut code = None;
        for line in smaps.lines() {
            let mut words = line.split_whitespace();
            let first = words.next().unwrap_or_default();
            if first == "Anonymous:" {
                found.extend(code.take().filter(|_| words.next() == Some("0")));
            } else if let Some((start, end)) = first.split_once('-') {
                let is_code = words.next() == Some("r-xp") && line.contains(" /");
                let at = |text| usize::from_str_radix(text, 16).ok().filter(|_| is_code);
                code = at(start).zip(at(end)).map(|(start, end)| start..end);
            }
        }
        found
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn only_our_own_network_process_is_meant() {
            let parent = Pid::from_raw(77).unwrap();
            for (stat, meant) in [
                ("5 (WebKitNetworkPr) S 77 5 5 0", true),
                ("5 (WebKitNetworkPr) S 78 5 5 0", false),
                ("5 (WebKitWebProces) S 77 5 5 0", false),
                ("5 (a) (WebKitNetworkPr) S 77 5", false),
                ("", false),
            ] {
                assert_eq!(is_network_process_of(stat, parent), meant, "{stat}");
            }
        }

        #[test]
        fn only_code_that_is_as_in_its_file_is_released() {
            let mapping = |range: &str, how: &str, file: &str, anonymous: u32| {
                format!(
                    "{range} {how} 00001000 fe:00 123   {file}\nSize: 8 kB\nRss: 8 kB\n\
                     Anonymous: {anonymous:>9} kB\nVmFlags: rd ex mr\n"
                )
            };
            let smaps = [
                mapping("1000-3000", "r-xp", "/usr/lib/libwebkit.so", 0),
                mapping("3000-4000", "r-xp", "/usr/lib/patched.so", 4),
                mapping("4000-5000", "r--p", "/usr/lib/relocated.so", 0),
                mapping("5000-6000", "rw-p", "/usr/lib/data.so", 0),
                mapping("6000-7000", "rwxp", "/usr/lib/odd.so", 0),
                mapping("7000-8000", "r-xp", "", 0),
                mapping("8000-9000", "r-xp", "[vdso]", 0),
                mapping("7f00a000-7f00b000", "r-xp", "/usr/lib/with space.so", 0),
            ]
            .concat();
            assert_eq!(
                unchanged_code_pages(&smaps),
                [0x1000..0x3000, 0x7f00_a000..0x7f00_b000]
            );
            assert!(unchanged_code_pages("").is_empty());
        }
    }
}
