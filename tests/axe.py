"""What axe finds on a page that keeps somebody from using it."""

from collections.abc import Mapping, Sequence
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# What axe would say of rules that hold is not asked for: telling it takes longer than looking.
LEAN = {"resultTypes": ["violations"]}
WEIGHTY = ("serious", "critical")

Rules = Mapping[str, Any]
"""Which of axe's rules, as its options say it. To judge colours takes most of the time."""

ALL: Rules = {}
COLOURS: Rules = {"runOnly": ["color-contrast"]}
ALL_BUT_COLOURS: Rules = {"rules": {"color-contrast": {"enabled": False}}}

# A page that is live may have put something else there meanwhile. Null where axe is not there yet.
# Rules that can find nothing weighty are not run where nothing else is asked for.
RUN = """([where, how, weighty]) => {
  if (!("axe" in window)) return null;
  if (!document.querySelector(where.include)) return { violations: [] };
  if (weighty && !how.runOnly) {
    const light = axe._audit.rules.filter((rule) => !weighty.includes(rule.impact));
    const off = light.map((rule) => [rule.id, { enabled: false }]);
    how.rules = { ...Object.fromEntries(off), ...how.rules };
  }
  return axe.run(where, how);
}"""

SETTLED = 500
"""ms after which a fault is looked for again: colours of what was just swapped in, or scrolls, are
read from whatever stands behind it then."""


def violations(
    page: Page,
    within: str = "html",
    *,
    but: Sequence[str] = (),
    rules: Rules = ALL,
    all_of_them: bool = False,
) -> list[str]:
    """Each with its rule, the first elements it is broken by and what axe saw of the first of them;
    `within` is a selector, `but` are those of parts that are left out."""
    found = _look(page, within, but, rules, all_of_them)
    if not found:
        return []
    page.wait_for_timeout(SETTLED)
    return _look(page, within, but, rules, all_of_them)


def _look(
    page: Page, within: str, but: Sequence[str], rules: Rules, all_of_them: bool
) -> list[str]:
    where = {"include": [within], "exclude": list(but)}
    asked = [where, {**LEAN, **rules}, None if all_of_them else WEIGHTY]
    answer = page.evaluate(RUN, asked)
    if answer is None:
        page.evaluate(AXE_SCRIPT)
        answer = page.evaluate(RUN, asked)
    return [
        f"{one['id']}: "
        + " ".join(node["html"][:150] for node in one["nodes"][:3])
        + f" ({one['nodes'][0].get('failureSummary', '')})"
        for one in answer["violations"]
        if all_of_them or one["impact"] in WEIGHTY
    ]
