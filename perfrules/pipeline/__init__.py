"""From phase 1's issues to what a person has decided about them."""
