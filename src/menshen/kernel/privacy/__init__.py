"""What protects personal data by itself: marks on every field, encrypted numbers, masks, the look-up log, the checker.

Owns: `Mark`, `EncryptedField` with its `BlindIndexField`, the keys and their rotation, `mask_…`, `look_up` and
`verify`, `check_text`. Does not own: who may see a plain value, requests of data subjects, retention (stewardship).
Five words: mark, key, blind index, look-up, finding.
"""
