"""What a forked process does to be `python -m features.cli ARGUMENTS`, or `python -c CODE ...`.

It is run with WISH among its globals: see `conftest.py`.
"""

import atexit
import os
import runpy
import sys

wish = globals()["WISH"]
for number, path in ((1, wish["out"]), (2, wish["err"])):
    file = os.open(path, os.O_WRONLY)
    os.dup2(file, number)
    os.close(file)
os.environ.clear()
os.environ.update(wish["environment"])
os.chdir(wish["folder"])
sys.path.insert(0, wish["folder"])
try:
    if wish["code"] is None:
        sys.argv = ["connector-sandbox", *wish["arguments"]]
        runpy.run_module("features.cli", run_name="__main__", alter_sys=True)
    else:
        sys.argv = ["-c", *wish["arguments"]]
        exec(wish["code"], {"__name__": "__main__"})  # noqa: S102 - what -c does
finally:
    atexit._run_exitfuncs()  # which a fork of a server would leave out
