"""Does what its arguments say, one after the other: answers, waits, ends, hangs, complains."""

import json
import os
import sys
import time


def say(message: object) -> None:
    print(json.dumps(message), flush=True)


for act in sys.argv[1:]:
    call = json.loads(sys.stdin.readline())
    if act == "pid":
        say({"ok": True, "message": f"{os.getpid()} {os.environ['SHOPIFY_SHOP']}"})
    elif act == "wait":
        say({"wait": 90})
        say({"ok": True, "message": json.loads(sys.stdin.readline())["now"]})
    elif act == "wait for ever":
        say({"wait": 1e9})
    elif act == "hang":
        time.sleep(60)
    elif act == "misspell":
        say({"okay": True})
    elif act == "chatter":
        print("starting up", flush=True)
    elif act == "die":
        print("no more paper", file=sys.stderr)
        sys.exit(7)
