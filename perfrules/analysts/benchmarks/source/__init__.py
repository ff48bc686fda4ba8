"""Benchmarks as source code tells them, without running anything."""
