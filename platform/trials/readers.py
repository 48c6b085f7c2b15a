"""Reads what guichet sends with other people's programs: receipts, packages, published schemas.

Files every shipped démarche over HTTP as a robot that knows only the names of the inputs, then asks qpdf, pdftotext, pdfua, outloud,
jsonschema, ajv, lxml and the binary itself. Standard library only, but for the readers. Run: tools/python/bin/python readers.py
"""

import datetime
import hashlib
import html.parser
import http.cookiejar
import io
import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unicodedata
import urllib.error
import urllib.parse
import urllib.request
import zipfile

import jsonschema
import lxml.etree
import pymupdf

import hooks

HERE = pathlib.Path(__file__).resolve().parent
GUICHET = pathlib.Path(os.environ.get("GUICHET_BIN", HERE.parents[1] / "target/debug/guichet")).resolve()
PASSWORD = "demonstration-2026"
faults: list[str] = []
done = 0


def expect(condition, message):
    """Counts what held; notes what did not, and goes on."""
    global done
    done += 1
    if not condition:
        faults.append(message)
        print(f"  FAUTE {message}")


class Forms(html.parser.HTMLParser):
    """The forms of a page: what each would send if nothing were changed. And its links, and its text."""

    def __init__(self, page):
        super().__init__()
        self.forms, self.links, self.said, self.names = [], [], [], set()
        self.form = self.select = self.area = None
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        name, kind = given.get("name"), given.get("type")
        if name:
            self.names.add(name)
        if tag == "form":
            self.form = {"action": given.get("action", ""), "post": given.get("method") == "post", "pairs": []}
            self.forms.append(self.form)
        elif tag == "a" and given.get("href"):
            self.links.append(given["href"])
        elif self.form is None or not name or "disabled" in given:
            if tag == "option" and self.select and "selected" in given:
                self.form["pairs"].append((self.select, given.get("value", "")))
        elif tag == "select":
            self.select = name
        elif tag == "textarea":
            self.area = [name, ""]
        elif tag == "input" and kind not in ("file", "submit") and (kind not in ("radio", "checkbox") or "checked" in given):
            self.form["pairs"].append((name, given.get("value", "")))

    def handle_endtag(self, tag):
        if tag == "form":
            self.form = None
        elif tag == "select":
            self.select = None
        elif tag == "textarea" and self.area:
            self.form["pairs"].append(tuple(self.area))
            self.area = None

    def handle_data(self, data):
        if self.area:
            self.area[1] += data
        self.said.append(data)

    def main(self):
        return next(form for form in self.forms if form["post"] and "deconnexion" not in form["action"])


class Robot:
    """A person without JavaScript."""

    def __init__(self, origin):
        self.origin, self.address, self.page = origin, "/", None
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.browser = urllib.request.build_opener(jar)

    def ask(self, path, body=None, mime=None):
        request = urllib.request.Request(urllib.parse.urljoin(self.origin, path), data=body)
        if mime:
            request.add_header("Content-Type", mime)
            request.add_header("Origin", self.origin)
        try:
            answer = self.browser.open(request)
        except urllib.error.HTTPError as refused:
            answer = refused
        self.address, self.status, self.headers = answer.geturl()[len(self.origin):], answer.status, answer.headers
        self.bytes = answer.read()
        if "html" in (answer.headers.get("content-type") or ""):
            self.page = Forms(self.bytes.decode())
        return self.bytes

    def submit(self, values, files=()):
        """Sends the page's form with these values in place of what it holds; a list sends a name several times."""
        form = self.page.main()
        pairs = [(name, value) for name, value in form["pairs"] if name not in values]
        for name, value in values.items():
            pairs += [(name, one) for one in (value if isinstance(value, list) else [value])]
        if not files:
            return self.ask(form["action"], urllib.parse.urlencode(pairs).encode(), "application/x-www-form-urlencoded")
        body = b""
        for name, value in pairs:
            body += f'--grenze\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, file, content in files:
            body += f'--grenze\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\n\r\n'.encode() + content + b"\r\n"
        return self.ask(form["action"], body + b"--grenze--\r\n", "multipart/form-data; boundary=grenze")

    def answer(self, values, files=()):
        """Answers one page. Conditions open more questions, rows bear ids of their own: what is asked is answered, until nothing new is.

        A tuple has one value for each row."""
        before, sent = self.address, None
        for _ in range(6):
            known = {}
            for name, value in values.items():
                pattern = re.compile(re.escape(name).replace(r"\*", r"[a-z0-9]+") + "$")
                there = sorted(name for name in self.page.names if pattern.match(name))
                known |= dict(zip(there, value)) if isinstance(value, tuple) else dict.fromkeys(there, value)
                if any(there.startswith(f"{name}.") for there in self.page.names) and name not in known:
                    known[name] = value
            now = [file for file in files if file[0] in self.page.names]
            if set(known) == sent and not now:
                break
            sent, files = set(known), [file for file in files if file not in now]
            self.submit(known, now)
            if self.address.split("?")[0] != before.split("?")[0]:
                return
        text = " ".join(" ".join(self.page.said).split())
        raise SystemExit(f"the robot is stuck on {self.address} ({self.status}), having sent {sorted(sent)}:\n{text}")


def small_pdf(comment):
    """A valid PDF of one empty page. The platform cuts off what follows a file's end, so the comment stands at the beginning."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>", b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"]
    out, table = b"%%PDF-1.4\n%% %s\n" % comment, b"0000000000 65535 f \n"
    for number, content in enumerate(objects, 1):
        table += b"%010d 00000 n \n" % len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    return out + b"xref\n0 4\n" + table + b"trailer\n<</Size 4/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)


def aged(years):
    """The ISO date of somebody who turned so old a month ago."""
    day = datetime.date.today() - datetime.timedelta(days=30)
    return day.replace(year=day.year - years, day=min(day.day, 28)).isoformat()


# A page's answers, its files, and the optional groups of which a row is added first.
DEMARCHES = {
    "recensement-citoyen": {
        "agent": "agent.99910000100018-accueil@exemple.fr",
        "recipient": "mairie",
        "said": ["Müller-Le Goff d’Œuvre", "Zoé Éloïse Noëlla", "Vila Nova de Gaia", "12 bis rue des Lilas", "31000", "zoe@exemple.fr", "Anne", "Célibataire", "lycée"],
        "pages": [
            ({"residence": "france", "declarant": "interesse", "commune": "Toulouse"}, ()),
            (
                {
                    "jeune.civilite": "MME", "jeune.sexe": "F", "jeune.nom": "Müller-Le Goff d’Œuvre", "jeune.prenoms": "Zoé Éloïse Noëlla",
                    "jeune.naissance.date": aged(16), "jeune.naissance.pays": "Portugal", "jeune.naissance.ville": "Vila Nova de Gaia",
                    "jeune.nationalite.francaise": "true", "jeune.nationalite.acquise_apres_16_ans": "false", "jeune.nationalite.double": "false",
                },
                (),
            ),
            ({"parent1.nom": "Müller", "parent1.prenoms": "Anne", "parent1.naissance.date": "1975", "parent2.inconnu": "true"}, ()),
            (
                {
                    "domicile.voie": "12 bis rue des Lilas", "domicile.code_postal": "31000", "domicile.commune": "Toulouse", "residence_differente": "false",
                    "contact.email": "zoe@exemple.fr", "contact.mobile": "06 39 98 12 34",
                },
                (),
            ),
            ({"situation.familiale": "celibataire", "situation.freres_soeurs": "2", "situation.scolaire": "lycee"}, ()),
            ({"exemption.demande": "false"}, ()),
            ({"information_jdc": "true"}, (("pieces.ji", "carte d’identité.pdf", small_pdf(b"carte")), ("pieces.jf", "livret.pdf", small_pdf(b"livret")))),
        ],
    },
    "changement-coordonnees": {
        "agent": "agent.99900001000010-jcc@exemple.fr",
        "recipient": "siv",
        "said": ["Ó Briain", "Loïc", "3 place du Marché", "93200", "1 cours Napoléon", "20000", "Ajaccio", "AB-123-CD", "loic@exemple.fr"],
        "pages": [
            ({"date_effet": datetime.date.today().isoformat(), "objet": "demenagement", "aussi": ["portable"]}, ()),
            (
                {
                    "declarant.civilite": "M", "declarant.nom": "Ó Briain", "declarant.prenoms": "Loïc", "declarant.naissance.date": "1955-08-24",
                    "ancienne_adresse.voie": "3 place du Marché", "ancienne_adresse.code_postal": "93200", "ancienne_adresse.commune": "Saint-Denis (93200)",
                    "anciens.portable": "06 39 98 00 01",
                },
                (),
            ),
            (
                {
                    "nouvelle_adresse.voie": "1 cours Napoléon", "nouvelle_adresse.code_postal": "20000", "nouvelle_adresse.commune": "Ajaccio",
                    "nouveaux.portable": "06 39 98 00 02",
                },
                (),
            ),
            (
                {
                    "destinataires": ["cpam", "siv", "mairie"], "identifiants.nir": "155082A00200110", "vehicules.*.plaque": "AB-123-CD",
                    "vehicules.*.formule": "2014AB12345", "foyer.adultes": "2",
                },
                (),
            ),
            ({"contact.email": "loic@exemple.fr"}, ()),
        ],
    },
    "creation-association": {
        "agent": "agent.99920000100017-asso@exemple.fr",
        "recipient": "greffe",
        "said": ["Les Jardins partagés de Bellefontaine", "Müller-Le Goff", "Zoé Éloïse", "Infirmière", "3 place de la Fontaine", "31100", "Ó Briain", "Dublin", "bonjour@exemple.fr"],
        "pages": [
            ({"departement": "Haute-Garonne", "union": "false"}, ()),
            ({"qualite": "dirigeant", "declarant.civilite": "MME", "declarant.nom": "Müller-Le Goff", "declarant.prenoms": "Zoé Éloïse"}, ()),
            (
                {
                    "titre": "Les Jardins partagés de Bellefontaine", "objet": "Créer et entretenir un jardin partagé.", "domaine": "environnement",
                    "siege.voie": "12 bis rue des Lilas", "siege.code_postal": "31100", "siege.commune": "Toulouse",
                },
                (),
            ),
            ({"siege_prete": "false", "gestion_ailleurs": "false", "contact.email": "bonjour@exemple.fr", "date_assemblee": datetime.date.today().isoformat()}, ()),
            (
                {
                    "dirigeants.r1.fonction": "presidence", "dirigeants.r1.civilite": "MME", "dirigeants.r1.nom": "Müller-Le Goff", "dirigeants.r1.prenoms": "Zoé Éloïse",
                    "dirigeants.r1.naissance": "1988-02-10", "dirigeants.r1.nationalite": "Française", "dirigeants.r1.profession": "Infirmière",
                    "dirigeants.r1.lieu_domicile": "france", "dirigeants.r1.domicile.voie": "3 place de la Fontaine",
                    "dirigeants.r1.domicile.code_postal": "31100", "dirigeants.r1.domicile.commune": "Toulouse",
                    "dirigeants.r2.fonction": "tresorerie", "dirigeants.r2.civilite": "M", "dirigeants.r2.nom": "Ó Briain", "dirigeants.r2.prenoms": "Loïc",
                    "dirigeants.r2.naissance": "1955-08-24", "dirigeants.r2.nationalite": "Irlandaise", "dirigeants.r2.profession": "À la retraite",
                    "dirigeants.r2.lieu_domicile": "etranger", "dirigeants.r2.domicile_etranger.ligne1": "4 Dame Street",
                    "dirigeants.r2.domicile_etranger.ville": "Dublin", "dirigeants.r2.domicile_etranger.pays": "Irlande",
                },
                (),
            ),
            ({"a_des_etablissements": "false", "a_des_immeubles": "false"}, ()),
            ({}, (("pieces.statuts", "statuts.pdf", small_pdf(b"statuts")), ("pieces.pv", "procès-verbal.pdf", small_pdf(b"pv")))),
            ({"publication": "true", "fait_a": "Toulouse"}, ()),
        ],
    },
    "acte-naissance": {
        "agent": "agent.99910000200016-accueil@exemple.fr",
        "recipient": "mairie",
        "said": ["Dupont", "Augustine", "Müller-Le Goff", "Zoé Éloïse", "1931", "Saint-Denis", "Extrait plurilingue", "Nguyễn", "12 bis rue des Lilas", "zoe@exemple.fr"],
        "pages": [
            ({"motif": "notaire", "qualite": "mandataire"}, ()),
            ({"naissance.lieu": "france", "naissance.commune": "Saint-Denis (93200)", "naissance.date": "1931"}, ()),
            ({"titulaire.civilite": "MME", "titulaire.nom": "Dupont", "titulaire.prenoms": "Augustine"}, ()),
            ({"demandeur.civilite": "MME", "demandeur.nom": "Müller-Le Goff", "demandeur.prenoms": "Zoé Éloïse"}, ()),
            ({"nature": "extrait_plurilingue", "exemplaires": "2"}, ()),
            ({"parent1.nom": "Nguyễn", "parent1.prenoms": "Anne", "parent2.inconnu": "true"}, ()),
            ({}, (("pieces.mandat", "mandat signé.pdf", small_pdf(b"mandat")),)),
            (
                {
                    "envoi.lieu": "france", "envoi.france.voie": "12 bis rue des Lilas", "envoi.france.code_postal": "31000", "envoi.france.commune": "Toulouse",
                    "contact.email": "zoe@exemple.fr",
                },
                (),
            ),
        ],
    },
    "subvention": {
        "agent": "agent.99930000100016-subv@exemple.fr",
        "recipient": "etat",
        "said": [
            "Les Jardins partagés de Bellefontaine", "130 025 265 00013", "Müller-Le Goff", "Réseau des jardins", "60 – Achats", "1 200,50 €", "11 050,50 €", "75,0 %",
            "Un potager pour l’école", "1 500,00 €",
        ],
        "pages": [
            ({"forme": "numeraire", "frequence": "premiere", "objet": "projets", "periode": "annuelle", "financeurs": ["etat", "region"]}, ()),
            (
                {
                    "association.denomination": "Les Jardins partagés de Bellefontaine", "association.siret": "130 025 265 00013", "association.rna": "W751234567",
                    "association.representant.civilite": "MME", "association.representant.nom": "Müller-Le Goff", "association.representant.prenoms": "Zoé Éloïse",
                    "association.representant.fonction": "Présidente", "siege.voie": "12 bis rue des Lilas", "siege.code_postal": "31100", "siege.commune": "Toulouse",
                    "correspondance_ailleurs": "false", "contact.email": "bonjour@exemple.fr", "contact.telephone": "05 61 99 12 34", "suivi_par_autre": "false",
                },
                (),
            ),
            ({"utilite_publique": "false", "impots_commerciaux": "false", "reseau": "Réseau des jardins", "adherents_moraux": "false"}, ()),
            ({"moyens.adherents": "84", "moyens.benevoles": "12", "moyens.salaries": "1", "moyens.etpt": "0,5"}, ()),
            (
                {
                    "budget.charges.c60": "1200,50", "budget.charges.c61": "850", "budget.charges.c64": "9000",
                    "budget.produits.p70": "50,50", "budget.produits.p74": "6000", "budget.produits.p75": "5000",
                    "subventions.*.financeur": ("État", "Région d’Exemple"), "subventions.*.montant": ("4000", "2000"),
                },
                (),
                # Two: a table of one row and its total, each with its head, is taken for shredded heads.
                "subventions",
                "subventions",
            ),
            (
                {
                    f"projets.r1.{name}": value
                    for name, value in {
                        "intitule": "Un potager pour l’école", "objectifs": "Apprendre à cultiver et à manger ce que l’on a semé.",
                        "description": "Six ateliers avec les trois classes de l’école. " * 40, "beneficiaires": "Soixante-douze enfants.", "territoire": "Bellefontaine",
                        "moyens": "Une salariée, quatre bénévoles.", "evaluation": "Un bilan avec les maîtresses.", "montant": "1500",
                        "dates.debut": datetime.date.today().isoformat(), "dates.fin": datetime.date.today().isoformat(),
                        "budget.charges.c60": "2000", "budget.produits.p70": "500", "budget.produits.p74": "1500",
                    }.items()
                },
                (),
            ),
            (
                {
                    "aides": "jusqu_a_500000", "a_jour": "true", "engagement": "true", "signataire": "representant",
                    "compte.titulaire": "Les Jardins partagés de Bellefontaine", "compte.iban": "FR76 3000 6000 0112 3456 7890 189",
                },
                (),
            ),
            ({"pieces.comptes_publies": "false"}, (("pieces.comptes", "comptes.pdf", small_pdf(b"comptes")), ("pieces.rib", "rib.pdf", small_pdf(b"rib")))),
        ],
    },
}


def flat(text):
    """Text as one compares it: composed, one space between words."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\u00ad", "").split())


def run(*command):
    return subprocess.run([str(part) for part in command], capture_output=True, text=True, check=False)


def read_pdf(path, label):
    """Asks the PDF programs; gives back the text."""
    checked = run("qpdf", "--check", path)
    expect(checked.returncode == 0, f"{label}: qpdf --check\n{checked.stdout}{checked.stderr}")
    # pdfua checks by the clauses of ISO 14289-1, outloud what a screen reader would say.
    for tool, arguments in (("pdfua", ["check", path]), ("outloud", [path])):
        program = pathlib.Path(sys.executable).with_name(tool)
        checked = run(program, *arguments)
        expect(checked.returncode == 0, f"{label}: {tool}\n{checked.stdout[-1500:]}{checked.stderr[-2000:]}")
    return flat(run("pdftotext", "-layout", path, "-").stdout) + " " + flat(run("pdftotext", path, "-").stdout)


def schema_holds(folder, schema, answers, label):
    """Python's jsonschema and JavaScript's ajv agree that the answers are valid; and that broken ones are not."""
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    errors = [f"{'/'.join(map(str, error.absolute_path))}: {error.message}" for error in validator.iter_errors(answers)]
    expect(not errors, f"{label}: jsonschema\n" + "\n".join(errors[:5]))
    broken = {**answers, "nulle_part": 1}
    expect(any(validator.iter_errors(broken)), f"{label}: jsonschema accepts a property that nobody declared")
    for name, content in (("schema", schema), ("answers", answers), ("broken", broken)):
        (folder / f"{name}.json").write_text(json.dumps(content))
    program = """
      import Ajv from 'ajv/dist/2020.js';
      import { readFileSync } from 'node:fs';
      const [schema, answers, broken] = ['schema', 'answers', 'broken'].map((name) => JSON.parse(readFileSync(`${process.argv[1]}/${name}.json`)));
      const valid = new Ajv({ strict: true, strictRequired: false, allErrors: true, validateFormats: false }).compile(schema);
      if (!valid(answers)) { console.log(JSON.stringify(valid.errors)); process.exit(1); }
      if (valid(broken)) { console.log('a property that nobody declared is accepted'); process.exit(1); }
    """
    checked = subprocess.run(["node", "--input-type=module", "-e", program, str(folder)], cwd=HERE / "browser", capture_output=True, text=True, check=False)
    expect(checked.returncode == 0, f"{label}: ajv\n{checked.stdout}{checked.stderr[-1500:]}")


def read_package(robot, folder, label, schema, sent):
    """The agent's ZIP: whole, its sums right, its answers valid."""
    package = zipfile.ZipFile(io.BytesIO(robot.bytes))
    expect(package.testzip() is None, f"{label}: a broken ZIP")
    names = package.namelist()
    listed = {entry["name"]: entry for entry in json.loads(package.read("manifest.json"))["files"]}
    expect(set(listed) == {name for name in names if name != "manifest.json"}, f"{label}: the manifest lists {sorted(listed)}, the ZIP holds {sorted(names)}")
    for name, entry in listed.items():
        content = package.read(name)
        digest = hashlib.sha256(content).hexdigest()
        expect(entry["sha256"] == digest, f"{label}: {name} has another SHA-256 than the manifest says")
        expect(entry["size"] == len(content), f"{label}: {name} has another size than the manifest says")
    for name in names:
        safe = not name.startswith("/") and ".." not in name.split("/") and "\\" not in name
        expect(safe, f"{label}: {name} leads out of the folder")
        # What the citizen attached is theirs, the form that is filled in the agency's; what we made is checked.
        own = listed.get(name, {}).get("format", "").startswith("pdf:")
        if name.endswith(".pdf") and package.read(name) not in sent and not own:
            path = folder / "package.pdf"
            path.write_bytes(package.read(name))
            read_pdf(path, f"{label} {name}")
    answers = json.loads(package.read("answers.json"))
    schema_holds(folder, schema, answers, f"{label} answers.json")
    if "schema.json" in names:
        expect(json.loads(package.read("schema.json")) == schema, f"{label}: the package's schema is not the published one")
    manifest = json.loads(package.read("manifest.json"))
    expect(manifest["unmade"] == [], f"{label}: {manifest['unmade']}")
    for name, entry in listed.items():
        kind, _, template = entry.get("format", "").partition(":")
        if kind == "xml":
            templates = HERE.parents[1] / "forms" / manifest["demarche"]["id"] / "templates"
            by = lxml.etree.XMLSchema(lxml.etree.parse(templates / f"{template}.xsd"))
            told = lxml.etree.fromstring(package.read(name))
            expect(by.validate(told), f"{label} {name}: {by.error_log}")
        elif kind == "pdf" and template:
            read_form(folder, package.read(name), json.dumps(answers, ensure_ascii=False), f"{label} {name}")
    return names


def read_form(folder, content, answers, label):
    """A filled form: MuPDF reads in its fields what the citizen answered, poppler reads the same where it is drawn."""
    path = folder / "form.pdf"
    path.write_bytes(content)
    checked = run("qpdf", "--check", path)
    expect(checked.returncode == 0, f"{label}: qpdf --check\n{checked.stdout}{checked.stderr}")
    squeezed = lambda text: "".join(unicodedata.normalize("NFC", text).split())
    drawn, filled, ticked = squeezed(run("pdftotext", "-raw", path, "-").stdout), {}, 0
    for widget in (widget for page in pymupdf.open(path) for widget in page.widgets()):
        if widget.field_type_string in ("Text", "ComboBox"):
            filled[widget.field_name] = widget.field_value
            # A choice keeps its constant, and shows what people read.
            shown = widget.field_type_string == "ComboBox" or squeezed(widget.field_value) in drawn
            expect(shown, f"{label}: {widget.field_name} holds {widget.field_value!r}, and it is not drawn")
        else:
            ticked += widget.field_value not in ("Off", False)
    values = [value for value in filled.values() if value]
    answered = [value for value in values if value in answers]
    expect(len(answered) >= 8 and ticked, f"{label}: {ticked} ticks, and of {values} only {answered} are answers")
    # `qpdf` shows streams too: nothing that runs is left.
    for gone in (b"/JavaScript", b"/AA", b"/XFA", b"/OpenAction"):
        plain = subprocess.run(["qpdf", "--qdf", "--object-streams=disable", path, "-"], capture_output=True, check=False).stdout
        expect(gone not in plain, f"{label}: {gone} is left")


def try_demarche(origin, data, folder, identity, plan):
    print(identity)
    citizen = Robot(origin)
    citizen.ask(f"/demarches/{identity}")
    citizen.submit({})
    for values, files, *rows in plan["pages"]:
        for group in rows:
            citizen.submit({"_action": f"add:{group}"})
        citizen.answer(values, files)
        while re.search(r"/destinataire(\?|$)", citizen.address):
            citizen.ask(next(link for link in citizen.page.links if "/d/" in link and not link.endswith("destinataire")))
    expect(citizen.address.endswith("/recapitulatif"), f"{identity}: stands on {citizen.address} instead of the recap")
    citizen.submit({"attest": "true"})
    expect(citizen.address.endswith("/confirmation"), f"{identity}: stands on {citizen.address} instead of the confirmation")
    receipt = next(link for link in citizen.page.links if link.endswith("/recu.pdf"))
    reference = re.search(r"\b[A-Z]{3}(?:-[0-9A-Z]{1,4}){4}\b", " ".join(citizen.page.said)).group(0)

    path = folder / f"{identity}.pdf"
    path.write_bytes(citizen.ask(receipt))
    expect(citizen.ask(receipt) == path.read_bytes(), f"{identity}: the receipt differs from one download to the next")
    text = read_pdf(path, f"{identity} recu.pdf")
    for said in plan["said"] + [reference]:
        expect(flat(said) in text, f"{identity} recu.pdf: « {said} » is not in its text")
    # As a telephone's camera would: from the page's image.
    first_page = pymupdf.open(path)[0].get_pixmap(dpi=150)
    follow, _ = pymupdf.mupdf.fz_decode_barcode_from_pixmap2(first_page.this, 0)
    expect(follow.startswith(f"{origin}/suivi/"), f"{identity} recu.pdf: its code says « {follow} »")
    stranger = Robot(origin)
    stranger.ask(follow.removeprefix(origin))
    expect(stranger.status == 200 and reference in " ".join(stranger.page.said), f"{identity}: the code does not lead to the dossier")
    key = folder / "recu.pem"
    key.write_bytes(citizen.ask("/cles/recu.pem"))
    verified = run(GUICHET, "receipt", "verify", path, "--key", key)
    expect(verified.returncode == 0, f"{identity}: an unchanged receipt is refused\n{verified.stdout}{verified.stderr}")
    whole = path.read_bytes()
    for at in (20, len(whole) // 3, len(whole) // 2, len(whole) - 30):
        broken = folder / "broken.pdf"
        broken.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1:])
        verified = run(GUICHET, "receipt", "verify", broken, "--key", key)
        expect(verified.returncode == 1, f"{identity}: a receipt with byte {at} changed is answered with {verified.returncode}")

    # What the citizen sent comes back byte for byte.
    citizen.ask(receipt.removesuffix("/recu.pdf"))
    sent = [content for _, files, *_ in plan["pages"] for _, _, content in files]
    back = [citizen.ask(link) for link in list(citizen.page.links) if "/fichiers/" in link]
    expect(sorted(back) == sorted(sent), f"{identity}: {len(back)} attachments come back, {len(sent)} were sent, or they changed")

    agent = Robot(origin)
    agent.ask("/agents")
    agent.submit({"email": plan["agent"], "password": PASSWORD})
    until = time.monotonic() + 60
    while True:
        agent.ask("/agents")
        cases = [link for link in agent.page.links if link.startswith("/agents/cas/")]
        if cases or time.monotonic() > until:
            break
        time.sleep(0.1)
    expect(len(cases) == 1, f"{identity}: {len(cases)} cases in the inbox of {plan['agent']}")
    agent.ask(cases[0])
    expect(agent.status == 200 and reference in " ".join(agent.page.said), f"{identity}: the case is not shown")
    schema = json.loads(citizen.ask(f"/demarches/{identity}/schema.json?destinataire={plan['recipient']}"))
    agent.ask(f"{cases[0]}/dossier.zip")
    names = read_package(agent, folder, f"{identity} dossier.zip", schema, sent)
    print(f"  {reference}, {len(whole)} bytes of receipt, package of {len(names)} files")
    printed = folder / "print.pdf"
    printed.write_bytes(agent.ask(f"{cases[0]}/imprimer.pdf"))
    read_pdf(printed, f"{identity} imprimer.pdf")


def main():
    for tool in ("qpdf", "pdftotext", "node"):
        if shutil.which(tool) is None:
            raise SystemExit(f"{tool} is missing: platform/trials/install-tools.sh installs it")
    if not GUICHET.is_file():
        raise SystemExit(f"{GUICHET} is missing: cargo build --bin guichet")
    with tempfile.TemporaryDirectory(prefix="guichet-readers-") as name:
        folder = pathlib.Path(name)
        data = folder / "data"
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        origin = f"http://127.0.0.1:{port}"
        with open(folder / "log", "wb") as log:
            command = [GUICHET, "serve", "--demo", "--listen", f"127.0.0.1:{port}", "--data", data, "--public-url", origin]
            command += ["--webhook-network", "127.0.0.1"]
            server = subprocess.Popen([str(part) for part in command], stdout=log, stderr=log)
        try:
            until = time.monotonic() + 60
            while True:
                try:
                    urllib.request.urlopen(f"{origin}/readyz").read()
                    break
                except OSError:
                    if server.poll() is not None or time.monotonic() > until:
                        raise SystemExit((folder / "log").read_text()) from None
                    time.sleep(0.05)
            hooks.check_vectors(HERE.parents[1] / "examples/partner-webhook/vectors.json", expect)
            for identity in sys.argv[1:] or DEMARCHES:
                plan = DEMARCHES[identity]
                partner = hooks.Server()
                siret, branch = plan["agent"].split("@")[0].removeprefix("agent.").split("-")
                desk = ["--agency", "etat-demo", "--siret", siret, "--branch", branch.upper(), "--url", partner.url]
                made = run(GUICHET, "partner", "webhook", "add", *desk, "--data", data)
                key = re.search(r"whsec_\S+", made.stdout)
                expect(key, f"{identity}: no webhook: {made.stdout}{made.stderr}")
                try_demarche(origin, data, folder, identity, plan)
                if key:
                    hooks.check(partner, key.group(0), expect)
        finally:
            server.terminate()
            server.wait()
    print(f"{done - len(faults)} of {done} held")
    sys.exit(1 if faults else 0)


main()
