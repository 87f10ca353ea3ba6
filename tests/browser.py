"""Chromium, where it is installed, driven over a pipe by its own protocol: pages opened, keys pressed, texts read.

https://chromedevtools.github.io/devtools-protocol
"""

from __future__ import annotations

import base64
import json
import os
import re
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 60.0


def installed() -> str | None:
    """Where a browser is, if there is one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


class Browser:
    """One page of a browser that asks for nothing but what it is given."""

    def __init__(self) -> None:
        path = installed()
        assert path is not None
        self._home = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        to_browser, self._write = os.pipe()
        self._read, from_browser = os.pipe()
        # The protocol is spoken on descriptors 3 and 4.
        shell = f'exec 3<&{to_browser} 4>&{from_browser}; exec "$0" "$@"'
        flags = ["--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-pipe", "--hide-scrollbars"]
        self._process = subprocess.Popen(
            ["bash", "-c", shell, path, *flags, f"--user-data-dir={self._home.name}", "about:blank"],
            pass_fds=(to_browser, from_browser),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_browser)
        os.close(from_browser)
        self._number, self._held, self.events = 0, b"", []
        pages = [t for t in self._ask("Target.getTargets")["targetInfos"] if t["type"] == "page"]
        session = self._ask("Target.attachToTarget", targetId=pages[0]["targetId"], flatten=True)
        self._session: str | None = session["sessionId"]
        for domain in ("Page", "Runtime", "Network", "Log"):
            self._ask(f"{domain}.enable")

    events: list[dict[str, Any]]
    _session: str | None = None

    def _ask(self, method: str, **given: Any) -> dict[str, Any]:
        self._number += 1
        asked = {"id": self._number, "method": method, "params": given}
        if self._session is not None:
            asked["sessionId"] = self._session
        os.write(self._write, json.dumps(asked).encode() + b"\0")
        until = time.monotonic() + SECONDS
        while time.monotonic() < until:
            said = self._next(until)
            if said.get("id") == self._number:
                assert "error" not in said, said["error"]
                found: dict[str, Any] = said["result"]
                return found
            self.events.append(said)
        raise AssertionError(f"no answer to {method}")

    def _next(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._held:
            ready, _, _ = select.select([self._read], [], [], max(0.0, until - time.monotonic()))
            assert ready, "the browser says nothing"
            held = os.read(self._read, 1 << 20)
            assert held, "the browser went away"
            self._held += held
        message, _, self._held = self._held.partition(b"\0")
        said: dict[str, Any] = json.loads(message)
        return said

    def open(self, page: Path, fragment: str = "") -> None:
        """Open a page of the disk, anew."""
        self._ask("Page.navigate", url="about:blank")
        self._ask("Page.navigate", url=f"{page.as_uri()}{fragment}")
        self.until("document.readyState === 'complete' && location.protocol === 'file:'")
        self.settle()

    def until(self, condition: str) -> None:
        """Wait until something is true on the page."""
        until = time.monotonic() + SECONDS
        while not self.say(condition):
            assert time.monotonic() < until, condition
            time.sleep(0.02)

    def settle(self) -> None:
        """Wait until what was changed is drawn."""
        self.say("new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def say(self, expression: str) -> Any:
        """What an expression comes to on the page."""
        said = self._ask("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in said, said["exceptionDetails"]
        return said["result"].get("value")

    def key(self, name: str, code: int) -> None:
        """Press a key and let it go."""
        for kind in ("rawKeyDown", "keyUp"):
            self._ask("Input.dispatchKeyEvent", type=kind, key=name, code=name, windowsVirtualKeyCode=code)
        self.settle()

    def press(self, name: str, text: str, code: int) -> None:
        """Press a key that also types, such as Enter or the space bar, and let it go."""
        self._ask("Input.dispatchKeyEvent", type="keyDown", key=name, text=text, windowsVirtualKeyCode=code)
        self._ask("Input.dispatchKeyEvent", type="keyUp", key=name, windowsVirtualKeyCode=code)
        self.settle()

    def type(self, text: str) -> None:
        """Type a text where the focus is."""
        self._ask("Input.insertText", text=text)

    def mouse(self, kind: str, x: float, y: float) -> None:
        """Press, move or let go: `mousePressed`, `mouseMoved`, `mouseReleased`."""
        self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=1, clickCount=1)
        self.settle()

    def size(self, wide: int, high: int = 900) -> None:
        """Make the window so large."""
        self._ask("Emulation.setDeviceMetricsOverride", width=wide, height=high, deviceScaleFactor=1, mobile=wide < 500)

    def offline(self) -> None:
        """Cut the network."""
        self._ask(
            "Network.emulateNetworkConditions", offline=True, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )

    def dark(self, wanted: bool) -> None:
        """Ask for dark colours, or for light ones."""
        value = "dark" if wanted else "light"
        self._ask("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": value}])

    def picture(self, path: Path) -> None:
        """Save what is seen."""
        path.write_bytes(base64.b64decode(self._ask("Page.captureScreenshot")["data"]))

    def sheets(self) -> int:
        """How many sheets the page takes in print."""
        made = base64.b64decode(self._ask("Page.printToPDF", preferCSSPageSize=True)["data"])
        return len(re.findall(rb"/Type\s*/Page\b(?!s)", made))

    def named(self) -> list[tuple[str, str]]:
        """The role and the name of everything that the keyboard reaches, as a screen reader says them."""
        found = []
        for node in self._ask("Accessibility.getFullAXTree")["nodes"]:
            given = {p["name"]: p["value"].get("value") for p in node.get("properties", [])}
            if given.get("focusable") and not node.get("ignored"):
                found.append((node["role"]["value"], node.get("name", {}).get("value", "")))
        return found

    def complaints(self) -> list[str]:
        """What the page wrote to the console, what broke, and what it asked of anything but the disk."""
        found = []
        for event in self.events:
            method, given = event.get("method", ""), event.get("params", {})
            if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
                found.append(json.dumps(given)[:300])
            if method == "Network.requestWillBeSent":
                url = given["request"]["url"]
                if not url.startswith(("file:", "about:", "data:", "blob:")):
                    found.append(url)
        return found

    def close(self) -> None:
        """End it."""
        self._session = None
        try:
            self._ask("Browser.close")
        except (AssertionError, OSError):
            self._process.kill()
        self._process.wait(timeout=SECONDS)
        os.close(self._write)
        os.close(self._read)
        self._home.cleanup()
