"""Puts a progress point of coz into a file of Rust source, in a scratch tree.

Started as a program: ``python coz_point.py FILE OFFSET NAME``; the offset, in bytes, is that of the brace
that a function's body starts with. No line moves. The point is what ``coz.h`` makes of
``COZ_PROGRESS_NAMED``: a counter that coz hands out, looked up once; without coz nothing is counted.
"""

from __future__ import annotations

import sys
from pathlib import Path

POINT = (
    "{{ use ::core::sync::atomic::{{AtomicUsize, Ordering}};"
    ' unsafe extern "C" {{ fn dlsym(library: *mut u8, name: *const u8) -> *mut u8; }}'
    " static COUNTER: AtomicUsize = AtomicUsize::new(0);"
    " let mut counter = COUNTER.load(Ordering::Relaxed);"
    " if counter == 0 {{ counter = unsafe {{"
    ' let get = dlsym(::core::ptr::null_mut(), b"_coz_get_counter\\0".as_ptr());'
    " if get.is_null() {{ 1 }} else {{"
    ' let get: extern "C" fn(i32, *const u8) -> usize = ::core::mem::transmute(get);'
    ' get(1, b"{name}\\0".as_ptr()).max(1) }} }};'
    " COUNTER.store(counter, Ordering::Relaxed); }}"
    " if counter != 1 {{"
    " unsafe {{ AtomicUsize::from_ptr(counter as *mut usize) }}.fetch_add(1, Ordering::Relaxed); }} }}"
)


def main(file: str, offset: str, name: str) -> None:
    """Write the file anew."""
    path, at = Path(file), int(offset)
    source = path.read_bytes()
    if source[at : at + 1] != b"{":
        sys.exit(f"error: {path.name}: no function's body starts at byte {at}")
    path.write_bytes(source[: at + 1] + b" " + POINT.format(name=name).encode() + source[at + 1 :])


if __name__ == "__main__":
    main(*sys.argv[1:])
