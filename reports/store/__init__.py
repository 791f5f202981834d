"""Stored reports: saved once, never changed, opened by an unguessable id.

`record` says what one report is, `access` who may read it, `store` keeps and finds them, `database` and `migrate` prepare SQLite or
PostgreSQL.
Importing `store` costs SQLAlchemy's quarter of a second: pages and commands import it where they need it, not at the top.
"""
