//! The short and the long form of a test, and the seed of randomised ones. `make test` runs the short forms; `make
//! prove` sets `MISSEDHOOK_PROVE` and runs the long ones. `MISSEDHOOK_SEED` repeats a run.

/// The short form, or the long one.
pub fn form<T>(short: T, long: T) -> T {
    match std::env::var_os("MISSEDHOOK_PROVE") {
        Some(_) => long,
        None => short,
    }
}

/// A size that this environment variable sets, or that of the form.
///
/// # Panics
/// If its value is not a number.
pub fn size(variable: &str, short: u64, long: u64) -> u64 {
    match std::env::var(variable) {
        Ok(set) => set.parse().unwrap_or_else(|_| panic!("{variable}={set}")),
        Err(_) => form(short, long),
    }
}

/// The seed, printed so that the run can be repeated.
pub fn seed() -> u64 {
    let set = std::env::var("MISSEDHOOK_SEED").ok();
    let seed = set.and_then(|seed| seed.parse().ok());
    let seed = seed.unwrap_or_else(|| fastrand::u64(..));
    println!("MISSEDHOOK_SEED={seed}");
    seed
}
