"""The advisor answers: which model, on which infrastructure, with which customisation, for this task.

Pure functions over catalog records and the user's needs; no Streamlit, no network, no database.
"""
