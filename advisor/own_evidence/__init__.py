"""The user's own evaluation results: read strictly, and joined with the public figures for one decision only.

results  a CSV file to rows, all or nothing, with every fault by row
joint    how hard and how steep each test is, and what the results say about the models tested
applied  the figures of a task with those of the tested models updated

Nothing here is kept with the catalog or shared between visitors: results belong to the assessment they were given to.
"""
