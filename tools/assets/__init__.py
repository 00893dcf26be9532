"""The steps of `tools/build_assets.py`: packages, style sheet, fonts, and the published folder."""
