"""The HTTP API: needs in, recommendations and records out, under /api/v1 in the process that serves the app.

It computes nothing: the advisor answers, the catalog and the report store know. Nothing here knows Streamlit;
`server.py` hands over the open catalog and whether callers must show a token.
"""
