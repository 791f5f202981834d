"""The catalog as a table, and as files of the same view."""

from __future__ import annotations

import csv
import io
import json
from functools import partial
from typing import Any

import pandas as pd
import streamlit as st

from advisor.numbers import UNKNOWN
from pages.parts.catalog_pick import pick_table
from reports.fragments.badges import OPENNESS, grade_words
from reports.safe_text import csv_cell

TINTS = {
    "light": {"Closed": "#E9E8FA", "Open weights": "#D9EFEC", "Restricted": "#FAEBD2", "Fully open": "#E6F1DA"},
    "dark": {"Closed": "#29284D", "Open weights": "#143633", "Restricted": "#3A2B12", "Fully open": "#20331A"},
}
GREY = {"light": "#E8E4DA", "dark": "#2C323B"}
EXPORTED = (
    "id",
    "name",
    "lab",
    "lab_country",
    "status",
    "openness_shown",
    "licence_id",
    "licence",
    "commercial",
    "context_k",
    "params_total_b",
    "params_active_b",
    "quality",
    "low",
    "high",
    "evidence",
    "usd_in",
    "usd_out",
    "usd_media",
    "media_unit",
    "offers",
    "listed",
    "release_date",
    "retirement_date",
    "modalities_in",
    "modalities_out",
    "capabilities",
    "ways",
    "checked",
)


def shown(frame: pd.DataFrame, dimension: str, media: bool) -> pd.DataFrame:
    """The columns on screen: at most eleven, units in the headers."""
    columns: dict[str, Any] = {
        "Model": frame["name"],
        "Lab": frame["lab"],
        "Openness": frame["openness_shown"].map(lambda kind: [OPENNESS[kind][2]] if kind in OPENNESS else []),
        "Licence": frame["licence_id"],
    }
    if dimension:
        columns[dimension] = frame["quality"]
        columns["Fitted from"] = frame["evidence"].map(lambda kind: [grade_words(kind) or UNKNOWN])
    if media:
        columns |= {
            "From, USD": frame["usd_media"],
            "Per": frame["media_unit"].map({"character_m": "M characters"}).fillna(frame["media_unit"]),
        }
    else:
        columns |= {"Context, k": frame["context_k"], "In, USD/M": frame["usd_in"], "Out, USD/M": frame["usd_out"]}
    columns |= {"Offers": frame["offers"], "Released": frame["release_date"]}
    return pd.DataFrame(columns)


def table(frame: pd.DataFrame, dimension: str, media: bool, most: int) -> None:
    """Sortable, at most so many rows high; a pressed row is opened in detail."""
    theme = "dark" if st.context.theme.type == "dark" else "light"
    view = shown(frame, dimension, media)
    tags = sorted({tag for found in view.get("Fitted from", pd.Series(dtype=object)) for tag in found})
    number = st.column_config.NumberColumn
    pick_table(
        view,
        frame["id"].tolist(),
        "model",
        "Models that pass the filters; the list below opens one in detail",
        {
            "Model": st.column_config.TextColumn(width=152),
            "Lab": st.column_config.TextColumn(width=105),
            "Openness": st.column_config.MultiselectColumn(options=list(TINTS[theme]), color=list(TINTS[theme].values()), width=104),
            "Licence": st.column_config.TextColumn(width=110),
            "Fitted from": st.column_config.MultiselectColumn(options=tags, color=[GREY[theme]] * max(1, len(tags)), width=96),
            dimension: number(format="%.0f", width=82),
            "Context, k": number(format="%.0f", width=78),
            "In, USD/M": number(format="%.2f", width=76),
            "Out, USD/M": number(format="%.2f", width=86),
            "From, USD": number(format="%.4f", width=85),
            "Offers": number(format="%d", width=56),
            "Released": st.column_config.DateColumn(format="D MMM YYYY", width=92),
        },
        most,
    )


def downloads(frame: pd.DataFrame, name: str, version: str) -> None:
    """The rows of the current view as CSV and JSON, with every column."""
    for label, ending, mime, write in (("CSV of this view", "csv", "text/csv", to_csv), ("JSON", "json", "application/json", to_json)):
        st.download_button(
            label,
            data=partial(_bytes, write, frame),
            file_name=f"weighbridge-{name}-{version}.{ending}",
            mime=mime,
            on_click="ignore",
            type="tertiary",
            icon=":material/download:",
            key=f"download_{name}_{ending}",
        )


def _bytes(write: Any, frame: pd.DataFrame) -> bytes:
    text: str = write(frame)
    return text.encode("utf-8")


def plain(value: Any) -> Any:
    """A cell as a number, text, flag or list; None where it is unknown."""
    if isinstance(value, list | tuple) or (hasattr(value, "tolist") and getattr(value, "ndim", 0) == 1):
        return [plain(item) for item in value]
    if value is None or value is pd.NaT or (not isinstance(value, str) and pd.isna(value)):
        return None
    if isinstance(value, pd.Timestamp):
        return value.date().isoformat()
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else value


def _exported(frame: pd.DataFrame) -> list[str]:
    return [column for column in EXPORTED if column in frame.columns] or list(frame.columns)


def to_csv(frame: pd.DataFrame) -> str:
    """One row per model; an empty cell is unknown, lists are separated by "; ", and no cell runs as a formula."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    columns = _exported(frame)
    writer.writerow(columns)
    for row in frame[columns].itertuples(index=False):
        cells = [plain(value) for value in row]
        writer.writerow([csv_cell("; ".join(map(str, cell)) if isinstance(cell, list) else cell) for cell in cells])
    return text.getvalue()


def to_json(frame: pd.DataFrame) -> str:
    """The same as a list of objects; null is unknown."""
    columns = _exported(frame)
    rows = [{column: plain(value) for column, value in zip(columns, row, strict=True)} for row in frame[columns].itertuples(index=False)]
    return json.dumps(rows, ensure_ascii=False, indent=2)
