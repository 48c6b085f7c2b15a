#!/usr/bin/env python3
"""Makes forms/recensement-citoyen/templates/notice.pdf: one sheet with form fields, drawn here from nothing.

It asks what the démarche asks, in an order and a drawing of our own: it is no official form, nor a copy of one. Standard library only.
Run: python3 platform/documents/forms/make.py
"""

import pathlib
import zlib

ROOT = pathlib.Path(__file__).resolve().parents[3]
WIDTH, HEIGHT = 595, 842
LEFT, RIGHT = 48, 547
LINE, INK, SOFT = "0.45 G", "0.1 g", "0.35 g"

objects: list[bytes] = []


def add(text, stream=None):
    """Adds an object; its number."""
    body = text.encode("latin-1")
    if stream is not None:
        packed = zlib.compress(stream.encode("cp1252"), 9)
        body = body[:-2] + b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"
    objects.append(body)
    return len(objects)


def string(text):
    """A text of a dictionary."""
    if text.isascii():
        return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"
    return "<FEFF" + text.encode("utf-16-be").hex().upper() + ">"


def shown(text):
    """A text that is drawn."""
    return "(" + text.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") + ")"


CATALOG, PAGES, PAGE, FORM, CONTENT = range(1, 6)
for _ in range(5):
    objects.append(b"")
HELV = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
BOLD = add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >>")
drawn: list[str] = []
fields: list[int] = []
widgets: list[int] = []


def write(x, y, text, size=8, bold=False, tone=SOFT):
    drawn.append(f"BT {tone} /{'B' if bold else 'H'} {size} Tf {x} {y} Td {shown(text)} Tj ET")


def section(y, text):
    y += 6
    drawn.append(f"0.93 g {LEFT} {y - 4} {RIGHT - LEFT} 15 re f")
    write(LEFT + 4, y, text, 9.5, True, INK)


def look(flags=""):
    return f"/MK << /BC [0.55] /BG [0.985] {flags}>> /BS << /W 0.7 >> /F 4 /P {PAGE} 0 R"


def place(x, y, width, height):
    return f"/Rect [{x} {y} {x + width} {y + height}]"


def text(name, label, x, y, width, height=15, flags=0, comb=0, size=9.5, align=0):
    """A box for a text, under its label."""
    write(x, y + height + 2.5, label)
    flags |= (1 << 24) if comb else 0
    length = f" /MaxLen {comb}" if comb else ""
    number = add(
        f"<< /Type /Annot /Subtype /Widget /FT /Tx /T {string(name)} /TU {string(label)} /Ff {flags} /Q {align}{length} "
        f"/DA (/Helv {size} Tf 0.05 g) {place(x, y, width, height)} {look()} >>"
    )
    fields.append(number)
    widgets.append(number)


def states(size):
    """The two drawings of a box: ticked, and not."""
    frame = f"0.985 g 0.55 G 0.7 w 0.35 0.35 {size - 0.7} {size - 0.7} re B"
    cross = f"0.05 G 1.3 w 2.5 2.5 m {size - 2.5} {size - 2.5} l S 2.5 {size - 2.5} m {size - 2.5} 2.5 l S"
    kind = f"<< /Type /XObject /Subtype /Form /BBox [0 0 {size} {size}] >>"
    return add(kind, f"{frame} {cross}"), add(kind, frame)


ON, OFF = states(10)


def tick(name, label, x, y):
    write(x + 15, y + 2, label, 8.5, tone=INK)
    number = add(
        f"<< /Type /Annot /Subtype /Widget /FT /Btn /T {string(name)} /TU {string(label)} /V /Off /AS /Off {place(x, y, 10, 10)} "
        f"/AP << /N << /Oui {ON} 0 R /Off {OFF} 0 R >> >> /F 4 /P {PAGE} 0 R >>"
    )
    fields.append(number)
    widgets.append(number)


def one_of(name, label, choices, y):
    """Boxes of which one is ticked: (state, label, x)."""
    parent = len(objects) + 1
    objects.append(b"")
    kids = []
    for state, said, x in choices:
        write(x + 15, y + 2, said, 8.5, tone=INK)
        kids.append(
            add(
                f"<< /Type /Annot /Subtype /Widget /Parent {parent} 0 R /AS /Off {place(x, y, 10, 10)} "
                f"/AP << /N << /{state} {ON} 0 R /Off {OFF} 0 R >> >> /F 4 /P {PAGE} 0 R >>"
            )
        )
    listed = " ".join(f"{kid} 0 R" for kid in kids)
    # 16: radio; 15: none may be untied by a second click.
    objects[parent - 1] = (
        f"<< /FT /Btn /Ff {(1 << 15) | (1 << 14)} /T {string(name)} /TU {string(label)} /V /Off /Kids [{listed}] >>"
    ).encode("latin-1")
    fields.append(parent)
    widgets.extend(kids)


def option(name, label, x, y, width, choices):
    """A choice that drops down: (sent, shown)."""
    write(x, y + 17.5, label)
    listed = " ".join(f"[{string(sent)} {string(said)}]" for sent, said in choices)
    number = add(
        f"<< /Type /Annot /Subtype /Widget /FT /Ch /Ff {1 << 17} /T {string(name)} /TU {string(label)} /Opt [{listed}] "
        f"/DA (/Helv 9.5 Tf 0.05 g) {place(x, y, width, 15)} {look()} >>"
    )
    fields.append(number)
    widgets.append(number)


SEVERAL = 1 << 12

write(LEFT, 796, "Recensement citoyen", 17, True, INK)
write(LEFT, 781, "Notice individuelle. Formulaire de démonstration : ce n'est ni un Cerfa, ni sa copie.", 8.5)
text("reference", "Référence du dossier", 330, 790, 137, size=8.5)
text("date_depot", "Déposé le", 473, 790, 74, align=1)

section(758, "La personne à recenser")
one_of("civilite", "Civilité", [("MME", "Madame", LEFT), ("M", "Monsieur", 112)], 738)
one_of("type", "Type de recensement", [("recense", "Dans le délai de trois mois", 300), ("regularisation", "Régularisation", 440)], 738)
text("nom", "Nom de naissance", LEFT, 706, 240)
text("nom_usage", "Nom d'usage", 300, 706, 247)
text("prenoms", "Prénoms, dans l'ordre de l'état civil", LEFT, 675, 499)
text("naissance_date", "Né(e) le (JJMMAAAA)", LEFT, 644, 128, comb=8)
text("naissance_lieu", "À (commune ou ville)", 190, 644, 200)
text("naissance_pays", "Pays", 400, 644, 147)
tick("francaise", "Nationalité française", LEFT, 624)
text("nationalite_seconde", "Seconde nationalité", 300, 613, 247)

section(590, "Ses parents, tels qu'ils figurent sur l'acte de naissance")
for number, y in ((1, 560), (2, 529)):
    text(f"parent{number}.nom", f"Parent {number} : nom de naissance", LEFT, y, 190)
    text(f"parent{number}.prenoms", f"Parent {number} : prénoms", 246, y, 200)
    text(f"parent{number}.naissance", f"Parent {number} : né(e) le", 454, y, 93, align=1)

section(505, "Domicile et contact")
text("voie", "Numéro et voie", LEFT, 475, 300)
text("complement", "Complément", 356, 475, 191)
text("code_postal", "Code postal", LEFT, 444, 85, comb=5)
text("commune", "Commune", 143, 444, 205)
text("residence", "Autre résidence", 356, 428, 191, 31, SEVERAL, size=8)
text("email", "Adresse électronique", LEFT, 413, 200)
text("telephone", "Téléphone", 256, 413, 92)

section(388, "Situation familiale, scolaire et professionnelle")
option("familiale", "Situation familiale", LEFT, 358, 150, [("celibataire", "Célibataire"), ("marie", "Mariée ou marié"), ("autre", "Autre")])
text("familiale_autre", "Précision", 206, 358, 190)
text("enfants", "Enfants à charge", 404, 358, 66, align=1)
text("freres_soeurs", "Frères et sœurs", 478, 358, 69, align=1)
text("scolaire", "Situation scolaire ou professionnelle", LEFT, 327, 200)
text("diplome", "Diplôme obtenu ou préparé", 256, 327, 140)
text("specialite", "Spécialité", 404, 327, 143)
text("profession", "Profession", LEFT, 296, 200)

section(271, "Journée défense et citoyenneté")
tick("exemption", "Demande à être exempté(e)", LEFT, 251)
text("exemption_motif", "Motif", 220, 246, 327)
tick("informee", "A compris qu'elle sera convoquée, et doit signaler ses changements d'adresse ou de situation", LEFT, 231)

section(205, "Pièces jointes")
text("piece_identite", "Pièce d'identité", LEFT, 160, 499, 24, SEVERAL, size=8)
text("piece_livret", "Livret de famille", LEFT, 123, 310, 24, SEVERAL, size=8)
text("piece_domicile", "Justificatif de domicile", 366, 123, 181, 24, SEVERAL, size=8)

section(102, "Cadre réservé à la mairie")
text("visa_numero", "Numéro de la liste", LEFT, 68, 150)
text("visa_date", "Fait le", 206, 68, 92)
text("visa_observations", "Observations", 306, 52, 241, 31, SEVERAL, size=8)


def finish():
    listed = lambda numbers: " ".join(f"{number} 0 R" for number in numbers)
    objects[CATALOG - 1] = (
        f"<< /Type /Catalog /Pages {PAGES} 0 R /AcroForm {FORM} 0 R /Lang (fr) /ViewerPreferences << /DisplayDocTitle true >> >>"
    ).encode()
    objects[PAGES - 1] = f"<< /Type /Pages /Kids [{PAGE} 0 R] /Count 1 >>".encode()
    objects[PAGE - 1] = (
        f"<< /Type /Page /Parent {PAGES} 0 R /MediaBox [0 0 {WIDTH} {HEIGHT}] /Contents {CONTENT} 0 R /Tabs /R "
        f"/Resources << /Font << /H {HELV} 0 R /B {BOLD} 0 R >> >> /Annots [{listed(widgets)}] >>"
    ).encode()
    objects[FORM - 1] = (
        f"<< /Fields [{listed(fields)}] /DA (/Helv 9.5 Tf 0.05 g) /DR << /Font << /Helv {HELV} 0 R >> >> >>"
    ).encode()
    packed = zlib.compress("\n".join(drawn).encode("cp1252"), 9)
    objects[CONTENT - 1] = b"<< /Filter /FlateDecode /Length %d >>\nstream\n" % len(packed) + packed + b"\nendstream"
    info = add(f"<< /Title {string('Recensement citoyen : notice individuelle (démonstration)')} >>")
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    places = []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % at for at in places)
    out += b"trailer\n<< /Size %d /Root %d 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        CATALOG,
        info,
        start,
    )
    return bytes(out)


if __name__ == "__main__":
    target = ROOT / "forms/recensement-citoyen/templates/notice.pdf"
    target.write_bytes(finish())
    print(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes, {len(fields)} fields")
