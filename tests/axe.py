"""axe-core, which finds what keeps people from using a page: fetched as the parts of a classroom are, and kept."""

from __future__ import annotations

import io
import json
import tarfile
from functools import lru_cache

from deterrence.classroom.parts import Part, content
from tests.browser import Browser

AXE = Part(
    "axe-core",
    "4.11.0",
    "npm",
    "axe-core-4.11.0.tgz",
    "39bed7d72308f6d620789c169d699bfd7e8da80f65b545821a6b2215c3e83107",
    "MPL-2.0",
)
RUN = """
axe.run(document, { iframes: false, resultTypes: ["violations"] }).then((found) =>
  JSON.stringify(found.violations.map((one) => [one.id, ...one.nodes.map((node) => node.html.slice(0, 200))])))
"""


@lru_cache(maxsize=1)
def script() -> str:
    """The program; a PartMissingError where it cannot be had."""
    with tarfile.open(fileobj=io.BytesIO(content(AXE))) as archive:
        held = archive.extractfile("package/axe.min.js")
        assert held is not None
        return held.read().decode()


def violations(browser: Browser) -> list[list[str]]:
    """What is wrong with the page as it is, by rule, with the elements."""
    if not browser.say("typeof axe === 'object'"):
        browser.say(f"{script()};0")
    found: list[list[str]] = json.loads(browser.say(RUN))
    return found
