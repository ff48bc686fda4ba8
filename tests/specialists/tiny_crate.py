"""A crate without dependencies, whose tests spend their time in one function."""

from __future__ import annotations

from pathlib import Path

MANIFEST = """\
[package]
name = "tiny"
version = "0.1.0"
edition = "2021"
"""
LIB = """\
/// Scrambles numbers; nothing here can be foreseen or vectorised.
#[inline(never)]
pub fn scramble(seed: u64, rounds: u64) -> u64 {
    let mut state = seed | 1;
    let mut odd = 0;
    for round in 0..rounds {
        state = state.wrapping_mul(6364136223846793005).wrapping_add(round | 1);
        if (state >> 33) % 3 == 0 {
            odd += std::hint::black_box(state >> 60);
        }
    }
    odd
}

/// Called once.
#[inline(never)]
pub fn seldom(seed: u64) -> u64 {
    std::hint::black_box(seed ^ 7)
}

#[cfg(test)]
mod tests {
    #[test]
    fn runs() {
        let rounds = ROUNDS;
        let sum = super::scramble(42, rounds).wrapping_add(super::seldom(rounds));
        assert_ne!(std::hint::black_box(sum), 1);
    }
}
"""
HOT = ("src/lib.rs", 7, "scramble")
COLD = ("src/lib.rs", 19, "seldom")


def write_tiny(folder: Path, rounds: int) -> Path:
    """Write it; ``rounds`` tells how long its test takes, a few nanoseconds each."""
    (folder / "src").mkdir(parents=True, exist_ok=True)
    (folder / "Cargo.toml").write_text(MANIFEST)
    (folder / "src/lib.rs").write_text(LIB.replace("ROUNDS", str(rounds)))
    return folder
