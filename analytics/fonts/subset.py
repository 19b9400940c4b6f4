#!/usr/bin/env python3
"""Makes NotoSansCJKsc-Regular-subset.otf from Debian's fonts-noto-cjk. Needs fontTools.

    python3 subset.py /usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc
"""
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTCollection

FAMILY = "Noto Sans CJK SC"
OUT = Path(__file__).with_name("NotoSansCJKsc-Regular-subset.otf")


def gbk():
    """Every character that GBK has a code for."""
    for first in range(0x81, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                yield ord(bytes([first, second]).decode("gbk"))
            except UnicodeDecodeError:
                continue


# What the table of general standard characters (通用规范汉字表, 2013) has of extension A, and what GB18030 has in two bytes beyond GBK.
STANDARD = (
    "㐖㑇㑊㕮㘎㙍㙘㙦㛃㛚㛹㟃㠇㠓㤘㥄㧐㧑㧟㫰㬊㬎㬚㭎㭕㮾㰀㳇㳘㳚㴔㵐㶲㸆㸌㺄㻬㽏㿠䁖䂮䃅䃎䅟䌹䎃䎖䏝䏡䏲䐃䓖䓛䓨䓫䓬䗖䗛䗪䗴䜣䝙䢺䢼䣘䥽䦃䲟䲠䲢䴓䴔䴕䴖䴗䴘䴙䶮"
)


def gb18030():
    """The characters that GB18030 writes in two bytes where GBK has none."""
    for first in range(0xA1, 0xFF):
        for second in range(0x40, 0xFF):
            try:
                text = bytes([first, second]).decode("gb18030")
            except UnicodeDecodeError:
                continue
            if len(text) == 1:
                yield ord(text)


def wanted(has):
    """The code points to keep of those that the font has."""
    latin = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
    # The ends of blocks that Unicode filled later, and the extensions C and up.
    later = {c for c in has if 0x9FA6 <= c <= 0x9FFF or 0x4DB0 <= c <= 0x4DBF or 0x2A700 <= c <= 0x323AF}
    # A few of extensions A and B that stand in place names and tests; 〓, which stands for a missing one; comparison signs.
    some = {0x3400, 0x3447, 0x20000, 0x2010C, 0x20BB7, 0x3013, 0x2103, 0x2264, 0x2265}
    return (latin | set(gbk()) | set(gb18030()) | set(map(ord, STANDARD)) | later | some) & set(has)


def main(source):
    fonts = TTCollection(source).fonts
    number = next(i for i, font in enumerate(fonts) if font["name"].getDebugName(1) == FAMILY)
    options = subset.Options()
    options.font_number = number
    options.hinting = False
    options.layout_features = []
    options.drop_tables += ["BASE", "VORG", "vhea", "vmtx", "GPOS", "GSUB", "GDEF"]
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted(font.getBestCmap()))
    cutter.subset(font)
    subset.save_font(font, str(OUT), options)


if __name__ == "__main__":
    main(sys.argv[1])
