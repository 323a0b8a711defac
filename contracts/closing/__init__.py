"""The steps that lead to the joint closing of a report, and the time that each institution takes."""
