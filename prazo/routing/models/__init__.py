from prazo.routing.models.handling import Handling
from prazo.routing.models.policy import Policy
from prazo.routing.models.shift import Shift
from prazo.routing.models.skill import Skill

__all__ = ["Handling", "Policy", "Shift", "Skill"]
