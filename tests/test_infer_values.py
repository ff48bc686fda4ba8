"""Types of expressions: literals, constructors, patterns, fields, calls, control flow."""

from __future__ import annotations

import pytest

from tests.index_harness import wrong_types

CASES = {
    "literals": """
        fn f() {
            ⟦1 ⇒ {integer}⟧; ⟦1u8 ⇒ u8⟧; ⟦0x1f ⇒ {integer}⟧; ⟦0xffu64 ⇒ u64⟧; ⟦1_000usize ⇒ usize⟧;
            ⟦1.5 ⇒ {float}⟧; ⟦2f32 ⇒ f32⟧; ⟦true ⇒ bool⟧; ⟦'a' ⇒ char⟧; ⟦b'a' ⇒ u8⟧; ⟦() ⇒ ()⟧;
            ⟦"text" ⇒ &str⟧; ⟦r"text" ⇒ &str⟧;
        }""",
    "operators": """
        fn f(a: u8, b: &u64, s: String, t: &str, x: f64) {
            ⟦a + 1 ⇒ u8⟧; ⟦1 + a ⇒ u8⟧; ⟦b * 2 ⇒ u64⟧; ⟦-x ⇒ f64⟧; ⟦!a ⇒ u8⟧; ⟦a == 1 ⇒ bool⟧;
            ⟦a < 2 && true ⇒ bool⟧;
            ⟦s + t ⇒ String⟧; ⟦1 + 2 ⇒ {integer}⟧; ⟦a as usize ⇒ usize⟧; ⟦1 << a ⇒ {integer}⟧; ⟦*b ⇒ u64⟧;
        }""",
    "annotations": """
        struct Own;
        type Names<T> = Vec<T>;
        fn f(a: &mut Vec<u8>, b: Option<Box<str>>, c: [u16; 4], d: (u8, bool), e: impl Fn(u8) -> bool,
        g: &dyn Own) {
            ⟦a ⇒ &mut Vec<u8>⟧; ⟦b ⇒ Option<Box<str>>⟧; ⟦c ⇒ [u16; 4]⟧; ⟦d.1 ⇒ bool⟧; ⟦e(1) ⇒ bool⟧;
            let x: Names<Own> = Vec::new();
            ⟦x ⇒ Vec<Own>⟧;
            let y: Vec<_> = vec![1u8];
            ⟦y ⇒ Vec<u8>⟧;
            let p: *const u8 = a.as_ptr();
            ⟦p ⇒ *u8⟧;
        }""",
    "constructors": """
        use std::collections::HashMap;
        use std::sync::{Arc, Mutex};
        fn f(n: u32) {
            ⟦String::new() ⇒ String⟧; ⟦Vec::<u8>::new() ⇒ Vec<u8>⟧; ⟦Box::new(n) ⇒ Box<u32>⟧;
            ⟦Arc::new(Mutex::new(n)) ⇒ Arc<Mutex<u32>>⟧; ⟦Some(n) ⇒ Option<u32>⟧;
            ⟦String::from("a") ⇒ String⟧;
            ⟦HashMap::<u8, String>::with_capacity(1) ⇒ HashMap<u8, String>⟧; ⟦u64::from(n) ⇒ u64⟧;
            ⟦vec![n; 3] ⇒ Vec<u32>⟧; ⟦[n, 2] ⇒ [u32; 2]⟧; ⟦[0u8; 16] ⇒ [u8; 16]⟧; ⟦(n, 'a') ⇒ (u32, char)⟧;
            ⟦&n ⇒ &u32⟧; ⟦&mut 1u8 ⇒ &mut u8⟧; ⟦0..n ⇒ Range<u32>⟧; ⟦1..=n ⇒ RangeInclusive<u32>⟧;
            ⟦n.. ⇒ RangeFrom<u32>⟧;
        }""",
    "own types": """
        struct Point<T> { x: T, y: T }
        struct Pair(u8, String);
        struct Unit;
        enum Shape { Dot, Line(u8), Box { side: u16 } }
        impl Shape { const MAX: u16 = 9; fn dot() -> Self { Shape::Dot } }
        fn f(a: u8) {
            ⟦Point { x: a, y: a } ⇒ Point<u8>⟧; ⟦Pair(a, String::new()) ⇒ Pair⟧; ⟦Unit ⇒ Unit⟧;
            ⟦Shape::Dot ⇒ Shape⟧;
            ⟦Shape::Line(a) ⇒ Shape⟧; ⟦Shape::Box { side: 1 } ⇒ Shape⟧; ⟦Shape::dot() ⇒ Shape⟧;
            ⟦Shape::MAX ⇒ u16⟧;
            ⟦Point { x: a, y: a }.x ⇒ u8⟧;
        }""",
    "fields": """
        struct Inner { names: Vec<String> }
        struct Outer { inner: Box<Inner>, pair: (u8, char) }
        fn f(o: &Outer) {
            ⟦o.inner ⇒ Box<Inner>⟧; ⟦o.inner.names ⇒ Vec<String>⟧; ⟦o.pair.1 ⇒ char⟧;
            ⟦o.inner.names[0] ⇒ String⟧;
            ⟦&o.inner.names[1..] ⇒ &[String]⟧; ⟦o.missing ⇒ _⟧;
        }""",
    "patterns": """
        enum Token { Word(String), Number { value: u64 } }
        fn f(t: &Token, pair: (u8, String), o: Option<&u16>, r: Result<u8, String>, s: &[u32], owned: Token) {
            let (a, b) = pair;
            ⟦a ⇒ u8⟧; ⟦b ⇒ String⟧;
            match t { Token::Word(w) => { ⟦w ⇒ &String⟧; } Token::Number { value } => { ⟦value ⇒ &u64⟧; } }
            match owned { Token::Word(w) => { ⟦w ⇒ String⟧; } Token::Number { value: v } => { ⟦v ⇒ u64⟧; } }
            if let Some(x) = o { ⟦x ⇒ &u16⟧; }
            if let Some(&x) = o { ⟦x ⇒ u16⟧; }
            match r { Ok(v) => { ⟦v ⇒ u8⟧; } Err(e) => { ⟦e ⇒ String⟧; } }
            if let [first, .., last] = s { ⟦first ⇒ &u32⟧; ⟦last ⇒ &u32⟧; }
            if let [head, rest @ ..] = s { ⟦head ⇒ &u32⟧; ⟦rest ⇒ &[u32]⟧; }
            let Some(y) = o else { return };
            ⟦y ⇒ &u16⟧;
            while let Some(z) = o { ⟦z ⇒ &u16⟧; }
        }""",
    "references matched through": """
        fn f(o: &Option<&u8>, p: &mut (u16, &mut u32), both: &&mut Option<char>, s: &[(u8, String)]) {
            if let Some(x) = o { ⟦x ⇒ &&u8⟧; }
            let (a, b) = p;
            ⟦a ⇒ &mut u16⟧; ⟦b ⇒ &mut &mut u32⟧;
            if let Some(c) = both { ⟦c ⇒ &char⟧; }
            if let Some(ref x) = o { ⟦x ⇒ &&u8⟧; }
            for &(n, ref t) in s { ⟦n ⇒ u8⟧; ⟦t ⇒ &String⟧; }
            match s { [(n, ref t), ..] => { ⟦n ⇒ &u8⟧; ⟦t ⇒ &String⟧; } _ => {} }
        }""",
    "parts of slices": """
        fn f(v: &[u8], at: usize, s: &str) {
            ⟦v.get(at) ⇒ Option<&u8>⟧; ⟦v.get(1..at) ⇒ Option<&[u8]>⟧; ⟦s.get(at..) ⇒ Option<&str>⟧;
            ⟦v[..at][0] ⇒ u8⟧;
        }""",
    "constructors as values": """
        use std::marker::PhantomData;
        struct Meters(f64);
        fn f(o: Option<f64>) { ⟦Meters ⇒ fn(f64) -> Meters⟧; ⟦o.map(Meters) ⇒ Option<Meters>⟧;
        ⟦PhantomData ⇒ PhantomData<_>⟧; }""",
    "tuples with a rest": """
        fn f(t: (u8, u16, u32)) {
            let (a, .., c) = t;
            ⟦a ⇒ u8⟧; ⟦c ⇒ u32⟧;
        }""",
    "shadowing": """
        fn f(x: &str) {
            let x = ⟦x ⇒ &str⟧.len();
            ⟦x ⇒ usize⟧;
            { let x = 'a'; ⟦x ⇒ char⟧; }
            ⟦x ⇒ usize⟧;
        }""",
    "assigned later": """
        fn f(c: bool) {
            let x;
            if c { x = 1u8; } else { x = 2; }
            ⟦x ⇒ u8⟧;
        }""",
    "filled by later uses": """
        use std::collections::HashMap;
        fn take(v: &mut Vec<char>) {}
        fn f() -> Vec<bool> {
            let mut a = Vec::new(); a.push(1u8); ⟦a ⇒ Vec<u8>⟧;
            let mut m = HashMap::new(); m.insert(String::new(), 1u16); ⟦m ⇒ HashMap<String, u16>⟧;
            let mut b = Vec::new(); take(&mut b); ⟦b ⇒ Vec<char>⟧;
            let mut o = None; o = Some('x'); ⟦o ⇒ Option<char>⟧;
            let mut e = Vec::new(); e.extend([1u64]); ⟦e ⇒ Vec<u64>⟧;
            let r = Vec::new();
            ⟦r ⇒ Vec<bool>⟧
        }""",
    "nothing tells": """
        fn f() { let v = Vec::new(); ⟦v ⇒ Vec<_>⟧; let x = unknown(); ⟦x ⇒ _⟧; ⟦x.len() ⇒ _⟧; }""",
    "self": """
        struct Stack<T> { items: Vec<T> }
        impl<T: Clone> Stack<T> {
            fn by_value(self) { ⟦self ⇒ Stack<T>⟧; ⟦self.items ⇒ Vec<T>⟧; }
            fn shared(&self) -> Option<&T> { ⟦self ⇒ &Stack<T>⟧; ⟦self.items.last() ⇒ Option<&T>⟧ }
            fn exclusive<'a>(&'a mut self) { ⟦self ⇒ &mut Stack<T>⟧; ⟦self.shared() ⇒ Option<&T>⟧; }
            fn boxed(self: Box<Self>) { ⟦self ⇒ Box<Stack<T>>⟧; ⟦Self { items: Vec::new() } ⇒ Stack<T>⟧; }
            fn top(&self) -> T { ⟦self.items[0].clone() ⇒ T⟧ }
        }
        fn f(s: Stack<u8>) { ⟦s.top() ⇒ u8⟧; ⟦s.shared() ⇒ Option<&u8>⟧; }""",
    "deref": """
        use std::ops::Deref;
        use std::rc::Rc;
        struct Wrapper(Vec<u8>);
        impl Deref for Wrapper { type Target = Vec<u8>; fn deref(&self) -> &Vec<u8> { &self.0 } }
        fn f(w: Wrapper, r: &&Rc<String>, b: Box<[u8]>) {
            ⟦w.len() ⇒ usize⟧; ⟦w.first() ⇒ Option<&u8>⟧; ⟦*w ⇒ Vec<u8>⟧; ⟦r.as_str() ⇒ &str⟧;
            ⟦b.iter() ⇒ ExactSizeIterator<&u8>⟧;
        }""",
    "question mark, unwrap, await": """
        use std::fs;
        async fn load(n: u8) -> Result<Vec<u8>, String> { Err(String::new()) }
        fn find(s: &str) -> Option<usize> { ⟦s.find('a')? ⇒ usize⟧; None }
        async fn f() -> Result<(), String> {
            ⟦load(1) ⇒ Future<Result<Vec<u8>, String>>⟧; ⟦load(1).await ⇒ Result<Vec<u8>, String>⟧;
            ⟦load(1).await? ⇒ Vec<u8>⟧;
            ⟦find("a").unwrap() ⇒ usize⟧; ⟦find("a").map(|at| at as u8) ⇒ Option<u8>⟧;
            ⟦fs::read_to_string("x").unwrap() ⇒ String⟧; ⟦async { 1u8 }.await ⇒ u8⟧;
            Ok(())
        }""",
    "branches": """
        fn f(c: bool, o: Option<u8>) {
            ⟦if c { 1u8 } else { 2 } ⇒ u8⟧; ⟦if c { None } else { Some(1u16) } ⇒ Option<u16>⟧;
            ⟦match o { None => return, Some(x) => x } ⇒ u8⟧; ⟦{ let a = 1u32; a } ⇒ u32⟧; ⟦{ 1; } ⇒ ()⟧;
            ⟦unsafe { 'a' } ⇒ char⟧; ⟦loop { break 3u64; } ⇒ u64⟧; ⟦return ⇒ !⟧;
        }""",
    "expected types": """
        struct Config { port: u16, names: Vec<String> }
        fn take(n: u64) {}
        fn f(s: &str) -> Result<u8, std::num::ParseIntError> {
            let a: i32 = ⟦s.parse().unwrap() ⇒ i32⟧;
            let b = Config { port: ⟦s.parse().unwrap() ⇒ u16⟧,
            names: ⟦s.split(' ').map(String::from).collect() ⇒ Vec<String>⟧ };
            take(⟦s.parse().unwrap() ⇒ u64⟧);
            let c: String = ⟦s.into() ⇒ String⟧;
            let d: Vec<&str> = ⟦Default::default() ⇒ Vec<&str>⟧;
            ⟦s.parse() ⇒ Result<u8, ParseIntError>⟧
        }""",
    "macros": """
        use std::fmt::Write;
        fn f(name: &str, out: &mut String) {
            ⟦format!("{name}") ⇒ String⟧; ⟦vec![1u8, 2] ⇒ Vec<u8>⟧; ⟦matches!(name, "a") ⇒ bool⟧;
            ⟦dbg!(1u8) ⇒ u8⟧;
            println!("{}", ⟦name.len() ⇒ usize⟧);
            assert_eq!(⟦name.chars().count() ⇒ usize⟧, 1);
            ⟦write!(out, "a") ⇒ Result<(), _>⟧;
        }""",
    "a macro of the crate is no library's": """
        macro_rules! format { ($x:expr) => { 1u8 }; }
        fn f() { ⟦format!("a") ⇒ _⟧; }""",
    "generic functions": """
        fn same<T>(x: T) -> T { x }
        fn first<T: Clone>(xs: &[T]) -> Option<T> { None }
        fn apply<F, R>(f: F) -> R where F: Fn(&str, u8) -> R { f("a", 1) }
        fn pair<A, B>(a: A, b: B) -> (B, A) { (b, a) }
        fn made<T: Default>() -> T { T::default() }
        fn f(v: Vec<u16>) {
            ⟦same(1u8) ⇒ u8⟧; ⟦first(&v) ⇒ Option<u16>⟧; ⟦apply(|s, n| s.len() + n as usize) ⇒ usize⟧;
            apply(|s, n| { ⟦s ⇒ &str⟧; ⟦n ⇒ u8⟧; });
            ⟦pair('a', 1u8) ⇒ (u8, char)⟧; ⟦made::<String>() ⇒ String⟧; let x: u32 = ⟦made() ⇒ u32⟧;
        }""",
    "bounds": """
        trait Shape { fn area(&self) -> f64; fn boxed(self) -> Box<Self>; }
        trait Solid: Shape { fn volume(&self) -> f32 { ⟦self.area() ⇒ f64⟧; 1.0 } }
        fn f<S: Shape + Clone, I: Iterator<Item = u8>>(s: &S, i: I, d: &dyn Shape, v: impl Solid) {
            ⟦s.area() ⇒ f64⟧; ⟦s.clone() ⇒ S⟧; ⟦i.count() ⇒ usize⟧; ⟦d.area() ⇒ f64⟧; ⟦v.volume() ⇒ f32⟧;
            ⟦v.area() ⇒ f64⟧;
        }
        fn g<T>(t: &T, ts: Vec<T>) { ⟦t ⇒ &T⟧; ⟦ts.iter() ⇒ ExactSizeIterator<&T>⟧; ⟦t.len() ⇒ _⟧; }""",
    "associated types": """
        trait Source { type Out; fn get(&self) -> Self::Out; }
        struct Numbers;
        impl Source for Numbers { type Out = u64; fn get(&self) -> Self::Out { ⟦self.get() ⇒ u64⟧ } }
        struct Count(u8);
        impl Iterator for Count {
            type Item = u8;
            fn next(&mut self) -> Option<Self::Item> { let x: Option<Self::Item> = None; ⟦x ⇒ Option<u8>⟧ }
        }
        fn f(n: Numbers, c: Count) { ⟦n.get() ⇒ u64⟧; ⟦c.next() ⇒ Option<u8>⟧; for x in c { ⟦x ⇒ u8⟧; } }
        fn g<S: Source>(s: S) { ⟦s.get() ⇒ Out⟧; }""",
    "an associated type is no alias": """
        struct Service;
        struct Maker;
        trait Factory { type Service; }
        impl Factory for Maker { type Service = u8; }
        fn f(s: Service) { ⟦s ⇒ Service⟧; }""",
    "operators of own types": """
        use std::ops::{Add, Index};
        struct Meters(f64);
        struct Grid;
        impl Add for Meters { type Output = Meters; fn add(self, o: Meters) -> Meters { self } }
        impl Index<usize> for Grid { type Output = char; fn index(&self, at: usize) -> &char { &'a' } }
        fn f(a: Meters, b: Meters, g: Grid) { ⟦a + b ⇒ Meters⟧; ⟦g[0] ⇒ char⟧; }""",
    "closures as values": """
        fn f() {
            let double = |x: u8| x * 2;
            ⟦double(1) ⇒ u8⟧;
            let fixed = || -> u16 { 1 };
            ⟦fixed() ⇒ u16⟧;
        }""",
    "time": """
        use std::time::{Duration, Instant};
        fn f(start: Instant) {
            ⟦start.elapsed() ⇒ Duration⟧; ⟦Instant::now() - start ⇒ Duration⟧;
            ⟦start + Duration::from_secs(1) ⇒ Instant⟧;
            ⟦Duration::from_millis(5).as_secs_f64() ⇒ f64⟧;
        }""",
    "cow and paths": """
        use std::borrow::Cow;
        use std::path::{Path, PathBuf};
        fn f(c: Cow<'_, str>, p: &Path) {
            ⟦c.len() ⇒ usize⟧; ⟦c.into_owned() ⇒ String⟧; ⟦p.to_path_buf() ⇒ PathBuf⟧;
            ⟦p.to_owned() ⇒ PathBuf⟧;
            ⟦"a".to_owned() ⇒ String⟧; ⟦[1u8][..].to_owned() ⇒ Vec<u8>⟧; ⟦1u8.clone() ⇒ u8⟧;
        }""",
    "methods of any type": """
        #[derive(Clone, PartialEq, PartialOrd)]
        struct Level(u8);
        fn f(l: &Level, x: Unknown) {
            ⟦l.clone() ⇒ Level⟧; ⟦l.to_string() ⇒ String⟧; ⟦l.eq(l) ⇒ bool⟧; ⟦x.y.to_string() ⇒ String⟧;
            ⟦x.y.z() ⇒ _⟧;
            ⟦x.y.clone() ⇒ _⟧; ⟦x.y.map(|v| v) ⇒ _⟧; ⟦x.y.next() ⇒ _⟧;
        }""",
    "a library's result is std's": """
        use std::{fmt, io};
        fn read() -> io::Result<String> { unimplemented!() }
        impl fmt::Display for Own { fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        ⟦f.write_str("a")? ⇒ ()⟧; Ok(()) } }
        struct Own;
        fn f() { ⟦read() ⇒ Result<String, Error>⟧; ⟦read().unwrap() ⇒ String⟧;
        if let Err(e) = read() { ⟦e.kind() ⇒ ErrorKind⟧; } }""",
    "nested functions": """
        fn outer(x: u8) {
            fn inner(x: char) -> bool { ⟦x ⇒ char⟧; true }
            ⟦inner('a') ⇒ bool⟧; ⟦x ⇒ u8⟧;
        }""",
    "variants of libraries": """
        use serde_json::Value;
        use std::ops::ControlFlow;
        fn f(v: &Value, c: ControlFlow<u8, char>) {
            match v {
                Value::String(s) => { ⟦s ⇒ &String⟧; }
                Value::Array(items) => { ⟦items ⇒ &Vec<Value>⟧; }
                _ => {}
            }
            match c { ControlFlow::Break(b) => { ⟦b ⇒ u8⟧; } ControlFlow::Continue(d) => { ⟦d ⇒ char⟧; } }
        }""",
    "patterns of the project": """
        struct Heading { id: String, level: u8 }
        enum Event { Start(String), End { name: String } }
        impl Store { fn heading(&self) -> &Heading { todo!() } }
        struct Store;
        fn f(unknown: Unknown, r: &Heading, s: Store, owned: Heading) {
            let Heading { id, .. } = unknown.heading; ⟦id ⇒ _⟧;
            let Heading { id, level } = r; ⟦id ⇒ &String⟧; ⟦level ⇒ &u8⟧;
            let Heading { id, level: ref l } = s.heading(); ⟦id ⇒ &String⟧; ⟦l ⇒ &u8⟧;
            let Heading { id, .. } = owned; ⟦id ⇒ String⟧;
            match unknown.event {
                Event::Start(text) => { ⟦text ⇒ _⟧; }
                Event::End { name } => { ⟦name ⇒ _⟧; }
            }
        }""",
    "raw pointers": """
        fn f(v: &[u8], p: *mut u16) {
            ⟦v.as_ptr().add(1) ⇒ *u8⟧; ⟦p.read() ⇒ u16⟧; ⟦p.is_null() ⇒ bool⟧; ⟦*p ⇒ u16⟧;
        }""",
    "extension traits": """
        trait Ext { fn twice(&self) -> u8 { 2 } }
        impl<T> Ext for T {}
        trait Sized2 { fn half(&self) -> u16; }
        impl Sized2 for Vec<u8> { fn half(&self) -> u16 { 1 } }
        fn f(v: Vec<u8>, s: &str) { ⟦v.twice() ⇒ u8⟧; ⟦s.twice() ⇒ u8⟧; ⟦v.half() ⇒ u16⟧;
        ⟦s.half() ⇒ _⟧; }""",
    "module and type of one name": """
        use std::str;
        fn f(b: &[u8]) { ⟦str::from_utf8(b).unwrap() ⇒ &str⟧; }""",
    "types around a module in the file": """
        mod outer {
            pub struct Point { x: u8 }
            mod inner { fn f(p: super::Point) { ⟦p.x ⇒ u8⟧; } }
        }""",
    "joined, converted, and public fields": """
        use std::process::{Child, Output};
        fn f(a: Vec<String>, b: &[&[u8]], c: &[Own], d: impl Into<String>, e: Child, g: Output) {
            ⟦a.join("-") ⇒ String⟧; ⟦b.concat() ⇒ Vec<u8>⟧; ⟦c.concat() ⇒ _⟧; ⟦d.into() ⇒ String⟧;
            ⟦e.stdout ⇒ Option<ChildStdout>⟧; ⟦g.stderr ⇒ Vec<u8>⟧;
        }
        struct Own;""",
    "a trait's method that calls the type's own": """
        trait Bytes { fn bytes(&self) -> Vec<u8>; }
        impl Bytes for other::Key { fn bytes(&self) -> Vec<u8> { ⟦self.bytes() ⇒ _⟧.to_vec() } }
        impl Bytes for Own { fn bytes(&self) -> Vec<u8> { ⟦self.bytes() ⇒ Vec<u8>⟧ } }
        fn f(key: &other::Key) { ⟦key.bytes() ⇒ Vec<u8>⟧; }
        struct Own;""",
    "methods of impls for other arguments": """
        struct Py<T>(T);
        struct Text; struct Class;
        impl Py<Text> { fn as_str(&self) -> &str { "" } }
        impl<T> Py<T> { fn inner(&self) -> &T { &self.0 } }
        fn f<T>(a: Py<Text>, b: &Py<Class>, c: Py<T>) {
            ⟦a.as_str() ⇒ &str⟧; ⟦b.as_str() ⇒ _⟧; ⟦a.inner() ⇒ &Text⟧;
            ⟦b.inner() ⇒ &Class⟧; ⟦c.inner() ⇒ &T⟧;
        }""",
    "let in a chain": """
        fn f(o: Option<Option<u8>>) {
            if let Some(inner) = o && let Some(x) = inner { ⟦x ⇒ u8⟧; }
        }""",
}


@pytest.mark.parametrize("text", CASES.values(), ids=CASES.keys())
def test_types(text: str) -> None:
    assert wrong_types(text) == []
