"""What a page loads when it is opened: everything that a browser would fetch without being asked."""

import re

from lxml import html

_LOADING = {
    "link": ("href",),
    "script": ("src",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "frame": ("src",),
    "embed": ("src",),
    "object": ("data",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "track": ("src",),
    "input": ("src",),
    "image": ("href", "{http://www.w3.org/1999/xlink}href"),
    "use": ("href", "{http://www.w3.org/1999/xlink}href"),
    "body": ("background",),
    "base": ("href",),
}
_IN_STYLE = re.compile(r"url\(\s*['\"]?([^)'\"]*)|@import\s+['\"]([^'\"]*)")
_IN_SCRIPT = re.compile(r"(?:fetch|import|open)\s*\(\s*['\"`]([^'\"`]*)")


def loads(page: str) -> list[str]:
    """Addresses of other hosts that a page loads; links that a reader may follow are none."""
    tree = html.document_fromstring(page)
    found = [
        address
        for element in tree.iter()
        for name in _LOADING.get(str(element.tag), ())
        for address in re.split(r"[\s,]+", element.get(name, ""))
    ]
    styles = [*(element.text or "" for element in tree.iter("style")), *tree.xpath("//@style")]
    found += [first or second for style in styles for first, second in _IN_STYLE.findall(style)]
    found += [address for script in tree.iter("script") for address in _IN_SCRIPT.findall(script.text or "")]
    found += [content for content in tree.xpath("//meta[@http-equiv]/@content") if "url=" in content.lower()]
    return [address for address in found if re.match(r"(?:[a-z]+:)?//", address) or "url=" in address.lower()]
