# SPDX-FileCopyrightText: The Portolan authors
# SPDX-License-Identifier: GPL-3.0-or-later
# load.py ADDRESS PORT HOST METHOD PATH CLIENTS: asks HOST at ADDRESS:PORT over and over, each client on a connection of
# its own that it keeps. Every tenth of a second one line of JSON says what came since the line before: answers by their
# body, failures with the first reason, and latencies in ms.
import http.client
import json
import sys
import threading
import time

address, port, host, method, path, clients = sys.argv[1:7]
lock = threading.Lock()
answers, latencies, failures, reason = {}, [], 0, ""


def ask():
    global failures, reason
    connection = None
    while True:
        began = time.monotonic()
        try:
            connection = connection or http.client.HTTPConnection(address, int(port), timeout=120)
            connection.request(method, path, body=b"x" if method == "POST" else None, headers={"Host": host})
            reply = connection.getresponse()
            body = reply.read().decode()
            failed = "" if reply.status == 200 else "%d %s" % (reply.status, body.strip())
        except (OSError, http.client.HTTPException) as error:
            failed, connection = repr(error), None
        with lock:
            latencies.append(round((time.monotonic() - began) * 1000, 2))
            if failed:
                failures += 1
                reason = reason or failed
            else:
                answers[body] = answers.get(body, 0) + 1


for _ in range(int(clients)):
    threading.Thread(target=ask, daemon=True).start()
while True:
    time.sleep(0.1)
    with lock:
        line = {"answers": answers, "failures": failures, "reason": reason, "latencies": latencies}
        answers, latencies, failures, reason = {}, [], 0, ""
    print(json.dumps(line), flush=True)
