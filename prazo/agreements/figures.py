"""Figures an agreement leaves to the contract (A9), as the contract writes them."""

from collections.abc import Mapping

from prazo.agreements.durations import allowance
from prazo.engine.agreement import Allowance


def contract_figures(figures: Mapping[str, object]) -> dict[str, Allowance]:
    """`{"first_response.critical": "2h"}` → the engine's allowances, by key."""
    return {key: allowance(value) for key, value in figures.items()}
