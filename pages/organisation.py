"""Organisation: under whose terms are answers made? Read, try out, edit and download the profile."""

import streamlit as st

from catalog.organisation.deployed import may_edit, profile_path, save_profile
from catalog.organisation.profile import ProfileError
from pages.parts import house
from pages.parts.catalog import bare_catalog
from pages.parts.house_editor import EXAMPLE, check, text_in_force
from reports.fragments.house import profile_tables
from reports.fragments.markup import block
from reports.fragments.states import box, message

st.html(
    block(
        "<h1>Your organisation’s terms</h1><p class='sub'>Own prices, machines, models, endpoints and house rules. They lie over the catalog, "
        "win over every price list, and every figure they changed says so.</p>"
    )
)
profile = house.house_profile()
trying = house.tried_out() is not None
if profile is None:
    st.html(box("No profile is in force", "Answers use list prices and the needs of the form alone. Start from the example below."))
else:
    whose = "in this session only" if trying else "for everybody who uses this deployment"
    st.html(profile_tables(profile, whose))
    if trying and st.button("Stop using it in this session", key="stop_trying"):
        house.stop_trying()
        st.rerun()

st.subheader("Edit", anchor=False)
uploaded = st.file_uploader("Take a profile from a file", type=["toml", "json"], key="profile_file", max_upload_size=1)
if uploaded is not None and st.session_state.get("profile_taken") != uploaded.file_id:
    st.session_state["profile_taken"] = uploaded.file_id
    st.session_state["profile_text"] = uploaded.getvalue().decode("utf-8", errors="replace")
st.session_state.setdefault("profile_text", text_in_force() or EXAMPLE)
text = st.text_area(
    "Profile, as TOML or JSON", key="profile_text", height=420, help="catalog/organisation/profile.py describes every field."
)
faults, read = check(text, bare_catalog())
for fault in faults:
    st.html(message("error", fault))
if read is not None:
    st.html(message("info", f"{read.name}: no faults.", "Checked."))
with st.container(horizontal=True, key="profile_actions"):
    if st.button("Use in this session", type="primary", disabled=read is None, key="profile_try"):
        house.try_out(text)
        st.rerun()
    if may_edit() and st.button("Put in force for everybody", disabled=read is None, key="profile_save"):
        try:
            save_profile(text)
        except ProfileError as error:
            for fault in error.faults:
                st.html(message("error", fault))
            st.stop()
        house.stop_trying()
        st.rerun()
    st.download_button(
        "Download as TOML or JSON",
        text,
        "organisation.json" if text.lstrip().startswith("{") else "organisation.toml",
        key="profile_download",
        on_click="ignore",
    )
if not may_edit():
    st.html(
        block(
            "<p class='src'>What you try out here stays in this session: it is in no link and no other visitor sees it. A report saved from it keeps it. "
            f"For everybody, the operator puts it at {profile_path().name} in the data folder, or names it in WEIGHBRIDGE_ORGANISATION.</p>"
        )
    )
