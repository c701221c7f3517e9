"""`./run browser`: the pages that people use, in a real browser.

chromium   finds Chromium and starts one of its own      devtools   what is said to it, and heard
tab        a person at one of its windows                page_checks  can it be used and read?
stories    what is tried, page by page                   command    the command
"""

from features.browser.chromium import BrowserMissing
from features.browser.command import run_browser

__all__ = ["BrowserMissing", "run_browser"]
