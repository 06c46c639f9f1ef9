"""Typesetting: from a string in any of the languages to glyphs at their places.

    ruby     the markup for readings, {漢字|かんじ}
    bidi     which parts run right to left (UAX #9)
    breaks   where a line may end, and where it best does (UAX #14, kinsoku, phrases)
    fonts    the fonts that come with vidol, and which of them draws which character
    shape    glyphs and their places in a line (HarfBuzz)

It knows nothing of pictures and colours: that is vidol.media.captions.
"""
