"""Which method calls run their closure once an element."""

from __future__ import annotations

ALWAYS = frozenset(
    """
    for_each try_for_each filter_map flat_map fold try_fold rfold reduce scan take_while skip_while map_while
    any all position rposition find_map partition max_by min_by max_by_key min_by_key is_sorted_by
    retain retain_mut extract_if sort_by sort_by_key sort_by_cached_key sort_unstable_by
    sort_unstable_by_key select_nth_unstable_by dedup_by dedup_by_key partition_point chunk_by group_by
    rsplitn splitn_by trim_matches trim_start_matches trim_end_matches sorted_by sorted_by_key
    fold_while map_into for_each_with map_with map_init try_for_each_with resize_with fill_with
    """.split()
)
"""Names that only collections, iterators and strings have."""

SOMETIMES = frozenset({"map", "filter", "inspect", "find", "rfind", "split"})
"""Names that Option, Result or futures have too: a loop only if the receiver is an iterator."""

YIELDS_ITERATOR = frozenset(
    """
    iter iter_mut into_iter par_iter par_iter_mut into_par_iter chars char_indices bytes lines keys values
    values_mut into_keys into_values drain split split_whitespace split_ascii_whitespace split_terminator
    splitn rsplit rsplitn split_inclusive matches match_indices windows chunks chunks_exact chunks_mut
    rchunks enumerate zip rev skip take step_by chain cloned copied filter_map flat_map flatten peekable
    skip_while take_while map_while scan inspect cycle fuse intersection union difference range args vars
    read_dir components ancestors descendants captures_iter find_iter tuple_windows sorted dedup unique
    chunk_by group_by into_group_map par_bridge par_chunks permutations combinations interleave batching
    """.split()
)
"""Methods whose result is nearly always an iterator, whatever the receiver."""

CONSUMES_LAZILY = frozenset({"map", "filter", "inspect", "chain"})
"""Adapters whose result is an iterator exactly if their receiver is one."""
