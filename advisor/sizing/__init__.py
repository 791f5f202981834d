"""Self-hosted serving: does it fit, how fast is it, how many machines does a load take.

One calculation on arrays (memory, step) serves the single question (`size`) and the plan of a
whole catalog (`LayoutTable`). Constants and their origin are in constants; how far the
predictions are from public measurements is in validation.
"""

from advisor.sizing.fleet import REASONS, FleetOption, FleetPlan, Load
from advisor.sizing.layouts import LayoutTable
from advisor.sizing.size import SizeResult, size

__all__ = ["REASONS", "FleetOption", "FleetPlan", "LayoutTable", "Load", "SizeResult", "size"]
