"""Phase 1's outcome for people, code hosts and programs."""
