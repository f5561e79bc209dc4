"""What axe finds on a page that keeps somebody from using it."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What axe would say of rules that hold is not asked for: telling it takes longer than looking.
LEAN = {"resultTypes": ["violations"]}
WEIGHTY = ("serious", "critical")


def violations(page: Page, within: str | None = None, *, all_of_them: bool = False) -> list[str]:
    """Each with its rule and the first elements it is broken by; `within` is a selector."""
    answer = Axe().run(page, context=within, options=LEAN).response["violations"]
    return [
        f"{one['id']}: " + " ".join(node["html"][:150] for node in one["nodes"][:3])
        for one in answer
        if all_of_them or one["impact"] in WEIGHTY
    ]
