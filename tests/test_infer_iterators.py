"""Iterator chains: what the items are, whether their number is known, what closures are given."""

from __future__ import annotations

import pytest

from tests.index_harness import typed, wrong_types

CASES = {
    "collections": """
        use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
        fn f(v: Vec<u8>, s: &[u16], a: [char; 3], m: HashMap<String, u32>, b: &BTreeMap<u8, i8>,
        d: &mut VecDeque<bool>,
             h: HashSet<u64>) {
            for x in &v { ⟦x ⇒ &u8⟧; } for x in v.iter_mut() { ⟦x ⇒ &mut u8⟧; } for x in v { ⟦x ⇒ u8⟧; }
            for x in s { ⟦x ⇒ &u16⟧; } for x in a { ⟦x ⇒ char⟧; } for x in &a { ⟦x ⇒ &char⟧; }
            for (k, x) in &m { ⟦k ⇒ &String⟧; ⟦x ⇒ &u32⟧; } for (k, x) in m { ⟦k ⇒ String⟧; ⟦x ⇒ u32⟧; }
            for (k, x) in b { ⟦k ⇒ &u8⟧; ⟦x ⇒ &i8⟧; } for x in d { ⟦x ⇒ &mut bool⟧; }
            for x in h.drain() { ⟦x ⇒ u64⟧; }
            for x in 0..10u16 { ⟦x ⇒ u16⟧; } for x in m.keys() { ⟦x ⇒ &String⟧; }
            for x in m.values_mut() { ⟦x ⇒ &mut u32⟧; }
        }""",
    "what a reference lends": """
        use std::collections::{BTreeMap, HashMap};
        fn f(v: &Vec<String>, m: &HashMap<String, u8>, o: Option<&BTreeMap<String, u8>>, own: Vec<String>) {
            v.into_iter().for_each(|s| { ⟦s ⇒ &String⟧; }); own.into_iter().map(|s| { ⟦s ⇒ String⟧; });
            for (k, x) in m.into_iter() { ⟦k ⇒ &String⟧; ⟦x ⇒ &u8⟧; }
            for (k, _) in o.unwrap().into_iter() { ⟦k ⇒ &String⟧; }
        }
        fn most(a: &String, b: &String) {
            ⟦a.max(b) ⇒ &String⟧; ⟦a.clone().max(b.clone()) ⇒ String⟧; ⟦5u8.max(3) ⇒ u8⟧;
        }""",
    "impls of one type for other arguments": """
        struct Held<T>(Vec<T>); struct Dict; struct Rows;
        impl<'a> IntoIterator for &'a Held<Dict> { type Item = (u8, u16); type IntoIter = Walk; }
        impl<'a> IntoIterator for &'a Held<Rows> { type Item = &'a u32; type IntoIter = Walk; }
        fn f(dict: &Held<Dict>, rows: &Held<Rows>) {
            for x in dict { ⟦x ⇒ (u8, u16)⟧; } for x in rows { ⟦x ⇒ &u32⟧; }
        }""",
    "an impl with its bounds on lines of their own": """
        struct Pairs<I, L> { left: I, last: Option<L> }
        impl<I, L> Iterator for Pairs<I, L>
        where
            I: Iterator<Item = L>,
        {
            type Item = Option<L>;
        }
        fn f() { for x in Pairs::over(3) { ⟦x ⇒ Option<_>⟧; } }
        impl<I, L> Pairs<I, L> { fn over(n: u8) -> Pairs<I, L> { todo!() } }""",
    "methods of traits by path": """
        fn f(v: &[u16], w: Vec<String>) {
            for x in Iterator::chain(v.iter(), v) { ⟦x ⇒ &u16⟧; }
            for x in itertools::Itertools::merge_by(v.iter(), v, |a, b| a < b) { ⟦x ⇒ &u16⟧; }
            for x in itertools::Itertools::sorted(w.into_iter()) { ⟦x ⇒ String⟧; }
            for x in itertools::Itertools::sorted(unknown()) { ⟦x ⇒ _⟧; }
        }""",
    "strings": """
        fn f(s: &str) {
            for c in s.chars() { ⟦c ⇒ char⟧; } for b in s.bytes() { ⟦b ⇒ u8⟧; }
            for l in s.lines() { ⟦l ⇒ &str⟧; }
            for (at, c) in s.char_indices() { ⟦at ⇒ usize⟧; ⟦c ⇒ char⟧; }
            for p in s.split(',') { ⟦p ⇒ &str⟧; }
        }""",
    "adapters": """
        fn f(v: &[String], n: Vec<Option<u8>>) {
            for (at, s) in v.iter().enumerate() { ⟦at ⇒ usize⟧; ⟦s ⇒ &String⟧; }
            for (a, b) in v.iter().zip(n.iter()) { ⟦a ⇒ &String⟧; ⟦b ⇒ &Option<u8>⟧; }
            for x in n.iter().flatten() { ⟦x ⇒ &u8⟧; }
            for x in n.iter().copied() { ⟦x ⇒ Option<u8>⟧; }
            for x in v.iter().cloned().rev() { ⟦x ⇒ String⟧; }
            for x in v.iter().map(|s| s.len()) { ⟦x ⇒ usize⟧; } for c in v.chunks(2) { ⟦c ⇒ &[String]⟧; }
            for x in v.iter().filter_map(|s| s.chars().next()) { ⟦x ⇒ char⟧; }
            for x in v.iter().flat_map(|s| s.bytes()) { ⟦x ⇒ u8⟧; }
            for x in v.iter().map(String::as_str) { ⟦x ⇒ &str⟧; }
            for x in v.iter().peekable() { ⟦x ⇒ &String⟧; }
        }""",
    "consumers": """
        use std::collections::HashMap;
        fn f(v: &[u32], s: &str) {
            ⟦v.iter().count() ⇒ usize⟧; ⟦v.iter().max() ⇒ Option<&u32>⟧; ⟦v.iter().any(|x| *x > 1) ⇒ bool⟧;
            ⟦v.iter().sum::<u32>() ⇒ u32⟧; ⟦v.iter().fold(0u64, |a, x| a + 1) ⇒ u64⟧;
            ⟦v.iter().position(|x| true) ⇒ Option<usize>⟧;
            ⟦v.iter().collect::<Vec<_>>() ⇒ Vec<&u32>⟧;
            ⟦s.split(' ').map(|w| w.to_owned()).collect::<Vec<String>>() ⇒ Vec<String>⟧;
            ⟦s.chars().map(|c| (c, 1u8)).collect::<HashMap<_, _>>() ⇒ HashMap<char, u8>⟧;
            ⟦s.chars().rev().collect::<String>() ⇒ String⟧;
            ⟦s.split(' ').map(|w| w.parse::<u8>()).collect::<Result<Vec<_>, _>>() ⇒ Result<Vec<u8>, _>⟧;
            ⟦s.chars().last() ⇒ Option<char>⟧; ⟦v.iter().min_by_key(|x| **x) ⇒ Option<&u32>⟧;
            ⟦v.first().copied() ⇒ Option<u32>⟧;
        }""",
    "closures": """
        use std::collections::HashMap;
        fn f(v: Vec<(u8, String)>, m: &mut HashMap<String, Vec<u8>>, o: Option<u16>) {
            v.iter().map(|x| { ⟦x ⇒ &(u8, String)⟧; }); v.iter().map(|(n, s)| { ⟦n ⇒ &u8⟧; ⟦s ⇒ &String⟧; });
            v.iter().filter(|x| ⟦x ⇒ &&(u8, String)⟧.0 > 1); v.iter().fold(0u64, |acc, x| { ⟦acc ⇒ u64⟧ });
            v.iter().for_each(|&(n, ref s)| { ⟦n ⇒ u8⟧; ⟦s ⇒ &String⟧; });
            v.into_iter().map(|(n, s)| { ⟦s ⇒ String⟧; }); o.map(|x| { ⟦x ⇒ u16⟧; });
            o.and_then(|x| ⟦x ⇒ u16⟧.checked_add(1));
            v.iter().fold(0u8, |_, x| { ⟦x ⇒ &(u8, String)⟧; 0 });
            m.retain(|k, v| { ⟦k ⇒ &String⟧; ⟦v ⇒ &mut Vec<u8>⟧; true });
            m.entry(String::new()).or_insert_with(|| ⟦Vec::new() ⇒ Vec<u8>⟧).push(1);
            let mut w = vec![1u8]; w.sort_by(|a, b| ⟦a ⇒ &u8⟧.cmp(b)); w.sort_by_key(|a| { ⟦a ⇒ &u8⟧; 1 });
        }""",
    "own iterators": """
        struct Words<'a> { text: &'a str }
        impl<'a> Iterator for Words<'a> { type Item = &'a str;
        fn next(&mut self) -> Option<Self::Item> { None } }
        struct Bag<T> { items: Vec<T> }
        impl<T> IntoIterator for Bag<T> { type Item = T; type IntoIter = std::vec::IntoIter<T>;
        fn into_iter(self) -> Self::IntoIter { todo!() } }
        impl<'a, T> IntoIterator for &'a Bag<T> { type Item = &'a T; type IntoIter = std::slice::Iter<'a, T>;
        fn into_iter(self) -> Self::IntoIter { todo!() } }
        fn f(w: Words, b: Bag<u8>) {
            for x in &b { ⟦x ⇒ &u8⟧; } for x in b { ⟦x ⇒ u8⟧; } for x in w.map(|s| s.len()) { ⟦x ⇒ usize⟧; }
        }
        fn evens() -> impl Iterator<Item = u32> { 0..2 }
        fn dynamic() -> Box<dyn Iterator<Item = char>> { todo!() }
        fn g() { for x in evens() { ⟦x ⇒ u32⟧; } for x in dynamic() { ⟦x ⇒ char⟧; }
        ⟦evens().collect::<Vec<_>>() ⇒ Vec<u32>⟧; }""",
    "iterator structs": """
        use std::collections::hash_map;
        use std::iter::Peekable;
        use std::{slice, vec};
        struct Parts<'a, I> { a: slice::Iter<'a, u8>, b: vec::IntoIter<String>,
        c: hash_map::Iter<'a, u8, char>, d: Peekable<I> }
        impl<'a, I: Iterator<Item = u32>> Parts<'a, I> {
            fn f(&mut self) {
                ⟦self.a.next() ⇒ Option<&u8>⟧; ⟦self.b.next() ⇒ Option<String>⟧;
                ⟦self.c.next() ⇒ Option<(&u8, &char)>⟧; ⟦self.d.next() ⇒ Option<u32>⟧;
                ⟦self.d.peek() ⇒ Option<&u32>⟧;
            }
        }""",
    "generic iterators": """
        fn f<I>(it: I) where I: IntoIterator<Item = u8> { for x in it { ⟦x ⇒ u8⟧; } }
        fn g<I: Iterator>(mut it: I) -> Option<I::Item> { ⟦it.next() ⇒ Option<Item>⟧ }""",
    "imported traits": """
        use itertools::Itertools;
        fn f(v: Vec<u8>, s: &[&str]) { ⟦v.iter().sorted() ⇒ ExactSizeIterator<&u8>⟧;
        ⟦s.iter().join(",") ⇒ String⟧; }""",
}

LENGTHS = {
    "v.iter()": True,
    "v": True,
    "v.iter().map(|x| x).enumerate().rev()": True,
    "v.iter().filter(|x| true)": False,
    "v.iter().map(|x| x).filter(|x| true).map(|x| x)": False,
    "v.chunks(3)": True,
    "0..10usize": True,
    "s.chars()": False,
    "s.lines().map(|l| l)": False,
    "m.iter()": True,
    "m.keys().cloned()": True,
    "o.iter()": True,
    "unknown()": None,
    "1u8": False,
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_types(text: str) -> None:
    assert wrong_types(text) == []


@pytest.mark.parametrize(("expression", "known"), LENGTHS.items())
def test_known_length(expression: str, known: bool | None) -> None:
    text = (
        "use std::collections::HashMap; fn f(v: Vec<u8>, s: &str, m: &HashMap<u8, u8>, o: Option<u8>)"
        f" {{ ⟦{expression} ⇒ _⟧; }}"
    )
    ((_, _, of, inference),) = typed(text)
    assert inference.has_known_length(of) is known


ITERATORS = {
    "v.iter().map(|x| x)": True,
    "o.map(|x| x)": False,
    "v": False,
    "0..3": True,
    "s.chars().peekable()": True,
    "unknown()": None,
    "w": True,
    "it": True,
    "many": False,
}


@pytest.mark.parametrize(("expression", "is_iterator"), ITERATORS.items())
def test_is_iterator(expression: str, is_iterator: bool | None) -> None:
    text = f"""
        struct Words; impl Iterator for Words {{ type Item = u8;
        fn next(&mut self) -> Option<u8> {{ None }} }}
        fn f<I: Iterator<Item = u8>, J: IntoIterator>(v: Vec<u8>, s: &str, o: Option<u8>, w: Words, it: I,
        many: J) {{
            ⟦{expression} ⇒ _⟧;
        }}"""
    ((_, _, of, inference),) = typed(text)
    assert inference.is_iterator(of) is is_iterator
