#!/usr/bin/env python3
"""Vérifie ce qu'écrit « guichet journal export », sans guichet et sans clé.

    guichet journal export > journal.jsonl
    python3 verifier.py journal.jsonl

La règle (wiki/exploitants/sauvegarder.md, « Le journal, hors de guichet ») :
- l'empreinte d'une entrée est le SHA-256 de neuf parties, chacune précédée de sa longueur (4 octets, gros-boutiste) : organisme, identifiant (16 octets),
  instant en microsecondes depuis 1970 (8 octets, gros-boutiste, signé), acte, genre de l'objet, objet (16 octets), genre de l'auteur, auteur (texte, vide
  s'il n'est pas connu), engagement (32 octets, ou rien) ;
- celle d'un lot est le SHA-256 de l'empreinte du lot d'avant (32 zéros avant le premier), de son numéro (8 octets), du nombre de ses entrées (8 octets), puis
  de l'empreinte de chacune, dans l'ordre.
"""

import hashlib
import json
import re
import sys
from datetime import datetime, timezone
from uuid import UUID

EPOCH = datetime(1970, 1, 1, tzinfo=timezone.utc)


def micros(text):
    whole, fraction = re.fullmatch(r"(.*?)(?:\.(\d+))?Z", text).groups()
    seconds = int((datetime.fromisoformat(whole + "+00:00") - EPOCH).total_seconds())
    return seconds * 1_000_000 + int((fraction or "0").ljust(6, "0")[:6])


def entry_hash(entry):
    digest = hashlib.sha256()
    for part in (
        entry["agency"].encode(),
        UUID(entry["id"]).bytes,
        micros(entry["at"]).to_bytes(8, "big", signed=True),
        entry["act"].encode(),
        entry["object_kind"].encode(),
        UUID(entry["object"]).bytes,
        entry["actor_kind"].encode(),
        (entry["actor"] or "").encode(),
        bytes.fromhex(entry["commitment"] or ""),
    ):
        digest.update(len(part).to_bytes(4, "big") + part)
    return digest.digest()


def main(path):
    before, batch, expected, hashes, batches, opened = {}, None, 0, [], 0, 0

    def end():
        if batch is None:
            return
        number, count = batch["batch"], len(hashes)
        head = bytes.fromhex(batch["previous"]) + number.to_bytes(8, "big") + count.to_bytes(8, "big")
        if count != batch["entries"] or hashlib.sha256(head + b"".join(hashes)).hexdigest() != batch["hash"]:
            sys.exit(f"{batch['agency']} : le lot {number} n'est pas celui qui a été fermé")

    for line in open(path, encoding="utf-8"):
        item = json.loads(line)
        agency = item["agency"]
        if item["kind"] == "batch":
            end()
            number, previous = before.get(agency, (item["batch"] - 1, item["previous"]))
            if item["batch"] != number + 1 or item["previous"] != previous or (number == 0 and set(previous) != {"0"}):
                sys.exit(f"{agency} : la chaîne se rompt au lot {item['batch']}")
            batch, hashes, batches = item, [], batches + 1
            before[agency] = (item["batch"], item["hash"])
        elif item["batch"] is None:
            opened += 1
        else:
            hashes.append(entry_hash(item))
    end()
    print(f"{batches} lots entiers ; {opened} entrées pas encore fermées")
    for agency, (number, digest) in sorted(before.items()):
        print(f"{agency} {number} {digest}")


main(sys.argv[1])
