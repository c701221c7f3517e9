"""Whether a page can be used and read: names, headers, keyboard, contrast, own sources only."""

from __future__ import annotations

from urllib.parse import urlsplit

from features.browser.tab import Tab

__all__ = ["problems_of", "reached_by_keyboard"]

_NAMED = {
    "button", "link", "textbox", "combobox", "checkbox", "radio", "Date", "DateTime", "image",
    "DisclosureTriangle", "region", "navigation", "form",
}  # fmt: skip
_UNNAMED_IS_FINE = {"navigation", "form"}  # where a page has one only

# Text whose contrast to what lies behind it is less than 4.5 to 1 (3 to 1 when large): WCAG 2.2,
# 1.4.3. Colours that are partly transparent are laid over what is below.
_CONTRAST = """
(() => {
  const parse = text => { const m = text.match(/[\\d.]+/g).map(Number);
    return [m[0], m[1], m[2], m.length > 3 ? m[3] : 1]; };
  const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3]));
  const light = c => { const [r, g, b] = c.map(v => (v /= 255) <= .04045 ? v / 12.92
    : ((v + .055) / 1.055) ** 2.4); return .2126 * r + .7152 * g + .0722 * b; };
  const behind = element => { const layers = [];
    for (let e = element; e; e = e.parentElement) layers.push(parse(getComputedStyle(e)
      .backgroundColor));
    return layers.reverse().reduce((below, top) => over(top, below), [255, 255, 255]); };
  const found = new Set();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const words = walker.currentNode.textContent.trim(), element = walker.currentNode.parentElement;
    const box = element.getBoundingClientRect();
    if (!words || box.width === 0 || box.right < 0 || !element.checkVisibility()) continue;
    if (['STYLE', 'SCRIPT', 'OPTION'].includes(element.tagName)) continue;
    const style = getComputedStyle(element), below = behind(element);
    const a = light(over(parse(style.color), below)), b = light(below);
    const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    if (ratio < (size >= 24 || (bold && size >= 18.66) ? 3 : 4.5))
      found.add(words.slice(0, 40) + ' ' + ratio.toFixed(2));
  }
  return [...found];
})()
"""
_TABLES = """
[...document.querySelectorAll('table')].filter(table => !table.querySelector('th'))
  .map(table => table.innerText.slice(0, 40))
"""
_IDS = """
(() => { const all = [...document.querySelectorAll('[id]')].map(e => e.id);
  return [...new Set(all.filter((id, i) => all.indexOf(id) !== i))]; })()
"""
_WIDE = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
_FOCUSABLE = """
[...document.querySelectorAll('a[href], button, input:not([type=hidden]), select, summary, '
  + '[tabindex="0"]')].filter(e => e.checkVisibility()).length
"""
_FOCUSED = """
(() => { const e = document.activeElement; if (!e || e === document.body) return '';
  window.__seen = window.__seen || new Set(); window.__seen.add(e);
  const style = getComputedStyle(e);
  return style.outlineStyle === 'none' || style.outlineWidth === '0px'
    ? 'no outline: ' + (e.innerText || e.name || e.tagName) : ''; })()
"""


def problems_of(tab: Tab, home: str) -> list[str]:
    """What is wrong with the page, in sentences. `home`: the one place it may load from."""
    found = [f"the browser complains: {each}" for each in tab.errors]
    found += [
        f"{each} is loaded from elsewhere"
        for each in tab.asked
        if not each.startswith(("data:", home)) and urlsplit(each).scheme != "about"
    ]
    if not tab.title.strip():
        found.append("the page has no title")
    if not tab.value("document.documentElement.lang"):
        found.append("the page says no language")
    for node in tab.tree():
        role = node.get("role", {}).get("value", "")
        name = node.get("name", {}).get("value", "").strip()
        if role in _NAMED - _UNNAMED_IS_FINE and not name:
            found.append(f"a {role} has no name")
    found += [f"a table has no headers: {each}" for each in tab.value(_TABLES)]
    found += [f"the id {each} is given twice" for each in tab.value(_IDS)]
    found += [f"hard to read: {each}" for each in tab.value(_CONTRAST)]
    if tab.value(_WIDE) > 0:
        found.append("the page is wider than its window")
    return found


def reached_by_keyboard(tab: Tab) -> list[str]:
    """What is wrong with going through the page by the Tab key alone."""
    wanted = int(tab.value(_FOCUSABLE))
    tab.value("window.__seen = new Set(), document.activeElement.blur(), null")
    found = []
    for _ in range(wanted * 2 + 4):  # parts of a date field take a Tab each
        tab.key("Tab")
        if told := tab.value(_FOCUSED):
            found.append(str(told))
    seen = int(tab.value("[...window.__seen].filter(e => e !== document.body).length"))
    if seen < wanted:
        found.append(f"the Tab key reaches {seen} of {wanted} things")
    return sorted(set(found))
