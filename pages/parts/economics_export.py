"""The curves of the Economics page as a CSV file."""

from __future__ import annotations

import csv
import io

import streamlit as st

from advisor.economics.study import Study, drawn, drawn_range
from reports.safe_text import csv_cell

COLUMNS = ("option_id", "model", "runs", "requests_per_month", "usd_per_month_low", "usd_per_month_expected", "usd_per_month_high", "gpus")


def to_csv(s: Study) -> str:
    """One row per line and volume drawn; for machines the volume just above each step. An empty cell is unknown or none."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    low, high = drawn_range(s)
    for e in s.entries:
        at, bill = drawn(e, s.scenario, low, high)
        for n, volume in enumerate(at):
            gpus = float(bill.gpus[n])
            figures = (float(volume), *(round(float(end[n]), 2) for end in (bill.low, bill.expected, bill.high)))
            row = (e.item, e.name, e.place, *figures, gpus if gpus == gpus else None)
            writer.writerow([csv_cell(cell) for cell in row])
    return text.getvalue()


def figures_file(s: Study) -> None:
    """A download, made when it is pressed."""
    st.download_button(
        "Curves as CSV",
        data=lambda: to_csv(s).encode("utf-8"),
        file_name="weighbridge-cost-against-volume.csv",
        mime="text/csv",
        on_click="ignore",
        icon=":material/download:",
        key="economics_csv",
    )
