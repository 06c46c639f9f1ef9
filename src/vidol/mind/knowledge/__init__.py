"""What a character knows: the creator's FAQ and documents, read safely.

    knowledge = Knowledge.from_folder(Path("knowledge"))
    knowledge = Knowledge.from_files({"faq.csv": b"..."})   # or .default()

A folder may hold FAQs (every ``.csv``; Markdown files whose name contains "faq") and documents
(other Markdown, plain text, PDF, HTML). Sizes are bounded, links that lead out of the folder are
refused, nothing in a file is executed.
"""

from vidol.mind.knowledge.entries import Answer, Entry, Passage
from vidol.mind.knowledge.folder import SUFFIXES, read_folder
from vidol.mind.knowledge.model import Knowledge, default_files

__all__ = [
    "SUFFIXES",
    "Answer",
    "Entry",
    "Knowledge",
    "Passage",
    "default_files",
    "read_folder",
]
