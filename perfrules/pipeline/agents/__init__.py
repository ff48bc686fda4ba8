"""A model in phase 2: it reads, judges evidence, proposes edits; what becomes of them, others decide."""
