"""Prend les dossiers qu'un guichet dépose par SFTP : vérifie chaque dépôt, le range, et répond.

    python3 prendre.py DEPOT RANGEMENT

DEPOT est le dossier où le guichet dépose ; chaque dépôt entier et juste est rangé dans RANGEMENT/<nom>/, et DEPOT reçoit <nom>.ack ; un dépôt dont un
fichier ne correspond pas au manifeste reçoit <nom>.nack avec la raison. À lancer toutes les minutes. Rien que la bibliothèque standard de Python (3.9 ou
plus).
"""

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path

FORMAT = "guichet-drop-1"


class Refused(Exception):
    """Le dépôt n'est pas ce que dit son manifeste."""


def durable(path, text):
    """Écrit un fichier entier, ou rien : sous un autre nom, puis sous le sien."""
    waiting = path.with_name(path.name + ".tmp")
    with open(waiting, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    os.replace(waiting, path)


def verified(drop, manifest):
    """Les fichiers du dépôt, tous là et tels que le manifeste les dit."""
    files = []
    for told in manifest["files"]:
        path = drop / told["name"]
        if Path(told["name"]).name != told["name"]:
            raise Refused(f"nom de fichier refusé : {told['name']!r}")
        if not path.is_file():
            raise Refused(f"fichier absent : {told['name']}")
        digest = hashlib.sha256(path.read_bytes()).hexdigest()
        if path.stat().st_size != told["size"] or digest != told["sha256"]:
            raise Refused(f"fichier différent du manifeste : {told['name']}")
        files.append(path)
    return files


def take(drop, store, path):
    """Un dépôt : rangé et accusé, ou refusé avec la raison."""
    manifest = json.loads(path.read_text(encoding="utf-8"))
    if manifest.get("format") != FORMAT:
        return
    name = path.stem
    shelf = store / name
    try:
        files = verified(drop, manifest)
    except Refused as refused:
        durable(drop / f"{name}.nack", json.dumps({"reason": str(refused)}, ensure_ascii=False))
        return
    # Deux fois le même dépôt n'est rangé qu'une fois : il a le même identifiant et les mêmes octets.
    if not shelf.exists():
        waiting = store / f"{name}.tmp"
        shutil.rmtree(waiting, ignore_errors=True)
        waiting.mkdir(parents=True)
        for file in [*files, path]:
            shutil.copyfile(file, waiting / file.name)
        os.rename(waiting, shelf)
    durable(drop / f"{name}.ack", "")
    # Le manifeste d'abord : sans lui, ce qui reste n'est plus un dépôt.
    for file in [path, *files]:
        file.unlink()


def main():
    drop, store = Path(sys.argv[1]), Path(sys.argv[2])
    store.mkdir(parents=True, exist_ok=True)
    for path in sorted(drop.glob("*.json")):
        # Un fichier d'un dépôt peut finir ainsi, avant que son manifeste soit là.
        if not path.name.endswith("_message.json"):
            take(drop, store, path)


if __name__ == "__main__":
    main()
