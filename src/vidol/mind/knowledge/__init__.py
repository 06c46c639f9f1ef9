"""What a character knows: the creator's FAQ and documents, read safely.

    knowledge = Knowledge.from_folder(Path("knowledge"))   # or .from_files({"faq.csv": b"..."}), or
    .default()

A folder may hold FAQs (every ``.csv``; Markdown files whose name contains "faq") and documents
(other Markdown, plain text, PDF, HTML). Sizes are bounded, links that lead out of the folder are
refused, nothing in a file is executed.
"""

from vidol.mind.knowledge.folder import SUFFIXES, from_files, from_folder, read_folder
from vidol.mind.knowledge.model import Answer, Entry, Knowledge, Passage, default_files

__all__ = [
    "SUFFIXES",
    "Answer",
    "Entry",
    "Knowledge",
    "Passage",
    "default_files",
    "from_files",
    "from_folder",
    "read_folder",
]
