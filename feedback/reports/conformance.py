"""The last step of a tagged file: structure tree, metadata, colour profile. PDF/A-2a and PDF/UA-1."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache
from io import BytesIO
from xml.sax.saxutils import escape
from zlib import compress

import pikepdf
from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

from feedback.reports.structure import Element, Structure

_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/" xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<pdfaid:part>2</pdfaid:part><pdfaid:conformance>A</pdfaid:conformance><pdfuaid:part>1</pdfuaid:part>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<dc:format>application/pdf</dc:format>
<xmp:CreateDate>{day}</xmp:CreateDate><xmp:ModifyDate>{day}</xmp:ModifyDate>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of PDF/UA</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""


def finish(
    plain: bytes, structure: Structure, title: str, author: str, language: str, made_on: date
) -> bytes:
    """The untagged file with everything that makes it accessible and fit for an archive."""
    with Pdf.open(BytesIO(plain)) as pdf:
        _add_structure(pdf, structure)
        _add_metadata(pdf, title, author, language, made_on)
        _add_colour_profile(pdf)
        _mend_fonts(pdf)
        _pack_streams(pdf)
        target = BytesIO()
        pdf.save(target, deterministic_id=True, compress_streams=False, min_version="1.7")
        return target.getvalue()


def _add_structure(pdf: Pdf, structure: Structure) -> None:
    root = pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
    made: dict[int, pikepdf.Object] = {}
    root.K = Array([_node(pdf, structure.root, root, made)])
    numbers = Array()
    for index, page in enumerate(pdf.pages):
        owners = Array([made[id(element)] for element in structure.pages.get(index, [])])
        numbers.append(index)
        numbers.append(pdf.make_indirect(owners))
        page.StructParents = index
        page.Tabs = Name.S
    root.ParentTree = pdf.make_indirect(Dictionary(Nums=numbers))
    root.ParentTreeNextKey = len(pdf.pages)
    pdf.Root.StructTreeRoot = root
    pdf.Root.MarkInfo = Dictionary(Marked=True)


def _node(
    pdf: Pdf, element: Element, parent: pikepdf.Object, made: dict[int, pikepdf.Object]
) -> pikepdf.Object:
    node = pdf.make_indirect(Dictionary(Type=Name.StructElem, S=Name(f"/{element.role}"), P=parent))
    made[id(element)] = node
    if element.alt:
        node.Alt = String(element.alt)
    attributes = _attributes(element)
    if attributes:
        node.A = attributes
    marked = [
        Dictionary(Type=Name.MCR, Pg=pdf.pages[page].obj, MCID=number) for page, number in element.content
    ]
    children = [_node(pdf, child, node, made) for child in element.children]
    node.K = Array([*marked, *children])
    return node


def _attributes(element: Element) -> pikepdf.Object | None:
    if element.scope:
        return Dictionary(O=Name.Table, Scope=Name(f"/{element.scope}"))
    if element.box:
        return Dictionary(O=Name.Layout, BBox=Array([round(side, 2) for side in element.box]))
    return None


def _add_metadata(pdf: Pdf, title: str, author: str, language: str, made_on: date) -> None:
    packet = _XMP.format(
        title=escape(title), author=escape(author), language=escape(language), day=made_on.isoformat()
    )
    pdf.Root.Metadata = pdf.make_stream(packet.encode(), Type=Name.Metadata, Subtype=Name.XML)
    pdf.Root.Lang = String(language)
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    del pdf.docinfo
    for key in ("/Outlines", "/PageMode"):
        if key in pdf.Root:
            del pdf.Root[key]


def _add_colour_profile(pdf: Pdf) -> None:
    profile = pdf.make_stream(_srgb(), N=3)
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])


@lru_cache(maxsize=1)
def _srgb() -> bytes:
    """The colour profile without its date of making, which would differ from run to run."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    return made[:24] + bytes.fromhex("07e800010001000000000000") + made[36:]


def _mend_fonts(pdf: Pdf) -> None:
    """ReportLab maps unused codes to U+0000, which says that a letter has no meaning."""
    for item in pdf.objects:
        if isinstance(item, Dictionary) and item.get("/Type") == Name.Font and "/ToUnicode" in item:
            item.ToUnicode.write(_without_nothing(item.ToUnicode.read_bytes()))


def _without_nothing(mapping: bytes) -> bytes:
    kept, dropped = re.subn(rb"<[0-9A-F]{2}> <0000>\n", b"", mapping)
    return re.sub(rb"(\d+) beginbfchar", lambda found: b"%d beginbfchar" % (int(found[1]) - dropped), kept)


def _pack_streams(pdf: Pdf) -> None:
    """Compress what is text to a reader of PDF, and font programs where that can be done safely."""
    for item in pdf.objects:
        if isinstance(item, Stream) and item.get("/Type") != Name.Metadata and "/N" not in item:
            plain = item.read_bytes()
            packed = packed_safely(plain, may_grow="/Length1" not in item)
            if packed:
                item.write(packed, filter=Name.FlateDecode)


def packed_safely(plain: bytes, may_grow: bool) -> bytes | None:
    """The bytes compressed so that they do not end in a line break; None where that cannot be had.

    A line break before `endstream` counts as no part of the stream, so that its length would seem wrong. The
    last bytes are a checksum: only other content gives others, and a space more at its end does no harm.
    """
    packed = compress(plain)
    while packed[-1:] in (b"\r", b"\n"):
        if not may_grow:
            return None
        plain += b" "
        packed = compress(plain)
    return packed
