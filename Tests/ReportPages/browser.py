"""Opens reports in Chromium by the DevTools protocol and checks what they do: browser.py BROWSER FOLDER. Standard library only."""

import base64
import json
import os
import pathlib
import re
import shutil
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request


class Browser:
    """A headless browser with one page."""

    def __init__(self, name):
        self.profile = tempfile.mkdtemp(prefix="apus-report-")
        self.process = subprocess.Popen(
            [name, "--headless", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", f"--user-data-dir={self.profile}",
             "--no-first-run", "--window-size=1200,1000", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = pathlib.Path(self.profile) / "DevToolsActivePort"
        for _ in range(600):
            if port_file.exists() and port_file.read_text().count("\n") >= 1:
                break
            time.sleep(0.1)
        else:
            raise RuntimeError("the browser did not start")
        port = int(port_file.read_text().split("\n")[0])
        for _ in range(100):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list", timeout=10) as answer:
                pages = [page for page in json.load(answer) if page["type"] == "page"]
            if pages:
                break
            time.sleep(0.1)
        self.connect(port, pages[0]["webSocketDebuggerUrl"])
        self.count = 0
        self.events = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    def connect(self, port, address):
        path = address.split(str(port), 1)[1]
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=60)
        key = base64.b64encode(os.urandom(16)).decode()
        self.socket.sendall(
            (f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
             f"Sec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n\r\n").encode())
        answer = b""
        while b"\r\n\r\n" not in answer:
            answer += self.socket.recv(1)
        if b" 101 " not in answer.split(b"\r\n")[0]:
            raise RuntimeError(answer.decode())

    def read(self, count):
        data = b""
        while len(data) < count:
            part = self.socket.recv(count - len(data))
            if not part:
                raise RuntimeError("the browser closed the connection")
            data += part
        return data

    def receive(self):
        """One message, which may come in several frames (RFC 6455)."""
        message = b""
        while True:
            first, second = self.read(2)
            length = second & 127
            if length == 126:
                length = struct.unpack(">H", self.read(2))[0]
            elif length == 127:
                length = struct.unpack(">Q", self.read(8))[0]
            message += self.read(length)
            if first & 128:
                return json.loads(message)

    def call(self, method, **parameters):
        self.count += 1
        data = json.dumps({"id": self.count, "method": method, "params": parameters}).encode()
        mask = os.urandom(4)
        header = b"\x81" + (bytes([128 | len(data)]) if len(data) < 126 else
                            b"\xfe" + struct.pack(">H", len(data)) if len(data) < 65536 else b"\xff" + struct.pack(">Q", len(data)))
        self.socket.sendall(header + mask + bytes(byte ^ mask[index % 4] for index, byte in enumerate(data)))
        while True:
            message = self.receive()
            if message.get("id") == self.count:
                if "error" in message:
                    raise RuntimeError(f"{method}: {message['error']}")
                return message["result"]
            self.events.append(message)

    def open(self, path):
        """Opens a page; the errors and requests since then are those of this page."""
        self.events = []
        self.call("Page.navigate", url=pathlib.Path(path).resolve().as_uri())
        for _ in range(300):
            if any(event["method"] == "Page.loadEventFired" for event in self.events):
                return
            self.evaluate("1")
            time.sleep(0.05)
        raise RuntimeError(f"{path} did not load")

    def evaluate(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in result:
            raise RuntimeError(result["exceptionDetails"].get("exception", {}).get("description", "an exception"))
        return result["result"].get("value")

    def press(self, key, code):
        for kind in ("keyDown", "keyUp"):
            self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code, text="\r" if key == "Enter" else "")

    def drag(self, start, end):
        for kind, (x, y), buttons in (("mousePressed", start, 1), ("mouseMoved", ((start[0] + end[0]) / 2, start[1]), 1),
                                      ("mouseMoved", end, 1), ("mouseReleased", end, 0)):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", buttons=buttons, clickCount=1)

    @property
    def faults(self):
        """Errors in the console, exceptions, and what the policy refused."""
        texts = []
        for event in self.events:
            parameters = event.get("params", {})
            if event["method"] == "Log.entryAdded" and parameters["entry"]["level"] in ("error", "warning"):
                texts.append(parameters["entry"]["text"])
            if event["method"] == "Runtime.exceptionThrown":
                texts.append(str(parameters["exceptionDetails"].get("text")))
            if event["method"] == "Runtime.consoleAPICalled" and parameters["type"] in ("error", "warning"):
                texts.append(str(parameters["args"]))
        return texts

    @property
    def requests(self):
        """What was asked for besides the page itself."""
        addresses = [event["params"]["request"]["url"] for event in self.events if event["method"] == "Network.requestWillBeSent"]
        return addresses[1:]

    def close(self):
        self.process.terminate()
        try:
            self.process.wait(20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)


failures = 0


def check(name, is_met, detail=""):
    global failures
    print(f"{'ok   ' if is_met else 'FAIL '} {name}{'' if is_met else ': ' + str(detail)}")
    failures += 0 if is_met else 1


COLUMN = "[...document.querySelectorAll('#summary-table tbody tr')].map(r => r.cells[%d].dataset.value)"
HEAD = "document.querySelectorAll('#summary-table thead th')[%d]"


def check_sorting(browser):
    before = browser.evaluate(COLUMN % 9)
    browser.evaluate(HEAD % 9 + ".querySelector('button').click()")
    rising = browser.evaluate(COLUMN % 9)
    numbers = [float(value) for value in rising]
    check("a press on R-hat sorts by it", numbers == sorted(numbers) and rising != before, rising)
    check("the column says so", browser.evaluate(HEAD % 9 + ".getAttribute('aria-sort')") == "ascending")
    browser.evaluate(HEAD % 9 + ".querySelector('button').focus()")
    browser.press("Enter", 13)
    falling = [float(value) for value in browser.evaluate(COLUMN % 9)]
    check("the Enter key turns the order", falling == numbers[::-1], falling)
    check("only one column is sorted", browser.evaluate(
        "[...document.querySelectorAll('#summary-table th[aria-sort]')].filter(h => h.getAttribute('aria-sort') !== 'none').length") == 1)
    check("the order is announced", "R-hat, descending" in browser.evaluate("document.getElementById('sort-status').textContent"))
    browser.evaluate(HEAD % 0 + ".querySelector('button').click()")
    names = browser.evaluate(COLUMN % 0)
    check("names sort as text", names == sorted(names, key=str.lower) and len(names) == 10, names)


def check_zoom(browser):
    place = browser.evaluate(
        "(() => { const s = document.querySelector('.zoomable > svg'); s.scrollIntoView({block: 'center', behavior: 'instant'});"
        " const b = s.querySelector('rect.frame').getBoundingClientRect(); return [b.left, b.top, b.width, b.height]; })()")
    left, top, width, height = place
    y = top + height / 2
    browser.drag((left + 0.25 * width, y), (left + 0.5 * width, y))
    transforms = browser.evaluate("[...document.querySelectorAll('.zoomable g.zoomed')].map(g => g.getAttribute('transform'))")
    check("a drag on one trace zooms all", len(transforms) > 40 and all(t and t.startswith("matrix(4") or t and t.startswith("matrix(3.9")
                                                                      for t in transforms), set(transforms))
    ticks = browser.evaluate("[...document.querySelector('.zoomable g.axis.x').querySelectorAll('text.tick')].map(t => Number(t.textContent))")
    check("the axis follows", len(ticks) > 3 and min(ticks) >= 120 and max(ticks) <= 255, ticks)
    browser.evaluate("document.getElementById('zoom-reset').click()")
    check("the button shows all again", browser.evaluate("document.querySelectorAll('.zoomable g.zoomed[transform]').length") == 0)
    browser.evaluate("(() => { const f = document.getElementById('zoom-last'); f.value = 99; f.dispatchEvent(new Event('change')); })()")
    check("a number in the field zooms too", browser.evaluate("document.querySelectorAll('.zoomable g.zoomed[transform]').length") > 40)
    browser.press("Escape", 27)
    check("Escape shows all again", browser.evaluate("document.querySelectorAll('.zoomable g.zoomed[transform]').length") == 0)


def check_page(browser):
    labels = browser.evaluate("[...document.querySelectorAll('text.axis-title')].map(t => t.textContent)")
    check("axes have labels", "draw" in labels and "tau" in labels and "ECDF difference" in labels, labels[:20])
    count = browser.evaluate("Number(document.getElementById('divergence-count').dataset.count)")
    said = browser.evaluate("document.getElementById('divergence-count').textContent")
    drawn = browser.evaluate(
        "[...document.querySelectorAll('.zoomable .tick-row')].map(t => Number(t.dataset.count))")
    check("divergences are counted", count == 67 and said == "67 transitions diverged." and set(drawn) == {67}, (count, said, set(drawn)))
    tree = browser.call("Accessibility.getFullAXTree")["nodes"]
    roles = [node.get("role", {}).get("value") for node in tree]
    check("landmarks are there", all(role in roles for role in ("main", "navigation", "banner", "table")), sorted(set(map(str, roles))))
    images = [node for node in tree if node.get("role", {}).get("value") == "image" and node.get("name", {}).get("value")]
    check("figures have names and descriptions", len(images) >= 12 and all(node.get("description", {}).get("value") or node["name"]["value"]
                                                                        for node in images), len(images))
    check("levels of headings do not jump", browser.evaluate(
        "(() => { let last = 0; return [...document.querySelectorAll('h1,h2,h3')].every(h => { const n = Number(h.tagName[1]);"
        " const isRight = n <= last + 1; last = n; return isRight; }); })()"))
    check("no text leaves its drawing", browser.evaluate(
        "(() => { let count = 0; document.querySelectorAll('details').forEach(d => { d.open = true; });"
        " document.querySelectorAll('figure > svg').forEach(s => { const e = s.getBoundingClientRect();"
        " s.querySelectorAll('text').forEach(t => { const b = t.getBoundingClientRect();"
        " if (b.left < e.left - 2 || b.right > e.right + 2 || b.top < e.top - 2 || b.bottom > e.bottom + 2) count += 1; }); });"
        " return count; })()") == 0)
    check("the page is not wider than the window", browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth"))


def check_access(browser):
    browser.press("Tab", 9)
    place = browser.evaluate("(() => { const e = document.activeElement; const b = e.getBoundingClientRect();"
                             " return [e.className, b.left, getComputedStyle(e).outlineStyle]; })()")
    check("the first key press shows the link past the sections", place[0] == "skip" and place[1] >= 0 and place[2] != "none", place)
    focused = []
    for _ in range(24):
        browser.press("Tab", 9)
        focused.append(browser.evaluate("document.activeElement.tagName + ' ' + document.activeElement.className"))
    check("titles of columns can be reached by key", any(name.startswith("BUTTON") for name in focused), focused)
    for width in (360, 800, 1600):
        browser.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
        check(f"the page fits {width} pixels", browser.evaluate("document.documentElement.scrollWidth <= window.innerWidth"),
              browser.evaluate("document.documentElement.scrollWidth"))
    browser.call("Emulation.clearDeviceMetricsOverride")


def check_colors(browser):
    def ink():
        return browser.evaluate("getComputedStyle(document.querySelector('figure > svg')).fill")
    def paper():
        return browser.evaluate("getComputedStyle(document.body).backgroundColor")
    for scheme, wanted in (("light", "rgb(255, 255, 255)"), ("dark", "rgb(22, 24, 27)")):
        browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
        check(f"drawings follow the {scheme} page", paper() == wanted and ink() != wanted, (paper(), ink()))
    browser.call("Emulation.setEmulatedMedia", media="print", features=[{"name": "prefers-color-scheme", "value": "light"}])
    check("no buttons are printed", browser.evaluate("getComputedStyle(document.querySelector('.controls')).display") == "none")
    browser.call("Emulation.setEmulatedMedia", media="", features=[])
    browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = false; })")
    shut = base64.b64decode(browser.call("Page.printToPDF")["data"])
    # With what is closed left out there are 8.
    count = len(re.findall(rb"/Type\s*/Page\b", shut))
    check("closed parts are printed", count > 12, count)


def main(name, folder):
    browser = Browser(name)
    try:
        pages = sorted(pathlib.Path(folder).glob("*.html"))
        check("there are pages", len(pages) > 10, len(pages))
        for path in pages:
            browser.open(path)
            if path.stem == "hostile":
                check("no name became an element", browser.evaluate(
                    "document.scripts.length === 1 && document.images.length === 0"))
            browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })")
            check(f"{path.stem}: no error and no request", not browser.faults and not browser.requests,
                  (browser.faults, browser.requests))
        browser.open(pathlib.Path(folder) / "schools.html")
        check_page(browser)
        browser.evaluate("1")
        browser.open(pathlib.Path(folder) / "schools.html")
        check_access(browser)
        check_sorting(browser)
        check_zoom(browser)
        check_colors(browser)
        check("no error at the end", not browser.faults and not browser.requests, (browser.faults, browser.requests))
        # The policy holds: a script that comes in later does not run.
        browser.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.ran = 1'}))")
        check("the page's policy refuses other scripts", browser.evaluate("window.ran") is None and len(browser.faults) > 0)
        refused = browser.evaluate("fetch('http://127.0.0.1:9/').then(() => 'sent', () => 'refused')")
        check("the page's policy refuses requests", refused == "refused")
    finally:
        browser.close()
    print(f"{failures} checks failed" if failures else "all checks passed")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
