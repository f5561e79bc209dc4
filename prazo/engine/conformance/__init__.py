"""Other people's business time: their inputs and results, held against this engine.

Takes vectors as loaded from JSON, one list per source, and says of each whether we agree. A
vector is not comparable when its source means something else by the question, never because we
could not answer it; what a source is held to have wrong is disputed and not compared.
"""

from prazo.engine.conformance.compare import compare, conform
from prazo.engine.conformance.tally import Finding, Tally, Verdict

__all__ = ["Finding", "Tally", "Verdict", "compare", "conform"]
