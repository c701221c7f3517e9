"""A person at one window: looks for things by what they are called, clicks, types, downloads.

Things are found as assistive technology finds them, by role and accessible name, so a button that
has none cannot be clicked here either.
"""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import msgspec

from features.browser.devtools import DevTools, Event, Refused

__all__ = ["Downloaded", "NotThere", "Tab"]

_KEYS = {"Tab": ("Tab", 9, ""), "Enter": ("Enter", 13, "\r"), "Escape": ("Escape", 27, "")}


class NotThere(AssertionError):
    """The page has no such thing, or several."""


class Downloaded(msgspec.Struct, frozen=True, kw_only=True):
    """`name` as the server suggested it."""

    name: str
    content: bytes


class Tab:
    """`errors`: what the browser complained of, scripts, policies and failed loads. `asked`: every
    address that it loaded."""

    def __init__(self, devtools: DevTools, folder: Path) -> None:
        """`folder` takes downloads."""
        self._devtools = devtools
        self._folder = folder
        self.errors: list[str] = []
        self.asked: list[str] = []
        self.statuses: dict[str, int] = {}
        context = devtools.ask("Target.createBrowserContext")["browserContextId"]
        target = devtools.ask("Target.createTarget", url="about:blank", browserContextId=context)
        self._context = context
        self._target = target["targetId"]
        self._session = devtools.ask("Target.attachToTarget", targetId=self._target, flatten=True)[
            "sessionId"
        ]
        devtools.listeners.append(self._listen)
        for domain in ("Page", "Runtime", "Log", "Network", "DOM", "Accessibility"):
            self._ask(f"{domain}.enable")
        devtools.ask(
            "Browser.setDownloadBehavior",
            behavior="allowAndName",
            downloadPath=str(folder),
            browserContextId=context,
            eventsEnabled=True,
        )

    def close(self) -> None:
        self._devtools.listeners.remove(self._listen)
        self._devtools.ask("Target.disposeBrowserContext", browserContextId=self._context)

    # --- going places ------------------------------------------------------------------------

    @property
    def url(self) -> str:
        return str(self.value("location.href"))

    @property
    def title(self) -> str:
        return str(self.value("document.title"))

    @property
    def text(self) -> str:
        """What a person reads, blanks made one."""
        return " ".join(str(self.value("document.body.innerText")).split())

    def open(self, url: str) -> None:
        """Raises NotThere when it cannot be loaded."""
        self._devtools.forget()
        answer = self._ask("Page.navigate", url=url)
        if "errorText" in answer:
            raise NotThere(f"{url}: {answer['errorText']}")
        self._loaded()

    def click(self, role: str, name: str, number: int = 0) -> None:
        """And wait for the page that comes."""
        self._devtools.forget()
        self.press(role, name, number)
        self._loaded()

    def press(self, role: str, name: str, number: int = 0) -> None:
        """A click that leads nowhere."""
        node = self._find(role, name, number)
        self._ask("DOM.scrollIntoViewIfNeeded", backendNodeId=node)
        try:
            quads = self._ask("DOM.getContentQuads", backendNodeId=node)["quads"]
        except Refused:
            quads = []
        if not quads:
            raise NotThere(f"the {role} {name!r} is not to be seen")
        x, y = sum(quads[0][0::2]) / 4, sum(quads[0][1::2]) / 4
        for kind in ("mousePressed", "mouseReleased"):
            self._ask("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

    def download(self, role: str, name: str, number: int = 0) -> Downloaded:
        """What a click on it downloads."""
        self._devtools.forget()
        self.press(role, name, number)
        begun = self._devtools.wait("Browser.downloadWillBegin")
        self._devtools.wait(
            "Browser.downloadProgress",
            lambda event: event["guid"] == begun["guid"] and event["state"] == "completed",
        )
        return Downloaded(
            name=begun["suggestedFilename"], content=(self._folder / begun["guid"]).read_bytes()
        )

    # --- keyboard ------------------------------------------------------------------------------

    def key(self, name: str, *, loads: bool = False) -> None:
        """`loads`: wait for the page that comes."""
        key, code, text = _KEYS[name]
        if loads:
            self._devtools.forget()
        common = {"key": key, "code": key, "windowsVirtualKeyCode": code}
        down = "keyDown" if text else "rawKeyDown"
        self._ask("Input.dispatchKeyEvent", type=down, text=text, **common)
        self._ask("Input.dispatchKeyEvent", type="keyUp", **common)
        if loads:
            self._loaded()

    def type(self, text: str) -> None:
        """Into what has the focus."""
        self._ask("Input.insertText", text=text)

    def fill(self, name: str, text: str) -> None:
        """A text field, whatever stood in it."""
        node = self._find("textbox", name)
        self._ask("DOM.focus", backendNodeId=node)
        self.value("document.activeElement.select()")
        self.type(text)

    # --- looking -------------------------------------------------------------------------------

    def value(self, script: str) -> Any:
        """Of an expression, as JSON has it."""
        answer = self._ask("Runtime.evaluate", expression=script, returnByValue=True)
        if "exceptionDetails" in answer:
            raise NotThere(f"{script}: {answer['exceptionDetails'].get('text')}")
        return answer["result"].get("value")

    def rows(self) -> list[list[str]]:
        """The cells of every table row of the page."""
        found: list[list[str]] = self.value(
            "[...document.querySelectorAll('tr')].map(row => "
            "[...row.cells].map(cell => cell.innerText.split(/\\s+/).join(' ').trim()))"
        )
        return found

    def tree(self) -> list[dict[str, Any]]:
        """Everything that assistive technology is told of."""
        nodes: list[dict[str, Any]] = self._ask("Accessibility.getFullAXTree")["nodes"]
        return [node for node in nodes if not node.get("ignored")]

    def is_there(self, role: str, name: str) -> bool:
        return bool(self._nodes(role, name))

    def picture(self) -> bytes:
        """The page as PNG, its first 6000 pixels."""
        size = self._ask("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 6000)}
        answer = self._ask(
            "Page.captureScreenshot", captureBeyondViewport=True, clip=clip | {"scale": 1}
        )
        return b64decode(answer["data"])

    def size(self, width: int, height: int) -> None:
        """Of the window."""
        self._ask(
            "Emulation.setDeviceMetricsOverride",
            width=width, height=height, deviceScaleFactor=1, mobile=False,
        )  # fmt: skip

    # --- inside --------------------------------------------------------------------------------

    def _ask(self, method: str, **given: Any) -> dict[str, Any]:
        return self._devtools.ask(method, self._session, **given)

    def _loaded(self) -> None:
        self._devtools.wait("Page.loadEventFired")

    def _nodes(self, role: str, name: str) -> list[int]:
        root = self._ask("DOM.getDocument", depth=0)["root"]["nodeId"]
        found = self._ask("Accessibility.queryAXTree", nodeId=root, role=role, accessibleName=name)
        return [node["backendDOMNodeId"] for node in found["nodes"] if not node.get("ignored")]

    def _find(self, role: str, name: str, number: int = 0) -> int:
        found = self._nodes(role, name)
        if len(found) <= number:
            raise NotThere(f"{self.url} has no {role} {name!r}" + (f" #{number}" if number else ""))
        return found[number]

    def _listen(self, event: Event) -> None:
        if event.get("sessionId") != self._session:
            return
        told = event["params"]
        match event["method"]:
            case "Runtime.exceptionThrown":
                self.errors.append(json.dumps(told["exceptionDetails"].get("text")))
            case "Log.entryAdded" if told["entry"]["level"] in ("error", "warning"):
                self.errors.append(f"{told['entry']['text']} ({told['entry'].get('url', '')})")
            case "Network.requestWillBeSent":
                self.asked.append(told["request"]["url"])
            case "Network.responseReceived":
                self.statuses[told["response"]["url"]] = told["response"]["status"]
