"""What calls in machine code are, and what remarks mean."""

import pytest

from perfrules.specialists import red_flags
from perfrules.specialists.compiler_words import kind_of_call, kinds, meaning


def test_each_flag_that_is_raised_has_a_weight():
    raised = {red_flags.SCALAR, red_flags.SPILLS, red_flags.DIVISIONS, red_flags.TINY}
    assert raised <= kinds().keys()
    assert all(kind.weight > 0 for kind in kinds().values())


@pytest.mark.parametrize(
    ("callee", "kind"),
    [
        ("core::panicking::panic_bounds_check", "bounds checks"),
        ("core::slice::index::slice_index_fail", "bounds checks"),
        ("core::slice::index::slice_end_index_len_fail", "bounds checks"),
        ("core::slice::index::slice_start_index_len_fail::do_panic::runtime", "bounds checks"),
        ("core::str::slice_error_fail", "bounds checks"),
        ("core::slice::<impl [T]>::copy_from_slice::len_mismatch_fail", "bounds checks"),
        ("core::panicking::panic_const::panic_const_add_overflow", "arithmetic checks"),
        ("core::panicking::panic_const::panic_const_div_by_zero", "arithmetic checks"),
        ("core::option::unwrap_failed", "unwraps"),
        ("core::result::unwrap_failed", "unwraps"),
        ("core::option::expect_failed", "unwraps"),
        ("core::panicking::panic_fmt", "other panics"),
        ("core::panicking::panic", "other panics"),
        ("__rustc::__rust_alloc", "allocations"),
        ("__rust_realloc", "allocations"),
        ("__rustc::__rust_alloc_zeroed", "allocations"),
        ("alloc::raw_vec::RawVec<T,A>::grow_one", "allocations"),
        ("alloc::raw_vec::RawVecInner<A>::reserve::do_reserve_and_handle", "allocations"),
        ("hashbrown::raw::RawTable<T,A>::reserve_rehash", "allocations"),
        ("alloc::fmt::format::format_inner", "allocations"),
        ("<alloc::string::String as core::clone::Clone>::clone", "allocations"),
        ("<alloc::vec::Vec<T,A> as core::clone::Clone>::clone", "allocations"),
        ("memcpy", "copies"),
        ("_memmove", "copies"),
    ],
)
def test_calls_that_cost(callee, kind):
    found = kind_of_call(callee)
    assert found is not None
    assert found.name == kind


@pytest.mark.parametrize(
    "callee",
    [
        "__rustc::__rust_dealloc",
        "__rustc::__rust_no_alloc_shim_is_unstable_v2",
        "core::panicking::panic_cannot_unwind",
        "core::panicking::panic_in_cleanup",
        "alloc::alloc::handle_alloc_error",
        "alloc::raw_vec::handle_error",
        "_Unwind_Resume",
        "memcmp",
        "my::memcpy",
        "my::slice::index::of",
    ],
)
def test_calls_that_are_as_they_should_be(callee):
    assert kind_of_call(callee) is None


def test_of_several_reasons_the_tables_first_is_told():
    said = ["Loop contains an unsupported terminator", "call instruction cannot be vectorized"]
    assert (meaning(said).said, meaning(said).reason) == (said[1], "a call in the loop")
    assert meaning(said[:1]).reason == "branches that cannot become a select"
