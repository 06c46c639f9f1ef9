"""The studio: the live show over HTTP and WebSocket, and the pages that use them.

Nothing here performs: that is the show's (vidol.show.live.show). The pages are built from web/ (see
build_hooks/pages.py).
"""
