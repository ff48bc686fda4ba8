"""Types of expressions inside one function, as far as names and signatures tell.

Every answer is either right by construction or :data:`~perfrules.index.types.UNKNOWN`; nothing is
guessed from the look of a name. Answers are computed when asked for, once.

=================  ===========================================================
``inference``      the class that rules talk to; it remembers the answers
``bindings``       what a variable holds: let, parameter, loop, match, closure
``patterns``       a type taken apart by a pattern
``expressions``    literals, operators, blocks and branches
``paths``          names and paths: constants, constructors, functions as values
``calls``          calls: the callee, its arguments, its result
``methods``        which method a receiver's type has
``places``         fields, elements and what ``*`` gives
``iteration``      items of iterators and collections
``expected``       the type that the surroundings ask for
``generics``       type parameters, their bounds, and what they stand for
=================  ===========================================================
"""

from perfrules.index.infer.inference import Inference, inference_at

__all__ = ["Inference", "inference_at"]
