from prazo.rules.models.macro import Macro, MacroQuerySet
from prazo.rules.models.rule import Acted, Happening, On, Rule, Run

__all__ = ["Acted", "Happening", "Macro", "MacroQuerySet", "On", "Rule", "Run"]
