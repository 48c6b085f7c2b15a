"""A partner's server for the readers: it keeps what a guichet's webhook tells it, and verifies it with the specification's own library."""

import datetime
import http.server
import json
import sys
import threading
import time

from standardwebhooks.webhooks import Webhook, WebhookVerificationError


class Server:
    """Listens on a port of this machine; fails the first call, so that there is one to be made again."""

    def __init__(self):
        self.calls = []
        server = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["content-length"]))
                server.calls.append((dict(self.headers.items()), body))
                self.send_response(500 if len(server.calls) == 1 else 204)
                self.end_headers()

            def log_message(self, *_):
                pass

        self.http = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.http.server_port}/guichet"
        threading.Thread(target=self.http.serve_forever, daemon=True).start()

    def wait(self, count):
        """Until so many notices have come, each counted once."""
        until = time.monotonic() + 60
        while len({headers["webhook-id"] for headers, _ in self.calls}) < count or len(self.calls) <= count:
            if time.monotonic() > until:
                return
            time.sleep(0.1)


def check(server, key, expect):
    """Every call verifies with the key and with no other; a call made again has the same bytes."""
    server.wait(1)
    expect(len(server.calls) >= 2, f"webhook: {len(server.calls)} calls")
    bodies = {}
    for headers, body in server.calls:
        try:
            said = Webhook(key).verify(body, headers)
        except WebhookVerificationError as fault:
            expect(False, f"webhook: {fault}")
            continue
        expect(said == json.loads(body) and said["type"].startswith("case."), f"webhook: {said}")
        expect(bodies.setdefault(headers["webhook-id"], body) == body, "webhook: one id, two bodies")
        try:
            Webhook("whsec_" + "A" * 43 + "=").verify(body, headers)
            expect(False, "webhook: any key verifies")
        except WebhookVerificationError:
            expect(True, "")
    print(f"  {len(server.calls)} calls of a webhook, {len(bodies)} notices")


def check_vectors(path, expect):
    """The published vectors are what the library signs; those to be refused, our example refuses, each for its own reason."""
    published = json.loads(path.read_text())
    for vector in published["vectors"]:
        headers = vector["headers"]
        for secret in vector["secrets"]:
            at = datetime.datetime.fromtimestamp(int(headers["webhook-timestamp"]), datetime.timezone.utc)
            signed = Webhook(secret).sign(headers["webhook-id"], at, vector["body"])
            expect(signed in headers["webhook-signature"].split(), f"vector: {vector['name']}")
    sys.path.insert(0, str(path.parent))
    import recevoir

    for vector in published["vectors"] + published["refused"]:
        now = int(vector.get("now", vector["headers"]["webhook-timestamp"]))
        try:
            recevoir.verify(vector["secrets"], vector["headers"], vector["body"].encode(), now)
            taken = True
        except recevoir.Refused:
            taken = False
        expect(taken == ("why" not in vector), f"vector, by the example: {vector['name']}")
