"""Figures an agreement leaves to the contract (A9), as the contract writes them."""

from collections.abc import Mapping
from datetime import timedelta

from prazo.agreements.durations import allowance
from prazo.engine.agreement import Agreement, Allowance, Limit

AN_HOUR = Allowance(Limit.WORKING, timedelta(hours=1))


def contract_figures(figures: Mapping[str, object]) -> dict[str, Allowance]:
    """`{"first_response.critical": "2h"}` → the engine's allowances, by key."""
    return {key: allowance(value) for key, value in figures.items()}


def stand_in_figures(agreement: Agreement) -> dict[str, Allowance]:
    """An hour for each figure left open, for the watchdog's tickets, which have no contract."""
    lines = (line for target in agreement.targets.values() for line in target.lines)
    return {line.allowed.key: AN_HOUR for line in lines if line.allowed.key}
