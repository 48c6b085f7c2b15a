"""Reçoit les avis d'un guichet (webhook), vérifie leur signature et les note, une ligne chacun, dans un fichier.

    GUICHET_WEBHOOK_KEYS="whsec_…" python3 recevoir.py PORT FICHIER

Plusieurs clés, séparées par une espace, le temps d'en remplacer une. Un avis déjà noté n'est pas noté deux fois, même après un redémarrage.
Rien que la bibliothèque standard de Python (3.9 ou plus). Derrière un relais HTTPS.
"""

import base64
import hashlib
import hmac
import json
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

# D'un avis plus vieux, ou d'une horloge plus décalée, quelqu'un pourrait rejouer ce qu'il a vu passer.
TOLERANCE = 5 * 60
LARGEST = 1024 * 1024


class Refused(Exception):
    """L'appel ne vient pas du guichet."""


def verify(keys, headers, body, now):
    """Rend l'identifiant de l'avis, si l'une des signatures est celle de l'une des clés."""
    message, at = headers.get("webhook-id"), headers.get("webhook-timestamp")
    if not message or not at or not at.isdecimal():
        raise Refused("il manque un en-tête")
    if abs(now - int(at)) > TOLERANCE:
        raise Refused("trop vieux, ou trop tôt : vos horloges sont-elles à l'heure ?")
    signed = f"{message}.{at}.".encode() + body
    given = [one[3:] for one in headers.get("webhook-signature", "").split() if one.startswith("v1,")]
    for key in keys:
        secret = base64.b64decode(key[len("whsec_") :])
        own = base64.b64encode(hmac.new(secret, signed, hashlib.sha256).digest()).decode()
        # En temps constant : la durée de la comparaison n'apprend rien de la signature.
        if any(hmac.compare_digest(own.encode(), one.encode()) for one in given):
            return message
    raise Refused("aucune signature n'est la bonne")


class Notices:
    """Les avis notés, chacun une fois."""

    def __init__(self, path):
        self.lock = threading.Lock()
        self.known = set()
        if path.exists():
            whole = path.read_bytes()
            # Une ligne coupée par une panne n'a pas été accusée : elle revient.
            whole = whole[: whole.rfind(b"\n") + 1]
            path.write_bytes(whole)
            self.known = {json.loads(line)["id"] for line in whole.splitlines()}
        self.file = path.open("ab")

    def keep(self, message, said):
        """Note un avis ; quand cette méthode revient, il est en lieu sûr."""
        with self.lock:
            if message in self.known:
                return
            self.file.write(json.dumps({"id": message, **said}).encode() + b"\n")
            self.file.flush()
            os.fsync(self.file.fileno())
            self.known.add(message)


class Receiver(BaseHTTPRequestHandler):
    """Un appel du guichet."""

    timeout = 10

    def do_POST(self):
        length = int(self.headers.get("content-length") or 0)
        if not 0 < length <= LARGEST:
            return self.say(413)
        body = self.rfile.read(length)
        try:
            message = verify(self.server.keys, self.headers, body, time.time())
        except Refused as refused:
            print(f"refusé : {refused}", file=sys.stderr, flush=True)
            return self.say(401)
        # D'abord noter, ensuite répondre : ce à quoi on n'a pas répondu revient. Aller chercher le dossier se fait à part, avec l'API.
        self.server.notices.keep(message, json.loads(body))
        return self.say(204)

    def say(self, status):
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_):
        """Rien : les adresses appelées peuvent contenir un secret."""


def main(port, path):
    server = ThreadingHTTPServer(("127.0.0.1", port), Receiver)
    server.keys = os.environ["GUICHET_WEBHOOK_KEYS"].split()
    server.notices = Notices(path)
    print(f"à l'écoute sur le port {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
