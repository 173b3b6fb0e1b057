"""The classes of characters by which jieba's regular expressions part a text."""

OTHER, HAN, ALNUM, SIGN = 0, 1, 2, 3

#: Characters above this code point stand in no block that jieba's dictionary may know.
CODES = 1 << 16

#: The first and the last character that jieba takes for Chinese.
FIRST_HAN, LAST_HAN = 0x4E00, 0x9FD5

#: The signs that jieba lets stand inside words.
SIGNS = "+#&._%-"

#: A slot of the tree's hash table holds a node and a character, and below them, in so many bits, the node they lead to.
NODE_BITS = 23

#: Bits that number the places of the filter of pairs.
PAIR_BITS = 22

#: The multiplier that scatters keys over a hash table (2 to the 64 divided by the golden ratio; Knuth, TAOCP 3, 6.4).
SCATTER = 0x9E3779B97F4A7C15


def class_of(character: str) -> int:
    """Return the class of a character: Chinese, a plain letter or digit, a sign that may stand in words, or other."""
    if FIRST_HAN <= ord(character) <= LAST_HAN:
        return HAN
    if character.isascii() and character.isalnum():
        return ALNUM
    return SIGN if character in SIGNS else OTHER
