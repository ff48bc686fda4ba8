# What a contributor needs; `just` lists it.

default:
    @just --list

# lint, types, layers
check:
    ruff check .
    ruff format --check .
    mypy
    lint-imports

# all tests
test:
    python -m pytest -n auto

# the examples that rules carry
rules-test *PATH:
    perfrules rules test {{PATH}}

# pages that are written by the tool
docs:
    perfrules rules list --format markdown > docs/rules.md
    perfrules rules words > docs/rule-words.md

# speed, as ratios taken in one run
bench *ARGS:
    python benchmarks/speed.py {{ARGS}}
