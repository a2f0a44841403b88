#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| missedhook_rules::fuzzing::endpoint(bytes));
