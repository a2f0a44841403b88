//! The short and the long form of a test, and the seed of randomised ones. `make test` runs the short forms; `make
//! prove` sets `MISSEDHOOK_PROVE` and runs the long ones. `MISSEDHOOK_SEED` repeats a run.

/// The short form, or the long one.
pub fn form<T>(short: T, long: T) -> T {
    match std::env::var_os("MISSEDHOOK_PROVE") {
        Some(_) => long,
        None => short,
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
