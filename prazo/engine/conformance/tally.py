"""What comes of holding a source's vectors against the engine, counted."""

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum


class Verdict(StrEnum):
    PASSED = "passed"
    FAILED = "failed"
    NOT_COMPARABLE = "not comparable"
    DISPUTED = "disputed"


@dataclass(frozen=True, slots=True)
class Finding:
    """What came of one vector. `got` and `expected` are as text; `why` says what differs."""

    id: str
    op: str
    verdict: Verdict
    got: str = ""
    expected: str = ""
    why: str = ""


class AnotherMeaning(Exception):
    """The source asks something else; the message says what."""


@dataclass(slots=True)
class Tally:
    """One source's vectors. Those not comparable and those disputed are counted by reason."""

    source: str
    passed: int = 0
    failed: int = 0
    not_comparable: Counter[str] = field(default_factory=Counter)
    disputed: Counter[str] = field(default_factory=Counter)
    differences: list[Finding] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.passed + self.failed + self.not_comparable.total() + self.disputed.total()

    def add(self, finding: Finding) -> None:
        match finding.verdict:
            case Verdict.PASSED:
                self.passed += 1
            case Verdict.FAILED:
                self.failed += 1
                self.differences.append(finding)
            case Verdict.NOT_COMPARABLE:
                self.not_comparable[finding.why] += 1
            case Verdict.DISPUTED:
                self.disputed[finding.why] += 1
