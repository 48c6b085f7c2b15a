"""Prend les nouveaux dossiers d'un guichet, les enregistre dans un dossier, en accuse réception et répond « en cours ».

    GUICHET_URL=https://… GUICHET_CLIENT_ID=… GUICHET_CLIENT_SECRET=… python3 prendre.py DOSSIER

On peut le relancer à tout moment, même après une coupure : rien n'est perdu ni fait deux fois.
Rien que la bibliothèque standard de Python (3.9 ou plus).
"""

import hashlib
import io
import json
import os
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

URL = os.environ["GUICHET_URL"]
API = URL + "/api/partner/v1"
ATTEMPTS = 4


class Parti(Exception):
    """Ce qui n'est pas là, ou plus : un dossier transmis à un autre service entre-temps."""


def ask(address, headers, body=None):
    """Une demande ; ce qui peut réussir plus tard est redemandé."""
    for attempt in range(1, ATTEMPTS + 1):
        try:
            request = urllib.request.Request(address, data=body, headers=headers)
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.read()
        except urllib.error.HTTPError as refusal:
            told = refusal.read().decode()
            if refusal.code == 404:
                raise Parti(f"{address} : {told}") from refusal
            # 409 : l'antivirus n'a pas encore examiné une pièce.
            if refusal.code not in (409, 429, 503) or attempt == ATTEMPTS:
                sys.exit(f"{address} : {refusal.code} {told}")
            time.sleep(int(refusal.headers.get("Retry-After", 2**attempt)))
        except urllib.error.URLError as silence:
            if attempt == ATTEMPTS:
                sys.exit(f"{address} : {silence.reason}")
            time.sleep(2**attempt)


class Guichet:
    """Le guichet, vu par le logiciel d'un service."""

    def __init__(self, client, secret):
        form = {"grant_type": "client_credentials", "client_id": client, "client_secret": secret}
        answer = ask(URL + "/api/oauth/token", {}, urllib.parse.urlencode(form).encode())
        self.headers = {"Authorization": "Bearer " + json.loads(answer)["access_token"]}

    def get(self, path):
        return ask(API + path, self.headers)

    def post(self, path, said, **headers):
        headers = {**self.headers, "Content-Type": "application/json", **headers}
        return json.loads(ask(API + path, headers, json.dumps(said).encode()))

    def batches(self):
        """Ce qui s'est passé depuis le dernier accusé de réception, dans l'ordre."""
        while True:
            batch = json.loads(self.get("/notifications"))
            if not batch["notifications"]:
                return
            yield batch
            # La suite n'est demandée que lorsque tout est en lieu sûr.
            self.post("/notifications/ack", {"up_to": batch["next"]})

    def answer(self, case, key, **said):
        """Une réponse. La clé est la même à chaque essai : elle n'est faite qu'une fois."""
        return self.post(f"/cases/{case}/events", said, **{"Idempotency-Key": key})


def keep(package, into):
    """Vérifie chaque fichier du paquet, puis l'enregistre ; il n'a son nom qu'une fois entier."""
    with zipfile.ZipFile(io.BytesIO(package)) as files:
        for file in json.loads(files.read("manifest.json"))["files"]:
            if hashlib.sha256(files.read(file["name"])).hexdigest() != file["sha256"]:
                sys.exit(f"{into} : {file['name']} n'est pas ce qui a été envoyé")
    part = into.with_suffix(".part")
    part.write_bytes(package)
    part.replace(into)


def take(guichet, case, into):
    """Enregistre un dossier, puis répond."""
    keep(guichet.get(f"/cases/{case}/package"), into)
    # Un collègue a pu répondre sur le portail, et clore, ou l'exploitant le suspendre : il n'y a alors rien à ajouter.
    if json.loads(guichet.get(f"/cases/{case}"))["status"] == "received":
        guichet.answer(case, f"{case}-pris", status="in_progress")


def main(folder):
    guichet = Guichet(os.environ["GUICHET_CLIENT_ID"], os.environ["GUICHET_CLIENT_SECRET"])
    for batch in guichet.batches():
        for told in batch["notifications"]:
            # « resumed » : l'exploitant l'avait suspendu, et rien ne pouvait lui être répondu ; il reprend.
            if told["kind"] not in ("case", "resumed"):
                continue
            case = told["case_id"]
            try:
                take(guichet, case, folder / f"{case}.zip")
            except Parti:
                # Transmis depuis à un autre service : il est introuvable, et le lot s'accuse comme d'habitude.
                print("parti :", case)
            else:
                print("pris :", case)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
