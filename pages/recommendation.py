import streamlit as st
st.html('<div class="wb"><h1>Recommendation</h1></div>')
