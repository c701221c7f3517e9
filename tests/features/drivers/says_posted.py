"""A connector that is wrong: it says that everything is posted and writes nothing."""

import json
import sys

rows = {}
for line in sys.stdin:
    call = json.loads(line)
    answer = {"ok": True}
    if call["call"] == "retrieve":
        key = f"{call['what']} {call['order']} {call['source']}"
        rows[key] = {
            "id": key,
            "account": call["account"],
            "kind": call["what"],
            "source": call["source"],
            "order": call["order"],
            "state": "posted",
        }
        answer["rows"] = [rows[key]]
    elif call["call"] == "post":
        answer["rows"] = [rows[call["row"]]]
    elif call["call"] == "status":
        answer["rows"] = list(rows.values())
    print(json.dumps(answer), flush=True)
