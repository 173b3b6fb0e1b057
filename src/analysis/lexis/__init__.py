"""Words: tokens, term counts, TF-IDF weights, keyness, and words in their context."""

from analysis.lexis.concordance import concordance
from analysis.lexis.dictionary import audit_dictionary, confirm_terms, find_new_terms
from analysis.lexis.dispersion import measure_dispersion
from analysis.lexis.keyness import find_keyness, find_list_keyness
from analysis.lexis.matrix import TextMatrix, weigh_texts
from analysis.lexis.sentences import split_sentences
from analysis.lexis.stops import STOP_LISTS, list_stop_words
from analysis.lexis.tokenizer import read_frequencies
from analysis.lexis.tokens import POLICY_KINDS, count_terms, cut_tokens
from analysis.lexis.weights import weigh_terms

__all__ = [
    "POLICY_KINDS",
    "STOP_LISTS",
    "TextMatrix",
    "audit_dictionary",
    "concordance",
    "confirm_terms",
    "count_terms",
    "cut_tokens",
    "find_keyness",
    "find_list_keyness",
    "find_new_terms",
    "list_stop_words",
    "measure_dispersion",
    "read_frequencies",
    "split_sentences",
    "weigh_terms",
    "weigh_texts",
]
