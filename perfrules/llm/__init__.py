"""A model's judgement of the findings that a rule marked ambiguous; nothing is sent unless one is named."""
