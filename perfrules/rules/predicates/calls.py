"""Questions about calls and callers."""
