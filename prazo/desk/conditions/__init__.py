"""Conditions on tickets: one language for saved queues, search operators, macros and rules.

`read` makes them of stored JSON or of a form, with all faults at once; `where` says them as SQL
about a ticket `t`; `matching` asks the database which of some tickets they are true of.
"""

from prazo.desk.conditions.condition import Condition, Conditions, only_open, speaks_of_status
from prazo.desk.conditions.fields import FIELDS
from prazo.desk.conditions.matching import matching
from prazo.desk.conditions.reading import read, written
from prazo.desk.conditions.sql import where

__all__ = [
    "FIELDS",
    "Condition",
    "Conditions",
    "matching",
    "only_open",
    "read",
    "speaks_of_status",
    "where",
    "written",
]
