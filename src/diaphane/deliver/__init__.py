"""Hand on an answer: the files that are made of it, for people, programs and archives."""
