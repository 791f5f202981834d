"""Pieces of a page: pure functions from records to HTML, the same in the app and in exported files.

Every value is escaped, nothing runs a script, nothing loads from elsewhere. The look is in
`assets/weighbridge.css`; a fragment carries only positions (percent) in its style attributes.
"""
