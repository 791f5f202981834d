"""What one organisation knows better than any price list: its terms, machines, models and house rules.

`profile` is the file as people write it, `layer` puts it over a catalog. It always wins over feeds and is no part of the
catalog file, so a refresh never touches it; every record it made or changed names the organisation as its origin.
"""
