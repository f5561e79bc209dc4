"""What the desk asks of an agreement besides its clocks: defaults, markers, levels, names."""

from functools import cached_property

from prazo.agreements.loader import Loaded
from prazo.agreements.models import Version
from prazo.engine.agreement import Agreement

_known: dict[str, tuple[Loaded, "Terms"]] = {}


def terms_of(version: Version) -> "Terms":
    """One value for each text, kept until a date is closed in it: versions never change."""
    loaded = version.loaded()
    known = _known.get(version.sha256)
    if known is None or known[0] is not loaded:
        known = _known[version.sha256] = (loaded, Terms(loaded))
    return known[1]


class Terms:
    """Reads one loaded agreement; texts are given in a language, or the nearest there is."""

    def __init__(self, loaded: Loaded) -> None:
        self.document = loaded.document
        self.agreement: Agreement = loaded.agreement

    def first_facts(self, channel: str, subject: str) -> dict[str, str]:
        """What a new ticket is taken to be until somebody classifies it.

        A marker at the start of the subject raises the priority to what the agreement allows
        by it (N11), and is the only command a subject can hold (T11).
        """
        return {
            "channel": channel,
            "priority": self._marked(subject) or self.document.default_priority or "",
            "level": self.document.default_level or "",
            "request_type": self._default_type,
        }

    def team_of(self, level: str) -> str:
        found = self.document.levels.get(level)
        return (found.team or "") if found else ""

    def next_level(self, level: str) -> str:
        """The level above, as the file orders them; "" at the top."""
        levels = list(self.document.levels)
        place = levels.index(level) if level in levels else -1
        return levels[place + 1] if place + 1 < len(levels) else ""

    def cause_of_state(self, state: str) -> str:
        return self.document.contract_states.get(state, "")

    def not_covered(self, cause: str) -> bool:
        return any(exclusion.cause == cause for exclusion in self.agreement.not_covered)

    def name(self, language: str) -> str:
        return self.document.name.of(tag(language))

    def metric_name(self, metric: str, language: str) -> str:
        return self.document.targets[metric].name.of(tag(language))

    def value_name(self, dimension: str, value: str, language: str) -> str:
        """The name of a dimension's value, such as a priority; the value itself if unnamed."""
        found = self._values(dimension).get(value)
        return found.name.of(tag(language)) if found else value

    def definition(self, priority: str, language: str) -> str:
        found = self.document.priorities.get(priority)
        return found.definition.of(tag(language)) if found and found.definition else ""

    def asks(self, language: str) -> list[str]:
        """What a report must carry (N3), each with its hint, in the file's order."""
        required = [ask for ask in self.document.intake.asks if ask.required]
        return [
            f"{ask.name.of(tag(language))}: {ask.hint.of(tag(language))}"
            if ask.hint
            else ask.name.of(tag(language))
            for ask in required
        ]

    def choices(self, dimension: str, language: str) -> list[tuple[str, str]]:
        """Values with their names, in the file's order."""
        return [
            (value, self.value_name(dimension, value, language))
            for value in self._values(dimension)
        ]

    def _values(self, dimension: str) -> dict:  # type: ignore[type-arg]
        plural = {"priority": "priorities", "addon": "addons"}.get(dimension, f"{dimension}s")
        return dict(getattr(self.document, plural))

    def _marked(self, subject: str) -> str:
        start = subject.lstrip().casefold()
        for name, priority in self.document.priorities.items():
            marker = priority.subject_marker
            if marker and start.startswith(marker.casefold()):
                return str(name)
        return ""

    @cached_property
    def _default_type(self) -> str:
        for name, request_type in self.document.request_types.items():
            if request_type.default:
                return str(name)
        return ""


def tag(language: str) -> str:
    """Django's `pt-br` as the agreement writes it, `pt-BR`."""
    base, _, region = language.partition("-")
    return f"{base}-{region.upper()}" if region else base
