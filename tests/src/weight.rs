//! The cost of a running program and its descendants: their share of memory, and how often they wake up. Reads Linux's
//! `/proc`; changes nothing.

use std::{fs, time::Duration};

/// A program and all its descendants.
///
/// # Panics
/// If `/proc` can't be read.
pub fn family(pid: u32) -> Vec<u32> {
    let mut family = vec![pid];
    let parents: Vec<(u32, u32)> = fs::read_dir("/proc")
        .unwrap()
        .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
        .filter_map(|pid| Some((pid, parent_of(pid)?)))
        .collect();
    let mut looked = 0;
    while let Some(parent) = family.get(looked).copied() {
        let children = parents.iter().filter(|(_, of)| *of == parent);
        family.extend(children.map(|(child, _)| *child));
        looked += 1;
    }
    family
}

fn parent_of(pid: u32) -> Option<u32> {
    let status = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    // The name in parentheses may contain anything; the parent is the second field after it.
    status
        .rsplit_once(')')?
        .1
        .split_whitespace()
        .nth(1)?
        .parse()
        .ok()
}

/// The proportional set size of the whole family, in KiB: shared pages are divided among their users (Linux,
/// `Documentation/filesystems/proc.rst`, `smaps_rollup`).
pub fn pss(pid: u32) -> u64 {
    let of = |pid| size_of(pid, "Pss:");
    family(pid).into_iter().filter_map(of).sum()
}

/// The memory that the whole family has allocated, in KiB. Unlike [`pss`], it does not grow when other processes of the
/// same program end, with which its code was shared.
pub fn allocated(pid: u32) -> u64 {
    let of = |pid| size_of(pid, "Pss_Anon:");
    family(pid).into_iter().filter_map(of).sum()
}

/// The name and the proportional set size of each process, in KiB, largest first.
pub fn shares(pid: u32) -> Vec<(String, u64)> {
    let mut shares: Vec<_> = family(pid)
        .into_iter()
        .filter_map(|pid| {
            let name = fs::read_to_string(format!("/proc/{pid}/comm")).ok()?;
            Some((name.trim().to_owned(), size_of(pid, "Pss:")?))
        })
        .collect();
    shares.sort_by_key(|(_, share)| std::cmp::Reverse(*share));
    shares
}

fn size_of(pid: u32, which: &str) -> Option<u64> {
    let rollup = fs::read_to_string(format!("/proc/{pid}/smaps_rollup")).ok()?;
    let line = rollup.lines().find_map(|line| line.strip_prefix(which))?;
    line.trim().strip_suffix(" kB")?.trim().parse().ok()
}

/// The CPU time that a process has spent, in steps of 10 ms (proc_pid_stat(5), `utime` and `stime`). Zero if it is gone.
pub fn cpu(pid: u32) -> Duration {
    /// The kernel's unit: `USER_HZ` is 100 on every architecture that Debian has.
    const TICK: Duration = Duration::from_millis(10);
    let stat = fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    let fields = stat.rsplit(')').next().unwrap_or_default();
    let spent = fields.split_whitespace().skip(11).take(2);
    TICK * spent.filter_map(|ticks| ticks.parse::<u32>().ok()).sum()
}

/// The number of threads and of open files of the whole family.
///
/// # Panics
/// If `/proc` can't be read.
pub fn threads_and_files(pid: u32) -> (usize, usize) {
    let entries = |pid: u32, what: &str| {
        fs::read_dir(format!("/proc/{pid}/{what}")).map_or(0, Iterator::count)
    };
    let family = family(pid);
    let all = |what: &str| family.iter().map(|pid| entries(*pid, what)).sum();
    (all("task"), all("fd"))
}

/// The wake-ups per second of each thread of the family in this period, by name. Threads that slept are omitted.
///
/// # Panics
/// If `/proc` can't be read.
pub fn wakeups(pid: u32, during: Duration) -> Vec<(String, f64)> {
    let before = switches(pid);
    std::thread::sleep(during);
    let mut woken: Vec<_> = switches(pid)
        .into_iter()
        .filter_map(|(thread, name, after)| {
            let count = before
                .iter()
                .find(|(known, ..)| *known == thread)
                .map_or(after, |(.., before)| after - before);
            (count > 0.0).then(|| (name, count / during.as_secs_f64()))
        })
        .collect();
    woken.sort_by(|(_, one), (_, other)| other.total_cmp(one));
    woken
}

/// Every thread: its ID, its name, and its voluntary context switches, one for each time that it woke.
fn switches(pid: u32) -> Vec<(u32, String, f64)> {
    let threads = family(pid).into_iter().flat_map(|pid| {
        let tasks = fs::read_dir(format!("/proc/{pid}/task"));
        tasks.into_iter().flatten().filter_map(move |task| {
            let task = task.ok()?;
            let status = fs::read_to_string(task.path().join("status")).ok()?;
            let field = |name: &str| {
                let line = status.lines().find_map(|line| line.strip_prefix(name))?;
                Some(line.trim().to_owned())
            };
            Some((
                task.file_name().to_str()?.parse().ok()?,
                field("Name:")?,
                field("voluntary_ctxt_switches:")?.parse().ok()?,
            ))
        })
    });
    threads.collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::Command;

    #[test]
    fn a_child_belongs_to_the_family_and_weighs_something() {
        let mut shell = Command::new("sh")
            .args(["-c", "sleep 60 & wait"])
            .spawn()
            .unwrap();
        let pid = shell.id();
        let two = || (family(pid).len() == 2).then_some(());
        crate::recording::wait_until("a shell and its child", crate::LIMIT, two, || family(pid));
        let shares = shares(pid);
        assert!(shares.iter().all(|(_, share)| *share > 0), "{shares:?}");
        for member in family(pid).into_iter().rev() {
            let _ = Command::new("kill").arg(member.to_string()).status();
        }
        shell.wait().unwrap();
    }
}
