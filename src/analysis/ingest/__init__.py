"""From files to clean clauses: reading, repair with a trace of every change, metadata, outline."""

from analysis.ingest.add import add_documents
from analysis.ingest.clauses import split_clauses
from analysis.ingest.masks import find_masks
from analysis.ingest.read import find_problems, read_documents
from analysis.ingest.repair import Cleaned, clean_documents, repair_text

__all__ = [
    "Cleaned",
    "add_documents",
    "clean_documents",
    "find_masks",
    "find_problems",
    "read_documents",
    "repair_text",
    "split_clauses",
]
