"""HTML cleaned by a list of what may stay: tags, attributes, addresses, styles.

nh3 (ammonia, html5ever) does the work; this says what may stay. bleach is in maintenance only.
"""

import re
from collections.abc import Mapping

import nh3

from prazo.lib.markup.pictures import Pictures, put_markers
from prazo.lib.markup.style import kept_style
from prazo.lib.markup.weight import weigh, weigh_result

TAG_NAMES = """
    a abbr acronym address article aside b bdi bdo big blockquote br caption center cite code col
    colgroup dd del dfn div dl dt em figcaption figure font footer h1 h2 h3 h4 h5 h6 header hr i
    img ins kbd li main mark ol p pre q rp rt ruby s samp section small span strike strong sub sup
    table tbody td tfoot th thead time tr tt u ul var wbr
"""
TAGS = set(TAG_NAMES.split())
# Gone with all that is in them; any other tag that is not kept leaves its text behind.
EMPTIED_NAMES = """
    script style title template noscript iframe object embed applet svg math textarea select option
    noembed noframes xmp audio video canvas frameset
"""
EMPTIED = set(EMPTIED_NAMES.split())
CELL = {"align", "valign", "width", "height", "bgcolor", "colspan", "rowspan"}
ATTRIBUTES = {
    "*": {"dir", "lang", "title", "style"},
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "font": {"color"},
    "ol": {"start", "type"},
    "li": {"value"},
    "table": {"align", "width", "border", "cellpadding", "cellspacing", "bgcolor"},
    "td": CELL,
    "th": CELL | {"scope"},
    "tr": {"align", "valign", "bgcolor"},
    "col": {"span", "width"},
    "colgroup": {"span", "width"},
    "time": {"datetime"},
}
SCHEMES = {"http", "https", "mailto", "tel", "cid"}  # of them `cid` for pictures only
LINK_RELATION = "noopener noreferrer nofollow"
STYLES = {"color", "background-color", "font-weight", "font-style", "text-decoration", "text-align"}

UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")  # a browser passes over them, wherever they are
LINK = re.compile(r"(?:https?://[^\s/\\?#]|mailto:[^\s]|tel:[+\d])", re.IGNORECASE)
NUMBER = re.compile(r"\d{1,4}%?")
NUMBERS = {"width", "height", "border", "cellpadding", "cellspacing", "span", "start", "value"}
SPANS = {"colspan", "rowspan"}
MOST_SPANNED = 100  # cells; one that spans thousands is there to freeze a browser
COLOUR = re.compile(r"#?[0-9A-Za-z]{1,20}")
COLOURS = {"color", "bgcolor"}

MOST_PASSES = 4


def clean(html: str, images: Mapping[str, str], remote_images: bool = False) -> str:
    """HTML that may stand in our page.

    `images` gives the address of each picture that came with the mail, by its content id (without
    angle brackets). Pictures from elsewhere become markers, which `withheld` counts, unless
    `remote_images` lets them load. Cleaning again changes nothing (X07). Raises TooHeavy where the
    result would choke a browser, or the way to it this process (Q16): show a notice then, and the
    raw mail to download.
    """
    weigh(html)
    pictures = Pictures(images, remote_images)
    cleaner = _cleaner(pictures)
    cleaned = put_markers(cleaner.clean(html))
    weigh_result(cleaned)
    for _ in range(MOST_PASSES):
        again = put_markers(cleaner.clean(cleaned))
        if again == cleaned:
            break
        cleaned = again
    else:
        cleaned = nh3.clean(cleaned, tags=set())  # a knot that no pass undoes: its text alone
    weigh_result(cleaned)
    return cleaned


def _cleaner(pictures: Pictures) -> nh3.Cleaner:
    def kept_attribute(tag: str, name: str, value: str) -> str | None:
        if tag == "img" and name == "src":
            return pictures.source(value)
        return _kept_attribute(name, value)

    return nh3.Cleaner(
        tags=TAGS,
        clean_content_tags=EMPTIED,
        attributes=ATTRIBUTES,
        attribute_filter=kept_attribute,
        link_rel=LINK_RELATION,
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes=SCHEMES,
        url_relative=pictures.relative,
        allowed_classes={"span": {Pictures.MARKER}},
        filter_style_properties=STYLES,
    )


def _kept_attribute(name: str, value: str) -> str | None:
    """The value of an attribute of the list, as it may stay; None to drop it."""
    if name == "href":
        address = UNSEEN.sub("", value).strip().replace(" ", "%20")
        return address if LINK.match(address) else None
    if name == "style":
        return kept_style(value, STYLES)
    if name in SPANS:
        return value if value.isdecimal() and int(value[:9]) <= MOST_SPANNED else None
    if name in NUMBERS:
        return value if NUMBER.fullmatch(value) else None
    if name in COLOURS:
        return value if COLOUR.fullmatch(value) else None
    return value
