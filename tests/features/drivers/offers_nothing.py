"""A driver without a connector behind it: one answer, then it ends."""

import json
import sys

call = json.loads(sys.stdin.readline())
print(json.dumps({"ok": False, "unsupported": f"{call['call']} is not there yet"}))
