//! A program as a target: started without a shell, with JSON on its standard input, and ended if it takes too long.
//! Blocks.

use std::{
    io::Write as _,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

/// The time limit.
const LIMIT: Duration = Duration::from_secs(15);
const POLL_INTERVAL: Duration = Duration::from_millis(10);

/// Runs it to its end.
///
/// # Errors
/// It can't be started, failed, or took too long.
pub fn run(command: &[String], input: &str) -> Result<(), String> {
    let Some((program, arguments)) = command.split_first() else {
        return Err("no program is named".to_owned());
    };
    let mut starting = Command::new(program);
    // A group of its own, so that whatever it started ends with it.
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(&mut starting, 0);
    let mut child = starting
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| format!("the program can't be started: {error}"))?;
    // On a separate thread: a program that does not read must not block this one.
    if let Some(mut stdin) = child.stdin.take() {
        let input = input.to_owned();
        // A program that ends without reading is judged by its exit status.
        thread::spawn(move || drop(stdin.write_all(input.as_bytes())));
    }
    match wait(&mut child) {
        Ok(Some(status)) if status.success() => Ok(()),
        Ok(Some(status)) => Err(format!("the program failed: {status}")),
        Ok(None) => {
            end(&mut child);
            Err(format!(
                "the program took longer than {} s and was ended",
                LIMIT.as_secs()
            ))
        }
        Err(error) => Err(format!("the program can't be waited for: {error}")),
    }
}

/// Ends it with everything that it started.
fn end(child: &mut Child) {
    #[cfg(unix)]
    let _ = rustix::process::kill_process_group(
        rustix::process::Pid::from_child(child),
        rustix::process::Signal::KILL,
    );
    let _ = child.kill();
    let _ = child.wait();
}

fn wait(child: &mut Child) -> std::io::Result<Option<ExitStatus>> {
    let until = Instant::now() + LIMIT;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status));
        }
        if Instant::now() >= until {
            return Ok(None);
        }
        thread::sleep(POLL_INTERVAL);
    }
}
