"""Self-hosted serving: does it fit, how fast is it, how many machines does a load take.

One calculation on arrays (memory, step) serves the single question (size) and the plan of a
whole catalog (fleet). Constants and their origin are in constants.
"""

from advisor.sizing.size import SizeResult, size

__all__ = ["SizeResult", "size"]
