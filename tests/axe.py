"""What axe finds on a page that keeps somebody from using it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What axe would say of rules that hold is not asked for: telling it takes longer than looking.
LEAN = {"resultTypes": ["violations"]}
WEIGHTY = ("serious", "critical")


SETTLED = 500
"""ms after which a fault is looked for again: colours of what was just swapped in, or scrolls, are
read from whatever stands behind it then."""


def violations(page: Page, within: str | None = None, *, all_of_them: bool = False) -> list[str]:
    """Each with its rule, the first elements it is broken by and what axe saw of the first of them;
    `within` is a selector."""
    found = _look(page, within, all_of_them)
    if not found:
        return []
    page.wait_for_timeout(SETTLED)
    return _look(page, within, all_of_them)


def _look(page: Page, within: str | None, all_of_them: bool) -> list[str]:
    answer = Axe().run(page, context=within, options=LEAN).response["violations"]
    return [
        f"{one['id']}: "
        + " ".join(node["html"][:150] for node in one["nodes"][:3])
        + f" ({one['nodes'][0].get('failureSummary', '')})"
        for one in answer
        if all_of_them or one["impact"] in WEIGHTY
    ]
