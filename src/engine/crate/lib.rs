//! The engine library: Wasmtime's C API, and the hash that the compiled-module cache is keyed by.

pub extern crate wasmtime_c_api;

use sha2::{Digest, Sha256};

/// Writes the SHA-256 of `len` bytes at `data` to the 32 bytes at `out`.
///
/// # Safety
/// `data` must be readable for `len` bytes and `out` writable for 32.
#[no_mangle]
pub unsafe extern "C" fn hako_engine_sha256(data: *const u8, len: usize, out: *mut u8) {
    let bytes = if len == 0 { &[] } else { std::slice::from_raw_parts(data, len) };
    std::ptr::copy_nonoverlapping(Sha256::digest(bytes).as_ptr(), out, 32);
}
