"""Numbered documents: notices, certificates, sheets.

Owns: `DocumentKind`, `Document`, `issue`, `render_pdf`. A document keeps the data it was made from and the digest of
its template, so that the same paper can be printed again and every figure on it can be traced.
"""
