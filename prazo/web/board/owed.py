"""Which promises are the desk's own: what the customer or a carrier owes is not for it to keep."""

from collections import defaultdict
from collections.abc import Iterable, Set
from functools import lru_cache

from prazo.lib import rows
from prazo.web.shown import words

ADOPTED = """
select distinct a.desk_id, v.id, v.sha256
  from agreements_adoption a join agreements_version v on v.id = a.version_id
 where a.desk_id = any(%(desks)s::bigint[])
"""


def owed(version: int, sha256: str, metric: str) -> bool:
    return metric in _metrics(version, sha256)[0]


def owed_by_others(desks: Iterable[int]) -> list[tuple[int, str]]:
    """Desks and metrics that no version of theirs ever promised itself."""
    own: dict[int, set[str]] = defaultdict(set)
    others: dict[int, set[str]] = defaultdict(set)
    for desk, version, sha256 in rows.select(ADOPTED, desks=list(desks)):
        of_desk, of_others = _metrics(version, sha256)
        own[desk] |= of_desk
        others[desk] |= of_others
    return sorted((desk, name) for desk in others for name in others[desk] - own[desk])


@lru_cache(maxsize=256)
def _metrics(version: int, sha256: str) -> tuple[Set[str], Set[str]]:
    targets = words.terms_by(version, sha256).agreement.targets
    own = frozenset(name for name, target in targets.items() if target.owed_by == "provider")
    return own, frozenset(targets) - own
