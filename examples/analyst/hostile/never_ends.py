# A regular expression that takes for ever.
import re

re.match(r"(\w+\s?)+$", "a" * 60 + "!")
