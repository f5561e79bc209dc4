from prazo.writing.models.draft import Draft, DraftFile
from prazo.writing.models.habit import Habit
from prazo.writing.models.press import Press
from prazo.writing.models.signature import Signature
from prazo.writing.models.template import Template

__all__ = ["Draft", "DraftFile", "Habit", "Press", "Signature", "Template"]
