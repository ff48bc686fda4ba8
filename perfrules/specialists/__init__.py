"""Phase 2's specialists: what they need, and what this machine has of it."""
