"""A crate without dependencies, whose loops a compiler can and cannot make fast. See data/compiler."""

from __future__ import annotations

from pathlib import Path

MANIFEST = '[package]\nname = "tiny"\nversion = "0.1.0"\nedition = "2021"\n\n[workspace]\n'
LIB = """\
//! Loops that the compiler can and cannot make fast.

/// Checks a bound in each round.
pub fn dot(left: &[u32], right: &[u32]) -> u32 {
    let mut sum: u32 = 0;
    for index in 0..left.len() {
        sum = sum.wrapping_add(left[index].wrapping_mul(right[index]));
    }
    sum
}

/// Checks nothing.
pub fn dot_zipped(left: &[u32], right: &[u32]) -> u32 {
    left.iter().zip(right).map(|(one, other)| one.wrapping_mul(*other)).fold(0, u32::wrapping_add)
}

/// Float sums keep their order.
pub fn sum(values: &[f32]) -> f32 {
    let mut sum = 0.0;
    for value in values {
        sum += value;
    }
    sum
}

/// Leaves early.
pub fn position(values: &[u32], wanted: u32) -> Option<usize> {
    for (index, value) in values.iter().enumerate() {
        if *value == wanted {
            return Some(index);
        }
    }
    None
}

/// Divides, allocates and unwraps.
pub fn texts(values: &[u64], by: u64) -> Vec<String> {
    let mut found = Vec::new();
    for value in values {
        let part = value.checked_div(by).unwrap();
        found.push(part.to_string());
    }
    found
}

/// Needs more registers than there are.
pub fn mixed(values: &[u64], seeds: &[u64; 20]) -> [u64; 20] {
    let mut state = *seeds;
    for value in values {
        for at in 0..20 {
            state[at] = state[at].rotate_left(7).wrapping_mul(*value) ^ state[(at + 3) % 20];
        }
    }
    state
}

/// Has a body only where it is used.
pub fn largest<T: Copy + PartialOrd>(values: &[T]) -> Option<T> {
    let mut best = *values.first()?;
    for at in 1..values.len() {
        if values[at] > best {
            best = values[at];
        }
    }
    Some(best)
}

/// Uses the generic one.
pub fn largest_u16(values: &[u16]) -> Option<u16> {
    largest(values)
}

/// Divides by what is known only when it runs.
pub fn remainders(values: &mut [u32], by: u32) {
    for value in values {
        *value %= by;
    }
}
"""
DOT, TEXTS, POSITION, LARGEST, REMAINDERS = (
    ("src/lib.rs", line, name)
    for line, name in ((7, "dot"), (40, "texts"), (28, "position"), (60, "largest"), (76, "remainders"))
)
SUM = ("src/lib.rs", 21, "sum")
ZIPPED = ("src/lib.rs", 14, "dot_zipped")


def write_loops(folder: Path) -> Path:
    """Write it."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(MANIFEST)
    (folder / "src/lib.rs").write_text(LIB)
    return folder
