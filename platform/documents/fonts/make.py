"""Makes the faces of this folder again from the packages they come from.

    python3 -m venv /tmp/v && /tmp/v/bin/pip install fonttools && /tmp/v/bin/python make.py

Needs npm (it fetches two packages, nothing is installed). Text faces: Source Sans 3 (OFL), cut to the Latin scripts and
renamed, because the licence reserves the name « Source » to the unmodified face. Fallback: DejaVu Sans (free), whole.
"""

import io, pathlib, subprocess, tarfile, tempfile

from fontTools import subset
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._k_e_r_n import KernTable_format_0

HERE = pathlib.Path(__file__).parent
SANS = "@expo-google-fonts/source-sans-3@0.4.1"
FALLBACK = "dejavu-fonts-ttf@2.37.3"
# Latin with every accent of European and Vietnamese names, figures, punctuation, fine spaces, the usual signs.
RANGES = [(0x20, 0x7E), (0xA0, 0x24F), (0x2B0, 0x2DD), (0x300, 0x30C), (0x31B, 0x31B), (0x323, 0x328), (0x1E00, 0x1EFF),
          (0x2000, 0x205F), (0x2070, 0x209C), (0x20AC, 0x20AC), (0x2116, 0x2116), (0x2122, 0x2122), (0x2190, 0x2193),
          (0x2212, 0x2212), (0x2248, 0x2248), (0x2260, 0x2265), (0x2610, 0x2611), (0x2713, 0x2713), (0x1D48, 0x1D49)]
# Pairs are kerned where French text has them; the rest is not worth its bytes.
KERNED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzÀÂÇÉÈÊËÎÏÔÙÛÜŒàâçéèêëîïôùûüœ.,:’'-«»()/"


def fetch(package):
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(["npm", "pack", "--silent", package], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        archive = next(pathlib.Path(folder).glob("*.tgz"))
        with tarfile.open(archive) as tar:
            return {m.name.removeprefix("package/"): tar.extractfile(m).read() for m in tar if m.isfile()}


def pairs(font, names):
    """The pair adjustments of GPOS between the given glyphs, in font units."""
    found = {}
    gpos = font["GPOS"].table
    wanted = {i for f in gpos.FeatureList.FeatureRecord if f.FeatureTag == "kern" for i in f.Feature.LookupListIndex}
    for index in sorted(wanted):
        for table in gpos.LookupList.Lookup[index].SubTable:
            table = getattr(table, "ExtSubTable", table)
            covered = [g for g in table.Coverage.glyphs if g in names]
            for left in covered:
                if table.Format == 1:
                    for record in table.PairSet[table.Coverage.glyphs.index(left)].PairValueRecord:
                        if record.SecondGlyph in names and record.Value1:
                            found.setdefault((left, record.SecondGlyph), record.Value1.XAdvance or 0)
                else:
                    row = table.Class1Record[table.ClassDef1.classDefs.get(left, 0)].Class2Record
                    for right in names:
                        value = row[table.ClassDef2.classDefs.get(right, 0)].Value1
                        if value and (left, right) not in found:
                            found[(left, right)] = value.XAdvance or 0
    return {pair: value for pair, value in found.items() if abs(value) >= 8}


def text_face(data, style, target):
    font = TTFont(io.BytesIO(data))
    cmap = font.getBestCmap()
    kern = pairs(font, sorted({cmap[ord(c)] for c in KERNED}))
    options = subset.Options(layout_features=[], hinting=False, desubroutinize=True, notdef_outline=True, glyph_names=False,
                             name_IDs=[0, 1, 2, 4, 6, 13, 14], drop_tables=["GPOS", "GSUB", "GDEF", "STAT", "DSIG", "gasp", "MVAR"])
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=[c for a, b in RANGES for c in range(a, b + 1)])
    order = font.getGlyphOrder()
    cutter.subset(font)
    for record in list(font["name"].names):
        text = {1: "Guichet Text", 2: style, 4: f"Guichet Text {style}", 6: f"GuichetText-{style}"}.get(record.nameID)
        if text:
            font["name"].setName(text, record.nameID, record.platformID, record.platEncID, record.langID)
    table = newTable("kern")
    table.version = 0
    sub = KernTable_format_0()
    sub.version, sub.coverage, sub.tupleIndex, sub.apple, sub.kernTable = 0, 1, None, False, kern
    table.kernTables = [sub]
    font["kern"] = table
    font["head"].modified = font["head"].created
    font.recalcTimestamp = False
    font.save(HERE / target)
    print(target, (HERE / target).stat().st_size, "bytes,", len(font.getGlyphOrder()), "glyphs,", len(kern), "pairs")


sans = fetch(SANS)
text_face(sans["400Regular/SourceSans3_400Regular.ttf"], "Regular", "text-regular.ttf")
text_face(sans["600SemiBold/SourceSans3_600SemiBold.ttf"], "Bold", "text-bold.ttf")
(HERE / "LICENSE-text.txt").write_bytes(sans["LICENSE_FONT"])
fallback = fetch(FALLBACK)
(HERE / "fallback.ttf").write_bytes(fallback["ttf/DejaVuSans.ttf"])
(HERE / "LICENSE-fallback.txt").write_bytes(fallback["LICENSE"])
print("fallback.ttf", (HERE / "fallback.ttf").stat().st_size, "bytes")


def srgb():
    """The sRGB profile that the output intent names, computed from IEC 61966-2-1; ICC version 2, so that every reader takes it."""
    import struct, zlib

    fixed = lambda *values: b"".join(struct.pack(">i", round(v * 65536)) for v in values)
    xyz = lambda *values: b"XYZ \0\0\0\0" + fixed(*values)
    linear = lambda v: v / 12.92 if v <= 0.04045 else ((v + 0.055) / 1.055) ** 2.4
    points = [round(linear(i / 511) * 65535) for i in range(512)]
    curve = b"curv\0\0\0\0" + struct.pack(">I512H", 512, *points)
    name = b"sRGB IEC61966-2.1\0"
    text = b"desc\0\0\0\0" + struct.pack(">I", len(name)) + name + bytes(4 + 4 + 2 + 1 + 67)
    # The primaries of sRGB adapted to D50 (Bradford).
    tags = {b"desc": text, b"cprt": b"text\0\0\0\0No rights reserved.\0", b"wtpt": xyz(0.9505, 1.0, 1.0891),
            b"rXYZ": xyz(0.43607, 0.22249, 0.01392), b"gXYZ": xyz(0.38515, 0.71687, 0.09708), b"bXYZ": xyz(0.14307, 0.06061, 0.7141),
            b"rTRC": curve, b"gTRC": curve, b"bTRC": curve}
    table, body, seen, at = b"", b"", {}, 128 + 4 + 12 * len(tags)
    for tag, data in tags.items():
        if data not in seen:
            data_padded = data + bytes(-len(data) % 4)
            seen[data] = at
            at += len(data_padded)
            body += data_padded
        table += tag + struct.pack(">II", seen[data], len(data))
    header = struct.pack(">I4sI4s4s4s6H4s", at, b"\0\0\0\0", 0x02100000, b"mntr", b"RGB ", b"XYZ ", 2026, 1, 1, 0, 0, 0, b"acsp")
    header += bytes(4 + 4 + 4 + 4 + 8 + 4) + fixed(0.9642, 1.0, 0.8249)
    header += bytes(128 - len(header))
    profile = header + struct.pack(">I", len(tags)) + table + body
    assert len(profile) == at
    (HERE / "srgb.icc").write_bytes(profile)
    print("srgb.icc", len(profile), "bytes")


srgb()
