"""What would today's catalog say? A recommendation of the past against its own needs, judged anew.

rerun    the needs of a record, decided on the catalog and day of now
facts    which prices, terms, dates and figures changed under the options it looked at
order    who leads now, and which change moved the order
alerts   what a reader of an old record must know at once
report   all of it as one JSON object

Everything about the past is read from the record, so the catalog of that day is not needed.
"""
