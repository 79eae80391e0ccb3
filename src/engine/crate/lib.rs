//! The engine library: Wasmtime's C API, the hash that the compiled-module cache is keyed by, the checksum of its files, and the
//! preparation of modules.

pub extern crate wasmtime_c_api;

mod prepare;

use sha2::{Digest, Sha256};

/// The bytes at `data`, which may be null when there are none.
unsafe fn bytes<'a>(data: *const u8, length: usize) -> &'a [u8] {
    if length == 0 {
        &[]
    } else {
        std::slice::from_raw_parts(data, length)
    }
}

/// Writes the SHA-256 of `length` bytes at `data` to the 32 bytes at `out`.
///
/// # Safety
/// `data` must be readable for `length` bytes and `out` writable for 32.
#[no_mangle]
pub unsafe extern "C" fn hako_engine_sha256(data: *const u8, length: usize, out: *mut u8) {
    std::ptr::copy_nonoverlapping(Sha256::digest(bytes(data, length)).as_ptr(), out, 32);
}

/// The CRC-32 of `length` bytes at `data`.
///
/// # Safety
/// `data` must be readable for `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn hako_engine_crc32(data: *const u8, length: usize) -> u32 {
    crc32fast::hash(bytes(data, length))
}

/// Bytes that hako_engine_free gives back.
#[repr(C)]
pub struct OwnedBytes {
    data: *mut u8,
    length: usize,
}

/// Prepares the valid module of `length` bytes at `data`. With `mark_loops`, every way round a loop writes to memory. The result is, in
/// little-endian numbers of 32 bits where nothing else is said: the length of the obstacle and its text; the number of
/// mutable globals; whether there is a start function; loops; stores that were added to them; the number of data segments, and of
/// each the address, and the offset and the length of its bytes in the module; the module to be compiled, to the end. Empty when the
/// module can't be read.
///
/// # Safety
/// `data` must be readable for `length` bytes.
#[no_mangle]
pub unsafe extern "C" fn hako_engine_prepare(data: *const u8, length: usize, mark_loops: bool) -> OwnedBytes {
    let module = bytes(data, length);
    let mut out = Vec::new();
    if let Ok(prepared) = prepare::prepare(module, mark_loops) {
        let number = |value: usize, out: &mut Vec<u8>| out.extend_from_slice(&(value as u32).to_le_bytes());
        number(prepared.obstacle.len(), &mut out);
        out.extend_from_slice(prepared.obstacle.as_bytes());
        number(prepared.mutable_globals as usize, &mut out);
        number(usize::from(prepared.has_start), &mut out);
        number(prepared.loops as usize, &mut out);
        number(prepared.marks as usize, &mut out);
        number(prepared.segments.len(), &mut out);
        for segment in &prepared.segments {
            number(segment.address as usize, &mut out);
            number(segment.bytes.start, &mut out);
            number(segment.bytes.len(), &mut out);
        }
        out.extend_from_slice(&prepared.wasm);
    }
    let owned = Box::leak(out.into_boxed_slice());
    OwnedBytes { data: owned.as_mut_ptr(), length: owned.len() }
}

/// Gives back what hako_engine_prepare returned.
///
/// # Safety
/// Once for each.
#[no_mangle]
pub unsafe extern "C" fn hako_engine_free(bytes: OwnedBytes) {
    drop(Box::from_raw(std::ptr::slice_from_raw_parts_mut(bytes.data, bytes.length)));
}
