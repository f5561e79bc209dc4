from prazo.rules.models.macro import Macro, MacroQuerySet
from prazo.rules.models.rule import Happening, Held, On, Rule, Run

__all__ = ["Happening", "Held", "Macro", "MacroQuerySet", "On", "Rule", "Run"]
