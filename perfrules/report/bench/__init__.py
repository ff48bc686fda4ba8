"""What ``perfrules bench`` prints: one module a format, pure functions of the analysis."""
