"""Analyst A: what benchmarks measured, and which code they exercise. docs/benchmarks.md explains it."""
